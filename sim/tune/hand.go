package tune

import (
	"promptscope/sim/nn"
	"promptscope/sim/run"
)

func init() { Register(2, hand{}) }

// hand is a prompt that a person wrote: nothing trains, the frozen model just reads it. What is right or wrong about the
// words decides everything: on one frozen 2x64 from 0 % to 95 % (docs/results.md).
type hand struct{}

func (hand) Info() run.Method {
	return run.Method{ID: "hand", Name: "Hand-written prompt", Formula: "row = the capital of x is [MASK] .", Where: run.RealWords, Knobs: []string{"template"},
		Needs: run.Gap, Still: true}
}

func (hand) Rates(run.Settings) run.Rates { return run.Rates{} }

func (hand) Export(run.Settings, nn.Config) Export {
	return noPEFT("the prompt is words, which need no adapter: want a method that trains")
}

func (hand) Attach(Setup) (*Tuner, error) { return &Tuner{NoPast: run.NothingMoves}, nil }
