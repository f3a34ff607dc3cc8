// Package pack makes files of the content that places show: what authors write as TOML, checked and ready to show, as JSON. The
// page builder puts them into the page, which fetches one when its place opens; the desktop program makes them when it needs them.
package pack

import (
	"encoding/json"
	"fmt"
	"slices"

	"promptscope/internal/content/cards"
	"promptscope/internal/content/lessons"
	"promptscope/internal/content/scale"
	"promptscope/viz/place/learn/lesson"
	files "promptscope/viz/place/learn/lessons"
)

// makers say how each file is made, by its name.
var makers = map[string]func() (any, error){
	"lessons.json": func() (any, error) { return Course() },
	"cards.json":   func() (any, error) { return cards.Open() },
	"scale.json":   func() (any, error) { return scale.Open() },
}

// Names are the files, sorted.
func Names() (out []string) {
	for name := range makers {
		out = append(out, name)
	}
	slices.Sort(out)
	return out
}

// File makes one. An unknown name is an error, and so is content that cannot be read.
func File(name string) ([]byte, error) {
	make, ok := makers[name]
	if !ok {
		return nil, fmt.Errorf("content %q: want one of %v", name, Names())
	}
	v, err := make()
	if err != nil {
		return nil, err
	}
	return json.Marshal(v)
}

// Course is the lessons with what the committed runs say of them.
func Course() (p lesson.Pack, err error) {
	c, err := lessons.Open()
	if err != nil {
		return p, err
	}
	p.Course = *c
	if err := json.Unmarshal(files.Evidence, &p.Evidence); err != nil {
		return p, fmt.Errorf("evidence.json: %w", err)
	}
	return p, nil
}

// Of is the file of a course of somebody's own, without evidence: no committed runs are known to be its.
func Of(c *lesson.Course) ([]byte, error) { return json.Marshal(lesson.Pack{Course: *c}) }
