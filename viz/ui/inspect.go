package ui

import (
	"strconv"

	"promptscope/sim/run"
	"promptscope/viz/id"
	"promptscope/viz/state"
)

// inspect opens the inspector for the argument "lane:layer:unit"; a unit of −1 means the whole layer, a layer of −1 the row.
func inspect(t Turn, arg string, _ int) Effect {
	n, ok := integers(arg, 3)
	if !ok {
		return Effect{}
	}
	s := t.State
	s.Open = state.Inspect{Level: 1, Lane: min(max(n[0], 0), s.Count()-1), Layer: max(n[1], 0), Head: s.Open.Head, Unit: max(n[2], 0)}
	if n[2] < 0 {
		s.Open.Level = 2
	}
	if n[1] < 0 && n[2] >= 0 { // it stands in the row: its attention can be traced too
		s.Row = min(state.FirstVirtual+n[2], state.FirstVirtual+run.MaxN-1)
	}
	t.View.Scroll, s.Panel = 0, id.Inspector
	return Effect{}
}

// cell opens a position of a layer, "lane:layer:position": its attention is traced, down to the formula.
func cell(t Turn, arg string, _ int) Effect {
	n, ok := integers(arg, 3)
	s := t.State
	if !ok || n[0] < 0 || n[0] >= s.Count() || n[1] < 0 || n[2] < 0 {
		return Effect{}
	}
	s.Row, s.Panel, t.View.Scroll = min(n[2], state.FirstVirtual+run.MaxN-1), id.Inspector, 0
	s.Open = state.Inspect{Level: 3, Lane: n[0], Layer: n[1], Head: s.Open.Head, Unit: s.Open.Unit}
	return Effect{}
}

// turning is the order that changes one thing of what is inspected.
func turning(of func(*state.Inspect) *int) func(Turn, string, int) Effect {
	return func(t Turn, arg string, _ int) Effect {
		p := of(&t.State.Open)
		switch n, err := strconv.Atoi(arg); {
		case arg == "+":
			*p++
		case arg == "-":
			*p = max(*p-1, 0)
		case err == nil && n <= 1_000_000:
			*p = max(n, 0)
		}
		t.State.Open.Lane = min(t.State.Open.Lane, t.State.Count()-1)
		t.State.Open.Level = min(t.State.Open.Level, 3)
		t.View.Scroll = 0
		return Effect{}
	}
}

// head chooses a head; among the thumbnails of a layer that opens it.
func head(t Turn, arg string, lane int) Effect {
	turning(func(at *state.Inspect) *int { return &at.Head })(t, arg, lane)
	if t.State.Open.Level == 2 && arg != "+" && arg != "-" {
		t.State.Open.Level = 3
	}
	return Effect{}
}

// back goes one level up; it reports false where there is none.
func back(s *state.State) bool {
	if s.Panel != id.Inspector || s.Open.Level < 2 {
		return false
	}
	s.Open.Level--
	return true
}
