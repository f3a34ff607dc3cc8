package lanes

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"promptscope/internal/content/lessons"
	"promptscope/internal/proof"
	"promptscope/internal/sample"
	"promptscope/viz/i18n"
)

const committed = "../pages/lanes"

// The committed pictures are those of the runs: one is made again here, all of them with PROMPTSCOPE_ALL=1.
func TestPicturesAreOfTheRuns(t *testing.T) {
	course, err := lessons.Open()
	if err != nil {
		t.Fatal(err)
	}
	bench, err := proof.New(os.DirFS("../../../docs/results"), nil)
	if err != nil {
		t.Fatal(err)
	}
	for i := range course.Lessons {
		l := &course.Lessons[i]
		if l.ID != "one-model-locked" && !sample.All() {
			continue
		}
		runs, err := Trained(bench, l)
		if err != nil {
			t.Fatal(err)
		}
		for _, lang := range i18n.IDs() {
			want, err := os.ReadFile(filepath.Join(committed, l.Picture(lang)))
			if err != nil {
				t.Fatal(err)
			}
			got, err := Draw(bench, l, runs, lang)
			if err != nil || !bytes.Equal(got, want) {
				t.Errorf("%s %s: the picture is another one, or %v: make lessons", l.ID, lang, err)
			}
		}
	}
}

// There is a picture of each lesson in each language, of a size that a page can bear, and no other file.
func TestPicturesAreThere(t *testing.T) {
	course, err := lessons.Open()
	if err != nil {
		t.Fatal(err)
	}
	want := map[string]bool{}
	for i := range course.Lessons {
		for _, lang := range i18n.IDs() {
			want[course.Lessons[i].Picture(lang)] = true
		}
	}
	files, err := os.ReadDir(committed)
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		data, err := os.ReadFile(filepath.Join(committed, f.Name()))
		if err != nil || !want[f.Name()] || len(data) > 160_000 || !strings.HasPrefix(string(data), "<svg ") {
			t.Errorf("%s: %d bytes, of a lesson: %v, %v", f.Name(), len(data), want[f.Name()], err)
		}
		delete(want, f.Name())
	}
	for name := range want {
		t.Errorf("%s is missing: make lessons", name)
	}
}
