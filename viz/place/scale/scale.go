// Package scale is the place that makes the lecture's figure again: a grid of runs over the size of the model, or over another setting,
// trained by a crew of workers, with the committed runs beside it until they are repeated. What the runs come to is computed by
// internal/study; this package holds the runs and is what is seen of them.
package scale

import (
	"encoding/json"
	"strings"
	"time"

	"promptscope/sim/run"
	"promptscope/viz/doc"
	"promptscope/viz/id"
	"promptscope/viz/panel"
	"promptscope/viz/panel/kit"
	"promptscope/viz/place"
	"promptscope/viz/place/scale/figure"
	"promptscope/viz/scene"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

// ID is the place's name in links.
const ID = "scale"

func init() { place.Register(20, New(time.Now)) }

// Room is the place.
type Room struct {
	clock func() time.Time
	plan  plan
	book  book
	crew  crew
	feed  feed

	pick  pick
	phone bool   // the window is one
	begun bool   // it has been decided what a phone begins with
	face  string // what is shown where only one has room: chart, grid or verdict
	first [2]int // first row and column of the grid that are on show, where not all have room
	mine  string // the link of the settings before a run was opened in the Lab

	shown    *doc.Doc
	shownFor string
}

// feed is the place's content on its way.
type feed struct {
	pack   *figure.Pack // nil until it has come
	asked  bool
	failed string // why it did not come
}

// pick is the cell that a person looks at; with the row −1 or the column −1 the head of a column or row.
type pick struct {
	on       bool
	row, col int
}

// New makes the place with its clock.
func New(clock func() time.Time) *Room {
	return &Room{clock: clock, book: newBook(), face: faceChart}
}

// ID is of place.Place.
func (*Room) ID() string { return ID }

// Layout is of place.Place.
func (r *Room) Layout(dst *scene.Scene, in *panel.Input) {
	r.settle(in)
	r.phone = in.W < phoneWide
	panel.Own(dst, in, func(p *kit.Page, top float32) { r.paint(p).layout(top) })
}

// phoneWide is the width in CSS pixels below which a window is taken for a phone, and phoneSizes how many points of the grid it begins
// with: the cheapest, which take minutes where all of them would take an hour.
const (
	phoneWide  = 600
	phoneSizes = 3
)

// Follow is of place.Following: a phone begins with fewer points, unless a link or a person has chosen.
func (r *Room) Follow(t ui.Turn, _ []*run.Snapshot) (e ui.Effect, changed bool) {
	if r.begun || r.plan.rows == nil {
		return e, false
	}
	r.begun = true
	if !r.phone || t.State.Study != state.Default().Study || len(r.book.trained) > 0 {
		return e, false
	}
	var few []string
	for _, p := range r.plan.points[:min(phoneSizes, len(r.plan.points))] {
		few = append(few, p.id)
	}
	return e, state.Set(t.State, id.StudyPoints, strings.Join(few, ","), *t.Catalog) == nil
}

// Document is of place.Place.
func (r *Room) Document(in *panel.Input) *doc.Doc {
	r.settle(in)
	w := writer{r, kit.WordsOf(in), r.book.tally(&r.plan)}
	if key := w.key(); r.shown == nil || r.shownFor != key {
		r.shown, r.shownFor = w.document(), key
	}
	return r.shown
}

// settle brings the plan up to what the state asks for.
func (r *Room) settle(in *panel.Input) {
	if r.plan.of != in.State.Study || r.plan.rows == nil {
		r.plan = newPlan(in.State.Study, in.Catalog)
		r.pick.row, r.pick.col = min(r.pick.row, len(r.plan.rows)-1), min(r.pick.col, len(r.plan.points)-1)
		r.first = [2]int{}
	}
}

// Feed is of place.Fed.
func (r *Room) Feed() string {
	if r.feed.asked {
		return ""
	}
	r.feed.asked = true
	return "scale.json"
}

// Take is of place.Fed.
func (r *Room) Take(data []byte, err error) {
	p := new(figure.Pack)
	if err == nil {
		err = json.Unmarshal(data, p)
	}
	if err != nil {
		r.feed.failed = err.Error()
		return
	}
	r.feed.failed, r.feed.pack = "", p
	r.book.stored, r.book.hashes = p.Runs, p.Hashes
}
