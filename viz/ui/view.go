// Package ui turns pointer and keyboard into changes of the state. It knows the picture only as a list of controls.
package ui

import (
	"promptscope/viz/id"
	"promptscope/viz/qr"
	"promptscope/viz/scene"
	"promptscope/viz/state"
)

// Input is what a person did since the last turn. Lengths are CSS pixels.
type Input struct {
	X, Y     float32
	Inside   bool // the pointer is over the window
	Touch    bool // it is a finger: nothing hovers
	Pressed  bool // the primary button or finger went down
	Down     bool // it is down
	Released bool // it went up
	Wheel    float32
	Keys     []KeyPress
	Chars    []rune  // typed, for a control that takes text
	Time     float64 // seconds since some moment, to tell a double click
}

// Acts tells input that does something from a pointer that only moves.
func (in *Input) Acts() bool {
	return in.Pressed || in.Down || in.Released || in.Wheel != 0 || len(in.Keys) > 0 || len(in.Chars) > 0
}

// KeyPress is one key with a meaning here.
type KeyPress uint8

// The keys.
const (
	Space KeyPress = iota
	Period
	Comma
	KeyR
	KeyL
	KeyT
	Tab
	ShiftTab
	Left
	Right
	Up
	Down
	Enter
	Escape
	Home
	End
	KeyS
	KeyHelp
	Backspace
	PageUp
	PageDown
	Digit1 // and the three behind it: answers of a page
	Digit2
	Digit3
	Digit4
	KeyH
	KeyO
	KeyU
	KeyX
	Slash
)

// View is what a person touches, and what the program around the picture says of itself; none of it goes into a link. What
// is set and looked at is the State.
type View struct {
	Lang   string // resolved: en, zh
	Dark   bool   // resolved
	High   bool   // resolved: high contrast, which is dark too
	Still  bool   // reduced motion is preferred
	Apart  bool   // help is shown by the program around the picture
	Link   string // what the share sheet shows
	Code   qr.Code
	Copy   bool // there is a clipboard
	Pick   bool // files can be chosen
	Keeps  bool // the page can be kept for when there is no network
	X, Y   float32
	Inside bool
	Touch  bool

	Hover, Press, Drag scene.Key
	Focus              scene.Key
	FocusShown         bool   // the last move was by keyboard
	Open               string // ID of the open list
	Behind             string // the tab behind an open sheet, to come back to
	Scroll             float32
	Spot               string // part of the picture that a text points at, see package lesson
	Pointed            string // part of the picture at which the pointer rests: texts mark its name
	Rested             bool   // the pointer has been still for a while: tips tell more
	Split              string // setting whose lanes are set apart in the form, though they may be equal

	Typing  Typing     // a value that is being typed
	Brush   [2]float32 // x of a zoom under way; equal = none
	Back    bool       // the tab was hidden and is shown again, a moment ago
	Over    bool       // every lane has come to its end
	With    With       // what the shared link has besides the state
	Sources bool       // the inspector shows the lines of Go
	Gentle  bool       // the lanes begin slowly
	Intro   bool       // the sentence of the first view is shown
	Seeking bool       // the lanes are on their way to the step that the link shows
	hand               // what the pointer is in the middle of

	Notices []state.Notice
}

// With is what a link that is shared has besides the state: for a class, or for a page around.
type With struct{ Paused, Locked, Framed, Projected bool }

// WithParts are the names of its parts, in the order of the sheet.
var WithParts = [...]string{"paused", "locked", "framed", "projected"}

// Part is the part with the name, or nil.
func (w *With) Part(name string) *bool {
	for i, at := range []*bool{&w.Paused, &w.Locked, &w.Framed, &w.Projected} {
		if WithParts[i] == name {
			return at
		}
	}
	return nil
}

// Add gives a state what the link shall have.
func (w With) Add(s *state.State) {
	s.Running = s.Running && !w.Paused
	s.Embed, s.Projector = s.Embed || w.Framed, s.Projector || w.Projected
	if w.Locked {
		s.Lock = id.All
	}
}

// hand is what a turn has to know of the ones before.
type hand struct {
	pressX, pressY float32
	scrolling      bool
	clicked        float64 // time of the last click on the chart,
	looked         int     // and what was on show before it
}

// Looking tells whether a step of the past is on show.
func (v *View) Looking(s *state.State) bool { return s.Seen >= 0 && !v.Seeking }

// NextTheme is the one after the present: dark, light, high contrast.
func (v *View) NextTheme() string {
	switch {
	case v.High:
		return "dark"
	case v.Dark:
		return "light"
	}
	return "contrast"
}
