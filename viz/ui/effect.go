package ui

import "promptscope/sim/run"

// Effect is what an order asks of the program, beyond what it has changed in state and view.
type Effect struct {
	Deed    Deed
	Lane    int         // of Send, Edit, Halve, RemoveLane, Pin
	Command run.Command // of Send
	Edit    Edit
	Run     int    // Pin: number of a run that is over; 0 = the lane's present one
	File    File   // Deliver
	What    string // CopyText, Say: the text. Save: csv, json, or png or svg and a part of the view, as "svg:chart"
}

// File is a file to offer to whoever looks at the page.
type File struct {
	Name, Mime string
	Data       string
}

// Every is the Lane of an effect on all lanes.
const Every = -1

// Deed names an effect.
type Deed uint8

// The deeds.
const (
	Nothing    Deed = iota
	Reset           // start all lanes again
	CopyLink        // to the clipboard
	Save            // What
	Send            // Command to Lane, or to every lane
	Continue        // let the runs go on from the step on show
	Halve           // take Lane back, and on at half the rate
	Pin             // make a run the baseline, or none if it is already
	EditValue       // change the chosen number of the inspected virtual token
	UndoEdit        // take the last such change back
	RemoveLane      // take Lane away
	Visit           // What: an address that the document on show leads to
	Deliver         // File
	Export          // everything that is kept, as a file
	Import          // such a file, which the program asks for
	Print           // the document on show, on paper
	Pick            // a file for the place on show, which the program asks for
	CopyText        // What, to the clipboard
	KeepAll         // every file of the page, for when there is no network
	Say             // What, for a moment on the screen and to who listens
)

// Edit is a change of a number by hand: to Value, or by a notch up or down.
type Edit struct {
	Notch int // +1, -1; 0 = to Value
	Value float64
}

// send is the effect of a command.
func send(lane int, c run.Command) Effect { return Effect{Deed: Send, Lane: lane, Command: c} }
