package run

// Method describes a tuning method for menus, tables and the command line.
type Method struct {
	ID, Name   string // "p-tuning-v2", "P-Tuning v2"
	Paper      string // arXiv number
	Formula    string
	Knobs      []string          // the knobs that change this method: IDs of Knobs()
	Where      Where             // it acts
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
	Gap            // a [MASK] to read the answer from: words cannot tag
	Head           // a linear head to train
)

// Rates are the recommended peak learning rates (Adam, batch 16), measured on the validation split; Own on labelled sentences of
// one's own with a model of width 384.
type Rates struct{ Fact, Relation, Tagging, Own float64 }

// RateOf names the column of Rates that holds for a task.
type RateOf uint8

// The columns.
const (
	FactRate RateOf = iota
	RelationRate
	TaggingRate
	OwnRate
)

// For is the recommended rate of a column.
func (r Rates) For(c RateOf) float64 {
	switch c {
	case RelationRate:
		return r.Relation
	case TaggingRate:
		return r.Tagging
	case OwnRate:
		return r.Own
	}
	return r.Fact
}
