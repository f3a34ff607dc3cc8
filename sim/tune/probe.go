package tune

import (
	"promptscope/sim/nn"
	"promptscope/sim/run"
)

func init() { Register(90, probe{}) }

// probe is the linear probe: the backbone is frozen and has no prompt; only the task's linear head trains. It is P-Tuning
// v2 with n = 0, so the difference to it is what the prompt added.
type probe struct{}

func (probe) Info() run.Method {
	return run.Method{ID: "probe", Name: "Linear probe", Formula: "y = W·h + b, h frozen", Where: run.TaskHead, Needs: run.Head}
}

func (probe) Rates(run.Settings) run.Rates { return run.Rates{} }

func (probe) Export(run.Settings, nn.Config) Export {
	return noPEFT("only the task's head trains, and a head alone is no adapter: want a method with numbers of its own")
}

func (probe) Attach(Setup) (*Tuner, error) { return &Tuner{}, nil }
