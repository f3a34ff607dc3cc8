// Package state is everything a person can set and look at: one comparable value, its form as a link, and what a change
// of it orders the trainers to do.
package state

import "promptscope/sim/run"

// Lanes is how many runs there can be beside each other; Count tells how many there are.
const Lanes = 4

// Lane is one run: its method, its learning rate, and the method's knobs. Zero and "" mean "recommended" and "the
// method's default"; knobs that the method does not have are kept, so that a method chosen again finds them.
type Lane struct {
	Method string // "": there is no such lane
	LR     float64
	Head   string // how a classification is answered: auto, verbalizer, linear
	run.Settings
}

// Inspect is what the inspector shows: in level 1 a virtual token, in level 2 a layer with all its heads, in level 3 one
// head with its formula. Level 0 is before anything was chosen.
type Inspect struct {
	Level, Lane, Layer, Head, Unit int
	Cell                           int // number of the virtual token that can be set by hand
}

// Span is a stretch of steps; empty if both are equal.
type Span struct{ From, To int }

// Empty tells whether there is no stretch.
func (s Span) Empty() bool { return s.To <= s.From }

// Study is a grid of runs. Task is one of its own: the lanes train on.
type Study struct {
	By              string // what is varied: size, length, depth, labels, steps
	Task            string
	Seeds           int
	Methods, Points string // lists of those ticked; "" = the experiment's
	Show            string // measure, behind, above
}

// Try is the experiment of a link for whoever looks at this state: in the same place, language and look, and held alike.
func (s *State) Try(link string, c Catalog) State {
	next, _ := Parse(link, c)
	next.Lang, next.Theme, next.Projector, next.Hide, next.Lock = s.Lang, s.Theme, s.Projector, s.Hide, s.Lock
	next.Place, next.Lesson, next.Card, next.Study = s.Place, s.Lesson, s.Card, s.Study
	return next
}

// Present is the value of Seen for "where the runs are".
const Present = -1

// State is the whole experiment and the view of it. Zero of Labels, Steps and Batch means "recommended".
type State struct {
	Lang         string // auto, en, zh
	Theme        string // auto, dark, light, contrast
	Place        string // lab, or another place of the window: ID of viz/place
	Lesson, Card string // what is open in Learn and in Interview: an ID; "" = none

	Study Study // what Scale shows

	Task     string
	Labels   int
	Backbone string
	Seed     uint64
	Steps    int
	Batch    int
	Fair     string      // what is the same in all lanes: length, numbers
	Lanes    [Lanes]Lane // the first Count have a method

	Speed    float64 // steps a second, 0 = unlimited
	OneClock bool    // the faster lane waits, so that curves compare at equal steps
	Running  bool

	Scale   string  // of the loss axis: lin, log
	Axis    string  // what the chart runs over where the lanes keep no common clock: steps, time
	Metric  string  // what the chart shows: loss, accuracy
	Example int     // traced held-out example
	Row     int     // word whose attention is traced, counted without virtual tokens; -1 = the answer position
	Lane    int     // the lane shown where only one has room
	Panel   string  // "", settings, inspector, compare: the tab beside the lanes (on a narrow screen the open drawer, "" = none); help, share
	Seen    int     // step of the past that is looked at, or Present
	Span    Span    // steps the chart shows; empty = all
	Open    Inspect // what the inspector shows

	Hide, Lock string // names of controls that are taken away, or held as they are
	Embed      bool   // only lanes and chart, inside another page
	Projector  bool   // larger
}

// Default is the state of an empty link.
func Default() State {
	var s State
	for i := range fields {
		f := &fields[i]
		f.put(&s, everyLane, f.def)
	}
	return s
}
