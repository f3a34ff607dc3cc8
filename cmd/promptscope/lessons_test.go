package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

const course = "../../viz/place/learn/lessons"

// copied is the course of the program in a folder of one's own, with one file changed.
func copied(t *testing.T, name, from, to string) string {
	t.Helper()
	dir := t.TempDir()
	files, err := filepath.Glob(course + "/*.toml")
	if err != nil || len(files) == 0 {
		t.Fatalf("no lessons: %v", err)
	}
	for _, f := range files {
		text, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if filepath.Base(f) == name {
			if !strings.Contains(string(text), from) {
				t.Fatalf("%s does not have %q", name, from)
			}
			text = []byte(strings.Replace(string(text), from, to, 1))
		}
		if err := os.WriteFile(filepath.Join(dir, filepath.Base(f)), text, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

// A folder of one's own is checked as the course of the program is: with its faults by name, and an exit code for scripts.
func TestLessonsCheck(t *testing.T) {
	results := "../../docs/results"
	for _, c := range []struct {
		name, file, from, to string
		code                 int
		want                 string
	}{
		{"as it is", "", "", "", exitDone, "18 lessons, nothing to mend"},
		{"a typing error", "how-many.toml", "minutes =", "minuts =", exitFailed, "how-many.toml: unknown keys: minuts"},
		{"a border between the seeds", "how-many.toml", `when = "< -0.5"`, `when = "< -1.5"`, exitFailed, "how-many.toml: bet.zone: "},
		{"settings that nobody ran", "how-many.toml", `sets = "n@b=32"`, `sets = "n@b=31"`, exitFailed, "how-many.toml: do.sets: lane b, seed 1: no committed run has these settings"},
		{"a card that is not there", "how-many.toml", `"prompt-length"`, `"prompt-lenght"`, exitFailed, `how-many.toml: cards[1]: "prompt-lenght", want the id of an interview card`},
		{"a part of the picture that is not there", "how-many.toml", "](kv)", "](key)", exitFailed, `how-many.toml: text.zh: term "key", want a part of the picture`},
	} {
		var out, errOut strings.Builder
		code := promptscope([]string{"lessons", "check", copied(t, c.file, c.from, c.to), "--results", results}, &out, &errOut)
		if code != c.code || !strings.Contains(out.String()+errOut.String(), c.want) {
			t.Errorf("%s: exit code %d, want %d and %q:\n%s%s", c.name, code, c.code, c.want, &out, &errOut)
		}
	}
	for _, args := range [][]string{{"lessons"}, {"lessons", "mend", course}, {"lessons", "check"}, {"lessons", "check", "/nowhere"}, {"lessons", "check", course, "--colour"}} {
		var out, errOut strings.Builder
		if code := promptscope(args, &out, &errOut); code != exitUsage || !strings.Contains(errOut.String(), "want ") {
			t.Errorf("%v: exit code %d: %s", args, code, &errOut)
		}
	}
	var out, errOut strings.Builder
	if code := promptscope([]string{"lessons", "check", course, "--results", "/nowhere"}, &out, &errOut); code != exitFailed || !strings.Contains(errOut.String(), "--results /nowhere") {
		t.Errorf("without runs: exit code %d: %s", code, &errOut)
	}
}

// With --train, settings that nobody has run are trained, and what no committed run tells is looked at.
func TestLessonsCheckTrains(t *testing.T) {
	if testing.Short() {
		t.Skip("trains")
	}
	dir := copied(t, "one-model-locked.toml", `link = "task=fact"`, `link = "task=fact&backbone=2x16&steps=20"`)
	one := "id = \"mine\"\nname.zh = \"一课\"\nname.en = \"One\"\n[[part]]\nname.zh = \"一\"\nname.en = \"One\"\nlessons = [\"one-model-locked\"]\n"
	names, _ := filepath.Glob(filepath.Join(dir, "*.toml"))
	for _, n := range names {
		if filepath.Base(n) != "one-model-locked.toml" {
			os.Remove(n)
		}
	}
	if err := os.WriteFile(filepath.Join(dir, "course.toml"), []byte(one), 0o644); err != nil {
		t.Fatal(err)
	}
	check := func(want string, code int, more ...string) {
		t.Helper()
		var out, errOut strings.Builder
		got := promptscope(append([]string{"lessons", "check", dir, "--results", "../../docs/results"}, more...), &out, &errOut)
		if got != code || !strings.Contains(out.String()+errOut.String(), want) {
			t.Errorf("%v: exit code %d, want %d and %q:\n%s%s", more, got, code, want, &out, &errOut)
		}
	}
	check("one-model-locked.toml: link: lane a, seed 1: no committed run", exitFailed)
	check("1 lessons, nothing to mend", exitDone, "--train")
	path := filepath.Join(dir, "one-model-locked.toml")
	text, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	for _, change := range [][2]string{{`when = "< 1"`, `when = "< 0.3"`}, {`when = "1..50000"`, `when = "0.3..50000"`}} {
		text = []byte(strings.Replace(string(text), change[0], change[1], 1))
	}
	if err := os.WriteFile(path, text, 0o644); err != nil {
		t.Fatal(err)
	}
	check("bet.zone: seed 1 is 0.30 from a border (0.0), want at least 0.5", exitFailed, "--train")
}
