package tune

import (
	"fmt"

	"promptscope/sim/nn"
	"promptscope/sim/run"
)

// Export says how the result of a method is written for other programs: as an adapter of the Python library PEFT, in a
// layout of our own where PEFT has none, or not at all. The numbers are those of Tuner.Inject.
type Export struct {
	PEFT   string         // peft_type; empty if PEFT has no form for it
	Own    string         // kind in the layout of our own; empty if there is none
	Config map[string]any // keys of the configuration that the numbers do not tell
	Why    string         // why PEFT has no form, and what is wanted instead
}

// Usually is the Export of a method with its defaults.
func Usually(info run.Method, c nn.Config) Export {
	m, err := Lookup(info.ID)
	var s run.Settings
	if err == nil {
		err = s.Resolve(info)
	}
	if err != nil {
		return Export{Why: err.Error()}
	}
	return m.Export(s, c)
}

// noPEFT is an Export of nothing.
func noPEFT(format string, args ...any) Export { return Export{Why: fmt.Sprintf(format, args...)} }
