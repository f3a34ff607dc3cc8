// Package run is the contract between the engine and whoever shows or drives it: what a run is asked to do (Spec,
// Command), what it shows (Snapshot), how both travel as bytes, and what there is to choose from (Method, Knob).
// It is plain data: nothing here trains, and nothing here draws. It is all of the engine that viz may import.
package run
