package state

import (
	"slices"

	"promptscope/sim/run"
)

// Count is the number of lanes: at least one.
func (s *State) Count() int {
	n := 1
	for n < Lanes && s.Lanes[n].Method != "" {
		n++
	}
	return n
}

// Methods are those of the lanes that there are.
func (s *State) Methods() (out []string) {
	for _, l := range s.Lanes[:s.Count()] {
		out = append(out, l.Method)
	}
	return out
}

// AddLane puts another lane at the end, with the method that a person would compare next: the first of the list that no
// lane has yet and the task accepts.
func (s *State) AddLane(c Catalog) {
	n := s.Count()
	if n == Lanes {
		return
	}
	for _, id := range append([]string{"prompt-tuning", "prefix-tuning", "lora", "full"}, methodIDs(c)...) {
		if slices.Contains(methodIDs(c), id) && !slices.Contains(s.Methods(), id) && c.Fit(id, s.Task, s.Backbone) == Fits {
			s.Lanes[n].Method, s.Lanes[n].LR, s.Lane = id, 0, n
			break
		}
	}
	s.closeRanks()
}

// RemoveLane takes lane i away; those behind it move up. One lane stays.
func (s *State) RemoveLane(i int) {
	if n := s.Count(); n > 1 && i < n {
		copy(s.Lanes[i:], s.Lanes[i+1:])
		s.Lanes[Lanes-1].Method = ""
		if at := &s.Open; at.Lane == i {
			*at = Inspect{}
		} else if at.Lane > i {
			at.Lane--
		}
		if s.Lane > i || s.Lane == n-1 {
			s.Lane--
		}
		s.closeRanks()
	}
}

// closeRanks moves lanes up where a link leaves one out between. A place without a lane has what the lanes share, so that
// equal experiments are equal states.
func (s *State) closeRanks() {
	for i := 1; i < Lanes; i++ {
		for j := i + 1; s.Lanes[i].Method == "" && j < Lanes; j++ {
			s.Lanes[i], s.Lanes[j] = s.Lanes[j], Lane{}
		}
	}
	for k := range fields {
		f := &fields[k]
		if f.lane == nil {
			continue
		}
		for i := s.Count(); i < Lanes; i++ {
			f.put(s, i, f.shared(s))
		}
	}
	s.Lane = min(s.Lane, s.Count()-1)
	s.Open.Lane = min(s.Open.Lane, s.Count()-1)
}

// Specs is what the lanes train. Knobs that do not change a method are left at zero, so that turning them
// does not start its lane again.
func Specs(s State, c Catalog) []run.Spec {
	out := make([]run.Spec, s.Count())
	for i := range out {
		out[i] = spec(s, c, i)
	}
	return out
}

func spec(s State, c Catalog, lane int) run.Spec {
	l := &s.Lanes[lane]
	sp := run.Spec{Task: s.Task, Labels: s.Labels, Backbone: s.Backbone, Method: l.Method, Head: c.head(s, lane),
		Settings: l.Settings, LR: l.LR, Steps: s.Steps, Batch: s.Batch, Seed: s.Seed}
	m := c.Method(l.Method)
	for i := range run.Knobs() {
		if k := &run.Knobs()[i]; !m.Has(k.ID) {
			k.Clear(&sp.Settings)
		}
	}
	if m.Has(run.KnobN) {
		sp.N = FairLength(s, c, lane)
	}
	if m.Has(run.KnobLayers) {
		sp.Layers = trimLayers(l.Layers, c.Backbone(s.Backbone).Layers)
	}
	return sp
}

// Value is a lane's knob as it acts: as it is set, or the method's default.
func Value(s *State, c *Catalog, lane int, k *run.Knob) string {
	if l := &s.Lanes[lane]; k.Given(&l.Settings) || k.Switch != nil {
		return k.Get(&l.Settings)
	}
	return k.DefaultOf(c.Method(s.Lanes[lane].Method))
}
