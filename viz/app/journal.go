package app

import "promptscope/sim/run"

// deed is what a person did to a run that its spec does not decide: a number set by hand, or another learning rate from a step on.
type deed struct {
	At     int32   `json:"at"` // the step; −1 = not heard yet
	Edit   bool    `json:"edit,omitempty"`
	Layer  int32   `json:"layer,omitempty"`
	Unit   int32   `json:"unit,omitempty"`
	Index  int32   `json:"index,omitempty"`
	Factor float64 `json:"factor"` // the number, or that of the learning rate
}

// command does it again, at its step.
func (d deed) command() run.Command {
	if d.Edit {
		return run.Command{Kind: run.Edit, Cut: run.Cut{Layer: d.Layer, Unit: d.Unit}, Index: d.Index, Factor: d.Factor}
	}
	return run.Command{Kind: run.Continue, Steps: d.At, Factor: d.Factor}
}

// journal is a lane's trainer with a list of what was done to its run: with the spec and the step it is all that is needed to come
// to the same numbers again.
type journal struct {
	run.Client
	deeds []deed
}

// Send passes an order on and writes it down.
func (j *journal) Send(c run.Command) {
	switch c.Kind {
	case run.Reset:
		j.deeds = nil
	case run.Edit:
		j.deeds = append(j.deeds, deed{At: -1, Edit: true, Layer: c.Cut.Layer, Unit: c.Cut.Unit, Index: c.Index, Factor: c.Factor})
	case run.Undo: // goes back to the step of the last change by hand, and takes that back
		for i := len(j.deeds) - 1; i >= 0; i-- {
			if j.deeds[i].Edit {
				j.deeds = j.deeds[:i]
				break
			}
		}
	case run.Continue: // what was done later is gone
		for len(j.deeds) > 0 && j.deeds[len(j.deeds)-1].At > c.Steps {
			j.deeds = j.deeds[:len(j.deeds)-1]
		}
		if c.Factor != 1 {
			j.deeds = append(j.deeds, deed{At: c.Steps, Factor: c.Factor})
		}
	}
	j.Client.Send(c)
}

// Latest is the newest snapshot, which tells at which step a change by hand was made: the run stands still then.
func (j *journal) Latest() *run.Snapshot {
	s := j.Client.Latest()
	edits := int32(0)
	for i := range j.deeds {
		if d := &j.deeds[i]; d.Edit {
			if edits++; d.At < 0 && s.Edits >= edits {
				d.At = s.Step
			}
		}
	}
	return s
}

// done are the deeds whose step is known.
func (j *journal) done() (out []deed) {
	for _, d := range j.deeds {
		if d.At >= 0 {
			out = append(out, d)
		}
	}
	return out
}
