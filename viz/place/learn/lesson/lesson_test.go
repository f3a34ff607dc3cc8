package lesson_test

import (
	"slices"
	"testing"

	"promptscope/internal/catalog"
	"promptscope/sim/run"
	"promptscope/viz/doc"
	"promptscope/viz/i18n"
	"promptscope/viz/place/learn/lesson"
	"promptscope/viz/state"
)

func TestSpans(t *testing.T) {
	for _, c := range []struct {
		text string
		want []doc.Span
	}{
		{"plain", []doc.Span{{Text: "plain"}}},
		{"", nil},
		{"a [b](kv) c", []doc.Span{{Text: "a "}, {Text: "b", Term: "kv"}, {Text: " c"}}},
		{"[a](x)[b](y)", []doc.Span{{Text: "a", Term: "x"}, {Text: "b", Term: "y"}}},
		{"a [MASK] in the [row](row).", []doc.Span{{Text: "a [MASK] in the "}, {Text: "row", Term: "row"}, {Text: "."}}},
		{"an [open](end", []doc.Span{{Text: "an [open](end"}}},
		{"no begin](x)", []doc.Span{{Text: "no begin](x)"}}},
		{"把[键和值](kv)存下", []doc.Span{{Text: "把"}, {Text: "键和值", Term: "kv"}, {Text: "存下"}}},
	} {
		if got := lesson.Spans(c.text); !slices.Equal(got, c.want) {
			t.Errorf("%q: %+v, want %+v", c.text, got, c.want)
		}
	}
}

// Whatever a text says, its spans are the text.
func FuzzSpans(f *testing.F) {
	for _, s := range []string{"a [b](c) d", "[[x](y)](z)", "](", "[](", "a[b](c", "[](x)[y]()[z](w)"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, text string) {
		again := ""
		for _, s := range lesson.Spans(text) {
			if s.Term == "" {
				again += s.Text
			} else {
				again += "[" + s.Text + "](" + s.Term + ")"
			}
		}
		if again != text {
			t.Fatalf("%q becomes %q", text, again)
		}
	})
}

// Every part of the picture leads to an entry of the glossary, in both languages.
func TestPartsHaveEntries(t *testing.T) {
	for _, p := range i18n.Picture {
		for _, lang := range []string{"zh", "en"} {
			if _, ok := i18n.For(lang).Term(lesson.Entry(p.Part)); !ok {
				t.Errorf("%s: no entry %q in %s", p.Part, p.Entry, lang)
			}
		}
	}
	if lesson.Entry("digest") != "digest" {
		t.Error("an entry of the glossary is not its own")
	}
}

func parse(t *testing.T, link string) *state.State {
	t.Helper()
	s, notices := state.Parse(link, catalog.New())
	if len(notices) > 0 {
		t.Fatalf("%s: %+v", link, notices)
	}
	return &s
}

func TestDone(t *testing.T) {
	opening := parse(t, "task=fact")
	at := func(step int32, stage run.Stage) *run.Snapshot {
		return &run.Snapshot{Step: step, Part: run.StepPart{Stage: stage}}
	}
	answer := func(status run.Status, best string) *run.Snapshot {
		return &run.Snapshot{Status: status, Trace: run.Trace{Answer: "paris", Top: []run.Guess{{Text: best}}}}
	}
	for _, c := range []struct {
		name  string
		do    lesson.Do
		now   string
		lanes []*run.Snapshot
		want  bool
	}{
		{"nothing was set", lesson.Do{Sets: "n@b=4&encoder@a=none", Done: lesson.Done{Is: "set"}}, "task=fact", nil, false},
		{"half was set", lesson.Do{Sets: "n@b=4&encoder@a=none", Done: lesson.Done{Is: "set"}}, "task=fact&n@b=4", nil, false},
		{"both were set", lesson.Do{Sets: "n@b=4&encoder@a=none", Done: lesson.Done{Is: "set"}}, "task=fact&n@b=4&encoder@a=none", nil, true},
		{"more was set", lesson.Do{Sets: "n@b=4", Done: lesson.Done{Is: "set"}}, "task=srl&n@b=4&seed=3", nil, true},
		{"no lane has trained", lesson.Do{Done: lesson.Done{Is: "trained"}}, "task=fact", []*run.Snapshot{at(0, run.Between), at(0, run.Between)}, false},
		{"one lane has trained", lesson.Do{Done: lesson.Done{Is: "trained"}}, "task=fact", []*run.Snapshot{at(1, run.Between), at(0, run.Between)}, false},
		{"both have trained", lesson.Do{Done: lesson.Done{Is: "trained"}}, "task=fact", []*run.Snapshot{at(1, run.Between), at(1, run.Between)}, true},
		{"no lanes yet", lesson.Do{Done: lesson.Done{Is: "trained"}}, "task=fact", []*run.Snapshot{nil, nil}, false},
		{"the same example", lesson.Do{Done: lesson.Done{Is: "example"}}, "task=fact", nil, false},
		{"another example", lesson.Do{Done: lesson.Done{Is: "example"}}, "task=fact&example=2", nil, true},
		{"no word", lesson.Do{Done: lesson.Done{Is: "word"}}, "task=fact", nil, false},
		{"a word", lesson.Do{Done: lesson.Done{Is: "word"}}, "task=fact&row=2", nil, true},
		{"nothing is open", lesson.Do{Done: lesson.Done{Is: "open", Lane: "b", Layer: 2}}, "task=fact&panel=inspector", nil, false},
		{"another lane is open", lesson.Do{Done: lesson.Done{Is: "open", Lane: "b", Layer: 2}}, "task=fact&panel=inspector&open=1.0.1.0.0.0", nil, false},
		{"another layer is open", lesson.Do{Done: lesson.Done{Is: "open", Lane: "b", Layer: 2}}, "task=fact&panel=inspector&open=1.1.0.0.0.0", nil, false},
		{"behind another panel", lesson.Do{Done: lesson.Done{Is: "open", Lane: "b"}}, "task=fact&panel=compare&open=1.1.0.0.0.0", nil, false},
		{"it is open", lesson.Do{Done: lesson.Done{Is: "open", Lane: "b", Layer: 2}}, "task=fact&panel=inspector&open=2.1.1.0.0.0", nil, true},
		{"forward", lesson.Do{Done: lesson.Done{Is: "backward", Lane: "b"}}, "task=fact", []*run.Snapshot{at(0, run.Backward), at(0, run.Forward)}, false},
		{"backward", lesson.Do{Done: lesson.Done{Is: "backward", Lane: "b"}}, "task=fact", []*run.Snapshot{at(0, run.Forward), at(0, run.Backward)}, true},
		{"no such lane", lesson.Do{Done: lesson.Done{Is: "backward", Lane: "d"}}, "task=fact", []*run.Snapshot{at(0, run.Backward)}, false},
		{"not trained to the end", lesson.Do{Done: lesson.Done{Is: "broken", Lane: "b"}}, "task=fact", []*run.Snapshot{answer(run.Done, "paris"), answer(run.Running, "rome")}, false},
		{"both are right", lesson.Do{Done: lesson.Done{Is: "broken", Lane: "b"}}, "task=fact", []*run.Snapshot{answer(run.Done, "paris"), answer(run.Done, "paris")}, false},
		{"both are wrong", lesson.Do{Done: lesson.Done{Is: "broken", Lane: "b"}}, "task=fact", []*run.Snapshot{answer(run.Done, "rome"), answer(run.Done, "rome")}, false},
		{"one is broken", lesson.Do{Done: lesson.Done{Is: "broken", Lane: "b"}}, "task=fact", []*run.Snapshot{answer(run.Done, "paris"), answer(run.Done, "rome")}, true},
		{"an unknown deed", lesson.Do{Done: lesson.Done{Is: "guess"}}, "task=fact", nil, false},
	} {
		l := lesson.Lesson{Link: "task=fact", Do: c.do}
		got := c.do.DoneIn(lesson.Seen{Opening: opening, Deciding: parse(t, l.Decides()), Now: parse(t, c.now), Lanes: c.lanes})
		if got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestChanges(t *testing.T) {
	for _, c := range []struct {
		was, is string
		want    []lesson.Change
	}{
		{"task=srl", "task=srl&theme=dark&metric=accuracy", nil},
		{"task=srl", "task=fact", []lesson.Change{{"task", "srl", "fact"}}},
		{"n=4", "n=4&n@b=32", []lesson.Change{{"n@b", "4", "32"}}},
		{"n@a=3&n@b=4", "n=5", []lesson.Change{{"n@a", "3", "5"}, {"n@b", "4", "5"}}},
		{"b=full", "b=lora&steps=600", []lesson.Change{{"b", "full", "lora"}, {"steps", "0", "600"}}},
		{"", "c=full", []lesson.Change{{"c", "", "full"}}},
	} {
		if got := lesson.Changes(parse(t, c.was), parse(t, c.is)); !slices.Equal(got, c.want) {
			t.Errorf("%s to %s: %v, want %v", c.was, c.is, got, c.want)
		}
	}
}

func TestDecided(t *testing.T) {
	c := catalog.New()
	want := *parse(t, "task=fact&n@b=4")
	for link, m := range map[string]lesson.Match{
		"task=fact&n@b=4":                       lesson.Same,
		"task=fact&n@b=4&theme=light&example=3": lesson.Same,
		"task=fact&n@b=4&rank=7":                lesson.Same, // no lane has a rank
		"task=fact&n@b=4&seed=7":                lesson.Seed,
		"task=fact&n@b=5":                       lesson.Others,
		"task=srl&n@b=4&seed=7":                 lesson.Others,
		"task=fact&n@b=4&c=full":                lesson.Others,
	} {
		if got := lesson.Decided(want, *parse(t, link), c); got != m {
			t.Errorf("%s: %v, want %v", link, got, m)
		}
	}
}

func TestFind(t *testing.T) {
	c := lesson.Course{Parts: []lesson.Part{{Lessons: []string{"x"}}, {Lessons: []string{"y", "z"}}}, Lessons: []lesson.Lesson{{ID: "x"}, {ID: "y"}, {ID: "z"}}}
	if l, n := c.Find("z"); l != &c.Lessons[2] || n != 2 || c.PartOf("z") != 1 {
		t.Error("z is not found")
	}
	if l, n := c.Find("w"); l != nil || n != -1 || c.PartOf("w") != -1 {
		t.Error("w is found")
	}
}
