package state

import (
	"promptscope/sim/run"
)

// Catalog is what there is to choose from. The program fills it from the registries of sim.
type Catalog struct {
	Methods   []run.Method
	Tasks     []Choice
	Backbones []Choice
	Controls  []string // names that hide= and lock= may list
	Langs     []string // IDs of the languages
	Places    []string // IDs of the places of the window, in the order of the bar

	// Resolve is train.Resolve: a run with what is recommended filled in, or why it cannot be. nil: no runs are made up here.
	Resolve func(run.Spec) (run.Spec, error)
	// Cost is about how long a resolved run takes, in units that only compare.
	Cost func(run.Spec) float64
	// Rates are a method's recommended rates with these knobs; nil: Method.Recommend.
	Rates func(method string, knobs run.Settings) run.Rates
}

// Choice is one line of a list: a task or a backbone.
type Choice struct {
	ID             string
	Name           string     // of a backbone; texts of tasks are in package i18n
	Steps, Labels  int        // task: the recommended numbers
	MaxLabels      int        // task: 0 = no limit known
	Batch          int        // task: recommended; 0 = 16
	Rate           run.RateOf // task: which of a method's rates holds
	Gap, Head      bool       // task: it has a gap to fill; a linear head can answer it
	Layers         int        // backbone
	Params         int64      // backbone
	Causal         bool       // backbone: a token sees only itself and those before it
	VirtualDefault int        // task: recommended n, 0 = none
}

// Method returns the method's description; the zero Info for an unknown one.
func (c Catalog) Method(id string) run.Method {
	for _, m := range c.Methods {
		if m.ID == id {
			return m
		}
	}
	return run.Method{ID: id, Name: id}
}

// Task returns the task's choice; the zero Choice for an unknown one.
func (c Catalog) Task(id string) Choice { return find(c.Tasks, id) }

// Backbone returns the backbone's choice; the zero Choice for an unknown one.
func (c Catalog) Backbone(id string) Choice { return find(c.Backbones, id) }

func find(list []Choice, id string) Choice {
	for _, ch := range list {
		if ch.ID == id {
			return ch
		}
	}
	return Choice{ID: id, Name: id}
}

// Recommended is the recommended learning rate of a lane.
func (c Catalog) Recommended(s State, lane int) float64 {
	sp := spec(s, c, lane)
	rates := c.Method(sp.Method).Recommend
	if c.Rates != nil {
		rates = c.Rates(sp.Method, sp.Settings)
	}
	return rates.For(c.Task(s.Task).Rate)
}

func ids(list []Choice) []string {
	out := make([]string, len(list))
	for i, ch := range list {
		out[i] = ch.ID
	}
	return out
}

func methodIDs(c Catalog) []string {
	out := make([]string, len(c.Methods))
	for i, m := range c.Methods {
		out[i] = m.ID
	}
	return out
}
