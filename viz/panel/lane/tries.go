package lane

import (
	"strings"

	"promptscope/sim/run"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// tries is the table of a prompt of real words: all templates beside a hand-written one, any of which can be chosen; or what the
// last step of a search tried, and what it took.
type tries struct{ *frame }

const tryLine = 19

// hasTries tells whether a lane shows the table.
func hasTries(p *kit.Page, lane int) bool {
	m := p.In.Catalog.Method(p.In.State.Lanes[lane].Method)
	return m.Has(run.KnobTemplate) || m.Has(run.KnobProposal)
}

// triesBeside is how wide the table stands beside the bands; 0 where it stands under the row.
func triesBeside(p *kit.Page, r scene.Rect) float32 {
	if p.Shape == kit.Phone || r.W < 430 {
		return 0
	}
	return min(r.W*0.48, 290)
}

// triesUnder is how high the table is under the row.
func triesUnder(p *kit.Page, lane int) float32 {
	if !hasTries(p, lane) {
		return 0
	}
	lines := 5
	if p.Shape == kit.Phone { // which scrolls
		lines = 15
	}
	return float32(lines)*tryHeight(p) + 24
}

// tryHeight is the height of a line: one that can be chosen needs room for a finger.
func tryHeight(p *kit.Page) float32 {
	if p.Touch() == kit.Finger {
		return kit.Finger
	}
	return tryLine
}

// draw writes the title, a line for each prompt as far as there is room, and what was taken.
func (f tries) draw() {
	r := f.table
	if r.H <= 0 {
		return
	}
	search := f.In.Catalog.Method(f.In.State.Lanes[f.lane].Method)
	title := f.S.TemplatesTitle
	if search.Has(run.KnobProposal) {
		if title = f.S.TriedTitle; f.snap.Spec.Proposal == "reward" {
			title = f.S.DrawnTitle
		}
	}
	f.Fit(title, r.X, r.Y+14, r.W, f.Faint(12), scene.Left)
	line := float32(tryLine)
	if !search.Has(run.KnobProposal) {
		line = tryHeight(f.Page)
	}
	y := r.Y + 22
	last := r.Bottom()
	if search.Has(run.KnobProposal) {
		last -= 2 * tryLine
	}
	if !search.Has(run.KnobProposal) {
		h := max(float32(26), f.Touch())
		f.TextField(scene.Rect{X: r.X, Y: y, W: r.W - 4, H: h}, templateKeys[f.lane], f.S.OwnTemplate, "")
		y += h + 4
	}
	for i := range f.snap.Tries {
		if y+line > last {
			break
		}
		f.line(scene.Rect{X: r.X, Y: y, W: r.W, H: line}, &f.snap.Tries[i], !search.Has(run.KnobProposal))
		y += line
	}
	if search.Has(run.KnobProposal) && len(f.snap.Tries) > 0 {
		f.taken(r.X, y+16, r.W)
	}
}

// line is one prompt with its figure: of a template how much of the held-out set it gets right, of a candidate its loss.
func (f tries) line(r scene.Rect, t *run.Try, choose bool) {
	k := scene.Key{ID: templateKeys[f.lane], Arg: t.Text}
	if choose {
		f.Plate(r, 5, k, false)
		f.Control(scene.Control{ID: k.ID, Arg: k.Arg, Kind: scene.Button, Rect: r, Label: t.Text, Chosen: t.Taken, Restart: true})
	}
	ink := f.Soft(12.5)
	if t.Taken {
		ink = f.Body(12.5)
		kit.Tick(f.Page, r.X+6, r.CY(), f.T.Text)
	}
	const figure, bar = 46, 44
	room := r.W - 18 - figure
	if choose && r.W > 240 {
		room -= bar + 8
	}
	a := len(f.Bytes)
	if first := &f.snap.Tries[0]; !choose && t != first && f.snap.Spec.Proposal == "gradient" { // one word is another
		f.swapped(first.Text, t.Text)
	} else {
		f.Bytes = append(f.Bytes, t.Text...)
	}
	f.Cut(a, room-6, ink)
	f.PutBytes(a, r.X+16, kit.Middle(r.CY(), 12.5), ink, scene.Left)
	if !t.Known || f.In.Sealed() {
		f.Put("…", r.Right()-6, kit.Middle(r.CY(), 12.5), f.Faint(12.5), scene.Right)
		return
	}
	a = len(f.Bytes)
	if choose {
		f.Number(float64(t.Accuracy)*100, 1)
		f.Bytes = append(f.Bytes, " %"...)
	} else {
		v := float64(t.Loss)
		if f.snap.Spec.Proposal == "reward" {
			v = -v
		}
		f.Number(v, 3)
	}
	f.PutBytes(a, r.Right()-4, kit.Middle(r.CY(), 12.5), ink, scene.Right)
	if choose && r.W > 240 {
		x := r.Right() - figure - 8 - bar
		f.Fill(scene.Rect{X: x, Y: r.CY() - 3, W: bar, H: 6}, 3, f.T.Raised)
		f.Fill(scene.Rect{X: x, Y: r.CY() - 3, W: bar * min(max(t.Accuracy, 0), 1), H: 6}, 3, f.T.Soft)
	}
}

// taken says which words the last step changed, and what that did to the loss of its batch.
func (f tries) taken(x, y, w float32) {
	before := &f.snap.Tries[0]
	for i := range f.snap.Tries {
		t := &f.snap.Tries[i]
		if !t.Taken {
			continue
		}
		if i == 0 {
			f.Fit(f.S.KeptPrompt, x, y, w, f.Soft(12.5), scene.Left)
			return
		}
		a := len(f.Bytes)
		f.Bytes = append(append(f.Bytes, f.S.SwapTaken...), ' ')
		f.swapped(before.Text, t.Text)
		f.Cut(a, w, f.Body(12.5))
		f.PutBytes(a, x, y, f.Body(12.5), scene.Left)
		a = len(f.Bytes)
		f.Bytes = append(append(f.Bytes, f.S.LossOfBatch...), ' ')
		f.Number(float64(before.Loss), 3)
		f.Bytes = append(f.Bytes, " → "...)
		f.Number(float64(t.Loss), 3)
		f.PutBytes(a, x, y+tryLine-2, f.Soft(12.5), scene.Left)
		return
	}
}

// swapped appends the words that differ, old → new.
func (f tries) swapped(old, now string) {
	n := 0
	for old != "" && now != "" {
		var a, b string
		a, old, _ = strings.Cut(old, " ")
		b, now, _ = strings.Cut(now, " ")
		if a == b {
			continue
		}
		if n++; n > 1 {
			f.Bytes = append(f.Bytes, ", "...)
		}
		f.Bytes = append(append(append(f.Bytes, a...), " → "...), b...)
	}
}
