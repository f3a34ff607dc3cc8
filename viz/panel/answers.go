package panel

import (
	"unicode/utf8"

	"promptscope/sim/run"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// answers draws what the model says on top of the layers: tags over their words, or the most likely words.
func (p *page) answers(f *frame) {
	if t := &f.snap.Trace; len(t.Labels) > 0 {
		p.tags(f, t)
	} else {
		p.cloze(f, t)
	}
}

// tags draws, for every word that is judged, how sure the model is of its tag, and whether it is right.
func (p *page) tags(f *frame, t *run.Trace) {
	k := len(t.Labels)
	if len(t.Tags) < len(t.Tokens)*k {
		return
	}
	p.Put(p.S.Tags, f.card.X+12, f.answers.CY()+10, p.Faint(12), scene.Left)
	base := f.answers.Bottom() - 18
	height := base - f.answers.Y - 17
	loud := p.loud(t)
	p.grid.walk(t, func(i int, c column) {
		gold := int(t.Tokens[i].Gold)
		if c.word < 0 || gold < 0 {
			return
		}
		best, prob := top(t.Tags[i*k : (i+1)*k])
		p.tag(c, tagged{right: best == gold, quiet: !loud[c.word+1], prob: prob}, base, height)
		if !loud[c.word+1] {
			return
		}
		name, st := p.label(t, best), p.Body(11)
		if scene.Measure(name, st) > p.tagRoom(c.word, &loud) {
			_, n := utf8.DecodeRuneInString(name)
			name = name[:n] // its first letter is better than a cut word
		}
		p.Put(name, c.x, base+13, st, scene.Center)
	})
}

// tagRoom is how wide the name of a word's tag may be: up to the next words that show one.
func (p *page) tagRoom(word int, loud *[maxWords + 2]bool) float32 {
	room := float32(90)
	for w := range p.grid.words {
		if w != word && loud[w+1] {
			d := p.grid.wordX[w] - p.grid.wordX[word]
			room = min(room, max(d, -d)-3)
		}
	}
	return room
}

// loud marks the words whose tag must be named, with a free place before the first: all but those rightly without one.
func (p *page) loud(t *run.Trace) (out [maxWords + 2]bool) {
	k := len(t.Labels)
	p.grid.walk(t, func(i int, c column) {
		gold := int(t.Tokens[i].Gold)
		if c.word < 0 || gold < 0 {
			return
		}
		best, _ := top(t.Tags[i*k : (i+1)*k])
		out[c.word+1] = best != gold || t.Labels[best] != "O"
	})
	return out
}

// tagged is one judged word.
type tagged struct {
	right, quiet bool
	prob         float32
}

func (p *page) tag(c column, g tagged, base, height float32) {
	w := min(p.grid.strip(c.word)+4, 20)
	back := scene.Rect{X: c.x - w/2, Y: base - height, W: w, H: height}
	p.Fill(back, 2.5, p.T.Raised)
	ink := p.T.Soft
	if g.quiet {
		ink = p.T.Track
	}
	p.Fill(scene.Rect{X: back.X, Y: base - height*g.prob, W: w, H: height * g.prob}, 2.5, ink)
	if g.quiet {
		return
	}
	if g.right {
		kit.Tick(p.Page, c.x, back.Y-8, p.T.Text)
	} else {
		kit.Miss(p.Page, c.x, back.Y-8, p.T.Mask)
	}
}

// top is the likeliest entry of a row of probabilities.
func top(row []float32) (best int, prob float32) {
	for i, v := range row {
		if v > prob {
			best, prob = i, v
		}
	}
	return best, min(prob, 1)
}

// cloze draws the likeliest words for [MASK] with bars; the right one has a tick.
func (p *page) cloze(f *frame, t *run.Trace) {
	a := f.answers
	a.W -= 26 // the gradient's place
	if len(t.Top) == 0 {
		return
	}
	if p.Shape != kit.Phone {
		name := p.S.Answer
		if f.causal {
			name = p.S.NextWord
		}
		w := p.Put(name, f.card.X+12, a.CY()+4, p.Faint(12), scene.Left)
		if beside := f.card.X + 12 + w - 12 - a.X; beside > 0 { // long words end 16 behind a.X
			a.X, a.W = a.X+beside, a.W-beside
		}
	}
	shown := min(len(t.Top), int(a.H/16), 5)
	line := a.H / float32(max(shown, 1))
	known := false
	for i, g := range t.Top[:shown] {
		known = known || g.Text == t.Answer
		less := i == shown-1 && !known && t.Answer != ""
		if less {
			g.Text = t.Answer // the right word is further down: all that is known is that it is less likely
		}
		p.guess(a, a.Y+line*(float32(i)+0.5), g, g.Text == t.Answer, less)
	}
}

// guess is one line: word, bar, percent. A tick marks the right word.
func (p *page) guess(a scene.Rect, y float32, g run.Guess, right, less bool) {
	names := min(a.W*0.3, 112)
	st, ink := p.Soft(12.5), p.T.Track
	if right {
		st.Color, ink = p.T.Text, p.T.Soft
	}
	w := p.Fit(g.Text, a.X+names, kit.Middle(y, 12.5), names-16, st, scene.Right)
	if right {
		kit.Tick(p.Page, a.X+names-w-10, y, p.T.Text)
	}
	bar := scene.Rect{X: a.X + names + 10, Y: y - 5, W: a.W - names - 66, H: 10}
	p.Fill(bar, 3, p.T.Raised)
	b := len(p.Bytes)
	if less {
		p.Bytes = append(p.Bytes, "< "...)
	} else {
		p.Fill(scene.Rect{X: bar.X, Y: bar.Y, W: max(bar.W*min(g.Prob, 1), 1), H: bar.H}, 3, ink)
	}
	p.Number(float64(g.Prob)*100, 1)
	p.Bytes = append(p.Bytes, " %"...)
	p.PutBytes(b, a.Right()-2, kit.Middle(y, 12), kit.Ink(p.Soft(12), st.Color), scene.Right)
}
