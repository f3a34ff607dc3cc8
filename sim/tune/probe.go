package tune

func init() { register(90, probe{}) }

// probe is the linear probe: the backbone is frozen and has no prompt; only the task's linear head trains. It is P-Tuning
// v2 with n = 0, so the difference to it is what the prompt added.
type probe struct{}

func (probe) Info() Info {
	return Info{ID: "probe", Name: "Linear probe", Formula: "y = W·h + b, h frozen", Frozen: true, Needs: Head}
}

func (probe) Rates(Settings) Rates { return Rates{} }

func (probe) Attach(Setup) (*Tuner, error) { return &Tuner{}, nil }
