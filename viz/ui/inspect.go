package ui

import (
	"strconv"

	"promptscope/sim/run"
	"promptscope/viz/state"
)

// inspect opens the inspector for the argument "lane:layer:unit"; a unit of −1 means the whole layer, a layer of −1 the row.
func inspect(t turn, arg string, _ int) Effect {
	n, ok := integers(arg, 3)
	if !ok {
		return Effect{}
	}
	s := t.s
	s.Open = state.Inspect{Level: 1, Lane: min(max(n[0], 0), s.Count()-1), Layer: max(n[1], 0), Head: s.Open.Head, Unit: max(n[2], 0)}
	if n[2] < 0 {
		s.Open.Level = 2
	}
	if n[1] < 0 && n[2] >= 0 { // it stands in the row: its attention can be traced too
		s.Row = min(state.FirstVirtual+n[2], state.FirstVirtual+run.MaxN-1)
	}
	t.v.Scroll, s.Panel = 0, "inspector"
	return Effect{}
}

// cell opens a position of a layer, "lane:layer:position": its attention is traced, down to the formula.
func cell(t turn, arg string, _ int) Effect {
	n, ok := integers(arg, 3)
	s := t.s
	if !ok || n[0] < 0 || n[0] >= s.Count() || n[1] < 0 || n[2] < 0 {
		return Effect{}
	}
	s.Row, s.Panel, t.v.Scroll = min(n[2], state.FirstVirtual+run.MaxN-1), "inspector", 0
	s.Open = state.Inspect{Level: 3, Lane: n[0], Layer: n[1], Head: s.Open.Head, Unit: s.Open.Unit}
	return Effect{}
}

// turning is the order that changes one thing of what is inspected.
func turning(of func(*state.Inspect) *int) func(turn, string, int) Effect {
	return func(t turn, arg string, _ int) Effect {
		p := of(&t.s.Open)
		switch n, err := strconv.Atoi(arg); {
		case arg == "+":
			*p++
		case arg == "-":
			*p = max(*p-1, 0)
		case err == nil && n <= 1_000_000:
			*p = max(n, 0)
		}
		t.s.Open.Lane = min(t.s.Open.Lane, t.s.Count()-1)
		t.s.Open.Level = min(t.s.Open.Level, 3)
		t.v.Scroll = 0
		return Effect{}
	}
}

// head chooses a head; among the thumbnails of a layer that opens it.
func head(t turn, arg string, lane int) Effect {
	turning(func(at *state.Inspect) *int { return &at.Head })(t, arg, lane)
	if t.s.Open.Level == 2 && arg != "+" && arg != "-" {
		t.s.Open.Level = 3
	}
	return Effect{}
}

// back goes one level up; it reports false where there is none.
func back(s *state.State) bool {
	if s.Panel != "inspector" || s.Open.Level < 2 {
		return false
	}
	s.Open.Level--
	return true
}
