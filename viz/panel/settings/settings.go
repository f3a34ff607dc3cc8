// Package settings is the tab with the form of everything that can be set.
package settings

import (
	"promptscope/viz/id"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
	"promptscope/viz/state"
)

// Rows are the lines that stand in the form only where the bars have no room for them.
type Rows struct{ Seed, Speed, Backbone bool }

// form lays settings out line by line: the name on the left, the control on the right.
type form struct {
	*kit.Page
	more    Rows
	rates   *Rates
	r       scene.Rect
	y       float32
	control float32 // width of the controls
	line    float32 // height of a line
	h       float32 // height of a control
}

// Draw draws everything that can be set; it returns how tall its content is.
func Draw(p *kit.Page, r scene.Rect, more Rows, rates *Rates) float32 {
	f := form{Page: p, more: more, rates: rates, r: r, y: r.Y + 12, control: min(max(r.W*0.43, 120), 200), line: 38, h: 30}
	if f.Touch() == kit.Finger {
		f.line, f.h = 52, 44
	} else if f.Shape == kit.Wide { // the lines share the height of the window
		f.line = min(max((r.H-besideLines)/float32(f.lines()), leastLine), 46)
		f.h = min(f.line-6, 32)
	}
	f.y += 4
	if f.Shape != kit.Wide { // there the lanes' headers have them
		f.methods()
	}
	f.barRows()
	if f.knobLines() > 0 {
		f.heading(f.S.MethodKnobs)
		f.knobs()
	}
	f.heading(f.S.Optimiser)
	f.training()
	f.note()
	return f.y - r.Y + 12
}

const (
	leastLine   = 27  // least height of a line that a mouse hits well
	besideLines = 124 // height of the headings and the note
)

// Least is the least height of the form on a wide screen.
func Least(p *kit.Page) float32 {
	f := form{Page: p}
	return float32(f.lines())*leastLine + besideLines
}

// lines counts the lines of the form beside the lanes: knobs, rates, steps, labels, batch, and the head where it can
// be chosen.
func (f *form) lines() int {
	lines := f.knobLines() + 3
	for lane := range f.In.Count() {
		if f.trains(lane) {
			lines++
		}
	}
	if f.asked() {
		lines++
	}
	return lines
}

func (f *form) heading(text string) {
	f.y += 8
	f.Put(text, f.r.X+16, f.y+14, f.Bold(14), scene.Left)
	f.y += 26
}

// asks tells whether a lane's method and the task leave open how an answer is read.
func (f *form) asks(lane int) bool {
	return f.In.Catalog.ChoosesHead(f.In.State.Lanes[lane].Method, f.In.State)
}

// asked tells whether a lane leaves it open.
func (f *form) asked() bool {
	for lane := range f.In.Count() {
		if f.asks(lane) {
			return true
		}
	}
	return false
}

// answer is the line of the head, where there is a choice: one for all lanes that have it, or one for each that differs.
func (f *form) answer() {
	if f.Gone(id.Answer) || !f.asked() {
		return
	}
	if !state.Split(f.In.State, id.Answer) {
		var with lanesWith
		for lane := range f.In.Count() {
			if f.asks(lane) {
				with.add(lane)
			}
		}
		f.head(id.Answer, with.list())
		return
	}
	for lane := range f.In.Count() {
		if f.asks(lane) {
			f.head(answerKeys[lane], []int{lane})
		}
	}
}

func (f *form) head(key string, lanes []int) {
	r := f.laned(f.S.AnswerBy, lanes, false, "")
	f.Dropdown(r, key, f.S.AnswerBy, f.S.Choice(id.Answer, f.In.State.Lanes[lanes[0]].Head))
}

// row starts a line and returns the rectangle of its control.
func (f *form) row(label string) scene.Rect { return f.laned(label, nil, false, "") }
