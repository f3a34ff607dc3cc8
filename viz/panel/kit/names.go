package kit

import (
	"strconv"
	"strings"

	"promptscope/sim/run"
	"promptscope/viz/i18n"
	"promptscope/viz/state"
)

func (p *Page) TaskName() string {
	return p.InLang(p.In.Catalog.Task(p.In.State.Task).Name, p.In.Catalog.Task(p.In.State.Task).NameZH)
}

func (p *Page) BackboneName() string {
	return p.BackboneLabel(p.In.Catalog.Backbone(p.In.State.Backbone))
}

// BackboneLabel is the name and the number of parameters, unless the name has it already.
func (p *Page) BackboneLabel(b state.Choice) string {
	name := p.InLang(b.Name, b.NameZH)
	switch {
	case b.Params == 0 || strings.Contains(name, "·"):
		return name
	case b.Params >= 1_000_000:
		return name + " · " + strconv.FormatFloat(float64(b.Params)/1e6, 'f', 1, 64) + "M"
	}
	return name + " · " + strconv.FormatInt((b.Params+500)/1000, 10) + "K"
}

// InLang chooses the name in the language of the page.
func (p *Page) InLang(en, zh string) string {
	if p.S.Lang == "zh" && zh != "" {
		return zh
	}
	return en
}

// MeasureName is the name of the held-out measure of the present task.
func (p *Page) MeasureName() string {
	for i := range p.In.Count() {
		if p.In.Snapshot(i).Measure == "span F1" {
			return p.S.SpanF1
		}
	}
	return p.S.Accuracy
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
		if k.ID == "n" {
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

func (p *Page) MethodName(id string) string {
	return p.S.MethodName(id, p.In.Catalog.Method(id).Name)
}

// Diff says in one line what was different in a past run from the lane's present settings.
func (p *Page) Diff(r *Past) string {
	now := p.In.Snapshot(r.Lane).Spec
	if now.Method == "" {
		return p.MethodName(r.Spec.Method)
	}
	text := diffOf(r.Spec, now, p.S, p.MethodName)
	if text == "" {
		text = p.S.SameSettings
	}
	return text
}
