package train

// Spec says everything that decides the numbers of a run. It is comparable with ==. Zero values of
// the numeric fields (but N) and empty strings mean "the recommended value"; Resolve fills them in.
type Spec struct {
	Task     string // task.Info.ID
	Labels   int    // training examples; 0 = the task's default
	Backbone string // backbone name, such as "2x64"
	Method   string // tune.Info.ID
	Head     string // of a classification: "verbalizer" (words at [MASK]) or "linear" (on [CLS]); "auto" and "" mean the first that the method can train

	N          int    // virtual tokens; 0 = the method's default
	Placement  string // where input virtual tokens stand: prefix, infix, suffix, split
	Encoder    string // prompt encoder of P-Tuning: lstm, mlp, none
	Layers     string // layers with deep prompts, 1-based: "all", "1", "1,3", "2-4"
	Projection bool   // P-Tuning v2 with the tanh MLP of Prefix-Tuning
	Positions  string // position of the first real token behind a deep prefix: "hf" (= n) or "zero"
	Init       string // start of Prompt Tuning: vocab, class, random
	Anchor     string // words that P-Tuning keeps: none, relation, stop, both
	Template   string // hand-written prompt, see tune.ParseTemplate
	Proposal   string // of discrete search: gradient, reward
	Rank       int    // of LoRA's update
	Alpha      int    // LoRA's scale is Alpha/Rank
	Targets    string // projections that LoRA updates
	Dropout    int    // percent of the deep prefix dropped in a step

	LR    float64 // peak learning rate; 0 = recommended for method and task
	Steps int     // optimiser steps of the whole run (the rate decays to its end)
	Batch int     // examples per step
	Split string  // what scores the run: "" the test split; "validation" for choosing rates and other settings
	Seed  uint64  // prompt initialisation and batch order; the data sets do not depend on it
}

// Limits of a Spec; values outside are an error in New and are clamped in a URL.
const (
	MinN, MaxN         = 1, 32
	MinSteps, MaxSteps = 1, 20000
	MinBatch, MaxBatch = 1, 64
	MaxLR              = 1e9 // absurd rates are allowed: seeing a run diverge is a lesson
)
