package archtest

import (
	"os"
	"path"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"
)

var (
	heading = regexp.MustCompile(`(?m)^## (.+)$`)
	// paths are quoted names with a slash or an ending: no flags, no code.
	looksLikePath = regexp.MustCompile(`^[\w./*-]+$`)
)

// chapter is one list of CONTRIBUTING.md: the files that it names, and the IDs of its example.
type chapter struct {
	title      string
	files, ids []string
}

func chapters(text string) (out []chapter) {
	parts := heading.FindAllStringSubmatchIndex(text, -1)
	for i, at := range parts {
		end := len(text)
		if i+1 < len(parts) {
			end = parts[i+1][0]
		}
		c := chapter{title: text[at[2]:at[3]]}
		for _, line := range strings.Split(text[at[1]:end], "\n") {
			names := quoted.FindAllStringSubmatch(line, -1)
			for _, m := range names {
				switch {
				case strings.HasPrefix(line, "Follow ") && !strings.Contains(m[1], "/"):
					c.ids = append(c.ids, m[1])
				case looksLikePath.MatchString(m[1]) && strings.ContainsAny(m[1], "/") || strings.HasSuffix(m[1], ".md"):
					c.files = append(c.files, m[1])
				}
			}
		}
		out = append(out, c)
	}
	return out
}

// covers tells whether a chapter names a file: itself, by a pattern, or the folder that it is in.
func (c chapter) covers(file string) bool {
	return slices.ContainsFunc(c.files, func(name string) bool {
		ok, _ := path.Match(name, file)
		return ok || strings.HasPrefix(file, name+"/")
	})
}

// allows are files that may spell an ID of a chapter's kind without being part of an addition, see spelled_test.go.
func allows(id, file string) bool {
	return spelledElsewhere(file, id) && !strings.HasPrefix(file, "viz/i18n/")
}

// The lists for those who add something name every file that an addition touches: the files exist, and the ID of the example is
// spelled in no other.
func TestContributing(t *testing.T) {
	all, err := literals()
	if err != nil {
		t.Fatal(err)
	}
	examples := 0
	for _, c := range chapters(document(t, "CONTRIBUTING.md")) {
		for _, f := range c.files {
			if found, err := filepath.Glob(filepath.Join("..", "..", filepath.FromSlash(f))); err != nil || len(found) == 0 {
				t.Errorf("%s: there is no %s", c.title, f)
			}
		}
		for _, id := range c.ids {
			examples++
			if len(all[id]) == 0 {
				t.Errorf("%s: nothing spells %q", c.title, id)
			}
			for _, f := range all[id] {
				if !c.covers(f) && !allows(id, f) {
					t.Errorf("%s: %s spells %q and is not in the list", c.title, f, id)
				}
			}
		}
	}
	if examples < 5 {
		t.Errorf("%d examples: want one of each kind", examples)
	}
}

// A list that leaves a file out is found, and one that names a file that is not there.
func TestChapters(t *testing.T) {
	got := chapters("# T\n\n## One\n\nFollow `ia3`, or `adapter`.\n\n1. `sim/tune/ia3.go`, `viz/i18n/*.go` and `Settings`.\n\n## Two\n\n`README.md`\n")
	if len(got) != 2 || !slices.Equal(got[0].ids, []string{"ia3", "adapter"}) || !slices.Equal(got[0].files, []string{"sim/tune/ia3.go", "viz/i18n/*.go"}) ||
		!slices.Equal(got[1].files, []string{"README.md"}) {
		t.Errorf("%+v", got)
	}
	if c := got[0]; !c.covers("viz/i18n/en.go") || c.covers("viz/i18n/deep/en.go") || c.covers("sim/tune/lora.go") {
		t.Error("patterns cover what they should not, or not what they should")
	}
	if _, err := os.Stat(filepath.Join("..", "..", "CONTRIBUTING.md")); err != nil {
		t.Error(err)
	}
}
