package keep

import (
	"errors"
	"os"
	"path/filepath"
	"testing"
)

func TestFolder(t *testing.T) {
	f := Folder(filepath.Join(t.TempDir(), "promptscope"))
	put(t, Open(f), "learn", "[1]")
	s := Open(f)
	if squeezed(s.Get("learn")) != "[1]" || s.Problem() != nil {
		t.Errorf("%s, %v", s.Get("learn"), s.Problem())
	}
	left, err := filepath.Glob(filepath.Join(string(f), "*"))
	if err != nil || len(left) != 1 {
		t.Errorf("%v, %v: want the file alone", left, err)
	}
	if err := os.WriteFile(f.path(), []byte("{"), 0o600); err != nil {
		t.Fatal(err)
	}
	s = Open(f)
	if aside, err := os.ReadFile(f.path() + ".unreadable"); err != nil || string(aside) != "{" || !errors.Is(s.Problem(), ErrBroken) {
		t.Errorf("saved aside: %q, %v", aside, err)
	}
}

// A folder that is none, and one that is a file.
func TestNoFolder(t *testing.T) {
	file := filepath.Join(t.TempDir(), "file")
	if err := os.WriteFile(file, nil, 0o600); err != nil {
		t.Fatal(err)
	}
	s := Open(Folder(file))
	put(t, s, "learn", "[1]")
	if err := s.Problem(); !errors.Is(err, ErrRefused) || squeezed(s.Get("learn")) != "[1]" {
		t.Errorf("%v, %s", err, s.Get("learn"))
	}
}
