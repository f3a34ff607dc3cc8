package sheets

import (
	"promptscope/viz/id"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
	"promptscope/viz/ui"
)

// share is the link as text and as QR code, and everything that can be saved: below it, or beside it on a low screen.
func (p sheet) share() {
	w := min(p.W-16, 600)
	narrow := w < 500 || p.Touch() == kit.Finger
	code, hint, line := float32(190), float32(34), float32(34)
	if narrow {
		code, hint, line = 150, 52, 46
	}
	rows, chips := 1+len(p.parts), max(28, p.Touch())+8
	if p.Low {
		w = min(p.W-16, 760)
		h := min(54+max(code+chips+84, line*float32(rows))+14, p.H-8)
		in := p.empty(scene.Rect{X: (p.W - w) / 2, Y: (p.H - h) / 2, W: w, H: h}, p.S.ShareTitle)
		half := min(in.W*0.48, 320)
		p.linkBox(scene.Rect{X: in.X, Y: in.Y, W: half, H: code}, code, narrow)
		p.with(scene.Rect{X: in.X, Y: in.Y + code + 6, W: half, H: chips - 8})
		p.Wrap(p.S.Teacher, in.X, in.Y+code+chips+14, half, 16, 3, p.Faint(12))
		p.saves(scene.Rect{X: in.X + half + 20, Y: in.Y, W: in.W - half - 20, H: in.H}, narrow)
		return
	}
	h := min(54+code+chips+hint+line*float32(rows)+16, p.H-16)
	in := p.empty(scene.Rect{X: (p.W - w) / 2, Y: (p.H - h) / 2, W: w, H: h}, p.S.ShareTitle)
	p.linkBox(in, code, narrow)
	y := in.Y + code + chips
	p.with(scene.Rect{X: in.X, Y: in.Y + code + 8, W: in.W, H: chips - 8})
	p.Wrap(p.S.Teacher, in.X, y+18, in.W, 17, 2, p.Faint(12))
	y += hint
	p.saves(scene.Rect{X: in.X, Y: y, W: in.W, H: in.Bottom() - y}, narrow)
}

// with offers what the link may have besides the state.
func (p sheet) with(r scene.Rect) {
	const gap = 6
	w := (r.W - gap*float32(len(ui.WithParts)-1)) / float32(len(ui.WithParts))
	for i, name := range ui.WithParts {
		box := scene.Rect{X: r.X + float32(i)*(w+gap), Y: r.Y, W: w, H: r.H}
		on := *p.In.View.With.Part(name)
		k := scene.Key{ID: id.With, Arg: name}
		p.Outlined(box, k)
		st := p.Soft(12.5)
		if on {
			p.Frame(box, 7, 1.6, p.T.Text)
			st = p.Body(12.5)
		}
		p.Fit(p.S.With[i], box.CX(), kit.Middle(box.CY(), 12.5), w-8, st, scene.Center)
		value, said := float32(0), p.S.Off
		if on {
			value, said = 1, p.S.On
		}
		a := len(p.Bytes)
		p.Bytes = append(p.Bytes, said...)
		p.Control(scene.Control{ID: k.ID, Arg: k.Arg, Kind: scene.Switch, Rect: box, Label: p.S.WithLink + p.S.Colon + p.S.With[i], Value: value, Max: 1, Chosen: on, A: int32(a), B: int32(len(p.Bytes))})
	}
}

// linkBox is the QR code with the link beside it.
func (p sheet) linkBox(in scene.Rect, code float32, narrow bool) {
	p.qrCode(scene.Rect{X: in.X, Y: in.Y, W: code, H: code})
	x := in.X + code + 18
	room := in.Right() - x
	p.Put(p.S.Link, x, in.Y+14, p.Soft(13), scene.Left)
	lines, b := 5, p.Touch()+6
	if narrow {
		lines, b = 4, 44
	}
	p.Wrap(p.In.View.Link, x, in.Y+36, room, 17, lines, p.Body(12.5))
	if p.In.View.Copy {
		p.TextButton(scene.Rect{X: x, Y: in.Y + code - b, W: min(room, 150), H: b}, id.Copy, "", p.S.CopyLink)
	}
}

// saves is the buttons that save something: curves, then pictures by part.
func (p sheet) saves(r scene.Rect, narrow bool) {
	h, line, w := float32(28), float32(34), float32(64)
	if narrow {
		h, line, w = 44, 46, 58
	}
	y := r.Y
	row := func(label string, args, texts []string) {
		p.Fit(label, r.X, kit.Middle(y+h/2, 13), r.W-2*(w+8)-8, p.Soft(13), scene.Left)
		for i := range args {
			p.TextButton(scene.Rect{X: r.Right() - (w+8)*float32(len(args)-i) + 8, Y: y, W: w, H: h}, id.Save, args[i], texts[i])
		}
		y += line
	}
	row(p.S.SaveCurves, []string{"csv", "json"}, []string{"CSV", "JSON"})
	for _, part := range p.parts {
		row(p.S.SavePicture+": "+part.Name, []string{"png:" + part.ID, "svg:" + part.ID}, []string{"PNG", "SVG"})
	}
}

// qrCode draws the link's code, dark on white in every theme, as cameras want it.
func (p sheet) qrCode(r scene.Rect) {
	c := p.In.View.Code
	if c.Size == 0 {
		p.Frame(r, 8, 1, p.T.Edge)
		p.Wrap(p.S.LinkTooLong, r.X+12, r.CY(), r.W-24, 17, 3, p.Faint(12.5))
		return
	}
	plate := p.Fill(r, 8, 0xffffffff)
	plate.Stroke, plate.Width = p.T.Edge, 1
	const quiet = 4
	m := r.W / float32(c.Size+2*quiet)
	if m > 2 {
		m = float32(int(m)) // whole pixels: sharp edges
	}
	x0, y0 := r.CX()-m*float32(c.Size)/2, r.CY()-m*float32(c.Size)/2
	c.Runs(func(x, y, n int) {
		p.Fill(scene.Rect{X: x0 + m*float32(x), Y: y0 + m*float32(y), W: m * float32(n), H: m}, 0, 0x000000ff)
	})
}
