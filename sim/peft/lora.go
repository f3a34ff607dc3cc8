package peft

import (
	"fmt"
	"slices"
	"strings"

	"promptscope/sim/ckpt"
	"promptscope/sim/kernel"
	"promptscope/sim/nn"
)

// LORA adapters: for each chosen projection of attention two thin matrices, ΔW = alpha/rank·B·A.

// Low is the update of one projection.
type Low struct {
	Layer, Part int           // Part is nn.Query, nn.Key or nn.Value
	A, B        []kernel.Real // (rank, width), (width, rank)
}

// targets are the projections by their names in BERT and in target_modules.
var targets = []string{nn.Query: "query", nn.Key: "key", nn.Value: "value"}

// loraConfig is the part of adapter_config.json that only LORA has.
type loraConfig struct {
	Rank       int            `json:"r"`
	Alpha      float64        `json:"lora_alpha"`
	RootScale  bool           `json:"use_rslora"`
	Magnitude  bool           `json:"use_dora"`
	Bias       string         `json:"bias"`
	Ranks      map[string]any `json:"rank_pattern"`
	Alphas     map[string]any `json:"alpha_pattern"`
	Transposed bool           `json:"fan_in_fan_out"`
}

// check refuses what would be another update than alpha/rank·B·A.
func (c *loraConfig) check() error {
	switch {
	case c.Rank < 1 || c.Rank > most:
		return fmt.Errorf("r %d: want 1 to %d", c.Rank, most)
	case !(c.Alpha > 0 && c.Alpha <= most):
		return fmt.Errorf("lora_alpha %g: want numbers above 0 to %d", c.Alpha, most)
	case c.RootScale, c.Magnitude, c.Transposed, len(c.Ranks) > 0, len(c.Alphas) > 0, c.Bias != "" && c.Bias != "none":
		return fmt.Errorf("use_rslora %v, use_dora %v, fan_in_fan_out %v, bias %q, rank_pattern %v, alpha_pattern %v: want plain updates of one rank, bias none",
			c.RootScale, c.Magnitude, c.Transposed, c.Bias, c.Ranks, c.Alphas)
	}
	return nil
}

// loraName is the tensor of one thin matrix ("A" or "B"); a bare BertModel has no "bert.".
func loraName(layer, part int, matrix string) string {
	return fmt.Sprintf("base_model.model.bert.encoder.layer.%d.attention.self.%s.lora_%s.weight", layer, targets[part], matrix)
}

// parseLora is the inverse of loraName.
func parseLora(name string) (layer, part int, matrix string, ok bool) {
	name = strings.Replace(name, "base_model.model.encoder.", "base_model.model.bert.encoder.", 1)
	var target string
	parts := strings.Split(name, ".")
	if len(parts) != 11 {
		return
	}
	if _, err := fmt.Sscanf(parts[5], "%d", &layer); err != nil || layer < 0 || layer > most {
		return
	}
	target, matrix = parts[8], strings.TrimPrefix(parts[9], "lora_")
	part = slices.Index(targets, target)
	if part < 0 || matrix != "A" && matrix != "B" {
		return
	}
	return layer, part, matrix, loraName(layer, part, matrix) == name
}

// fillLora takes the thin matrices, in the order of layers and projections.
func (a *Adapter) fillLora(tensors []ckpt.Tensor) error {
	type pair struct{ a, b ckpt.Tensor }
	found := map[[2]int]pair{}
	for _, t := range tensors {
		layer, part, matrix, ok := parseLora(t.Name)
		if !ok && strings.Contains(t.Name, "lora_") {
			return fmt.Errorf("tensor %q: want updates of %s, such as %s", t.Name, strings.Join(targets, ", "), loraName(0, 0, "A"))
		}
		if !ok {
			continue
		}
		p := found[[2]int{layer, part}]
		if matrix == "A" {
			p.a = t
		} else {
			p.b = t
		}
		found[[2]int{layer, part}] = p
	}
	if len(found) == 0 {
		return fmt.Errorf("tensor %q is missing", loraName(0, 0, "A"))
	}
	for at, p := range found {
		if a.Width == 0 && len(p.a.Shape) == 2 {
			a.Width = p.a.Shape[1]
		}
		for _, x := range []struct {
			t    ckpt.Tensor
			name string
			want []int
		}{{p.a, "A", []int{a.Rank, a.Width}}, {p.b, "B", []int{a.Width, a.Rank}}} {
			if x.t.Data == nil || !slices.Equal(x.t.Shape, x.want) {
				return fmt.Errorf("tensor %q has shape %v, the config needs %v", loraName(at[0], at[1], x.name), x.t.Shape, x.want)
			}
		}
		a.Low = append(a.Low, Low{at[0], at[1], p.a.Data, p.b.Data})
	}
	slices.SortFunc(a.Low, func(x, y Low) int { return 3*x.Layer + x.Part - 3*y.Layer - y.Part })
	return nil
}

// fitsLora is Fits of the updates.
func (a *Adapter) fitsLora(c nn.Config) error {
	if c.Causal() && len(a.Low) > 0 {
		return fmt.Errorf("the adapter updates the projections of BERT, the model is %s", c.Layout)
	}
	for _, l := range a.Low {
		if l.Layer >= c.L || a.Rank > c.C {
			return fmt.Errorf("the adapter has an update of rank %d in layer %d, the model has %d layers of width %d", a.Rank, l.Layer, c.L, c.C)
		}
	}
	return nil
}

// inject is the updates as the model takes them, with room for their gradients.
func (a *Adapter) inject() (in nn.Inject) {
	c := nn.Config{C: a.Width}
	for _, l := range a.Low {
		m := nn.NewLowRank(c, l.Layer, nn.Site(l.Part), a.Rank, kernel.Real(a.Alpha/float64(a.Rank)))
		copy(m.A.W, l.A)
		copy(m.B.W, l.B)
		in.Low = append(in.Low, m)
	}
	in.Pack()
	return in
}

// encodeLora adds what only LORA has to the config, and returns the thin matrices.
func (a *Adapter) encodeLora(c map[string]any) (ts []ckpt.Tensor) {
	var names []string
	for _, l := range a.Low {
		if !slices.Contains(names, targets[l.Part]) {
			names = append(names, targets[l.Part])
		}
		ts = append(ts, ckpt.Tensor{Name: loraName(l.Layer, l.Part, "A"), Shape: []int{a.Rank, a.Width}, Data: l.A},
			ckpt.Tensor{Name: loraName(l.Layer, l.Part, "B"), Shape: []int{a.Width, a.Rank}, Data: l.B})
	}
	for _, key := range []string{"num_attention_heads", "num_layers", "num_transformer_submodules", "num_virtual_tokens", "token_dim"} {
		delete(c, key)
	}
	c["r"], c["lora_alpha"], c["lora_dropout"], c["target_modules"], c["bias"] = a.Rank, a.Alpha, 0.0, names, "none"
	c["fan_in_fan_out"], c["init_lora_weights"], c["modules_to_save"] = false, true, nil
	if a.Classes > 0 {
		c["modules_to_save"] = []string{"classifier", "score"} // what PEFT writes for classifiers
	}
	return ts
}
