package state

import (
	"slices"
	"strconv"

	"promptscope/sim/run"
	"promptscope/viz/id"
)

type kind uint8

const (
	integer  kind = iota // min…max
	real                 // min…max
	choice               // one of choices
	flag                 // 0 or 1
	layers               // "all" or a list such as "1,3"
	template             // a hand-written prompt
	names                // names of controls: "task,seed"
	span                 // steps: "20-60", or nothing
	place                // in the inspector: "1.0.1.2.0.0", or nothing
	list                 // IDs: "2x16,2x32", or nothing
	page                 // ID of a page of a place: "every-layer", or nothing
)

// A field is one key of the link: its form, its limits, and where it lives: in the state, or in each lane.
type field struct {
	key      string
	kind     kind
	min, max float64
	choices  func(Catalog) []string
	def      string
	was      string // the default of links with v=1, where that was another
	restart  bool   // a change starts the run again
	at       func(*State) any
	lane     func(*Lane) any // of a setting that every lane has for itself
}

// fields is the one table behind links, controls and their limits. A key once published keeps its meaning for ever.
var fields = slices.Concat([]field{
	{key: id.Lang, kind: choice, choices: languages, def: "auto", at: func(s *State) any { return &s.Lang }},
	{key: id.Theme, kind: choice, choices: fixed("auto", "dark", "light", "contrast"), def: "auto", at: func(s *State) any { return &s.Theme }},
	{key: id.Place, kind: choice, choices: places, def: Lab, at: func(s *State) any { return &s.Place }},
	{key: id.Lesson, kind: page, at: func(s *State) any { return &s.Lesson }},
	{key: id.Card, kind: page, at: func(s *State) any { return &s.Card }},
	{key: id.Task, kind: choice, choices: func(c Catalog) []string { return ids(c.Tasks) }, def: "srl", restart: true, at: func(s *State) any { return &s.Task }},
	{key: id.Backbone, kind: choice, choices: func(c Catalog) []string { return ids(c.Backbones) }, def: "2x64", restart: true, at: func(s *State) any { return &s.Backbone }},
	{key: id.A, kind: choice, choices: methodIDs, def: "p-tuning", restart: true, at: func(s *State) any { return &s.Lanes[0].Method }},
	{key: id.B, kind: choice, choices: methodOrNone, def: "p-tuning-v2", restart: true, at: func(s *State) any { return &s.Lanes[1].Method }},
	{key: id.C, kind: choice, choices: methodOrNone, restart: true, at: func(s *State) any { return &s.Lanes[2].Method }},
	{key: id.D, kind: choice, choices: methodOrNone, restart: true, at: func(s *State) any { return &s.Lanes[3].Method }},
	{key: id.Seed, kind: integer, max: maxSeed, def: "1", restart: true, at: func(s *State) any { return &s.Seed }},
}, knobFields(), []field{
	{key: id.LR, kind: real, max: run.MaxLR, def: "0", restart: true, lane: func(l *Lane) any { return &l.LR }},
	{key: id.Steps, kind: integer, max: run.MaxSteps, def: "0", restart: true, at: func(s *State) any { return &s.Steps }},
	{key: id.Labels, kind: integer, max: 100_000, def: "0", restart: true, at: func(s *State) any { return &s.Labels }},
	{key: id.Batch, kind: integer, max: run.MaxBatch, def: "0", restart: true, at: func(s *State) any { return &s.Batch }},
	{key: id.Speed, kind: real, max: MaxSpeed, def: "0", at: func(s *State) any { return &s.Speed }},
	{key: id.Clock, kind: flag, def: "1", at: func(s *State) any { return &s.OneClock }},
	{key: id.Run, kind: flag, def: "1", at: func(s *State) any { return &s.Running }},
	{key: id.Metric, kind: choice, choices: fixed("loss", "accuracy"), def: "loss", at: func(s *State) any { return &s.Metric }},
	{key: id.Scale, kind: choice, choices: fixed("lin", "log"), def: "lin", at: func(s *State) any { return &s.Scale }},
	{key: id.Axis, kind: choice, choices: fixed("steps", "time"), def: "steps", at: func(s *State) any { return &s.Axis }},
	{key: id.Example, kind: integer, max: 99_999, def: "1", was: "0", at: func(s *State) any { return &s.Example }},
	{key: id.Row, kind: integer, min: -1, max: FirstVirtual + run.MaxN - 1, def: "-1", at: func(s *State) any { return &s.Row }},
	{key: id.Lane, kind: integer, max: Lanes - 1, def: "0", at: func(s *State) any { return &s.Lane }},
	{key: id.Panel, kind: choice, choices: fixed("", "settings", "inspector", "compare", "help", "share", "lesson"), at: func(s *State) any { return &s.Panel }},
	{key: id.Seen, kind: integer, min: Present, max: run.MaxSteps, def: "-1", at: func(s *State) any { return &s.Seen }},
	{key: id.Span, kind: span, at: func(s *State) any { return &s.Span }},
	{key: id.Open, kind: place, at: func(s *State) any { return &s.Open }},
	{key: id.Hide, kind: names, at: func(s *State) any { return &s.Hide }},
	{key: id.Lock, kind: names, at: func(s *State) any { return &s.Lock }},
	{key: id.Embed, kind: flag, def: "0", at: func(s *State) any { return &s.Embed }},
	{key: id.Projector, kind: flag, def: "0", at: func(s *State) any { return &s.Projector }},
	{key: id.Answer, kind: choice, choices: heads, def: run.HeadAuto, restart: true, lane: func(l *Lane) any { return &l.Head }},
	{key: id.Fair, kind: choice, choices: fixed("length", "numbers"), def: "length", restart: true, at: func(s *State) any { return &s.Fair }},
	{key: id.Study, kind: choice, choices: fixed("size", "length", "depth", id.Labels, id.Steps), def: "size", at: func(s *State) any { return &s.Study.By }},
	{key: id.StudyTask, kind: choice, choices: func(c Catalog) []string { return ids(c.Tasks) }, def: "srl", at: func(s *State) any { return &s.Study.Task }},
	{key: id.StudySeeds, kind: integer, min: 1, max: MaxSeeds, def: "3", at: func(s *State) any { return &s.Study.Seeds }},
	{key: id.StudyMethods, kind: list, at: func(s *State) any { return &s.Study.Methods }},
	{key: id.StudyPoints, kind: list, at: func(s *State) any { return &s.Study.Points }},
	{key: id.StudyShow, kind: choice, choices: fixed("measure", "behind", "above"), def: "measure", at: func(s *State) any { return &s.Study.Show }},
})

func languages(c Catalog) []string { return append([]string{"auto"}, c.Langs...) }

// knobFields are the knobs of the methods. A default of "" or 0 is the method's own; n has one of its own, which links
// have relied on from the first day.
func knobFields() (out []field) {
	for i := range run.Knobs() {
		k := &run.Knobs()[i]
		f := field{key: k.ID, restart: true}
		switch {
		case k.Switch != nil:
			f.kind, f.def, f.lane = flag, "0", func(l *Lane) any { return k.Switch(&l.Settings) }
		case k.Number != nil:
			f.kind, f.max, f.def, f.lane = integer, float64(k.Max), "0", func(l *Lane) any { return k.Number(&l.Settings) }
		default:
			f.kind, f.choices, f.lane = choice, fixed(append([]string{""}, k.Values...)...), func(l *Lane) any { return k.Text(&l.Settings) }
		}
		switch k.ID {
		case run.KnobN:
			f.min, f.def = float64(k.Min), "8"
		case run.KnobLayers:
			f.kind, f.def = layers, "all"
		case run.KnobTemplate:
			f.kind = template
		}
		out = append(out, f)
	}
	return out
}

// Limits of fields that run does not limit.
const (
	maxSeed  = 999_999 // fits the seed box; far more seeds than anyone tries
	MaxSeeds = 20      // of a grid
	MaxSpeed = 1000    // steps a second; 0 is faster
	MinSpeed = 0.1     // slow motion: each part of a step takes about a second

	// FirstVirtual is the Row of the first virtual token in the input; below it words are counted.
	FirstVirtual = 64
)

// Lab is the place that is there without a link: the lanes with their settings.
const Lab = "lab"

// places are the places of the window, of which the lab is always there.
func places(c Catalog) []string {
	if len(c.Places) == 0 {
		return []string{Lab}
	}
	return c.Places
}

// methodOrNone are the methods, and none for a lane that is not there.
func methodOrNone(c Catalog) []string { return append([]string{""}, methodIDs(c)...) }

func fixed(list ...string) func(Catalog) []string { return func(Catalog) []string { return list } }

var heads = fixed(run.Heads()...)

// everyLane is the lane of a value that all lanes get.
const everyLane = -1

// get is the text form of a field; lane counts only where every lane has a value of its own.
func (f *field) get(s *State, lane int) string {
	if f.lane != nil {
		return text(f.lane(&s.Lanes[lane]))
	}
	return text(f.at(s))
}

// put sets a field to a text that passed check.
func (f *field) put(s *State, lane int, v string) {
	switch {
	case f.lane == nil:
		parse(f.at(s), v)
	case lane != everyLane:
		parse(f.lane(&s.Lanes[lane]), v)
	default:
		for i := range s.Lanes {
			parse(f.lane(&s.Lanes[i]), v)
		}
	}
}

// shared is the value of the key without a lane: the default where a lane has it, else that of the first. Lanes that have
// another are named by keys of their own.
func (f *field) shared(s *State) string {
	if f.lane == nil {
		return f.get(s, 0)
	}
	for i := range s.Count() {
		if f.get(s, i) == f.def {
			return f.def
		}
	}
	return f.get(s, 0)
}

// text is the form in a link of what lies at p.
func text(p any) string {
	switch p := p.(type) {
	case *string:
		return *p
	case *int:
		return strconv.Itoa(*p)
	case *uint64:
		return strconv.FormatUint(*p, 10)
	case *float64:
		return strconv.FormatFloat(*p, 'g', -1, 64)
	case *bool:
		if *p {
			return "1"
		}
		return "0"
	case *Span:
		return p.String()
	case *Inspect:
		return p.String()
	}
	panic("state: a field of an unknown type")
}

// parse writes a text that passed check to p.
func parse(p any, v string) {
	switch p := p.(type) {
	case *string:
		*p = v
	case *int:
		*p, _ = strconv.Atoi(v)
	case *uint64:
		*p, _ = strconv.ParseUint(v, 10, 64)
	case *float64:
		*p, _ = strconv.ParseFloat(v, 64)
	case *bool:
		*p = v == "1"
	case *Span:
		*p = parseSpan(v)
	case *Inspect:
		*p = parseOpen(v)
	}
}
