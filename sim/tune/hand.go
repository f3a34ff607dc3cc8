package tune

import "promptscope/sim/run"

func init() { register(2, hand{}) }

// hand is a prompt that a person wrote: nothing trains, the frozen model just reads it. What is right or wrong about the
// words decides everything (science.md, section 5: 0 % to 95 %).
type hand struct{}

func (hand) Info() run.Method {
	return run.Method{ID: "hand", Name: "Hand-written prompt", Formula: "row = the capital of x is [MASK] .", Knobs: []string{"template"},
		Frozen: true, Needs: run.Gap, Still: true}
}

func (hand) Rates(run.Settings) run.Rates { return run.Rates{} }

func (hand) Attach(Setup) (*Tuner, error) { return &Tuner{NoPast: run.NothingMoves}, nil }
