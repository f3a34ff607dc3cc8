package kit

import (
	"slices"

	"promptscope/viz/i18n"
	"promptscope/viz/scene"
)

// A text can point at parts of the picture by name: the rooms say where those parts are while they draw them, and what is pointed
// at gets a ring at the end.

// Spot says that a part of the picture with a name is at r. Who points at it is told what it is.
func (p *Page) Spot(name string, r scene.Rect) {
	if p.Explain(r, i18n.PictureEntry(name)) {
		p.Pointed = name
	}
	if name != p.In.View.Spot || r.W <= 0 || r.H <= 0 {
		return
	}
	if n := len(p.spots); n > 0 { // marks that stand in a row have one ring
		if last := &p.spots[n-1]; last.Y == r.Y && last.H == r.H && r.X >= last.X && r.X-last.Right() < 60 {
			last.W = r.Right() - last.X
			return
		}
	}
	p.spots = append(p.spots, r)
}

// Explain says that what is at r has an entry in the glossary, to who points at it; told says whether anybody does.
func (p *Page) Explain(r scene.Rect, entry string) (told bool) {
	return p.Note(r, func() (title, text string) {
		e, _ := p.S.Term(entry)
		return e.Term, e.Short
	})
}

// Note says what is at r, to who points at it and waits, and of two that overlap what the smaller one is. say is called only then;
// told says whether it was.
func (p *Page) Note(r scene.Rect, say func() (title, text string)) (told bool) {
	v := p.In.View
	if !v.Rested || !v.Inside || !r.Has(v.X, v.Y) || p.note.area > 0 && p.note.area < r.W*r.H {
		return false
	}
	p.note.At, p.note.area, p.Pointed = r, r.W*r.H, ""
	p.note.Title, p.note.Text = say()
	return true
}

// Note is what is said about the mark under the pointer.
type Note struct {
	At          scene.Rect
	Title, Text string
	area        float32
}

// Noted is that note; its title is empty where there is none.
func (p *Page) Noted() Note { return p.note }

// ringGap is how far a ring stands off what it is around.
const ringGap = 4

// Aside lets cards step back behind what is pointed at in one of them. Where nothing is, all stay.
func (p *Page) Aside(cards ...scene.Rect) {
	var kept []scene.Rect
	for _, s := range p.spots {
		if slices.ContainsFunc(cards, s.Meets) {
			kept = append(kept, s.Inset(-ringGap))
		}
	}
	if kept == nil {
		return
	}
	for _, r := range cards {
		for _, part := range r.Inset(1).Without(kept) {
			p.Fill(part, 0, p.T.Card.Alpha(0.7))
		}
	}
}

// Ring draws the rings: in the colour of text over one in that of the background, so that they stand out of anything.
func (p *Page) Ring() {
	for _, r := range p.spots {
		p.Frame(r.Inset(-ringGap), 6, 4.5, p.T.Back)
		p.Frame(r.Inset(-ringGap), 6, 2, p.T.Text)
	}
}
