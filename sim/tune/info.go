package tune

// Info describes a method for menus, tables and the command line.
type Info struct {
	ID, Name   string // "p-tuning-v2", "P-Tuning v2"
	Paper      string // arXiv number
	Formula    string
	Knobs      []string          // the knobs that change this method: IDs of Knobs()
	Input      bool              // virtual tokens stand in the input row
	Deep       bool              // virtual tokens stand in the layers as keys and values
	Frozen     bool              // the backbone never changes
	Comparator bool              // not a method of the literature, but a control that tells two causes apart
	Needs      Needs             // what a task must have
	Still      bool              // nothing moves: one step is the whole run
	Defaults   map[string]string // of knobs, where the method's default is not the knob's
	Recommend  Rates
	DefaultN   int // virtual tokens; 0 if the method has none
}

// Needs says which tasks a method can do.
type Needs uint8

// The needs.
const (
	Anything Needs = iota
	Mask           // a [MASK] to read the answer from: words cannot tag
	Head           // a linear head to train
)

// Rates are the recommended peak learning rates (Adam, batch 16): measured, science.md of the design.
type Rates struct{ Fact, Relation, Tagging float64 }

// Knob is one setting of a method: a number, or a choice when Values is set.
type Knob struct {
	ID       string
	Min, Max int
	Default  int      // of a number; that of n depends on the method
	Values   []string // the first is the default
	Free     bool     // Values are examples of what its parser reads
	About    string
}

// Knobs lists every knob in a fixed order. A method names those that apply to it.
func Knobs() []Knob {
	return []Knob{
		{ID: "n", Min: 1, Max: 32, About: "virtual tokens"},
		{ID: "placement", Values: []string{"prefix", "infix", "suffix", "split"}, About: "place of input virtual tokens"},
		{ID: "encoder", Values: []string{"lstm", "mlp", "none"}, About: "prompt encoder of P-Tuning"},
		{ID: "layers", Values: []string{"all"}, Free: true, About: "layers with deep virtual tokens, such as all, 1,3 or 2-4"},
		{ID: "projection", Values: []string{"no", "yes"}, About: "P-Tuning v2 with the tanh MLP of Prefix-Tuning"},
		{ID: "positions", Values: []string{"hf", "zero"}, About: "position of the first token behind a deep prefix: hf (= n) or zero"},
		{ID: "init", Values: []string{"vocab", "class", "random"}, About: "start of Prompt Tuning: words of the vocabulary, the task's answers, or U(-0.5, 0.5)"},
		{ID: "anchor", Values: []string{"none", "relation", "stop", "both"}, About: "real words that P-Tuning keeps in a cloze: the relation's name in front, a full stop behind"},
		{ID: "template", Values: Templates(), Free: true, About: "the hand-written prompt: X the example, _ the gap, R the relation's name"},
		{ID: "proposal", Values: []string{"gradient", "reward"}, About: "what proposes words in discrete search: gradients (AutoPrompt) or a generator that sees only its reward"},
		{ID: "rank", Min: 1, Max: 16, Default: 4, About: "rank of LoRA's update"},
		{ID: "alpha", Min: 1, Max: 64, Default: 8, About: "LoRA's α: the update is scaled by α/rank"},
		{ID: "targets", Values: []string{"query,value", "query", "value", "query,key,value"}, About: "projections that LoRA updates"},
		{ID: "dropout", Min: 0, Max: 90, About: "percent of the deep prefix dropped in a step of training"},
	}
}
