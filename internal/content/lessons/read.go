// Package lessons reads the lessons of a course and checks them. Only the command, the page builder and tests import it.
//
// A folder has course.toml, which names the parts and puts the lessons in order, and one file a lesson. Texts have a zh and an en:
//
//	# course.toml                              # every-layer.toml
//	id = "lecture"                             id = "every-layer"
//	name.zh = "…"                              minutes = 1
//	name.en = "…"                              paper = { work = "p-tuning-v2", at = "§3.2" }
//	[[part]]                                   cards = ["id of a card"]
//	name.zh = "…"                              link = "task=srl"               # what it opens with
//	name.en = "…"                              same = "digest(a) == before(digest(a))"   # as in the lesson before, or nothing
//	lessons = ["every-layer"]                  title.zh, claim.zh, text.zh, ask.zh = "…"   # and en
//	                                           # in text: [keys and values](kv) names a part of the picture or a glossary entry
//	                                           [do]       # text, control, arg, sets = "n@b=32", done = { is = "set" }
//	                                           [bet]      # question, measure = "h(b)-h(a)", unit
//	                                           [[bet.zone]]   # when = "< -2", label
//	                                           [again]    # or nothing: text, sets, rule, says
//	                                           [verdict]  # holds, part: rules
//	                                           [teacher]  # goal, exit = { question, answer }
//	                                           [[teacher.wrong]]   # say, why
package lessons

import (
	"fmt"
	"io/fs"
	"slices"

	"promptscope/internal/content/file"
	"promptscope/viz/place/learn/lesson"
	files "promptscope/viz/place/learn/lessons"
)

const courseFile = "course.toml"

// Open reads the course that is part of the program.
func Open() (*lesson.Course, error) { return Read(files.Files) }

// Read reads a folder with a course. The error names the file; whether the lessons are good is for Check.
func Read(folder fs.FS) (*lesson.Course, error) {
	var top struct {
		ID      string
		Name    lesson.Text
		Part    []lesson.Part
		Summary *lesson.Summary
	}
	if err := file.Decode(folder, courseFile, &top); err != nil {
		return nil, err
	}
	names, err := fs.Glob(folder, "*.toml")
	if err != nil {
		return nil, err
	}
	c := &lesson.Course{ID: top.ID, Name: top.Name, Parts: top.Part, Summary: top.Summary}
	for _, p := range c.Parts {
		for _, id := range p.Lessons {
			l, err := one(folder, id)
			if err != nil {
				return nil, err
			}
			c.Lessons = append(c.Lessons, *l)
			names = slices.DeleteFunc(names, func(n string) bool { return n == id+".toml" })
		}
	}
	for _, n := range names {
		if n != courseFile {
			return nil, fmt.Errorf("%s: no part of %s names it, want every lesson in one", n, courseFile)
		}
	}
	return c, nil
}

// written is a lesson as its file has it.
type written struct {
	ID      string
	Minutes int
	Paper   lesson.Source
	Cards   []string
	Title   lesson.Text
	Claim   lesson.Text
	Text    lesson.Text
	Link    string
	Do      lesson.Do
	Bet     struct {
		Question lesson.Text
		Measure  string
		Unit     lesson.Text
		Zone     []lesson.Zone
	}
	Again   *lesson.Again
	Verdict lesson.Verdict
	Same    string
	Ask     lesson.Text
	Teacher struct {
		Goal  lesson.Text
		Wrong []lesson.Wrong
		Exit  lesson.Exit
	}
}

func one(folder fs.FS, id string) (*lesson.Lesson, error) {
	var w written
	if err := file.Decode(folder, id+".toml", &w); err != nil {
		return nil, err
	}
	if w.ID != id {
		return nil, fmt.Errorf("%s.toml: id is %q, want the file's name without .toml", id, w.ID)
	}
	return &lesson.Lesson{ID: w.ID, Minutes: w.Minutes, Paper: w.Paper, Cards: w.Cards, Title: w.Title, Claim: w.Claim, Text: w.Text, Link: w.Link, Do: w.Do,
		Bet:   lesson.Bet{Question: w.Bet.Question, Measure: w.Bet.Measure, Unit: w.Bet.Unit, Zones: w.Bet.Zone},
		Again: w.Again, Verdict: w.Verdict, Same: w.Same, Ask: w.Ask,
		Teacher: lesson.Teacher{Goal: w.Teacher.Goal, Wrong: w.Teacher.Wrong, Exit: w.Teacher.Exit}}, nil
}
