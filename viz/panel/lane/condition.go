package lane

import (
	"strconv"

	"promptscope/sim/run"
	"promptscope/viz/i18n"
	"promptscope/viz/id"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// An occasion is a condition that no run.Status names.
type occasion uint8

const (
	plain    occasion = iota
	inPast            // a step of the past is on show
	goesBack          // on its way to the step it was taken back to
	restored          // the tab was hidden, and is back
)

// condition is what a lane is doing: a word and a sign of its own, so that neither colour nor language is needed to tell
// them apart.
type condition struct{ *frame }

func (f condition) occasion(s *run.Snapshot) occasion {
	switch {
	case s.Repeating:
		return goesBack
	case kit.Travelling(s):
		return inPast
	case f.In.View.Back && s.Status < run.Done && s.Status != run.Loading:
		return restored
	}
	return plain
}

// word is the word for what the lane is doing.
func (f condition) word() string {
	switch f.occasion(f.snap) {
	case inPast:
		return i18n.Fill(f.S.AtStep, "step", strconv.Itoa(int(f.snap.Shown)))
	case goesBack:
		return f.S.Rewinding
	case restored:
		return f.S.Restored
	}
	return f.S.Status[f.status()]
}

// pill draws word and sign in a capsule that ends at x; it returns where it starts.
func (f condition) pill(x, y float32) float32 {
	st := f.Soft(13)
	switch {
	case f.occasion(f.snap) != plain:
		st.Color = f.T.Context
	case f.snap.Status == run.Diverged || f.snap.Status == run.Failed:
		st.Color = f.T.Mask
	}
	word := f.word()
	w := scene.Measure(word, st) + 34
	f.Frame(scene.Rect{X: x - w, Y: y - 15, W: w, H: 21}, 10.5, 1, st.Color.Alpha(0.5))
	f.Spot("condition", scene.Rect{X: x - w, Y: y - 15, W: w, H: 21})
	f.sign(x-w+14, y-4.5, st.Color)
	f.Put(word, x-w+24, y, st, scene.Left)
	return x - w
}

// sign is the picture beside the word, 9 wide.
func (f condition) sign(x, y float32, c scene.Color) {
	switch f.occasion(f.snap) {
	case inPast: // a clock
		kit.Arc(f.Page, x, y, 4.5, 0, 1, 1.3, c)
		f.Path(1.3, c, scene.Point{X: x, Y: y - 2.6}, scene.Point{X: x, Y: y}, scene.Point{X: x + 2.2, Y: y})
		return
	case goesBack: // two triangles to the left
		f.triangle(x+0.5, y, -4.5, c)
		f.triangle(x+5, y, -4.5, c)
		return
	case restored: // an eye
		f.Curve(1.3, c, scene.Point{X: x - 5, Y: y}, scene.Point{X: x - 2, Y: y - 5}, scene.Point{X: x + 2, Y: y - 5}, scene.Point{X: x + 5, Y: y})
		f.Curve(1.3, c, scene.Point{X: x - 5, Y: y}, scene.Point{X: x - 2, Y: y + 5}, scene.Point{X: x + 2, Y: y + 5}, scene.Point{X: x + 5, Y: y})
		f.Disc(x, y, 1.6, c)
		return
	}
	switch f.status() {
	case run.Loading:
		kit.Arc(f.Page, x, y, 4.2, 0, 0.7, 1.5, c)
	case run.Paused:
		f.Fill(scene.Rect{X: x - 3.5, Y: y - 4, W: 2.4, H: 8}, 0.8, c)
		f.Fill(scene.Rect{X: x + 1.1, Y: y - 4, W: 2.4, H: 8}, 0.8, c)
	case run.Running:
		f.triangle(x-2.5, y, 6.5, c)
	case run.Waiting: // an hourglass
		f.Area(c, scene.Point{X: x - 3.6, Y: y - 4.5}, scene.Point{X: x + 3.6, Y: y - 4.5}, scene.Point{X: x, Y: y})
		f.Area(c, scene.Point{X: x, Y: y}, scene.Point{X: x + 3.6, Y: y + 4.5}, scene.Point{X: x - 3.6, Y: y + 4.5})
	case run.Done:
		kit.Tick(f.Page, x, y, c)
	case run.Diverged: // a line that leaves upwards
		f.Path(1.5, c, scene.Point{X: x - 4.5, Y: y + 4}, scene.Point{X: x - 2, Y: y + 0.5}, scene.Point{X: x, Y: y + 3}, scene.Point{X: x + 3.2, Y: y - 4})
		f.Path(1.5, c, scene.Point{X: x + 0.4, Y: y - 3}, scene.Point{X: x + 3.2, Y: y - 4.2}, scene.Point{X: x + 4.4, Y: y - 1.4})
	case run.Failed:
		kit.Miss(f.Page, x, y, c)
	}
}

// triangle points from x to x+w.
func (f condition) triangle(x, y, w float32, c scene.Color) {
	f.Area(c, scene.Point{X: x, Y: y - 4}, scene.Point{X: x + w, Y: y}, scene.Point{X: x, Y: y + 4})
}

// draw is the status word and the lock with the backbone's hash, from the right; it returns where it starts.
func (f condition) draw(y float32) float32 {
	x := header{f.frame}.buttons(f.card.Right()-12, y)
	if sha := f.snap.BackboneSHA; len(sha) >= 8 && f.card.W > 430 {
		a, right := len(f.Bytes), x
		f.Bytes = append(f.Bytes, sha[:4]...)
		f.Bytes = append(append(f.Bytes, "·"...), sha[4:8]...)
		x -= f.PutBytes(a, x, y, f.Faint(12.5), scene.Right) + 6
		word := f.S.Frozen
		if !f.frozen {
			word = f.S.Unlocked
		}
		x -= f.Put(word, x, y, f.Faint(12.5), scene.Right) + 10
		if !f.frozen {
			x -= 5 // an open lock is wider
		}
		kit.LockSign(f.Page, x, y-5, !f.frozen, f.T.Faint)
		f.Spot(id.Lock, scene.Rect{X: x - 9, Y: y - 15, W: right - x + 9, H: 21})
		x -= 18
	}
	return f.pill(x, y) - 8
}

// status is the lane's condition in a word that does not flicker: lanes that keep pace both train, although they wait
// for each other every few steps.
func (f condition) status() run.Status {
	s := f.snap
	for i := range f.In.Count() {
		other := f.In.Snapshot(i)
		ahead := s.Step - other.Step
		if i != f.lane && s.Status == run.Waiting && kit.Ready(other) && ahead < max(60, int32(other.StepsPerSecond)) {
			return run.Running
		}
	}
	return s.Status
}
