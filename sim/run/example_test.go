package run_test

import (
	"fmt"

	"promptscope/sim/run"
)

// A snapshot crosses to the page as bytes. Both sides reuse their memory, so an update of the picture allocates nothing.
func ExampleAppendSnapshot() {
	s := run.Snapshot{Run: 1, Status: run.Running, Step: 2, Losses: []float32{2.5, 1.25}, Spec: run.Spec{Task: "fact", Method: "p-tuning"}}
	var buf []byte
	var page run.Snapshot

	buf = run.AppendSnapshot(buf[:0], &s)
	fmt.Println(run.DecodeSnapshot(buf, &page), page.Spec.Task, page.Step, page.Losses)

	s.Step, s.Losses = 3, append(s.Losses, 0.5)
	buf = run.AppendSnapshot(buf[:0], &s)
	fmt.Println(run.DecodeSnapshot(buf, &page), page.Spec.Task, page.Step, page.Losses)

	fmt.Println(run.DecodeSnapshot(buf[:20], &page))
	// Output:
	// <nil> fact 2 [2.5 1.25]
	// <nil> fact 3 [2.5 1.25 0.5]
	// run: message ends early
}

// A knob is set by its ID and says what it wanted.
func ExampleSettings_Set() {
	var s run.Settings
	fmt.Println(s.Set("n", "8"), s.N)
	fmt.Println(s.Set("n", "64"))
	fmt.Println(s.Set("placement", "middle"))
	// Output:
	// <nil> 8
	// n 64: want 1 to 32
	// placement "middle": want one of prefix, infix, suffix, split
}

// A hand-written prompt: X is the example, _ the gap, R the name of the relation.
func ExampleParseTemplate() {
	t, err := run.ParseTemplate("the R of X is _ .")
	fmt.Println(t, err)
	_, err = run.ParseTemplate("the capital of X")
	fmt.Println(err)
	// Output:
	// [the R of X is _ .] <nil>
	// template "the capital of X": want up to 16 words with X (the example) and _ (the gap) once each, such as "the R of X is _ ."
}
