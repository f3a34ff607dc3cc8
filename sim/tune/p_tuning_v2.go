package tune

import (
	"fmt"
	"math"
	"slices"

	. "promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/optim"
	"promptscope/sim/rng"
	"promptscope/sim/run"
)

func init() { Register(20, pTuningV2{}) }

// pTuningV2 is P-Tuning v2: trained keys and values in front of those of every layer (or of chosen ones). No query, no
// FFN, no output row belongs to them. Liu et al. 2022, arXiv:2110.07602; code THUDM/P-tuning-v2, model/prefix_encoder.py.
// With projection the table is computed by the tanh MLP of Prefix-Tuning; the paper finds that it depends on the task.
// It starts at random numbers, or at the keys and values that the frozen model makes of words: Li and Liang 2021, section 7.4.
type pTuningV2 struct{}

func (pTuningV2) Info() run.Method {
	return run.Method{ID: "p-tuning-v2", Name: "P-Tuning v2", Paper: "arXiv:2110.07602", Formula: "softmax([P_K; K]·q/√h)·[P_V; V] in each layer", Where: run.KeysValues,
		Knobs: []string{"n", "layers", "projection", "positions", "init", "dropout"}, Defaults: map[string]string{"init": "random"},
		Recommend: pTuningV2{}.Rates(run.Settings{}), DefaultN: 8}
}

func (pTuningV2) Rates(s run.Settings) run.Rates {
	if s.Projection {
		return run.Rates{Fact: 3e-3, Relation: 1e-2, Tagging: 3e-3, Own: 1e-3}
	}
	return run.Rates{Fact: 5e-2, Relation: 2e-1, Tagging: 7e-2, Own: 3e-2}
}

func (pTuningV2) Export(s run.Settings, c nn.Config) Export { return exportDeep(s, c) }

// exportDeep is how all prefixes leave: PEFT's stands in every layer, and the tokens behind n of it start at position n.
func exportDeep(s run.Settings, c nn.Config) Export {
	if deep, err := run.ParseLayers(s.Layers, c.L); s.Layers != "" && (err != nil || slices.Contains(deep, false)) {
		return noPEFT("layers %s has no form in PEFT, which puts the prefix into every layer: want layers all", s.Layers)
	}
	if s.Positions == "zero" {
		return noPEFT("positions zero has no form in PEFT, where tokens behind a prefix of n start at position n: want positions hf")
	}
	return Export{PEFT: "PREFIX_TUNING"}
}

// spread is the standard deviation of the start of keys and values; 0.02 (the paper's) is as good, 1.0 is worse.
const spread = 0.3

func (pTuningV2) Attach(s Setup) (*Tuner, error) {
	t, err := newDeep(s)
	if err != nil {
		return nil, err
	}
	switch {
	case s.Projection && s.Init != "random":
		return nil, fmt.Errorf("%w: init %s sets the keys and values that an MLP computes with projection; want init random, or projection no", ErrApart, s.Init)
	case s.Projection:
		t.project(s)
	default:
		err = t.table(s)
	}
	if err != nil {
		return nil, err
	}
	if s.Dropout > 0 {
		t.dropout(Real(s.Dropout)/100, s.Rand)
	}
	return t, nil
}

// newDeep is a tuner with deep virtual tokens in the chosen layers, still without their table.
func newDeep(s Setup) (*Tuner, error) {
	m := s.Model
	deep, err := run.ParseLayers(s.Layers, m.L)
	if err != nil {
		return nil, err
	}
	t := &Tuner{}
	t.Inject.P, t.Inject.Deep = s.N, deep
	switch s.Positions {
	case "hf":
		t.First = s.N
	case "zero":
	default:
		return nil, fmt.Errorf("unknown positions %q: want hf, zero", s.Positions)
	}
	for _, d := range deep {
		if d {
			t.Stored += s.N * 2 * m.C
		}
	}
	return t, nil
}

// project computes the table by Prefix-Tuning's MLP: embedding (n, d) → Linear(d, d) → tanh → Linear(d, 2·L·d).
func (t *Tuner) project(s Setup) {
	m := s.Model
	e := newPerceptron(s.N, "embedding.weight", "transform.", []int{m.C, m.C, 2 * m.L * m.C}, TanhForward, TanhBackward, s.Rand)
	normal(e.embed.x, 1, s.Rand)
	normal(e.layers[1].w.x, 1.5*spread/math.Sqrt(float64(m.C)), s.Rand)
	t.Inject.Prefix, t.Inject.DPrefix = e.out(), e.dout()
	t.forward, t.backward, t.Encoded = e.forward, e.backward, true
	t.NoStart = "an MLP computes the prompt, and only its output is saved: want P-Tuning v2 without projection"
	t.Params = toOptim(e.params(), s.Rate)
}

// table trains the keys and values themselves. One parameter per virtual token and chosen layer (its key and value are
// neighbours), so that counts are exact.
func (t *Tuner) table(s Setup) error {
	m := s.Model
	width := 2 * m.L * m.C
	table := newParam("embedding.weight", s.N*width)
	switch s.Init {
	case "random":
		normal(table.x, spread, s.Rand)
	case "vocab", "class":
		readWords(table.x, s.Model, startWords(s, s.N))
	default:
		return fmt.Errorf("unknown init %q: want random, vocab, class", s.Init)
	}
	t.Inject.Prefix, t.Inject.DPrefix = table.x, table.g
	for i := range s.N {
		for l, d := range t.Inject.Deep {
			if at := i*width + 2*l*m.C; d {
				t.Params = append(t.Params, optim.Param{Name: fmt.Sprintf("prefix.%d.%d", i, l), X: table.x[at:][:2*m.C], G: table.g[at:][:2*m.C], Rate: s.Rate})
			}
		}
	}
	return nil
}

// readWords fills a table (N, L, 2, C) with the keys and values that the model makes of a row of words.
func readWords(dst []Real, m *nn.Model, words []int32) {
	var b nn.Batch
	b.Reset()
	b.Add(words, 0)
	none := &nn.Inject{}
	acts := nn.NewActs(m.Config, len(words), len(words), none)
	m.Forward(acts, &b, none)
	for i := range words {
		for l := range m.L {
			copy(dst[(i*m.L+l)*2*m.C:], acts.KeyValue(m.Config, l, i))
		}
	}
}

// dropout puts a random mask between the table and the layers, as the released code does (hidden_dropout_prob on the
// keys and values themselves), one mask a step for the whole batch. Begin draws it, Forward takes it off.
func (t *Tuner) dropout(p Real, r *rng.Rand) {
	src, dsrc, forward, backward := t.Inject.Prefix, t.Inject.DPrefix, t.forward, t.backward
	out, dout, mask := make([]Real, len(src)), make([]Real, len(src)), make([]Real, len(src))
	t.Inject.Prefix, t.Inject.DPrefix, t.Encoded = out, dout, true
	t.NoStart = "dropout stands between what trains and what is saved: want dropout 0"
	t.forward = func() {
		if forward != nil {
			forward()
		}
		copy(out, src)
		for i := range mask {
			mask[i] = 1
		}
	}
	t.begin = func() {
		for i := range mask {
			mask[i] = 0
			if Real(r.Float64()) >= p {
				mask[i] = 1 / (1 - p)
			}
			out[i] = Real(src[i] * mask[i])
		}
	}
	t.backward = func() {
		for i, d := range dout {
			dsrc[i] = Real(d * mask[i])
		}
		if backward != nil {
			backward()
		}
	}
}
