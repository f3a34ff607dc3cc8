package main

import (
	"os"
	"strings"
	"testing"
)

// NOTICE is what the programs link, with the licences' texts: go run ./internal/build/notice -write.
func TestNotice(t *testing.T) {
	t.Chdir("../../..")
	have, err := os.ReadFile("NOTICE")
	if err != nil {
		t.Fatal(err)
	}
	want, err := notice()
	if err != nil {
		t.Fatal(err)
	}
	if string(have) != string(want) {
		t.Error("NOTICE is out of date: go run ./internal/build/notice -write")
	}
	mods, err := modules()
	if err != nil {
		t.Fatal(err)
	}
	for _, p := range programs {
		n := 0
		for _, m := range mods {
			if strings.Contains(strings.Join(m.in, " "), p.name) {
				n++
			}
		}
		if n < 2 {
			t.Errorf("%s links %d modules: want Go and at least one other", p.name, n)
		}
	}
}

// A module without a licence is an error and not left out.
func TestAModuleWithoutALicence(t *testing.T) {
	dir := t.TempDir()
	if _, err := licences(dir); err == nil {
		t.Error("nothing is said")
	}
	for _, name := range []string{"LICENSE", "license.md", "NOTICE.txt", "COPYING", "PATENTS", "main.go", "licensed.go"} {
		if err := os.WriteFile(dir+"/"+name, []byte(name), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	if texts, err := licences(dir); err != nil || strings.Join(texts, " ") != "COPYING LICENSE NOTICE.txt PATENTS license.md" {
		t.Errorf("%q, %v", texts, err)
	}
}
