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
	return w.S.TaskText(w.In.State.Task).Title
}

// BackboneName is the name of the present backbone.
func (w Words) BackboneName() string {
	return w.BackboneLabel(w.In.Catalog.Backbone(w.In.State.Backbone))
}

// BackboneLabel is the name and the number of parameters, unless the name has it already.
func (w Words) BackboneLabel(b state.Choice) string {
	name := w.S.BackboneName(b.ID, b.Name)
	switch {
	case b.Params == 0 || strings.Contains(name, "·"):
		return name
	case b.Params >= 1_000_000:
		return name + " · " + strconv.FormatFloat(float64(b.Params)/1e6, 'f', 1, 64) + "M"
	}
	return name + " · " + strconv.FormatInt((b.Params+500)/1000, 10) + "K"
}

// OtherLang is the name of the language that the button changes to.
func (w Words) OtherLang() string { return i18n.Next(w.S.Lang).Own }

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

// SourceOf is where a method comes from: its formula and its paper.
func SourceOf(m *run.Method) string {
	if m.Paper == "" {
		return m.Formula
	}
	return m.Formula + "  (" + m.Paper + ")"
}

// LaneTitle is the method of a lane, and what tells it from another lane with the same method: "P-Tuning v2 · n 32".
func (w Words) LaneTitle(lane int) string {
	name := w.MethodName(w.In.State.Lanes[lane].Method)
	if d := w.apart(lane); d != "" {
		return name + " · " + d
	}
	return name
}

// LaneMark is the shorter name where there is little room: what tells the lane apart, or its method.
func (w Words) LaneMark(lane int) string {
	if d := w.apart(lane); d != "" {
		return d
	}
	return w.MethodName(w.In.State.Lanes[lane].Method)
}

// apart is the first setting in which a lane differs from another one with its method; "" if there is none.
func (w Words) apart(lane int) string {
	s := &w.In.State
	me := &s.Lanes[lane]
	m := w.In.Catalog.Method(me.Method)
	for other := range s.Count() {
		if other == lane || s.Lanes[other].Method != me.Method {
			continue
		}
		for i := range run.Knobs() {
			k := &run.Knobs()[i]
			if !m.Has(k.ID) || k.Same(&me.Settings, &s.Lanes[other].Settings) {
				continue
			}
			label := w.S.Knob(k.ID)
			if k.ID == run.KnobN {
				label = k.ID
			}
			return label + " " + w.S.Choice(k.ID, state.Value(s, w.In.Catalog, lane, k))
		}
		if me.LR != s.Lanes[other].LR {
			rate := me.LR
			if rate == 0 {
				rate = w.In.Catalog.Recommended(*s, lane)
			}
			return w.S.LRShort + " " + short(rate)
		}
	}
	return ""
}

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
