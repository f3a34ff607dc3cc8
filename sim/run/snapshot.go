package run

// Status is what a lane is doing. Each has its own word on the screen.
type Status uint8

// The states of a lane.
const (
	Loading  Status = iota // program or weights are on their way
	Paused                 // waiting for Go; the numbers are those of Step
	Running                // training
	Waiting                // at the barrier of the common clock
	Done                   // all steps are done
	Diverged               // stopped at the last finite step; Message says why
	Failed                 // the run could not be built, or the worker died; Message says why
	numStatus
)

// Snapshot is a copy of what a trainer shows: plain data, no pointer into the model.
// Curves are complete, so a dropped snapshot loses nothing.
type Snapshot struct {
	Run     uint32
	Spec    Spec // resolved: no zero means "default" any more
	Status  Status
	Message string // English; empty unless Diverged or Failed; while Loading how much has arrived

	Step           int32   // optimiser steps done
	Loss           float32 // training loss of the last step, mean nats per counted position
	GradNorm       float32 // L2 norm before clipping, of all trained numbers
	LR             float32 // rate of the last step
	EvalLoss       float32 // held-out, at EvalStep
	EvalAccuracy   float32 // 0..1; span F1 for tagging tasks
	TrainAccuracy  float32 // same measure on the last training batches since the evaluation before
	EvalStep       int32   // -1 before the first evaluation
	StepsPerSecond float32 // wall clock, filled in by the host
	StepTime       float32 // milliseconds of work a step takes with its share of evaluations, without waiting; filled in by the host
	FLOP           int64   // of the matrix products of the last step, forward and backward, without heads; 0 = not counted
	Chance         float32 // loss of the uniform guess, ln K
	Measure        string  // "accuracy" or "span F1"

	Trainable   int64  // numbers the optimiser moves (prompt, encoder, head)
	Stored      int64  // numbers kept after training (an encoder is dropped)
	Total       int64  // numbers of the backbone
	BackboneSHA string // hex SHA-256 of the backbone's weights now
	Digest      string // 16 hex digits over every loss, gradient norm and trained number so far

	// Time travel. With a step of the past on show, Shown is before Step, and everything but Step, Status, FLOP, Losses and
	// Evals is as it was then.
	Shown     int32  // the step on show
	Stride    int32  // every how many steps can be shown; 0 = this run keeps no past
	NoPast    NoPast // why it keeps none
	Branched  int32  // step at which the run last left the path that Spec alone decides, -1 = never
	CanEdit   bool   // virtual tokens are trained as they stand
	Edits     int32  // changes by hand that can be undone
	Repeating bool   // on its way to the step it was taken back to

	Part StepPart // of the step under way, while the host stops inside steps (Watch)

	Parts []Part // of a joint task: the held-out measure of each data set at EvalStep, whose mean is EvalAccuracy

	Tries []Try // prompts of real words: all templates beside a hand-written one, or what the last step of a search tried

	Losses []float32 // training loss of steps 1, 2, …
	Evals  []Eval
	Trace  Trace
	Detail Detail
	Bare   Bare
	Cut    CutResult
}

// Bare is the frozen backbone without any prompt on the held-out set, measured: the line to beat. Only for cloze tasks: in
// tagging the head would be untrained.
type Bare struct {
	Known          bool
	Loss, Accuracy float32
}

// Eval is one evaluation on the held-out set.
type Eval struct {
	Step                          int32
	Loss, Accuracy, TrainAccuracy float32
}

// Try is a prompt of real words that has been tried, or is going to be.
type Try struct {
	Text     string
	Loss     float32 // mean nats: of a template on the held-out set, of a candidate on the batch of its step
	Accuracy float32 // of a template, held-out; 0..1
	Known    bool    // it has been measured
	Taken    bool    // it is the prompt now
}

// Part is how well one data set of a joint task does.
type Part struct {
	Task     string  `json:"task"` // task.Info.ID
	Accuracy float32 `json:"accuracy"`
}

// Role says what a token of the traced row is.
type Role uint8

// The roles, drawn in different channels.
const (
	Special Role = iota // [CLS], [SEP]
	Context             // a word of the input
	Mask                // [MASK], where the answer is read
	Virtual             // a soft prompt token in the input row
	numRoles
)

// Token is one position of the input row.
type Token struct {
	Text string // word, or "v1", "v2", … for virtual tokens
	Role Role
	Gold int16 // Tagging: index into Labels; -1 where nothing is predicted
}

// Guess is one candidate answer with its probability.
type Guess struct {
	Text string
	Prob float32
}

// Trace is one held-out example run through the model as it is now. T = len(Tokens) counts input virtual
// tokens too; P is the number of deep virtual tokens (0 for input-only methods), which have no row.
type Trace struct {
	Index  int32 // which held-out example
	Count  int32 // how many there are
	Tokens []Token
	Row    int32 // the position whose attention is traced

	Layers, Width, Heads, P int32
	Deep                    []bool    // (Layers) which layers hold deep virtual tokens
	Hidden                  []float32 // (Layers+1, T, Width) residual stream; index 0 is the embedding
	Keys, Values            []float32 // (Layers, P, Width) deep virtual tokens; zero where !Deep
	Attention               []float32 // (Layers, Heads, P+T) from Row; deep virtual tokens first
	GradInput               []float32 // (n) gradient norm per input virtual token at the last step
	GradDeep                []float32 // (Layers, P) gradient norm per deep virtual token at the last step

	Answer string    // Cloze: the right word
	Top    []Guess   // Cloze: most likely words, best first
	Labels []string  // Tagging: tag names
	Tags   []float32 // Tagging: (T, len(Labels)) probabilities
}
