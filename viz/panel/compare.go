package panel

import (
	"strconv"

	"promptscope/sim/run"
	"promptscope/viz/scene"
	"promptscope/viz/state"
)

// The compare tab: what is the same in both lanes, what the same prompt would be in published models, and the runs so far
// with their digests.

func (p *page) compare(r scene.Rect) float32 {
	f := flow{page: p, x: r.X + 16, w: r.W - 32, y: r.Y + 2}
	f.fair()
	f.runs()
	f.models()
	return f.y - r.Y + 14
}

var fairArgs = [...]string{"length", "numbers"}

// fair is the switch with the formula of both lanes.
func (f *flow) fair() {
	f.title(f.s.Fair, "")
	h := max(float32(30), f.touch())
	f.tabs(scene.Rect{X: f.x, Y: f.y, W: f.w, H: h}, "fair", f.in.State.Fair, fairArgs[:], []string{f.s.SameLength, f.s.SameNumbers})
	f.y += h + 4
	for i := range f.count() {
		f.product(i)
	}
	f.y += 4
	f.note(f.s.FairNote, f.t.Faint)
}

// product writes how many numbers a lane's prompt has, as a product.
func (f *flow) product(lane int) {
	s := f.snapshot(lane)
	m := f.in.Catalog.Method(f.in.State.Lanes[lane].Method)
	n := int64(state.FairLength(f.in.State, *f.in.Catalog, lane))
	d := int64(s.Trace.Width)
	if d == 0 {
		d = 64
	}
	f.y += 19
	f.sample(f.x, f.y-4, 20, lane)
	a := len(f.Bytes)
	number := func(v int64) { f.Grouped(v, 0) }
	switch {
	case m.Deep:
		l := int64(state.DeepLayers(f.in.State, *f.in.Catalog, lane))
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
	f.PutBytes(a, f.x+28, f.y, f.body(12.5), scene.Left)
	if s.Trainable > 0 {
		a = len(f.Bytes)
		f.around(f.s.Trained, func() { number(s.Trainable) })
		text := string(f.Bytes[a:])
		f.Bytes = f.Bytes[:a]
		f.y += 16
		f.Fit(text, f.x+28, f.y, f.w-28, f.faint(12), scene.Left)
		if a = len(f.Bytes); s.StepTime > 0 || s.FLOP > 0 {
			f.cost(s)
			f.y += 16
			f.PutBytes(a, f.x+28, f.y, f.faint(12), scene.Left)
		}
	}
}

// runs lists the present runs and the earlier ones, newest first, with a digest each.
func (f *flow) runs() {
	f.title(f.s.Runs, f.s.DigestNote)
	for i := range f.count() {
		s := f.snapshot(i)
		if !ready(s) || s.Status == run.Failed {
			continue
		}
		f.entry(entry{lane: i, name: f.methodName(s.Spec.Method), line: f.s.Present, step: s.Shown, digest: s.Digest, branched: s.Branched,
			pin: "now:" + small(i), canPin: len(s.Losses) >= 10})
	}
	for i := len(f.in.Past) - 1; i >= 0; i-- {
		r := &f.in.Past[i]
		now := f.snapshot(r.Lane)
		f.entry(entry{lane: r.Lane, name: f.methodName(r.Spec.Method), line: f.diff(r), step: r.Step, digest: r.Digest, branched: r.Branched,
			pin: strconv.Itoa(r.ID), pinned: r.Pinned, canPin: true, old: true, same: r.Digest == now.Digest && now.Digest != ""})
	}
	if len(f.in.Past) == 0 {
		f.note(f.s.NoPast, f.t.Faint)
	}
}

// entry is one run in the list.
type entry struct {
	lane                      int
	name, line, digest, pin   string
	step, branched            int32
	pinned, canPin, old, same bool
}

func (f *flow) entry(r entry) {
	h := max(float32(52), f.touch()+8)
	box := scene.Rect{X: f.x - 6, Y: f.y, W: f.w + 12, H: h}
	m := f.Fill(box, 7, f.t.Raised)
	if r.pinned {
		m.Stroke, m.Width = f.t.Text, 1.2
	}
	side := max(float32(30), f.touch())
	room := box.W - 20 - side
	y := box.Y + 18
	if r.old {
		line := f.Line(f.x, y-4, f.x+18, y-4, 2, f.t.Lane[r.lane].Mix(f.t.Faint, 0.45))
		line.Dash = laneDash[r.lane]
	} else {
		f.sample(f.x, y-4, 18, r.lane)
	}
	used := f.Fit(r.name, f.x+26, y, room*0.55, f.body(12.5), scene.Left)
	f.Fit(r.line, f.x+26+used+8, y, room-26-used-8, f.faint(12), scene.Left)
	y += 19
	a := len(f.Bytes)
	f.Bytes = append(append(f.Bytes, f.s.Step...), ' ')
	f.Grouped(int64(r.step), 0)
	f.Bytes = append(f.Bytes, " · "...)
	f.Bytes = append(f.Bytes, r.digest...)
	if r.same {
		f.Bytes = append(append(f.Bytes, " = "...), f.s.Equal...)
	}
	if r.branched >= 0 {
		f.Bytes = append(f.Bytes, " · "...)
		f.around(f.s.BranchedAt, func() { f.Grouped(int64(r.branched), 0) })
	}
	st := f.soft(12)
	f.Cut(a, room, st)
	f.PutBytes(a, f.x, y, st, scene.Left)
	if r.canPin {
		k := scene.Key{ID: "pin", Arg: r.pin}
		b := scene.Rect{X: box.Right() - side - 4, Y: box.CY() - side/2, W: side, H: side}
		f.plate(b, 6, k, false)
		pinSign(f.page, b.CX(), b.CY(), r.pinned, f.t.Text)
		f.control(scene.Control{ID: "pin", Arg: r.pin, Kind: scene.Button, Rect: b, Label: f.s.PinIt, Chosen: r.pinned})
	}
	f.y += h + 6
}

// pinSign is a drawing pin, filled when it holds.
func pinSign(p *page, x, y float32, holds bool, c scene.Color) {
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
func (f *flow) models() {
	n := f.in.State.Lanes[0].N
	f.title(f.s.RealModels, "n = "+strconv.Itoa(n))
	right, mid := f.right(), f.right()-96
	f.y += 14
	f.Put(f.s.InputShare, mid, f.y, f.faint(11.5), scene.Right)
	f.Put(f.s.DeepShare, right, f.y, f.faint(11.5), scene.Right)
	for _, m := range run.Published() {
		if !m.Shown {
			continue
		}
		f.y += 20
		f.Fit(m.Name, f.x, f.y, 96, f.body(12.5), scene.Left)
		f.cell(mid, int64(m.InputPrompt(n)), int64(m.Total()))
		if m.Family != run.T5 { // the papers define no deep prompts for an encoder and a decoder
			f.cell(right, int64(m.DeepPrefix(n)), int64(m.Total()))
		} else {
			f.Put("–", right, f.y, f.faint(12), scene.Right)
		}
		f.y += 15
		a := len(f.Bytes)
		f.Grouped(int64(m.Total()), 0)
		f.PutBytes(a, f.x, f.y, f.faint(11), scene.Left)
	}
	f.y += 4
	f.note(f.s.ModelsNote, f.t.Faint)
}

// cell is a share over its count.
func (f *flow) cell(x float32, count, of int64) {
	share := float64(count) / float64(of) * 100
	decimals := 2
	for limit := 1.0; share < limit && decimals < 5; limit /= 10 {
		decimals++
	}
	a := len(f.Bytes)
	f.Number(share, decimals)
	f.Bytes = append(f.Bytes, " %"...)
	f.PutBytes(a, x, f.y, f.body(12.5), scene.Right)
	a = len(f.Bytes)
	f.Grouped(count, 0)
	f.PutBytes(a, x, f.y+15, f.faint(11), scene.Right)
}
