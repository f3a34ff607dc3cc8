package i18n

// Experiments is a text for each experiment of Scale, in the order of its tabs: size, length, depth, labels, steps.
type Experiments struct{ Size, Length, Depth, Labels, Steps string }

// Of is the text of an experiment.
func (e *Experiments) Of(id string) string {
	switch id {
	case "length":
		return e.Length
	case "depth":
		return e.Depth
	case "labels":
		return e.Labels
	case "steps":
		return e.Steps
	}
	return e.Size
}

// Scale is the texts of the place of that name.
type Scale struct {
	// The bar.
	Start, Pause, GoOn, Done, Experiment, Seeds, SeedsTo, Workers, Waits string
	Runs, TimeLeft, Rates, Minutes, Seconds, Hours                       string
	// The chart.
	Shows, Behind, Above, NoFull, NoProbe, Chart, Grid, Verdict string
	Here, Stored, Published, Larger, Shape                      string
	Axis, Point                                                 Experiments
	// The grid.
	Head, Tick, More, Queued, Training, Diverged, Lost, Empty string
	// The verdict.
	Question                                  Experiments
	Verdicts                                  [4]Experiments
	Covers                                    Experiments
	Based, WithFile, FromStored, BehindAt, At string
	NotMonotone, Falls, ProbeToo, Caveat      string
	// One cell.
	Interval, OneSeed, SeedList, OpenSeed, BehindFull, AboveProbe, NoRuns string
	// Two methods.
	Pairs, Pair, Untested, Certain, Uncertain string
	// What is under way.
	Now, Cheapest, Job, NextRuns, Cancel, Kept, Finished, Paused string
	Equal, Differ, Compared                                      string
	// Files.
	Take, JSONL, OpenFile, Opened, Damaged, Unreadable, Command, Forget, ForgetNote, Mine, Close string
	// What others have published.
	Costs, CostsNote, Models string
	CostHead                 [6]string
	ByKeys                   string
	Failed, Retry            string
}
