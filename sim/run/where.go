package run

// Where is the set of places in the model at which a method acts. Pictures, counts and exports go by it, so that none of
// them has to know a method.
type Where uint16

// The places.
const (
	InputRow   Where = 1 << iota // virtual tokens in the row of the input
	KeysValues                   // virtual tokens in the layers, as keys and values
	LowRank                      // thin matrices beside frozen projections
	Scales                       // vectors that multiply activations
	Modules                      // small networks put into the layers
	Biases                       // the backbone's biases
	Weights                      // all of the backbone's numbers
	TaskHead                     // the task's head, and nothing else
	RealWords                    // words of the vocabulary in place of virtual tokens, or around the example
)

// placeNames are the places' names for tables and programs, in their order.
var placeNames = []string{"row", "keys-values", "low-rank", "scales", "modules", "biases", "weights", "head", "words"}

// Names lists the places.
func (w Where) Names() (out []string) {
	for i, name := range placeNames {
		if w.Has(1 << i) {
			out = append(out, name)
		}
	}
	return out
}

// Has reports whether the method acts at any of the places.
func (w Where) Has(places Where) bool { return w&places != 0 }

// Tokens reports whether there are virtual tokens, which can be looked at and taken away one by one.
func (w Where) Tokens() bool { return w.Has(InputRow | KeysValues) }

// Inside reports whether something is put into the layers beside their frozen weights.
func (w Where) Inside() bool { return w.Has(LowRank | Scales | Modules) }

// Moves reports whether the backbone itself changes.
func (w Where) Moves() bool { return w.Has(Biases | Weights) }
