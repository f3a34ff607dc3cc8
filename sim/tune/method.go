// Package tune has the tuning methods, one file each. A method says what it trains and puts it into a frozen
// (or not frozen) encoder through nn.Inject; it knows no task, no optimiser and no screen.
//
// To add a method, write one file: a type with Info, Rates, Attach and Export, registered in init. It says all that others
// need to know of it: where it acts (Info.Where), what its past needs (Tuner.NoPast), how it begins (Tuner.NoStart) and a
// step does (Tuner.begin), how far down gradients go (what in Inject has one), and how it is exported. The contract test
// then runs for it unasked.
package tune

import (
	"errors"
	"fmt"
	"sort"
	"strings"

	. "promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/optim"
	"promptscope/sim/rng"
	"promptscope/sim/run"
)

// Method is one way of tuning.
type Method interface {
	Info() run.Method
	// Rates are the recommended peak rates for the settings (an encoder wants a smaller one than raw embeddings).
	Rates(run.Settings) run.Rates
	// Attach builds the trained numbers. It does not change the model; a method that moves weights sets Model.Grads.
	Attach(Setup) (*Tuner, error)
	// Export says how the result leaves the program, given settings that Resolve has filled in and the backbone's shape.
	Export(run.Settings, nn.Config) Export
}

// Setup is what Attach gets.
type Setup struct {
	run.Settings
	Model *nn.Model
	Rate  float64   // peak learning rate of the method's parameters
	Rand  *rng.Rand // for initialisation, and for what a method draws in a step
	Words int       // first ordinary word id: those below are special tokens
	Mask  int       // id of [MASK]
	// Classes are the task's answers as word ids, for prompts that start there; none if they are no words.
	Classes []int32
}

// Tuner is a method bound to a model.
type Tuner struct {
	Inject            nn.Inject
	Params            []optim.Param // what trains, without the task's head
	Stored            int           // numbers kept after training
	Input             int           // virtual tokens in the input row
	First             int           // position id of the first token of the row
	Encoded           bool          // the numbers in Inject are computed from those that train, and not to be set
	Search            Search        // nil but for methods that move by trying
	Words             []int32       // the prompt, if it is real words; else nil
	NoPast            run.NoPast    // why a run keeps no past: Kept where Inject and the head are all that a step changes
	NoStart           string        // why a run cannot begin from a saved Inject; empty if it can
	forward, backward func()
	begin             func()
}

// Search is how a method moves without gradients of its numbers: it proposes prompts, the trainer measures the loss of
// each on a fresh batch, and the search decides.
type Search interface {
	Propose() int                        // how many candidates there are; number 0 is the prompt as it is. Gradients are in Inject
	Try(k int)                           // puts candidate k into Inject
	Decide(losses []float64) (taken int) // mean loss of each candidate; returns the one that is the prompt now
	Candidate(k int) []int32             // its words, valid until the next call
}

// Candidates is the most that Propose returns.
const Candidates = 12

// Begin draws what is random in a step of training, such as dropout. Call it before the first pass of a step; Forward
// afterwards takes it back.
func (t *Tuner) Begin() {
	if t.begin != nil {
		t.begin()
	}
}

// Start puts saved numbers in the place of the method's own start, before the first step. The error says what was wanted.
func (t *Tuner) Start(saved *nn.Inject) error {
	something := false
	t.Inject.Each(func(_ string, x, _ []Real) { something = something || len(x) > 0 })
	switch {
	case t.NoStart != "":
		return errors.New(t.NoStart)
	case !something:
		return errors.New("there is nothing to begin with: want a method that trains virtual tokens or numbers inside the layers")
	}
	if err := t.Inject.Take(saved); err != nil {
		return err
	}
	t.Forward()
	return nil
}

// Forward computes Inject from the trained numbers. Call it once before the passes of a step.
func (t *Tuner) Forward() {
	if t.forward != nil {
		t.forward()
	}
}

// Backward takes the gradients in Inject to the trained numbers. Call it once after the passes of a step.
func (t *Tuner) Backward() {
	if t.backward != nil {
		t.backward()
	}
}

// ZeroGrad clears the gradients in Inject; those of Params are the optimiser's to clear.
func (t *Tuner) ZeroGrad() {
	clear(t.Inject.DVirtual)
	clear(t.Inject.DPrefix)
}

// Trainable counts the numbers that the optimiser moves.
func (t *Tuner) Trainable() int {
	n := 0
	for _, p := range t.Params {
		n += len(p.X)
	}
	return n
}

// ErrApart is that of Attach where each of two settings is right, but not both.
var ErrApart = errors.New("these settings exclude each other")

type entry struct {
	rank   int
	method Method
}

var registry []entry

// Register adds a method; rank orders menus, whatever the order of the files. It is called at the start of a program.
func Register(rank int, m Method) {
	registry = append(registry, entry{rank, m})
	sort.Slice(registry, func(i, j int) bool { return registry[i].rank < registry[j].rank })
}

// All describes every method in the order of menus.
func All() []run.Method {
	out := make([]run.Method, len(registry))
	for i, e := range registry {
		out[i] = e.method.Info()
	}
	return out
}

// Lookup finds a method; the error names what is accepted.
func Lookup(id string) (Method, error) {
	ids := make([]string, len(registry))
	for i, e := range registry {
		ids[i] = e.method.Info().ID
		if ids[i] == id {
			return e.method, nil
		}
	}
	return nil, fmt.Errorf("unknown method %q: want %s", id, strings.Join(ids, ", "))
}

// startWords are n words to start a prompt at: random ordinary ones (SAMPLE_VOCAB of Lester et al.), or the task's answers, with
// random ones behind them if there are fewer.
func startWords(s Setup, n int) []int32 {
	out := make([]int32, n)
	for i := range out {
		out[i] = int32(s.Words + s.Rand.IntN(s.Model.V-s.Words))
	}
	if s.Init == "class" {
		copy(out, s.Classes)
	}
	return out
}

// sampleWords fills rows of width c with the embeddings of startWords.
func sampleWords(dst []Real, s Setup) {
	c := s.Model.C
	for i, w := range startWords(s, len(dst)/c) {
		copy(dst[i*c:][:c], s.Model.Word[int(w)*c:])
	}
}

// uniform fills x from U(-bound, bound), PyTorch's start of Linear and LSTM.
func uniform(x []Real, bound float64, r *rng.Rand) {
	for i := range x {
		x[i] = Real((2*r.Float64() - 1) * bound)
	}
}

// normal fills x from N(0, sd²).
func normal(x []Real, sd float64, r *rng.Rand) {
	for i := range x {
		x[i] = Real(r.Normal() * sd)
	}
}
