package compare

import (
	"strconv"

	"promptscope/sim/run"
	"promptscope/viz/id"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

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
		k := scene.Key{ID: id.Pin, Arg: r.pin}
		b := scene.Rect{X: box.Right() - side - 4, Y: box.CY() - side/2, W: side, H: side}
		f.Plate(b, 6, k, false)
		pinSign(f.Page, b.CX(), b.CY(), r.pinned, f.T.Text)
		f.Target(scene.Control{ID: id.Pin, Arg: r.pin, Kind: scene.Button, Rect: b, Label: f.S.PinIt, Chosen: r.pinned})
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
