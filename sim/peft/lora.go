package peft

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"promptscope/sim/ckpt"
	"promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/run"
)

// LoRA adapters have two thin matrices for each chosen projection of attention, ΔW = alpha/rank·B·A.
const LoRA = "LORA"

func init() { register(LoRA, lora{}) }

// lora is the form of LORA; how it lies in the file is in lora_file.go.
type lora struct{}

// Low is the update of one projection, or of GPT-2's c_attn, which is query, key and value below one another.
type Low struct {
	Layer int
	Part  int           // nn.Query, nn.Key, nn.Value or Joined
	A, B  []kernel.Real // (rank, width), (width, rank); Joined: B is (3·width, rank)
}

// Joined is the Part of c_attn.
const Joined = 3

// modules are the projections by their names in target_modules.
var modules = []string{nn.Query: "query", nn.Key: "key", nn.Value: "value", Joined: "c_attn"}

// loraConfig is the part of adapter_config.json that LORA has; pointers are keys that may be left out.
type loraConfig struct {
	Rank  *int     `json:"r"`
	Alpha *float64 `json:"lora_alpha"`
	targetConfig
}

// loraRules: whatever is another update than alpha/r·B·A, of one rank, on the model as it is. Initialisations with names of
// their own change the base model when PEFT loads the adapter. fan_in_fan_out PEFT puts right by itself.
var loraRules = ckpt.Rules{
	"use_rslora": "false", "use_dora": "false", "use_qalora": "false", "lora_bias": "false", "bias": `"none"`, "rank_pattern": "{} null", "alpha_pattern": "{} null",
	"init_lora_weights": `true false "gaussian"`, "layer_replication": "null", "exclude_modules": "null [] \"\"", "loftq_config": "{} null",
	"trainable_token_indices": "null", "alora_invocation_tokens": "null", "target_parameters": "null",
}.With(common + ` r lora_alpha lora_dropout target_modules layers_to_transform layers_pattern fan_in_fan_out megatron_core megatron_config
	runtime_config qalora_group_size`)

// loraTargets is which modules the config chooses; nothing is said of an adapter that was made here.
func (a *Adapter) loraTargets() *targets {
	t, _ := a.chosen.(targets)
	return &t
}

func (lora) rules() ckpt.Rules { return loraRules }
func (lora) prefix() string    { return inside }

// decode reads the part of the config that only LORA has; PEFT's defaults are rank 8 and alpha 8.
func (lora) decode(a *Adapter, data []byte) error {
	var c loraConfig
	if err := json.Unmarshal(data, &c); err != nil {
		return err
	}
	a.Rank, a.Alpha = 8, 8
	if c.Rank != nil {
		a.Rank = *c.Rank
	}
	if c.Alpha != nil {
		a.Alpha = *c.Alpha
	}
	if a.Rank < 1 || a.Rank > most {
		return fmt.Errorf("r %d: want 1 to %d", a.Rank, most)
	}
	if !(a.Alpha > 0 && a.Alpha <= most) {
		return fmt.Errorf("lora_alpha %g: want numbers above 0 to %d", a.Alpha, most)
	}
	chosen, err := decodeTargets(c.targetConfig)
	a.chosen = chosen
	return err
}

// fits holds the updates to a model. A rank above the narrowest side of the model's matrices has no room in nn.LowRank, and no
// use: the product has that rank at most.
func (lora) fits(a *Adapter, c nn.Config) error {
	has := map[[2]int]bool{}
	for _, l := range a.Low {
		has[[2]int{l.Layer, l.Part}] = true
		switch {
		case c.Causal() != (l.Part == Joined):
			return fmt.Errorf("the adapter updates %s, which a %s model does not have", modules[l.Part], c.Layout)
		case l.Layer >= c.L:
			return fmt.Errorf("the adapter has an update in layer %d, the model has %d layers", l.Layer, c.L)
		case a.Rank > min(c.C, c.FF):
			return fmt.Errorf("the adapter has rank r %d, the narrowest side of the model is %d (width %d, FFN %d); want ranks up to it", a.Rank, min(c.C, c.FF), c.C, c.FF)
		}
	}
	for layer := range c.L {
		for part := range modules {
			if c.Causal() == (part == Joined) && a.loraTargets().has(modulePath(layer, part), layer) && !has[[2]int{layer, part}] {
				return fmt.Errorf("tensor %q is missing: target_modules of %s chooses the module", loraName(layer, part, "A"), ConfigFile)
			}
		}
	}
	return nil
}

// take keeps the updates, those of a causal model as one of c_attn.
func (lora) take(a *Adapter, in *nn.Inject, c nn.Config, extra map[string]any) {
	alpha, _ := extra["lora_alpha"].(int)
	if a.Alpha = float64(alpha); len(in.Low) > 0 {
		a.Rank = in.Low[0].A.OC
	}
	if c.Causal() {
		a.join(in.Low)
		return
	}
	for _, l := range in.Low {
		a.Low = append(a.Low, Low{Layer: l.Layer, Part: int(l.Part), A: l.A.W, B: l.B.W})
	}
}

// join writes the updates of query, key and value as one of c_attn, GPT-2's matrix of the three below one another: A of
// the parts below one another, and in B each part's columns in its own rows, zeros elsewhere. Rank and alpha grow alike, so
// that alpha/rank stays.
func (a *Adapter) join(low []nn.LowRank) {
	rank, width := a.Rank, a.Width
	parts := 0
	for _, l := range low {
		if l.Layer == 0 {
			parts++
		}
	}
	a.Rank, a.Alpha = parts*rank, float64(parts)*a.Alpha
	for i, l := range low {
		k := i % parts
		if k == 0 {
			a.Low = append(a.Low, Low{Layer: l.Layer, Part: Joined, B: make([]kernel.Real, 3*width*a.Rank)})
		}
		low := &a.Low[len(a.Low)-1]
		low.A = append(low.A, l.A.W...)
		for row := range width {
			copy(low.B[(int(l.Part)*width+row)*a.Rank+k*rank:], l.B.W[row*rank:][:rank])
		}
	}
}

// inject is the updates as the model takes them. Query, key and value of c_attn share A.
func (lora) inject(a *Adapter) (in nn.Inject, rows int) {
	c := nn.Config{C: a.Width}
	for _, l := range a.Low {
		parts, scale, n := []nn.Site{nn.Site(l.Part)}, kernel.Real(a.Alpha/float64(a.Rank)), a.Width*a.Rank
		if l.Part == Joined {
			parts, c.Layout = []nn.Site{nn.Query, nn.Key, nn.Value}, nn.GPT2
		}
		first := nn.NewLowRank(c, l.Layer, parts[0], a.Rank, scale)
		copy(first.A.W, l.A)
		for i, part := range parts {
			m := nn.NewLowRank(c, l.Layer, part, a.Rank, scale)
			m.A, m.DA = first.A, first.DA
			copy(m.B.W, l.B[i*n:][:n])
			in.Low = append(in.Low, m)
		}
	}
	in.Pack()
	return in, 0
}

// grads is A, B for each of Low.
func (lora) grads(a *Adapter, in *nn.Inject) (out []Grad) {
	at := 0
	for _, l := range a.Low {
		da, db := in.Low[at].DA, in.Low[at].DB
		for at++; len(db) < len(l.B); at++ {
			db = append(slices.Clip(db), in.Low[at].DB...)
		}
		out = append(out, Grad{loraName(l.Layer, l.Part, "A"), da}, Grad{loraName(l.Layer, l.Part, "B"), db})
	}
	return out
}

// adopt takes rank, alpha and targets.
func (lora) adopt(a *Adapter, s *run.Settings) error {
	if s.Rank == 0 && s.Alpha == 0 {
		if a.Alpha != float64(int(a.Alpha)) {
			return fmt.Errorf("lora_alpha %g: a run's alpha is a whole number", a.Alpha)
		}
		s.Rank, s.Alpha = a.Rank, int(a.Alpha)
	}
	if s.Targets != "" {
		return nil
	}
	var names []string
	for part := nn.Query; part <= nn.Value; part++ {
		if slices.ContainsFunc(a.Low, func(l Low) bool { return l.Part == int(part) || l.Part == Joined }) {
			names = append(names, modules[part])
		}
	}
	s.Targets = strings.Join(names, ",")
	return nil
}

func (lora) size(a *Adapter) string { return fmt.Sprintf("rank %d", a.Rank) }
