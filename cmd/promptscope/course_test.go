package main

import (
	"encoding/json"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"

	"promptscope/viz/place/learn/lesson"
	files "promptscope/viz/place/learn/lessons"
)

// A course of one's own takes the place of the program's; everything else of the site stays. A folder that holds none is named.
func TestServeLessons(t *testing.T) {
	dir := t.TempDir()
	names, err := fs.Glob(files.Files, "*.toml")
	if err != nil || len(names) < 18 {
		t.Fatal(names, err)
	}
	for _, name := range names {
		data, err := fs.ReadFile(files.Files, name)
		if err != nil {
			t.Fatal(err)
		}
		if name == "every-layer.toml" {
			data = []byte(strings.Replace(string(data), `title.en = "A prompt in every layer"`, `title.en = "Our own title"`, 1))
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	site := fstest.MapFS{lessonsFile: {Data: []byte("old")}, lessonsFile + ".br": {Data: []byte("old")}, "index.html": {Data: []byte("page")}}
	over, err := withLessons(site, dir)
	if err != nil {
		t.Fatal(err)
	}
	data, err := fs.ReadFile(over, lessonsFile)
	if err != nil {
		t.Fatal(err)
	}
	var p lesson.Pack
	if err := json.Unmarshal(data, &p); err != nil {
		t.Fatal(err)
	}
	if l, _ := p.Course.Find("every-layer"); l == nil || l.Title.EN != "Our own title" || len(p.Course.Lessons) < 18 {
		t.Errorf("%d lessons, %+v", len(p.Course.Lessons), l)
	}
	if page, err := fs.ReadFile(over, "index.html"); err != nil || string(page) != "page" {
		t.Errorf("the page is %q, %v", page, err)
	}
	if _, err := fs.Stat(over, lessonsFile+".br"); err == nil {
		t.Error("the compressed file of the other course is there")
	}
	if info, err := fs.Stat(over, lessonsFile); err != nil || info.Size() != int64(len(data)) || info.IsDir() {
		t.Errorf("%+v, %v", info, err)
	}
	for _, bad := range []string{filepath.Join(dir, "none"), t.TempDir(), filepath.Join(dir, "course.toml")} {
		if _, err := withLessons(site, bad); err == nil || !strings.Contains(err.Error(), bad) || !strings.Contains(err.Error(), "course.toml") {
			t.Errorf("%s: %v", bad, err)
		}
	}
}
