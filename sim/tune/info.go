package tune

// Info describes a method for menus, tables and the command line.
type Info struct {
	ID, Name  string // "p-tuning-v2", "P-Tuning v2"
	Paper     string // arXiv number
	Formula   string
	Knobs     []string // the knobs that change this method: IDs of Knobs()
	Input     bool     // virtual tokens stand in the input row
	Deep      bool     // virtual tokens stand in the layers as keys and values
	Frozen    bool     // the backbone never changes
	Recommend Rates
	DefaultN  int // virtual tokens; 0 if the method has none
}

// Rates are the recommended peak learning rates (Adam, batch 16): measured, science.md of the design.
type Rates struct{ Fact, Relation, Tagging float64 }

// Knob is one setting of a method: an integer range, or a choice when Values is set.
type Knob struct {
	ID       string
	Min, Max int
	Values   []string // the first is the default
}

// Knobs lists every knob in a fixed order. A method names those that apply to it.
func Knobs() []Knob {
	return []Knob{
		{ID: "n", Min: 1, Max: 32},
		{ID: "placement", Values: []string{"prefix", "infix", "suffix", "split"}},
		{ID: "encoder", Values: []string{"lstm", "mlp", "none"}},
		{ID: "layers", Values: []string{"all"}}, // or a list such as "1,3" or "2-4"
		{ID: "projection", Values: []string{"no", "yes"}},
		{ID: "positions", Values: []string{"hf", "zero"}},
	}
}
