package state

import "promptscope/sim/run"

// Commands are the orders that lead from prev to next, lane by lane. Run numbers are left to the sender.
func Commands(prev, next State, c Catalog) [Lanes][]run.Command {
	var out [Lanes][]run.Command
	was, is := Specs(prev, c), Specs(next, c)
	for i := range next.Count() {
		if i >= len(was) || was[i] != is[i] {
			out[i] = Begin(next, is[i])
			continue
		}
		out[i] = adjust(prev, next)
	}
	return out
}

// firstLead is the first barrier of the common clock. Without it a fast lane would be far ahead when the first snapshot comes.
const firstLead = 16

// Begin is the orders that start a run of spec and bring it to the state's speed, view and motion.
func Begin(s State, spec run.Spec) []run.Command {
	out := []run.Command{{Kind: run.Reset, Spec: spec}}
	if s.OneClock {
		out = append(out, run.Command{Kind: run.Until, Steps: firstLead})
	}
	out = append(out, run.Command{Kind: run.Speed, Speed: s.Speed},
		run.Command{Kind: run.Example, Index: int32(s.Example), Row: int32(s.Row)})
	if s.Running {
		out = append(out, run.Command{Kind: run.Go})
	}
	return out
}

// adjust is the orders of a change that needs no restart.
func adjust(prev, next State) []run.Command {
	var out []run.Command
	if prev.Speed != next.Speed {
		out = append(out, run.Command{Kind: run.Speed, Speed: next.Speed})
	}
	if prev.Example != next.Example || prev.Row != next.Row {
		out = append(out, run.Command{Kind: run.Example, Index: int32(next.Example), Row: int32(next.Row)})
	}
	if prev.Running != next.Running {
		kind := run.Pause
		if next.Running {
			kind = run.Go
		}
		out = append(out, run.Command{Kind: kind})
	}
	return out
}
