package pages

import (
	"embed"
	"fmt"
	"io/fs"

	"promptscope/viz/place/learn/lesson"
)

// pictures are the lanes at the end of each lesson's runs, written by make lessons.
//
//go:embed lanes/*.svg
var pictures embed.FS

// picture is one as a page shows it.
type picture struct {
	File          string // beside the page
	Width, Height int
}

// pictureOf is the picture of a lesson; nil where there is none yet.
func pictureOf(l *lesson.Lesson, lang string) *picture {
	data, err := drawn(l, lang)
	if err != nil {
		return nil
	}
	p := &picture{File: l.ID + ".svg"}
	if _, err := fmt.Sscanf(string(data), `<svg xmlns="http://www.w3.org/2000/svg" width="%d" height="%d"`, &p.Width, &p.Height); err != nil {
		return nil
	}
	return p
}

func drawn(l *lesson.Lesson, lang string) ([]byte, error) {
	return fs.ReadFile(pictures, "lanes/"+l.Picture(lang))
}
