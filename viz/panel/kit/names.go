package kit

import (
	"strconv"
	"strings"

	"promptscope/sim/run"
	"promptscope/viz/i18n"
	"promptscope/viz/state"
)

// Words are what a picture is about, and the language in which it says so.
type Words struct {
	In *Input
	S  *i18n.Strings
}

// WordsOf are the words of an input.
func WordsOf(in *Input) Words { return Words{in, i18n.For(in.View.Lang)} }

// TaskName is the name of the present task.
func (w Words) TaskName() string {
	return w.InLang(w.In.Catalog.Task(w.In.State.Task).Name, w.In.Catalog.Task(w.In.State.Task).NameZH)
}

// BackboneName is the name of the present backbone.
func (w Words) BackboneName() string {
	return w.BackboneLabel(w.In.Catalog.Backbone(w.In.State.Backbone))
}

// BackboneLabel is the name and the number of parameters, unless the name has it already.
func (w Words) BackboneLabel(b state.Choice) string {
	name := w.InLang(b.Name, b.NameZH)
	switch {
	case b.Params == 0 || strings.Contains(name, "·"):
		return name
	case b.Params >= 1_000_000:
		return name + " · " + strconv.FormatFloat(float64(b.Params)/1e6, 'f', 1, 64) + "M"
	}
	return name + " · " + strconv.FormatInt((b.Params+500)/1000, 10) + "K"
}

// InLang chooses the name in the language of the picture.
func (w Words) InLang(en, zh string) string {
	if w.S.Lang == "zh" && zh != "" {
		return zh
	}
	return en
}

// MeasureName is the name of the held-out measure of the present task.
func (w Words) MeasureName() string {
	for i := range w.In.Count() {
		if w.In.Snapshot(i).Measure == "span F1" {
			return w.S.SpanF1
		}
	}
	return w.S.Accuracy
}

// diffOf says in one line how the settings of a differ from those of b; empty if they do not.
func diffOf(a, b run.Spec, s *i18n.Strings, method func(id string) string) string {
	out := ""
	add := func(name, x, y string) {
		if x == y {
			return
		}
		if out != "" {
			out += " · "
		}
		if name != "" {
			name += " "
		}
		out += name + x
	}
	whole := func(n int) string { return strconv.Itoa(n) }
	add("", method(a.Method), method(b.Method))
	add(s.Task, a.Task, b.Task)
	add(s.Backbone, a.Backbone, b.Backbone)
	for i := range run.Knobs() {
		k := &run.Knobs()[i]
		name := s.Knob(k.ID)
		if k.ID == run.KnobN {
			name = k.ID // as in the formulas
		}
		add(name, s.Choice(k.ID, k.Get(&a.Settings)), s.Choice(k.ID, k.Get(&b.Settings)))
	}
	add(s.LRShort, short(a.LR), short(b.LR))
	add(s.Steps, whole(a.Steps), whole(b.Steps))
	add(s.Labels, whole(a.Labels), whole(b.Labels))
	add(s.Batch, whole(a.Batch), whole(b.Batch))
	add(s.Seed, strconv.FormatUint(a.Seed, 10), strconv.FormatUint(b.Seed, 10))
	return out
}

func short(v float64) string { return strconv.FormatFloat(v, 'g', 3, 64) }

// MethodName is the name of a method.
func (w Words) MethodName(id string) string {
	return w.S.MethodName(id, w.In.Catalog.Method(id).Name)
}

// Diff says in one line what was different in a past run from the lane's present settings.
func (w Words) Diff(r *Past) string {
	now := w.In.Snapshot(r.Lane).Spec
	if now.Method == "" {
		return w.MethodName(r.Spec.Method)
	}
	text := diffOf(r.Spec, now, w.S, w.MethodName)
	if text == "" {
		text = w.S.SameSettings
	}
	return text
}
