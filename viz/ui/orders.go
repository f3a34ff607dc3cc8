package ui

import (
	"math"
	"slices"
	"strconv"
	"strings"

	"promptscope/sim/run"
	"promptscope/viz/i18n"
	"promptscope/viz/id"
	"promptscope/viz/state"
)

// Turn is what an order works on: it changes the state and the view.
type Turn struct {
	State   *state.State
	View    *View
	Catalog *state.Catalog
}

// An Order is something that can be done: by a control, a key, the twin or a message. IDs are those of the controls.
type Order struct {
	ID      string
	Name    string                                    // under which hide= and lock= hold it; "" for what is never held
	Look    bool                                      // it changes what is seen, not what is tried: "all" leaves it alone
	Alone   bool                                      // its buttons with an argument are reached by Tab, not by the arrows of a stepper
	Free    bool                                      // it needs no control on the screen
	FromOne bool                                      // a number that people count from 1
	Do      func(t Turn, arg string, lane int) Effect // lane: the one that the ID names, as in "layer@b"; −1 = none
}

// Orders is the one table of orders that are more than a setting. Settings are those of the link (state.Keys) and need no row,
// but where the name that holds them is another.
var Orders []Order

func init() { // the table mentions functions that look orders up
	Orders = []Order{
		{ID: id.Play, Name: id.Play, Free: true, Do: play},
		{ID: id.Reset, Name: id.Reset, Free: true, Do: reset},
		{ID: id.Step, Name: id.Step, Free: true, Do: oneStep},
		{ID: id.Phase, Name: id.Step, Free: true, Do: onePart},
		{ID: id.Continue, Name: id.Reset, Free: true, Do: func(Turn, string, int) Effect { return Effect{Deed: Continue} }},
		{ID: id.Halve, Name: id.Reset, Alone: true, Free: true, Do: halve},
		{ID: id.Die, Name: id.Seed, Free: true, Do: die},
		{ID: id.Add, Name: id.Lanes, Free: true, Do: add},
		{ID: id.Remove, Name: id.Lanes, Alone: true, Free: true, Do: remove},
		{ID: id.Layer, Name: id.Layers, Alone: true, Do: layer},
		{ID: id.Recommend, Alone: true, Do: recommend},
		{ID: id.Split, Look: true, Alone: true, Do: split},

		{ID: id.Token, Name: id.Token, Look: true, Alone: true, Do: token},
		{ID: id.Now, Name: id.At, Look: true, Free: true, Do: now},
		{ID: id.At, Name: id.At, Look: true, Free: true, Do: at},
		{ID: id.Zoom, Name: id.At, Look: true, Free: true, Do: zoom},
		{ID: id.Pin, Name: id.At, Look: true, Alone: true, Free: true, Do: pin},
		{ID: id.Inspect, Name: id.Inspect, Look: true, Alone: true, Free: true, Do: inspect},
		{ID: id.Cell, Name: id.Inspect, Look: true, Free: true, Do: cell},
		{ID: id.Level, Name: id.Inspect, Look: true, Alone: true, Free: true, Do: turning(func(at *state.Inspect) *int { return &at.Level })},
		{ID: id.InspectLane, Name: id.Inspect, Look: true, Free: true, Do: turning(func(at *state.Inspect) *int { return &at.Lane })},
		{ID: id.InspectLayer, Name: id.Inspect, Look: true, Free: true, FromOne: true, Do: turning(func(at *state.Inspect) *int { return &at.Layer })},
		{ID: id.Head, Name: id.Inspect, Look: true, Alone: true, Free: true, FromOne: true, Do: head},
		{ID: id.Unit, Name: id.Inspect, Look: true, Free: true, FromOne: true, Do: turning(func(at *state.Inspect) *int { return &at.Unit })},
		{ID: id.Cut, Name: id.Inspect, Look: true, Alone: true, Free: true, Do: cut},
		{ID: id.Number, Name: id.Reset, Free: true, FromOne: true, Do: turning(func(at *state.Inspect) *int { return &at.Cell })},
		{ID: id.Value, Name: id.Reset, Free: true, Do: value},
		{ID: id.Undo, Name: id.Reset, Alone: true, Free: true, Do: func(t Turn, _ string, _ int) Effect { return Effect{Deed: UndoEdit, Lane: t.State.Open.Lane} }},

		{ID: id.Settings, Name: id.Settings, Look: true, Free: true, Do: showing(id.Settings)},
		{ID: id.Help, Name: id.Help, Look: true, Free: true, Do: showing(id.Help)},
		{ID: id.Share, Name: id.Share, Look: true, Free: true, Do: showing(id.Share)},
		{ID: id.Close, Look: true, Free: true, Do: showing(id.Close)},
		{ID: id.Scrim, Look: true, Do: showing(id.Close)},
		{ID: id.Spot, Look: true, Free: true, Do: func(t Turn, arg string, _ int) Effect { t.View.Spot = arg; return Effect{} }},
		{ID: id.Visit, Look: true, Alone: true, Do: func(_ Turn, arg string, _ int) Effect { return Effect{Deed: Visit, What: arg} }},
		{ID: id.Dismiss, Look: true, Alone: true, Do: dismiss},
		{ID: id.With, Look: true, Alone: true, Do: func(t Turn, arg string, _ int) Effect {
			if at := t.View.With.Part(arg); at != nil {
				*at = !*at
			}
			return Effect{}
		}},
		{ID: id.Sources, Look: true, Do: func(t Turn, _ string, _ int) Effect { t.View.Sources = !t.View.Sources; return Effect{} }},
		{ID: id.Intro, Look: true, Do: func(t Turn, _ string, _ int) Effect { t.View.Intro = false; return Effect{} }},
		{ID: id.Copy, Name: id.Copy, Look: true, Free: true, Do: func(Turn, string, int) Effect { return Effect{Deed: CopyLink} }},
		{ID: id.Save, Name: id.Save, Look: true, Alone: true, Free: true, Do: func(_ Turn, arg string, _ int) Effect { return Effect{Deed: Save, What: arg} }},

		{ID: id.Export, Look: true, Free: true, Do: func(Turn, string, int) Effect { return Effect{Deed: Export} }},
		{ID: id.KeepAll, Look: true, Free: true, Do: func(Turn, string, int) Effect { return Effect{Deed: KeepAll} }},
		{ID: id.Import, Look: true, Free: true, Do: func(Turn, string, int) Effect { return Effect{Deed: Import} }},

		// Settings under another name, or which are only looked at.
		{ID: id.Run, Name: id.Play}, {ID: id.Row, Name: id.Token, Look: true}, {ID: id.Example, Name: id.Example, Look: true, FromOne: true}, {ID: id.Panel, Name: id.Settings, Look: true},
		{ID: id.Seen, Name: id.At, Look: true}, {ID: id.Span, Name: id.At, Look: true}, {ID: id.Open, Name: id.Inspect, Look: true}, {ID: id.Chart, Name: id.Chart, Look: true},
		{ID: id.Lang, Name: id.Lang, Look: true}, {ID: id.Theme, Name: id.Theme, Look: true}, {ID: id.Metric, Name: id.Metric, Look: true}, {ID: id.Scale, Name: id.Scale, Look: true},
		{ID: id.Axis, Name: id.Axis, Look: true}, {ID: id.Lane, Name: id.Lane, Look: true}, {ID: id.Place, Name: id.Place, Look: true}, {ID: id.Lesson, Name: id.Place, Look: true}, {ID: id.Card, Name: id.Place, Look: true}, {ID: id.Sheet, Look: true},
		{ID: id.Study, Name: id.Study, Look: true}, {ID: id.StudyShow, Name: id.Study, Look: true}, {ID: id.StudyTask, Name: id.Study}, {ID: id.StudySeeds, Name: id.Study},
		{ID: id.StudyMethods, Name: id.Study}, {ID: id.StudyPoints, Name: id.Study},
	}
}

// Register adds the orders of a place. An ID that is there already is a mistake of the program.
func Register(orders ...Order) {
	for _, o := range orders {
		if have, _ := Find(o.ID); have.Do != nil {
			panic("ui: two orders are called " + o.ID)
		}
		Orders = append(Orders, o)
	}
}

// Find returns the order of a control, and the lane that its ID names (-1: none). A setting without a row is its own name.
func Find(control string) (Order, int) {
	base, lane := state.CutLane(control)
	for i := range Orders {
		if Orders[i].ID == base {
			return Orders[i], lane
		}
	}
	if base == id.LR && lane >= 0 {
		return Order{ID: base, Name: rateNames[lane]}, lane
	}
	return Order{ID: base, Name: base}, lane
}

// Do carries out an order: the ID of a control and the value or argument it gets. What it cannot read does nothing.
func Do(s *state.State, v *View, control, arg string, c *state.Catalog) Effect {
	if Fixed(s, control, arg) {
		return Effect{}
	}
	t := Turn{s, v, c}
	if o, lane := Find(control); o.Do != nil {
		return o.Do(t, arg, lane)
	}
	setting(t, control, arg)
	return Effect{}
}

func play(t Turn, _ string, _ int) Effect {
	if t.View.Over { // runs that have all come to their end start over
		if Fixed(t.State, id.Reset, "") {
			return Effect{}
		}
		t.State.Running = true
		return reset(t, "", 0)
	}
	t.State.Running = !t.State.Running
	t.State.Seen = state.Present
	return Effect{}
}

func reset(t Turn, _ string, _ int) Effect {
	t.State.Seen, t.State.Span = state.Present, state.Span{}
	return Effect{Deed: Reset}
}

func oneStep(t Turn, _ string, _ int) Effect {
	t.State.Running, t.State.Seen = false, state.Present
	return send(Every, run.Command{Kind: run.Go, Steps: 1})
}

func onePart(t Turn, _ string, _ int) Effect {
	t.State.Running, t.State.Seen = false, state.Present
	return send(Every, run.Command{Kind: run.Phase})
}

func halve(t Turn, arg string, _ int) Effect {
	if lane, ok := laneOf(t.State, arg); ok {
		return Effect{Deed: Halve, Lane: lane}
	}
	return Effect{}
}

func add(t Turn, _ string, _ int) Effect {
	t.State.AddLane(*t.Catalog)
	return Effect{}
}

func remove(t Turn, arg string, _ int) Effect {
	if lane, ok := laneOf(t.State, arg); ok && t.State.Count() > 1 {
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
func die(t Turn, _ string, _ int) Effect {
	t.State.Seed = (t.State.Seed*48_271 + 11_071) % 1_000_000
	return Effect{}
}

// layer adds or takes away deep virtual tokens in a layer.
func layer(t Turn, arg string, lane int) Effect {
	l, err := strconv.Atoi(arg)
	if err != nil {
		return Effect{}
	}
	key := keyOf(id.Layers, lane)
	_ = state.Set(t.State, key, state.ToggleLayer(state.Get(*t.State, key), l, t.Catalog.Backbone(t.State.Backbone).Layers), *t.Catalog)
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
func recommend(t Turn, arg string, _ int) Effect {
	_ = state.Set(t.State, arg, "0", *t.Catalog)
	return Effect{}
}

// split shows a setting lane by lane in the form; once more joins it: all lanes get the value that they share.
func split(t Turn, arg string, _ int) Effect {
	if t.View.Split != arg && !state.Split(*t.State, arg) {
		t.View.Split = arg
		return Effect{}
	}
	t.View.Split = ""
	if !Fixed(t.State, arg, "") {
		_ = state.Set(t.State, arg, state.Get(*t.State, arg), *t.Catalog)
	}
	return Effect{}
}

// token chooses the word whose attention is shown; the same word again goes back to the answer position.
func token(t Turn, arg string, _ int) Effect {
	word, err := strconv.Atoi(strings.TrimLeft(arg, "abcd")) // the lane it was clicked in does not matter
	switch {
	case err != nil:
	case t.State.Row == word:
		t.State.Row = -1
	default:
		t.State.Row = min(max(word, -1), state.FirstVirtual+run.MaxN-1)
	}
	return Effect{}
}

func dismiss(t Turn, arg string, _ int) Effect {
	if i, err := strconv.Atoi(arg); err == nil && i >= 0 && i < len(t.View.Notices) {
		t.View.Notices = slices.Delete(slices.Clone(t.View.Notices), i, i+1)
	}
	return Effect{}
}

// pin takes the number of a run that is over, or "now:LANE" for a copy of one that goes on.
func pin(t Turn, arg string, _ int) Effect {
	if text, ok := strings.CutPrefix(arg, "now:"); ok {
		if lane, ok := laneOf(t.State, text); ok {
			return Effect{Deed: Pin, Lane: lane}
		}
	} else if n, err := strconv.Atoi(arg); err == nil && n > 0 {
		return Effect{Deed: Pin, Run: n}
	}
	return Effect{}
}

// cut reads "surgery:layer:unit" and measures in the inspected lane what that part of the prompt does.
func cut(t Turn, arg string, _ int) Effect {
	n, ok := integers(arg, 3)
	if !ok || n[0] < 0 || n[0] > math.MaxUint8 || !run.Surgery(n[0]).Valid() || n[1] < -1 || n[2] < -1 {
		return Effect{}
	}
	return send(t.State.Open.Lane, run.Command{Kind: run.Ablate, Cut: run.Cut{Surgery: run.Surgery(n[0]), Layer: int32(n[1]), Unit: int32(n[2])}})
}

// value reads what a number of the inspected virtual token is to become.
func value(t Turn, arg string, _ int) Effect {
	e := Effect{Deed: EditValue, Lane: t.State.Open.Lane}
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
func setting(t Turn, key, arg string) {
	switch {
	case arg == "+":
		Nudge(t.State, key, 1, t.Catalog)
	case arg == "-":
		Nudge(t.State, key, -1, t.Catalog)
	case arg != "":
		moved, _ := state.Change(t.State, key, arg, *t.Catalog) // a control offers only values its field accepts
		t.View.Notices = append(slices.Clone(t.View.Notices), moved...)
	case key == id.Lang:
		t.State.Lang = i18n.Next(t.View.Lang).ID
	case key == id.Theme:
		t.State.Theme = t.View.NextTheme()
	case state.IsFlag(key):
		_ = state.Set(t.State, key, other(state.Get(*t.State, key), "1", "0"), *t.Catalog)
	}
}

func other(now, a, b string) string {
	if now == a {
		return b
	}
	return a
}
