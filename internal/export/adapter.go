package export

import (
	"fmt"
	"slices"
	"strings"

	"promptscope/sim/kernel"
	"promptscope/sim/peft"
	"promptscope/sim/run"
	"promptscope/sim/train"
	"promptscope/sim/tune"
)

// The formats of an export: whatever the method says, PEFT's, or a layout of our own.
const (
	Auto = "auto"
	PEFT = "peft"
	Own  = "own"
)

// adapter is what has been trained with the head of one data set.
func adapter(t train.Trained, set int, format string) (*peft.Adapter, error) {
	kind, extra, err := kindOf(t, format)
	if err != nil {
		return nil, err
	}
	a, err := peft.New(kind, t.Inject, t.Model.Config, extra)
	if err != nil {
		return nil, err
	}
	if t.Heads != nil {
		h := t.Heads[set]
		a.Task, a.Classes, a.HeadW, a.HeadB = peft.TokenCls, h.K, h.W, h.B
	}
	switch {
	case labelling(t) && !bare(t):
		a.Task = peft.SeqCls
	case bare(t):
		if linear(t) && t.Info.Where.Has(run.InputRow) {
			return nil, fmt.Errorf("head linear with virtual tokens in the row has no form in PEFT, whose SEQ_CLS reads the first row, a virtual token: want head verbalizer, or a method that puts none there: %s", able(t))
		}
		a.Task, a.HeadW, a.HeadScale = peft.SeqCls, scaled(a.HeadW, 1/linearPool), 1/linearPool
	}
	return a, nil
}

// kindOf asks the method which kind of adapter its result is, with the keys of the configuration that its numbers do not
// tell. The error is the method's own reason to have none.
func kindOf(t train.Trained, format string) (kind string, extra map[string]any, err error) {
	m, err := tune.Lookup(t.Spec.Method)
	if err != nil {
		return "", nil, err
	}
	e := m.Export(t.Spec.Settings, t.Model.Config)
	switch {
	case format != Auto && format != PEFT && format != Own:
		return "", nil, fmt.Errorf("format %q: want %s, %s, %s", format, Auto, PEFT, Own)
	case e.PEFT != "" && format != Own:
		return e.PEFT, e.Config, nil
	case e.Own != "" && format != PEFT:
		return e.Own, e.Config, nil
	case e.PEFT != "":
		return "", nil, fmt.Errorf("method %s has no layout of our own, since PEFT has one: want --format peft", t.Spec.Method)
	case e.Own != "":
		return "", nil, fmt.Errorf("method %s: %s", t.Spec.Method, e.Why)
	}
	return "", nil, fmt.Errorf("method %s: %s; PEFT has a form for %s", t.Spec.Method, e.Why, able(t))
}

// able lists the methods whose results have a form in PEFT with the defaults, on the same backbone; for a linear head those
// without virtual tokens in the row.
func able(t train.Trained) string {
	var ids []string
	for _, info := range tune.All() {
		if tune.Usually(info, t.Model.Config).PEFT != "" && !(linear(t) && info.Where.Has(run.InputRow)) {
			ids = append(ids, info.ID)
		}
	}
	return strings.Join(ids, ", ")
}

// linearPool is the factor by which the pooler of an exported classification multiplies [CLS]. SEQ_CLS reads
// tanh(dense([CLS])), our head [CLS] itself. With dense = 2⁻¹⁴ times the identity and 2¹⁴ times our head's weights both
// are the same: powers of two are exact, and tanh x = x - x³/3 + … is x to 3e-7 of it for |[CLS]| up to 16.
const linearPool = 1.0 / (1 << 14)

func scaled(x []kernel.Real, by kernel.Real) []kernel.Real {
	out := slices.Clone(x)
	for i := range out {
		out[i] *= by
	}
	return out
}

// HeadFor gives a saved head back in the form that a run's head has. Where the run cannot take it, why says so.
func HeadFor(t train.Trained, saved *peft.Adapter) (w, b []kernel.Real, why string) {
	const lone = "the run has a head for each of its data sets"
	switch isLinear := linear(t) || labelling(t); {
	case len(t.Heads) == 0 && saved.Classes == 0:
		return nil, nil, "the run answers with words, which need no other head"
	case len(t.Heads) == 0:
		return nil, nil, "the run answers with words; the adapter's classifier is left out"
	case saved.Classes == 0:
		return nil, nil, "the adapter has none"
	case len(t.Heads) > 1:
		return nil, nil, lone
	case isLinear && saved.Task != peft.SeqCls:
		return nil, nil, "the adapter's reads each token, the run's the whole text"
	case !isLinear && saved.Task != peft.TokenCls:
		return nil, nil, "the adapter's reads the pooled row, the run's each token"
	case isLinear && !bare(t) && saved.HeadScale != 0:
		return nil, nil, "the adapter's reads [CLS] itself, the run's the pooler"
	case bare(t) && saved.HeadScale == 0:
		return nil, nil, "the adapter's reads the pooler, the run's [CLS] itself"
	case saved.Classes != t.Heads[0].K:
		return nil, nil, fmt.Sprintf("the adapter's has %d classes, the run's %d", saved.Classes, t.Heads[0].K)
	case bare(t):
		return scaled(saved.HeadW, kernel.Real(1/saved.HeadScale)), saved.HeadB, ""
	}
	return saved.HeadW, saved.HeadB, ""
}
