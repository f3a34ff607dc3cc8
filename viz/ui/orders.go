package ui

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"promptscope/sim/run"
	"promptscope/viz/state"
)

// turn is what an order works on.
type turn struct {
	s *state.State
	v *View
	c *state.Catalog
}

// An Order is something that can be done: by a control, a key, the twin or a message. IDs are those of the controls.
type Order struct {
	ID    string
	Name  string // under which hide= and lock= hold it; "" for what is never held
	Look  bool   // it changes what is seen, not what is tried: "all" leaves it alone
	Alone bool   // its buttons with an argument are reached by Tab, not by the arrows of a stepper
	Free  bool   // it needs no control on the screen
	do    func(t turn, arg string, lane int) Effect
}

// Orders is the one table of orders that are more than a setting. Settings are those of the link (state.Keys) and need no row,
// but where the name that holds them is another.
var Orders []Order

func init() { // the table mentions functions that look orders up
	Orders = []Order{
		{ID: "play", Name: "play", Free: true, do: play},
		{ID: "reset", Name: "reset", Free: true, do: reset},
		{ID: "step", Name: "step", Free: true, do: oneStep},
		{ID: "phase", Name: "step", Free: true, do: onePart},
		{ID: "continue", Name: "reset", Free: true, do: func(turn, string, int) Effect { return Effect{Deed: Continue} }},
		{ID: "halve", Name: "reset", Alone: true, Free: true, do: halve},
		{ID: "die", Name: "seed", Free: true, do: die},
		{ID: "add", Name: "lanes", Free: true, do: add},
		{ID: "remove", Name: "lanes", Alone: true, Free: true, do: remove},
		{ID: "layer", Name: "layers", Alone: true, do: layer},
		{ID: "recommend", Alone: true, do: recommend},
		{ID: "split", Look: true, Alone: true, do: split},

		{ID: "token", Name: "token", Look: true, Alone: true, do: token},
		{ID: "now", Name: "at", Look: true, Free: true, do: now},
		{ID: "at", Name: "at", Look: true, Free: true, do: at},
		{ID: "zoom", Name: "at", Look: true, Free: true, do: zoom},
		{ID: "pin", Name: "at", Look: true, Alone: true, Free: true, do: pin},
		{ID: "inspect", Name: "inspect", Look: true, Alone: true, Free: true, do: inspect},
		{ID: "cell", Name: "inspect", Look: true, Free: true, do: cell},
		{ID: "level", Name: "inspect", Look: true, Alone: true, Free: true, do: turning(func(at *state.Inspect) *int { return &at.Level })},
		{ID: "ilane", Name: "inspect", Look: true, Free: true, do: turning(func(at *state.Inspect) *int { return &at.Lane })},
		{ID: "ilayer", Name: "inspect", Look: true, Free: true, do: turning(func(at *state.Inspect) *int { return &at.Layer })},
		{ID: "head", Name: "inspect", Look: true, Alone: true, Free: true, do: head},
		{ID: "unit", Name: "inspect", Look: true, Free: true, do: turning(func(at *state.Inspect) *int { return &at.Unit })},
		{ID: "cut", Name: "inspect", Look: true, Alone: true, Free: true, do: cut},
		{ID: "number", Name: "reset", Free: true, do: turning(func(at *state.Inspect) *int { return &at.Cell })},
		{ID: "value", Name: "reset", Free: true, do: value},
		{ID: "undo", Name: "reset", Alone: true, Free: true, do: func(t turn, _ string, _ int) Effect { return Effect{Deed: UndoEdit, Lane: t.s.Open.Lane} }},

		{ID: "settings", Name: "settings", Look: true, Free: true, do: showing("settings")},
		{ID: "help", Name: "help", Look: true, Free: true, do: showing("help")},
		{ID: "share", Name: "share", Look: true, Free: true, do: showing("share")},
		{ID: "close", Look: true, Free: true, do: showing("close")},
		{ID: "scrim", Look: true, do: showing("close")},
		{ID: "dismiss", Look: true, Alone: true, do: dismiss},
		{ID: "copy", Name: "copy", Look: true, Free: true, do: func(turn, string, int) Effect { return Effect{Deed: CopyLink} }},
		{ID: "save", Name: "save", Look: true, Alone: true, Free: true, do: func(_ turn, arg string, _ int) Effect { return Effect{Deed: Save, What: arg} }},

		// Settings under another name, or which are only looked at.
		{ID: "run", Name: "play"}, {ID: "row", Name: "token", Look: true}, {ID: "example", Name: "example", Look: true}, {ID: "panel", Name: "settings", Look: true},
		{ID: "seen", Name: "at", Look: true}, {ID: "span", Name: "at", Look: true}, {ID: "open", Name: "inspect", Look: true}, {ID: "chart", Name: "chart", Look: true},
		{ID: "lang", Name: "lang", Look: true}, {ID: "theme", Name: "theme", Look: true}, {ID: "metric", Name: "metric", Look: true}, {ID: "scale", Name: "scale", Look: true},
		{ID: "axis", Name: "axis", Look: true}, {ID: "lane", Name: "lane", Look: true},
	}
}

// Find returns the order of a control, and the lane that its ID names (-1: none). A setting without a row is its own name.
func Find(id string) (Order, int) {
	base, lane := state.CutLane(id)
	for i := range Orders {
		if Orders[i].ID == base {
			return Orders[i], lane
		}
	}
	if base == "lr" && lane >= 0 {
		return Order{ID: base, Name: rateNames[lane]}, lane
	}
	return Order{ID: base, Name: base}, lane
}

// Do carries out an order: the ID of a control and the value or argument it gets. What it cannot read does nothing.
func Do(s *state.State, v *View, id, arg string, c *state.Catalog) Effect {
	if Fixed(s, id, arg) {
		return Effect{}
	}
	t := turn{s, v, c}
	if o, lane := Find(id); o.do != nil {
		return o.do(t, arg, lane)
	}
	setting(t, id, arg)
	return Effect{}
}

func play(t turn, _ string, _ int) Effect {
	if t.v.Over { // runs that have all come to their end start over
		if Fixed(t.s, "reset", "") {
			return Effect{}
		}
		t.s.Running = true
		return reset(t, "", 0)
	}
	t.s.Running = !t.s.Running
	t.s.Seen = state.Present
	return Effect{}
}

func reset(t turn, _ string, _ int) Effect {
	t.s.Seen, t.s.Span = state.Present, state.Span{}
	return Effect{Deed: Reset}
}

func oneStep(t turn, _ string, _ int) Effect {
	t.s.Running, t.s.Seen = false, state.Present
	return send(Every, run.Command{Kind: run.Go, Steps: 1})
}

func onePart(t turn, _ string, _ int) Effect {
	t.s.Running, t.s.Seen = false, state.Present
	return send(Every, run.Command{Kind: run.Phase})
}

func halve(t turn, arg string, _ int) Effect {
	if lane, ok := laneOf(t.s, arg); ok {
		return Effect{Deed: Halve, Lane: lane}
	}
	return Effect{}
}

func add(t turn, _ string, _ int) Effect {
	t.s.AddLane(*t.c)
	return Effect{}
}

func remove(t turn, arg string, _ int) Effect {
	if lane, ok := laneOf(t.s, arg); ok && t.s.Count() > 1 {
		return Effect{Deed: RemoveLane, Lane: lane}
	}
	return Effect{}
}

// laneOf reads the number of a lane that there is.
func laneOf(s *state.State, arg string) (int, bool) {
	n, err := strconv.Atoi(arg)
	return n, err == nil && n >= 0 && n < s.Count()
}

// die takes the next seed: a fixed walk through all of them, so that it needs no randomness.
func die(t turn, _ string, _ int) Effect {
	t.s.Seed = (t.s.Seed*48_271 + 11_071) % 1_000_000
	return Effect{}
}

// layer adds or takes away deep virtual tokens in a layer.
func layer(t turn, arg string, lane int) Effect {
	l, err := strconv.Atoi(arg)
	if err != nil {
		return Effect{}
	}
	key := keyOf("layers", lane)
	_ = state.Set(t.s, key, state.ToggleLayer(state.Get(*t.s, key), l, t.c.Backbone(t.s.Backbone).Layers), *t.c)
	return Effect{}
}

// keyOf is the key of a setting, of one lane if lane is one.
func keyOf(name string, lane int) string {
	if lane < 0 {
		return name
	}
	return state.LaneKey(name, lane)
}

// recommend goes back to the recommended value of a setting.
func recommend(t turn, arg string, _ int) Effect {
	_ = state.Set(t.s, arg, "0", *t.c)
	return Effect{}
}

// split shows a setting lane by lane in the form; once more joins it: all lanes get the value that they share.
func split(t turn, arg string, _ int) Effect {
	if t.v.Split != arg && !state.Split(*t.s, arg) {
		t.v.Split = arg
		return Effect{}
	}
	t.v.Split = ""
	if !Fixed(t.s, arg, "") {
		_ = state.Set(t.s, arg, state.Get(*t.s, arg), *t.c)
	}
	return Effect{}
}

// token chooses the word whose attention is shown; the same word again goes back to the answer position.
func token(t turn, arg string, _ int) Effect {
	word, err := strconv.Atoi(strings.TrimLeft(arg, "abcd")) // the lane it was clicked in does not matter
	switch {
	case err != nil:
	case t.s.Row == word:
		t.s.Row = -1
	default:
		t.s.Row = min(max(word, -1), state.FirstVirtual+run.MaxN-1)
	}
	return Effect{}
}

func dismiss(t turn, arg string, _ int) Effect {
	if i, err := strconv.Atoi(arg); err == nil && i >= 0 && i < len(t.v.Notices) {
		t.v.Notices = slices.Delete(slices.Clone(t.v.Notices), i, i+1)
	}
	return Effect{}
}

// pin takes the number of a run that is over, or "now:LANE" for a copy of one that goes on.
func pin(t turn, arg string, _ int) Effect {
	if text, ok := strings.CutPrefix(arg, "now:"); ok {
		if lane, ok := laneOf(t.s, text); ok {
			return Effect{Deed: Pin, Lane: lane}
		}
	} else if n, err := strconv.Atoi(arg); err == nil && n > 0 {
		return Effect{Deed: Pin, Run: n}
	}
	return Effect{}
}

// cut reads "surgery:layer:unit" and measures in the inspected lane what that part of the prompt does.
func cut(t turn, arg string, _ int) Effect {
	n, ok := integers(arg, 3)
	if !ok || n[0] < 0 || n[0] > math.MaxUint8 || !run.Surgery(n[0]).Valid() || n[1] < -1 || n[2] < -1 {
		return Effect{}
	}
	return send(t.s.Open.Lane, run.Command{Kind: run.Ablate, Cut: run.Cut{Surgery: run.Surgery(n[0]), Layer: int32(n[1]), Unit: int32(n[2])}})
}

// value reads what a number of the inspected virtual token is to become.
func value(t turn, arg string, _ int) Effect {
	e := Effect{Deed: EditValue, Lane: t.s.Open.Lane}
	switch v, err := strconv.ParseFloat(arg, 64); {
	case arg == "+":
		e.Edit.Notch = 1
	case arg == "-":
		e.Edit.Notch = -1
	case err != nil || math.IsNaN(v) || math.IsInf(v, 0):
		return Effect{}
	default:
		e.Edit.Value = v
	}
	return e
}

// integers reads exactly n whole numbers with colons between them, each of at most seven digits.
func integers(arg string, n int) ([]int, bool) {
	parts := strings.Split(arg, ":")
	out := make([]int, len(parts))
	for i, part := range parts {
		v, err := strconv.Atoi(part)
		if err != nil || v > 1_000_000 || v < -1 {
			return nil, false
		}
		out[i] = v
	}
	return out, len(out) == n
}

// setting changes a field: by its value, by − and +, or by turning it over.
func setting(t turn, id, arg string) {
	switch {
	case arg == "+":
		Nudge(t.s, id, 1, t.c)
	case arg == "-":
		Nudge(t.s, id, -1, t.c)
	case arg != "":
		moved, _ := state.Change(t.s, id, arg, *t.c) // a control offers only values its field accepts
		t.v.Notices = append(slices.Clone(t.v.Notices), moved...)
	case id == "lang":
		t.s.Lang = other(t.v.Lang, "en", "zh")
	case id == "theme":
		t.s.Theme = t.v.NextTheme()
	case state.IsFlag(id):
		_ = state.Set(t.s, id, other(state.Get(*t.s, id), "1", "0"), *t.c)
	}
}

func other(now, a, b string) string {
	if now == a {
		return b
	}
	return a
}
