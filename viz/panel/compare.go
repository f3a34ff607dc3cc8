package panel

import (
	"strconv"

	"promptscope/sim/run"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
	"promptscope/viz/state"
)

// The compare tab: what is the same in both lanes, what the same prompt would be in published models, and the runs so far
// with their digests.

// list is the tab from top to bottom.
type list struct{ kit.Flow }

func (p *page) compare(r scene.Rect) float32 {
	f := list{kit.Flow{Page: p.Page, X: r.X + 16, Width: r.W - 32, Y: r.Y + 2}}
	f.fair()
	f.runs()
	f.models()
	return f.Y - r.Y + 14
}

var fairArgs = [...]string{"length", "numbers"}

// fair is the switch with the formula of both lanes.
func (f *list) fair() {
	f.Title(f.S.Fair, "")
	h := max(float32(30), f.Touch())
	f.Tabs(scene.Rect{X: f.X, Y: f.Y, W: f.Width, H: h}, "fair", f.In.State.Fair, fairArgs[:], []string{f.S.SameLength, f.S.SameNumbers})
	f.Y += h + 4
	for i := range f.In.Count() {
		f.product(i)
	}
	f.Y += 4
	f.Note(f.S.FairNote, f.T.Faint)
}

// product writes how many numbers a lane's prompt has, as a product.
func (f *list) product(lane int) {
	s := f.In.Snapshot(lane)
	m := f.In.Catalog.Method(f.In.State.Lanes[lane].Method)
	n := int64(state.FairLength(f.In.State, *f.In.Catalog, lane))
	d := int64(s.Trace.Width)
	if d == 0 {
		d = 64
	}
	f.Y += 19
	f.Sample(f.X, f.Y-4, 20, lane)
	a := len(f.Bytes)
	number := func(v int64) { f.Grouped(v, 0) }
	switch {
	case m.Deep:
		l := int64(state.DeepLayers(f.In.State, *f.In.Catalog, lane))
		f.Bytes = append(f.Bytes, "2·L·n·d = 2·"...)
		number(l)
		f.Bytes = append(f.Bytes, "·"...)
		number(n)
		f.Bytes = append(f.Bytes, "·"...)
		number(d)
		f.Bytes = append(f.Bytes, " = "...)
		number(2 * l * n * d)
	case m.Input:
		f.Bytes = append(f.Bytes, "n·d = "...)
		number(n)
		f.Bytes = append(f.Bytes, "·"...)
		number(d)
		f.Bytes = append(f.Bytes, " = "...)
		number(n * d)
	default:
		number(s.Trainable)
	}
	f.PutBytes(a, f.X+28, f.Y, f.Body(12.5), scene.Left)
	if s.Trainable > 0 {
		a = len(f.Bytes)
		f.Around(f.S.Trained, func() { number(s.Trainable) })
		text := string(f.Bytes[a:])
		f.Bytes = f.Bytes[:a]
		f.Y += 16
		f.Fit(text, f.X+28, f.Y, f.Width-28, f.Faint(12), scene.Left)
		if a = len(f.Bytes); s.StepTime > 0 || s.FLOP > 0 {
			f.Cost(s)
			f.Y += 16
			f.PutBytes(a, f.X+28, f.Y, f.Faint(12), scene.Left)
		}
	}
}

// runs lists the present runs and the earlier ones, newest first, with a digest each.
func (f *list) runs() {
	f.Title(f.S.Runs, f.S.DigestNote)
	for i := range f.In.Count() {
		s := f.In.Snapshot(i)
		if !kit.Ready(s) || s.Status == run.Failed {
			continue
		}
		f.entry(entry{lane: i, name: f.MethodName(s.Spec.Method), line: f.S.Present, step: s.Shown, digest: s.Digest, branched: s.Branched,
			pin: "now:" + kit.Small(i), canPin: len(s.Losses) >= 10})
	}
	for i := len(f.In.Past) - 1; i >= 0; i-- {
		r := &f.In.Past[i]
		now := f.In.Snapshot(r.Lane)
		f.entry(entry{lane: r.Lane, name: f.MethodName(r.Spec.Method), line: f.Diff(r), step: r.Step, digest: r.Digest, branched: r.Branched,
			pin: strconv.Itoa(r.ID), pinned: r.Pinned, canPin: true, old: true, same: r.Digest == now.Digest && now.Digest != ""})
	}
	if len(f.In.Past) == 0 {
		f.Note(f.S.NoPast, f.T.Faint)
	}
}

// entry is one run in the list.
type entry struct {
	lane                      int
	name, line, digest, pin   string
	step, branched            int32
	pinned, canPin, old, same bool
}

func (f *list) entry(r entry) {
	h := max(float32(52), f.Touch()+8)
	box := scene.Rect{X: f.X - 6, Y: f.Y, W: f.Width + 12, H: h}
	m := f.Fill(box, 7, f.T.Raised)
	if r.pinned {
		m.Stroke, m.Width = f.T.Text, 1.2
	}
	side := max(float32(30), f.Touch())
	room := box.W - 20 - side
	y := box.Y + 18
	if r.old {
		line := f.Line(f.X, y-4, f.X+18, y-4, 2, f.T.Lane[r.lane].Mix(f.T.Faint, 0.45))
		line.Dash = kit.LaneDash[r.lane]
	} else {
		f.Sample(f.X, y-4, 18, r.lane)
	}
	used := f.Fit(r.name, f.X+26, y, room*0.55, f.Body(12.5), scene.Left)
	f.Fit(r.line, f.X+26+used+8, y, room-26-used-8, f.Faint(12), scene.Left)
	y += 19
	a := len(f.Bytes)
	f.Bytes = append(append(f.Bytes, f.S.Step...), ' ')
	f.Grouped(int64(r.step), 0)
	f.Bytes = append(f.Bytes, " · "...)
	f.Bytes = append(f.Bytes, r.digest...)
	if r.same {
		f.Bytes = append(append(f.Bytes, " = "...), f.S.Equal...)
	}
	if r.branched >= 0 {
		f.Bytes = append(f.Bytes, " · "...)
		f.Around(f.S.BranchedAt, func() { f.Grouped(int64(r.branched), 0) })
	}
	st := f.Soft(12)
	f.Cut(a, room, st)
	f.PutBytes(a, f.X, y, st, scene.Left)
	if r.canPin {
		k := scene.Key{ID: "pin", Arg: r.pin}
		b := scene.Rect{X: box.Right() - side - 4, Y: box.CY() - side/2, W: side, H: side}
		f.Plate(b, 6, k, false)
		pinSign(f.Page, b.CX(), b.CY(), r.pinned, f.T.Text)
		f.Target(scene.Control{ID: "pin", Arg: r.pin, Kind: scene.Button, Rect: b, Label: f.S.PinIt, Chosen: r.pinned})
	}
	f.Y += h + 6
}

// pinSign is a drawing pin, filled when it holds.
func pinSign(p *kit.Page, x, y float32, holds bool, c scene.Color) {
	p.Line(x, y+2, x, y+8, 1.5, c)
	r := scene.Rect{X: x - 3.5, Y: y - 7, W: 7, H: 8}
	if holds {
		p.Fill(r, 2, c)
	} else {
		p.Frame(r, 2, 1.4, c)
	}
	p.Line(x-5.5, y+1.5, x+5.5, y+1.5, 1.5, c)
}

// models is the table of published models: numbers and shares of a prompt of the present length.
func (f *list) models() {
	n := f.In.State.Lanes[0].N
	f.Title(f.S.RealModels, "n = "+strconv.Itoa(n))
	right, mid := f.Right(), f.Right()-96
	f.Y += 14
	f.Put(f.S.InputShare, mid, f.Y, f.Faint(11.5), scene.Right)
	f.Put(f.S.DeepShare, right, f.Y, f.Faint(11.5), scene.Right)
	for _, m := range run.Published() {
		if !m.Shown {
			continue
		}
		f.Y += 20
		f.Fit(m.Name, f.X, f.Y, 96, f.Body(12.5), scene.Left)
		f.cell(mid, int64(m.InputPrompt(n)), int64(m.Total()))
		if m.Family != run.T5 { // the papers define no deep prompts for an encoder and a decoder
			f.cell(right, int64(m.DeepPrefix(n)), int64(m.Total()))
		} else {
			f.Put("–", right, f.Y, f.Faint(12), scene.Right)
		}
		f.Y += 15
		a := len(f.Bytes)
		f.Grouped(int64(m.Total()), 0)
		f.PutBytes(a, f.X, f.Y, f.Faint(11), scene.Left)
	}
	f.Y += 4
	f.Note(f.S.ModelsNote, f.T.Faint)
}

// cell is a share over its count.
func (f *list) cell(x float32, count, of int64) {
	share := float64(count) / float64(of) * 100
	decimals := 2
	for limit := 1.0; share < limit && decimals < 5; limit /= 10 {
		decimals++
	}
	a := len(f.Bytes)
	f.Number(share, decimals)
	f.Bytes = append(f.Bytes, " %"...)
	f.PutBytes(a, x, f.Y, f.Body(12.5), scene.Right)
	a = len(f.Bytes)
	f.Grouped(count, 0)
	f.PutBytes(a, x, f.Y+15, f.Faint(11), scene.Right)
}
