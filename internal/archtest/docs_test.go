package archtest

import (
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

var inRepository = regexp.MustCompile(`^(sim|viz|wasm|cmd|internal|web|docs)/[\w./*-]+$`)

// What the documents send a reader to is there.
func TestDocumentsNameFilesThatExist(t *testing.T) {
	pages, err := filepath.Glob("../../docs/*.md")
	if err != nil || len(pages) < 8 {
		t.Fatal(pages, err)
	}
	names := 0
	for _, page := range append(pages, "../../README.md", "../../CONTRIBUTING.md") {
		text := document(t, strings.TrimPrefix(filepath.ToSlash(page), "../../"))
		for _, m := range quoted.FindAllStringSubmatch(text, -1) {
			if !inRepository.MatchString(m[1]) {
				continue
			}
			names++
			if found, err := filepath.Glob(filepath.Join("..", "..", filepath.FromSlash(m[1]))); err != nil || len(found) == 0 {
				t.Errorf("%s names %s, which is not there", filepath.Base(page), m[1])
			}
		}
		for _, m := range regexp.MustCompile(`\]\(([\w./-]+[./][\w./-]+)\)`).FindAllStringSubmatch(text, -1) {
			if found, err := filepath.Glob(filepath.Join(filepath.Dir(page), filepath.FromSlash(m[1]))); err != nil || len(found) == 0 {
				t.Errorf("%s links to %s, which is not there", filepath.Base(page), m[1])
			}
		}
	}
	if names < 50 {
		t.Errorf("%d names found", names)
	}
}
