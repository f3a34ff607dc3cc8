package lane

import (
	"strconv"
	"unicode/utf8"

	"promptscope/sim/run"
	"promptscope/viz/i18n"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// answers are what the model says on top of the layers.
type answers struct{ *frame }

// draw draws what the model says on top of the layers: tags over their words, or the most likely words.
func (f answers) draw() {
	f.Spot("answers", f.answers)
	if t := &f.snap.Trace; len(t.Labels) > 0 {
		f.tags(t)
	} else {
		f.cloze(t)
	}
}

// tags draws, for every word that is judged, how sure the model is of its tag, and whether it is right.
func (f answers) tags(t *run.Trace) {
	k := len(t.Labels)
	if len(t.Tags) < len(t.Tokens)*k {
		return
	}
	base, second := f.answers.Bottom()-18, rights(f.Page, f.card)
	if second {
		base -= rightLine
	}
	wrong := false
	f.Put(f.S.Tags, f.card.X+12, base+13, f.Faint(11), scene.Left)
	height := base - f.answers.Y - 17
	loud := f.loud(t)
	f.grid.walk(t, func(i int, c column) {
		gold := int(t.Tokens[i].Gold)
		if c.word < 0 || gold < 0 {
			return
		}
		best, prob := top(t.Tags[i*k : (i+1)*k])
		f.tag(c, tagged{right: best == gold, quiet: !loud[c.word+1], prob: prob}, base, height)
		f.Note(scene.Rect{X: c.x - 11, Y: f.answers.Y, W: 22, H: f.answers.H}, func() (title, text string) {
			return f.judged(t, t.Tokens[i].Text, best, gold, prob)
		})
		if !loud[c.word+1] {
			return
		}
		room := f.tagRoom(c.word, &loud)
		f.tagName(t, best, c.x, base+13, room, f.Body(11))
		if best != gold && second {
			wrong = true
			f.tagName(t, gold, c.x, base+27, room, kit.Ink(f.Body(11), f.T.Faint))
		}
	})
	if wrong {
		f.Put(f.S.RightTags, f.card.X+12, base+27, f.Faint(11), scene.Left)
	}
}

// tagName writes a tag's name, or its first letter, which is better than a cut word.
func (f answers) tagName(t *run.Trace, tag int, x, y, room float32, st scene.Style) {
	name := f.label(t, tag)
	if scene.Measure(name, st) > room {
		_, n := utf8.DecodeRuneInString(name)
		name = name[:n]
	}
	f.Put(name, x, y, st, scene.Center)
}

// judged spells out what a tag is, how sure the model is of it, and what would be right.
func (f answers) judged(t *run.Trace, word string, best, gold int, prob float32) (title, text string) {
	name := func(tag int) string {
		if t.Labels[tag] == "O" {
			return f.S.NoTag
		}
		return f.label(t, tag)
	}
	says := f.S.TagRight
	if best != gold {
		says = f.S.TagWrong
	}
	return word, i18n.Fill(says, "tag", name(best), "right", name(gold), "percent", strconv.Itoa(int(prob*100+0.5)))
}

// rightLine is the height of the line with the right tags, under those that are wrong.
const rightLine = 14

// rights tells whether a lane's card has room for that line; else pointing at a tag tells.
func rights(p *kit.Page, card scene.Rect) bool { return costly(p, card) }

// tagRoom is how wide the name of a word's tag may be: up to the next words that show one.
func (f answers) tagRoom(word int, loud *[maxWords + 2]bool) float32 {
	room := float32(90)
	for w := range f.grid.words {
		if w != word && loud[w+1] {
			d := f.grid.wordX[w] - f.grid.wordX[word]
			room = min(room, max(d, -d)-3)
		}
	}
	return room
}

// loud marks the words whose tag must be named, with a free place before the first: all but those rightly without one.
func (f answers) loud(t *run.Trace) (out [maxWords + 2]bool) {
	k := len(t.Labels)
	f.grid.walk(t, func(i int, c column) {
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

func (f answers) tag(c column, g tagged, base, height float32) {
	w := min(f.grid.strip(c.word)+4, 20)
	back := scene.Rect{X: c.x - w/2, Y: base - height, W: w, H: height}
	f.Fill(back, 2.5, f.T.Raised)
	ink := f.T.Soft
	if g.quiet {
		ink = f.T.Track
	}
	f.Fill(scene.Rect{X: back.X, Y: base - height*g.prob, W: w, H: height * g.prob}, 2.5, ink)
	if g.quiet {
		return
	}
	if g.right {
		kit.Tick(f.Page, c.x, back.Y-8, f.T.Text)
	} else {
		kit.Miss(f.Page, c.x, back.Y-8, f.T.Mask)
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
func (f answers) cloze(t *run.Trace) {
	a := f.answers
	a.W -= 26 // the gradient's place
	if len(t.Top) == 0 {
		return
	}
	if f.Shape != kit.Phone {
		name := f.S.Answer
		if f.causal {
			name = f.S.NextWord
		}
		w := f.Put(name, f.card.X+12, a.CY()+4, f.Faint(12), scene.Left)
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
		f.guess(a, a.Y+line*(float32(i)+0.5), g, g.Text == t.Answer, less)
	}
}

// guess is one line: word, bar, percent. A tick marks the right word.
func (f answers) guess(a scene.Rect, y float32, g run.Guess, right, less bool) {
	names := min(a.W*0.3, 112)
	st, ink := f.Soft(12.5), f.T.Track
	if right {
		st.Color, ink = f.T.Text, f.T.Soft
	}
	w := f.Fit(g.Text, a.X+names, kit.Middle(y, 12.5), names-16, st, scene.Right)
	if right {
		kit.Tick(f.Page, a.X+names-w-10, y, f.T.Text)
	}
	bar := scene.Rect{X: a.X + names + 10, Y: y - 5, W: a.W - names - 66, H: 10}
	f.Fill(bar, 3, f.T.Raised)
	b := len(f.Bytes)
	if less {
		f.Bytes = append(f.Bytes, "< "...)
	} else {
		f.Fill(scene.Rect{X: bar.X, Y: bar.Y, W: max(bar.W*min(g.Prob, 1), 1), H: bar.H}, 3, ink)
	}
	f.Number(float64(g.Prob)*100, 1)
	f.Bytes = append(f.Bytes, " %"...)
	f.PutBytes(b, a.Right()-2, kit.Middle(y, 12), kit.Ink(f.Soft(12), st.Color), scene.Right)
}

// label is the shown name of a tag.
func (f answers) label(t *run.Trace, tag int) string {
	if tag < 0 || tag >= len(t.Labels) {
		return ""
	}
	return f.S.LabelName(t.Labels[tag])
}
