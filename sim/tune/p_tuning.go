package tune

import (
	"fmt"
	"math"
	"strings"

	. "promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/run"
)

func init() { Register(10, pTuning{}) }

// pTuning is P-Tuning: n virtual tokens in the input row, at any place, computed by a prompt encoder from trained
// embeddings. Liu et al. 2021, arXiv:2103.10385; code THUDM/P-tuning. The backbone is frozen, as in its LAMA
// experiments. With encoder "none" it is what Prompt Tuning trains.
type pTuning struct{}

func (pTuning) Info() run.Method {
	return run.Method{ID: "p-tuning", Name: "P-Tuning", Paper: "arXiv:2103.10385", Formula: "h = MLP(BiLSTM(P)) ∈ R^(n×d), row = [h; x]", Where: run.InputRow,
		Knobs: []string{"n", "placement", "encoder", "anchor"}, Recommend: pTuning{}.Rates(run.Settings{Encoder: "lstm"}), DefaultN: 8}
}

func (pTuning) Rates(s run.Settings) run.Rates {
	if s.Encoder == "none" {
		return run.Rates{Fact: 3e-2, Relation: 1e-2, Tagging: 3e-2, Own: 3e-2}
	}
	return run.Rates{Fact: 1e-2, Relation: 1e-2, Tagging: 1e-2, Own: 1e-3}
}

// Export: PEFT's virtual tokens stand in front. Its P_TUNING keeps the encoder's output; without an encoder the numbers are
// those of Prompt Tuning.
func (pTuning) Export(s run.Settings, _ nn.Config) Export {
	switch {
	case s.Placement != "prefix":
		return noPEFT("placement %s has no form in PEFT, which puts virtual tokens in front: want placement prefix", s.Placement)
	case s.Encoder == "none":
		return Export{PEFT: "PROMPT_TUNING"}
	}
	return Export{PEFT: "P_TUNING", Config: map[string]any{"encoder_reparameterization_type": strings.ToUpper(s.Encoder)}}
}

func (pTuning) Attach(s Setup) (*Tuner, error) {
	c := s.Model.C
	t := &Tuner{Stored: s.N * c, Input: s.N}
	var e encoder
	switch s.Encoder {
	case "none":
		raw := newParam("embedding.weight", s.N*c)
		sampleWords(raw.x, s)
		t.Inject.Virtual, t.Inject.DVirtual = raw.x, raw.g
		t.Params = toOptim([]param{raw}, s.Rate)
		return t, nil
	case "lstm":
		l := newLSTMEncoder(s.N, c, max(c/2, 1), s.Rand)
		sampleWords(l.embed.x, s)
		t.Inject.Virtual, t.Inject.DVirtual = l.head.out(), l.head.dout()
		startLikeWords(l.head, s)
		e = l
	case "mlp":
		m := newPerceptron(s.N, "embedding.weight", "mlp_head.", []int{c, c, c, c}, ReLU, ReLUBackward, s.Rand)
		sampleWords(m.embed.x, s)
		t.Inject.Virtual, t.Inject.DVirtual = m.out(), m.dout()
		startLikeWords(m, s)
		e = m
	default:
		return nil, fmt.Errorf("unknown encoder %q: want lstm, mlp, none", s.Encoder)
	}
	t.forward, t.backward, t.Encoded = e.forward, e.backward, true
	t.NoStart = "an encoder computes the prompt, and only its output is saved: want encoder none"
	t.Params = toOptim(e.params(), s.Rate)
	return t, nil
}

// startLikeWords draws the last layer so that the encoder's output has about the spread of word embeddings, σ: N(0, 2σ/√d).
// With PyTorch's own start the virtual tokens are tiny against the words, and learning starts late.
func startLikeWords(p *perceptron, s Setup) {
	var sum float64
	for _, v := range s.Model.Word {
		sum += float64(float64(v) * float64(v))
	}
	sigma := math.Sqrt(sum / float64(len(s.Model.Word)))
	normal(p.layers[len(p.layers)-1].w.x, 2*sigma/math.Sqrt(float64(s.Model.C)), s.Rand)
}
