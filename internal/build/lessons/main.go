// Command lessons trains the runs that decide each lesson, with seed 1, and writes pictures of their lanes for the lessons' pages.
package main

import (
	"flag"
	"fmt"
	"log"
	"os"
	"path/filepath"

	"promptscope/internal/content/lanes"
	"promptscope/internal/content/lessons"
	"promptscope/internal/proof"
	"promptscope/viz/i18n"
)

func main() {
	out := flag.String("out", "internal/content/pages/lanes", "folder for the pictures")
	only := flag.String("lesson", "", "one lesson instead of all")
	flag.Parse()
	if err := write(*out, *only); err != nil {
		log.Fatal(err)
	}
}

func write(dir, only string) error {
	course, err := lessons.Open()
	if err != nil {
		return err
	}
	bench, err := proof.New(os.DirFS("docs/results"), nil)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return err
	}
	for i := range course.Lessons {
		l := &course.Lessons[i]
		if only != "" && only != l.ID {
			continue
		}
		runs, err := lanes.Trained(bench, l)
		if err != nil {
			return err
		}
		for _, lang := range i18n.IDs() {
			data, err := lanes.Draw(bench, l, runs, lang)
			if err != nil {
				return err
			}
			if err := os.WriteFile(filepath.Join(dir, l.Picture(lang)), data, 0o644); err != nil {
				return err
			}
		}
		fmt.Println(l.ID)
	}
	return nil
}
