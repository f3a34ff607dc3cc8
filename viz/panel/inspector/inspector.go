// Package inspector is the tab that opens a virtual token (level 1), the layer it stands in with all its heads (2), and
// one head down to the formula with its numbers (3). Escape goes one level back.
package inspector

import (
	"promptscope/sim/run"
	"promptscope/viz/id"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
	"promptscope/viz/state"
)

// look is the lane that is inspected.
type look struct {
	kit.Flow
	at    state.Inspect
	snap  *run.Snapshot
	trace *run.Trace
	deep  bool
	n     int // virtual tokens
	d     *run.Detail
	live  bool // the detail is of what is inspected
}

// Draw draws the tab from the top of r on; it returns how tall it is.
func Draw(p *kit.Page, r scene.Rect) float32 {
	at := p.In.State.Open
	k := look{Flow: kit.Flow{Page: p, X: r.X + 16, Width: r.W - 32, Y: r.Y + 4}, at: at, snap: p.In.Snapshot(at.Lane)}
	k.trace, k.d = &k.snap.Trace, &k.snap.Detail
	m := p.In.Catalog.Method(p.In.State.Lanes[at.Lane].Method)
	k.deep, k.n = m.Where.Has(run.KeysValues), int(k.trace.P)
	for i := range k.trace.Tokens {
		if k.trace.Tokens[i].Role == run.Virtual {
			k.n++
		}
	}
	k.live = k.d.On && int(k.d.Layer) == at.Layer && int(k.d.Head) == at.Head && int(k.d.Unit) == min(at.Unit, k.n-1)
	switch {
	case at.Level == 0 || !kit.Traced(k.snap):
		k.Note(p.S.InspectHint, p.T.Soft)
	default:
		k.head()
		switch {
		case at.Level == 3:
			k.oneHead()
		case at.Level == 2 || k.n == 0:
			k.layer()
		default:
			k.token()
		}
		k.method(&m)
	}
	return k.Y - r.Y + 14
}

// method says what the lane's method is: in a sentence, as a formula, and where it comes from.
func (k *look) method(m *run.Method) {
	k.Title(k.MethodName(m.ID), m.Paper)
	if e, ok := k.S.Term(m.ID); ok {
		k.Note(e.Short, k.T.Soft)
	}
	k.Note(m.Formula, k.T.Text)
	k.Title(k.TaskName(), "")
	k.Note(k.S.TaskText(k.In.State.Task).About, k.T.Soft)
	k.sources()
}

// sources is the switch of the lines of Go, which are for those who want to read on.
func (k *look) sources() {
	h := max(float32(30), k.Touch())
	k.Y += 10
	k.Put(k.S.ShowSources, k.X, kit.Middle(k.Y+h/2, 12.5), k.Soft(12.5), scene.Left)
	k.Toggle(scene.Rect{X: k.Right() - 40, Y: k.Y + (h-22)/2, W: 40, H: 22}, id.Sources, k.S.ShowSources, k.In.View.Sources)
	k.Y += h
}

// head is the way through the levels and what is chosen.
func (k *look) head() {
	p := k.Page
	h := max(float32(30), p.Touch())
	var names [state.Lanes]string
	for i := range p.In.Count() {
		if names[i] = p.LaneTitle(i); p.In.Count() > 2 {
			names[i] = string(rune('A' + i))
		}
	}
	p.Tabs(scene.Rect{X: k.X, Y: k.Y + 4, W: k.Width, H: h}, id.InspectLane, kit.Small(k.at.Lane), laneArgs[:p.In.Count()], names[:p.In.Count()])
	k.Y += h + 10
	p.Tabs(scene.Rect{X: k.X, Y: k.Y, W: k.Width, H: h}, id.Level, kit.Small(k.level()), levelArgs[:], []string{p.S.LevelToken, p.S.LevelLayer, p.S.LevelHead})
	k.Y += h + 8
	k.Half(0, id.InspectLayer, p.S.LevelLayer, k.at.Layer, 0, int(k.trace.Layers)-1, "L"+kit.Small(k.at.Layer+1))
	if k.at.Level == 3 || k.n == 0 {
		k.Half(1, id.Head, p.S.LevelHead, k.at.Head, 0, int(k.trace.Heads)-1, p.S.LevelHead+" "+kit.Small(k.at.Head+1))
	} else {
		k.Half(1, id.Unit, p.S.LevelToken, k.at.Unit, 0, k.n-1, "v"+kit.Small(k.at.Unit+1))
	}
	if kit.Travelling(k.snap) {
		k.Y += 16
		a := len(p.Bytes)
		p.Around(p.S.OnShow, func() { p.Grouped(int64(k.snap.Shown), 0) })
		p.PutBytes(a, k.X, k.Y, kit.Ink(p.Soft(12), p.T.Context), scene.Left)
	}
}

var (
	laneArgs  = [state.Lanes]string{"0", "1", "2", "3"}
	levelArgs = [...]string{"1", "2", "3"}
)

func (k *look) level() int {
	if k.n == 0 {
		return max(k.at.Level, 2)
	}
	return k.at.Level
}
