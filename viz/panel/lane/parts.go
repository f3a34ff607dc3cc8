package lane

import (
	"strconv"

	"promptscope/sim/run"
	"promptscope/viz/i18n"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// stage is the part on show; Between when the lane trains in whole steps or shows its past.
func (f *frame) stage() run.Stage {
	if kit.Travelling(f.snap) {
		return run.Between
	}
	return f.snap.Part.Stage
}

// parted tells whether the lane stops inside its steps.
func (f *frame) parted() bool {
	s := f.snap.Status
	return f.stage() != run.Between && (s == run.Paused || f.snap.Spec.Method != "" && s == run.Running && f.slow)
}

// dimmed is how much of what is not lit shows through.
const dimmed = 0.68

// parts shows a step that is done part by part: what has just been done is lit and the rest is dimmed. A caption says in one
// line what happened; the last one says what changed and what did not.
type parts struct{ *frame }

// dim covers everything of the lane that the part on show leaves alone.
func (f parts) dim() {
	if !f.parted() {
		return
	}
	part := f.snap.Part
	layers := int(f.snap.Trace.Layers)
	layer := int(part.Layer)
	forward, backward, update := part.Stage == run.Forward, part.Stage == run.Backward, part.Stage == run.Update
	for l := range layers {
		switch b := f.band(l); {
		case (forward || backward) && l == layer, part.Stage == run.Rest:
		case update && f.deep && f.snap.Trace.Deep[l]:
			f.cover(besides(b, f.grid.slot(0, 0).X, f.grid.slot(0, int(f.snap.Trace.P)-1).Right()))
		case update && !f.frozen:
		default:
			f.cover([2]scene.Rect{b})
		}
	}
	row := scene.Rect{X: f.row.X, Y: f.row.Y - 4, W: f.grid.right + 4 - f.row.X, H: f.row.H + 8}
	if lit := (forward || backward && f.input) && layer < 0 || update && f.input || part.Stage == run.Rest; !lit {
		f.cover([2]scene.Rect{row})
	}
	answers := f.answers
	answers.X, answers.W = f.card.X+4, f.shaft-10-f.card.X-4
	if part.Stage != run.Loss && part.Stage != run.Rest && !(update && f.headOnly) {
		f.cover([2]scene.Rect{answers})
	}
	if lit, ok := f.lit(); ok {
		ink := f.T.Context
		if backward {
			ink = f.T.Gradient
		} else if update {
			ink = f.T.Virtual
		}
		if !update || f.input || f.deep {
			f.Frame(lit, 8, 2, ink)
		}
	}
}

// lit is what the frame of the lit part goes around.
func (f parts) lit() (scene.Rect, bool) {
	part := f.snap.Part
	switch {
	case part.Stage == run.Loss:
		return scene.Rect{X: f.answers.X, Y: f.answers.Y, W: f.shaft - 12 - f.answers.X, H: f.answers.H}, true
	case part.Stage != run.Forward && part.Stage != run.Backward:
		return scene.Rect{}, false
	case part.Layer >= 0:
		return f.band(int(part.Layer)), true
	case part.Stage == run.Forward || f.input:
		return scene.Rect{X: f.row.X, Y: f.row.Y - 4, W: f.grid.right + 4 - f.row.X, H: f.row.H + 8}, true
	}
	return scene.Rect{}, false
}

// besides is a band without its slots.
func besides(b scene.Rect, x0, x1 float32) [2]scene.Rect {
	return [2]scene.Rect{{X: b.X + 1, Y: b.Y + 1, W: max(x0-b.X-4, 0), H: b.H - 2}, {X: x1 + 4, Y: b.Y + 1, W: max(b.Right()-x1-5, 0), H: b.H - 2}}
}

func (f parts) cover(list [2]scene.Rect) {
	for _, r := range list {
		if r.W > 0 {
			f.Fill(r, 6, f.T.Card.Alpha(dimmed))
		}
	}
}

// caption says what the part on show did; empty where there is nothing to say.
func (f parts) caption() (text string, ink scene.Color) {
	part, s := f.snap.Part, f.S
	ink = f.T.Text
	put := func(pattern string, n int32) string {
		return i18n.Fill(pattern, "layer", strconv.Itoa(int(n)), "n", strconv.Itoa(int(n)))
	}
	switch part.Stage {
	case run.Forward:
		if part.Layer < 0 {
			return s.PartEmbed, ink
		}
		if f.deep && int(part.Layer) < len(f.snap.Trace.Deep) && f.snap.Trace.Deep[part.Layer] {
			return put(s.PartDeep, part.Layer+1), ink
		}
		return put(s.PartForward, part.Layer+1), ink
	case run.Loss:
		return s.PartLoss, ink
	case run.Backward:
		ink = f.T.Gradient
		switch {
		case part.Layer < 0 && f.input:
			return s.PartArrive, ink
		case part.Layer < 0:
			return s.PartNothing, ink
		case f.deep && int(part.Layer) < len(f.snap.Trace.Deep) && f.snap.Trace.Deep[part.Layer]:
			return put(s.PartTurn, part.Layer+1), ink
		case !f.frozen:
			return put(s.PartOpen, part.Layer+1), ink
		}
		return put(s.PartThrough, part.Layer+1), ink
	case run.Rest:
		return put(s.PartRest, part.Chunks), ink
	case run.Update:
		return f.update(), ink
	}
	return "", ink
}

// update says what the step changed and what it did not.
func (f parts) update() string {
	part := f.snap.Part
	a := len(f.Bytes)
	if part.Moved > 0 {
		f.Around(f.S.PartUpdate, func() { f.Grouped(part.Moved, 0) })
		f.Bytes = append(f.Bytes, ' ')
		f.Bytes = strconv.AppendFloat(f.Bytes, float64(part.Farthest), 'g', 2, 32)
	} else { // the step was half done when the first stop was asked for
		f.Bytes = append(f.Bytes, f.S.PartMoved...)
	}
	if f.frozen && len(f.snap.BackboneSHA) >= 8 {
		f.Bytes = append(f.Bytes, " · "...)
		f.Around(f.S.PartSame, func() { f.Grouped(f.snap.Total, 0) })
	}
	text := string(f.Bytes[a:])
	f.Bytes = f.Bytes[:a]
	return text
}

// reaches tells how far down the gradient has come: the lowest layer it has passed, −1 for the input.
func (f *frame) reaches() int {
	part := f.snap.Part
	switch {
	case !f.parted() || part.Stage == run.Rest || part.Stage == run.Update:
		return -1
	case part.Stage == run.Backward:
		return int(part.Layer)
	}
	return int(f.snap.Trace.Layers)
}
