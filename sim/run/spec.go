package run

// Spec says everything that decides the numbers of a run. It is comparable with ==. Zero values of
// the numeric fields and empty strings mean "the recommended value"; train.Resolve fills them in.
type Spec struct {
	Task     string // ID of a task
	Labels   int    // training examples; 0 = the task's default
	Backbone string // backbone name, such as "2x64"
	Method   string // Method.ID
	Head     string // of a classification: "verbalizer" (words at [MASK]) or "linear" (on [CLS]); "auto" and "" mean the first that the method can train

	Settings // of the method

	LR    float64 // peak learning rate; 0 = recommended for method and task
	Steps int     // optimiser steps of the whole run (the rate decays to its end)
	Batch int     // examples per step
	Split string  // what scores the run: "" the test split; "validation" for choosing rates and other settings
	Seed  uint64  // prompt initialisation and batch order; the data sets do not depend on it
}

// Limits of a Spec; values outside are an error in train.New and are clamped in a link.
const (
	MinN, MaxN         = 1, 32
	MinSteps, MaxSteps = 1, 20000
	MinBatch, MaxBatch = 1, 64
	DefaultBatch       = 16
	MaxLR              = 1e9 // absurd rates are allowed: seeing a run diverge is a lesson
)

// Validation is the Split for choosing settings. What is reported comes from the test split.
const Validation = "validation"

// Custom marks a backbone that is not in the list: a checkpoint folder that a person brought.
const Custom = "custom:"

// The values of Spec.Head.
const (
	HeadAuto       = "auto"
	HeadVerbalizer = "verbalizer"
	HeadLinear     = "linear"
)

// Heads are the values of Spec.Head in the order of menus.
func Heads() []string { return []string{HeadAuto, HeadVerbalizer, HeadLinear} }
