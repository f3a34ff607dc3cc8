package kit

import (
	"promptscope/viz/scene"
)

// Flow lays things out from top to bottom.
type Flow struct {
	*Page
	X, Width, Y float32
}

func (f *Flow) Right() float32 { return f.X + f.Width }

// Title is a heading with an optional quiet remark at the right.
func (f *Flow) Title(text, remark string) {
	f.Y += 22
	used := f.Fit(text, f.X, f.Y, f.Width, f.Bold(13.5), scene.Left)
	if room := f.Width - used - 10; remark != "" && scene.Measure(remark, f.Faint(11.5)) <= room {
		f.Put(remark, f.Right(), f.Y, f.Faint(11.5), scene.Right)
	}
	f.Y += 8
}

// Note is a quiet text, broken into lines.
func (f *Flow) Note(text string, c scene.Color) {
	st := Ink(f.Soft(12), c)
	for len(text) > 0 {
		n := BreakAt(text, f.Width, st)
		f.Y += 16
		f.Put(text[:n], f.X, f.Y, st, scene.Left)
		text = text[n:]
		for len(text) > 0 && text[0] == ' ' {
			text = text[1:]
		}
	}
	f.Y += 4
}

// Half is one number with its name in half a line; i is 0 or 1 of the two.
func (f *Flow) Half(i int, id, label string, value, lo, hi int, text string) {
	h := max(float32(30), f.Touch())
	w := (f.Width - 8) / 2
	r := scene.Rect{X: f.X + float32(i)*(w+8), Y: f.Y, W: w, H: h}
	a := len(f.Bytes)
	f.Bytes = append(f.Bytes, text...)
	f.Stepper(r, id, label, a, f.Body(13), float32(value), float32(lo), float32(hi))
	if i == 1 {
		f.Y += h + 4
	}
}

// Buttons is a row of buttons of equal width. Their names say what they are about.
func (f *Flow) Buttons(about, id string, args, labels []string, chosen int) {
	h := max(float32(30), f.Touch())
	w := (f.Width - 6*float32(len(args)-1)) / float32(len(args))
	for i, arg := range args {
		r := scene.Rect{X: f.X + float32(i)*(w+6), Y: f.Y, W: w, H: h}
		f.Outlined(r, scene.Key{ID: id, Arg: arg})
		st := f.Body(12.5)
		if arg == "" {
			st = Ink(st, f.T.Faint)
		}
		if i == chosen {
			f.Frame(r, 7, 1.6, f.T.Text)
		}
		f.Fit(labels[i], r.CX(), Middle(r.CY(), 12.5), w-6, st, scene.Center)
		name := labels[i]
		if about != "" {
			name = about + ": " + name
		}
		f.Control(scene.Control{ID: id, Arg: arg, Kind: scene.Button, Rect: r, Label: name, Off: arg == "", Chosen: i == chosen})
	}
	f.Y += h + 4
}
