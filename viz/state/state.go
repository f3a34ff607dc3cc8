// Package state is everything a person can set: one comparable value, its form as a link, and what a change of it
// orders the trainers to do.
package state

import (
	"slices"

	"promptscope/sim/run"
)

// Lanes is how many runs there can be beside each other; Count tells how many there are.
const Lanes = 4

// State is the whole experiment and the view of it. Zero of Labels, Steps, Batch and LR means "recommended".
type State struct {
	Lang  string // auto, en, zh
	Theme string // auto, dark, light, contrast

	Task       string
	Labels     int
	Backbone   string
	Seed       uint64
	Steps      int
	Batch      int
	Head       string // how a classification is answered: auto, verbalizer, linear
	N          int
	Placement  string
	Encoder    string
	Layers     string // "all", or 1-based: "1,3"
	Projection bool
	Positions  string
	LR         [Lanes]float64
	Method     [Lanes]string // the first Count lanes have one

	Speed    float64 // steps a second, 0 = unlimited
	OneClock bool    // the faster lane waits, so that curves compare at equal steps
	Running  bool

	Scale   string // of the loss axis: lin, log
	Axis    string // what the chart runs over where the lanes keep no common clock: steps, time
	Metric  string // what the chart shows: loss, accuracy
	Example int    // traced held-out example
	Row     int    // word whose attention is traced, counted without virtual tokens; -1 = the answer position
	Lane    int    // the lane shown where only one has room
	Panel   string // "", settings, inspector, compare: the tab beside the lanes (on a narrow screen the open drawer, "" = none); help, share
	Seen    int    // step of the past that is looked at; 0 = the present
	Span    string // steps the chart shows, "20-60"; empty = all
	Open    string // what the inspector shows, see ParseOpen; empty = not chosen
	Fair    string // what is the same in both lanes: length, numbers

	Hide, Lock string // names of controls that are taken away, or held as they are
	Embed      bool   // only lanes and chart, inside another page
	Projector  bool   // larger
}

// Default is the state of an empty link.
func Default() State {
	var s State
	for i := range fields {
		f := &fields[i]
		f.set(&s, f.def)
	}
	return s
}

// Count is the number of lanes: at least one.
func (s *State) Count() int {
	n := 1
	for n < Lanes && s.Method[n] != "" {
		n++
	}
	return n
}

// AddLane puts another lane at the end, with the method that a person would compare next: the first of the list that no
// lane has yet and the task accepts.
func (s *State) AddLane(c Catalog) {
	n := s.Count()
	if n == Lanes {
		return
	}
	for _, id := range append([]string{"prompt-tuning", "prefix-tuning", "lora", "full"}, methodIDs(c)...) {
		if slices.Contains(methodIDs(c), id) && !slices.Contains(s.Method[:n], id) && c.Fit(id, s.Task, s.Backbone) == Fits {
			s.Method[n], s.LR[n], s.Lane = id, 0, n
			return
		}
	}
}

// RemoveLane takes lane i away; those behind it move up. One lane stays.
func (s *State) RemoveLane(i int) {
	if n := s.Count(); n > 1 && i < n {
		copy(s.Method[i:], s.Method[i+1:])
		copy(s.LR[i:], s.LR[i+1:])
		s.Method[Lanes-1], s.LR[Lanes-1] = "", 0
		if s.Lane > i || s.Lane == n-1 {
			s.Lane--
		}
	}
}

// closeRanks moves lanes up where a link leaves one out between.
func (s *State) closeRanks() {
	for i := 1; i < Lanes; i++ {
		for j := i + 1; s.Method[i] == "" && j < Lanes; j++ {
			s.Method[i], s.LR[i], s.Method[j], s.LR[j] = s.Method[j], s.LR[j], "", 0
		}
		if s.Method[i] == "" {
			s.LR[i] = 0
		}
	}
	s.Lane = min(s.Lane, s.Count()-1)
}

// Specs is what the lanes train. Knobs that do not change a method are left at zero, so that turning them
// does not start its lane again.
func Specs(s State, c Catalog) []run.Spec {
	out := make([]run.Spec, s.Count())
	for i := range s.Count() {
		out[i] = spec(s, c, i)
	}
	return out
}

func spec(s State, c Catalog, lane int) run.Spec {
	sp := run.Spec{Task: s.Task, Labels: s.Labels, Backbone: s.Backbone, Method: s.Method[lane], Head: c.head(s, s.Method[lane]),
		LR: s.LR[lane], Steps: s.Steps, Batch: s.Batch, Seed: s.Seed}
	m := c.Method(s.Method[lane])
	for _, knob := range m.Knobs {
		switch knob {
		case "n":
			sp.N = FairLength(s, c, lane)
		case "placement":
			// A method with a place of its own keeps it until another is chosen: a search finds nothing in front of everything.
			if own := m.Defaults["placement"]; own == "" || s.Placement != lookup("placement").def {
				sp.Placement = s.Placement
			}
		case "encoder":
			sp.Encoder = s.Encoder
		case "layers":
			sp.Layers = trimLayers(s.Layers, c.Backbone(s.Backbone).Layers)
		case "projection":
			sp.Projection = s.Projection
		case "positions":
			sp.Positions = s.Positions
		}
	}
	return sp
}

// Commands are the orders that lead from prev to next, lane by lane. Run numbers are left to the sender.
func Commands(prev, next State, c Catalog) [Lanes][]run.Command {
	var out [Lanes][]run.Command
	was, is := Specs(prev, c), Specs(next, c)
	for i := range next.Count() {
		if i >= len(was) || was[i] != is[i] {
			out[i] = Begin(next, is[i])
			continue
		}
		out[i] = adjust(prev, next)
	}
	return out
}

// firstLead is the first barrier of the common clock. Without it a fast lane would be far ahead when the first snapshot comes.
const firstLead = 16

// Begin is the orders that start a run of spec and bring it to the state's speed, view and motion.
func Begin(s State, spec run.Spec) []run.Command {
	out := []run.Command{{Kind: run.Reset, Spec: spec}}
	if s.OneClock {
		out = append(out, run.Command{Kind: run.Until, Steps: firstLead})
	}
	out = append(out, run.Command{Kind: run.Speed, Speed: s.Speed},
		run.Command{Kind: run.Example, Index: int32(s.Example), Row: int32(s.Row)})
	if s.Running {
		out = append(out, run.Command{Kind: run.Go})
	}
	return out
}

// Opening is what each lane of the default state is told first: a page can say it before it knows how to draw.
func Opening(c Catalog) [][]run.Command {
	s := Default()
	var out [][]run.Command
	for _, spec := range Specs(s, c) {
		orders := Begin(s, spec)
		orders[0].Run = 1
		out = append(out, orders)
	}
	return out
}

// adjust is the orders of a change that needs no restart.
func adjust(prev, next State) []run.Command {
	var out []run.Command
	if prev.Speed != next.Speed {
		out = append(out, run.Command{Kind: run.Speed, Speed: next.Speed})
	}
	if prev.Example != next.Example || prev.Row != next.Row {
		out = append(out, run.Command{Kind: run.Example, Index: int32(next.Example), Row: int32(next.Row)})
	}
	if prev.Running != next.Running {
		kind := run.Pause
		if next.Running {
			kind = run.Go
		}
		out = append(out, run.Command{Kind: kind})
	}
	return out
}
