package peft

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"promptscope/sim/ckpt"
	"promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/run"
)

// IA3 adapters have a vector for each chosen module: it multiplies the module's output, or, of a feedforward module, its
// input. PEFT's own choice for BERT is key, value and every module whose path ends in output.dense, which is the one behind
// attention too; so modules are written here with their whole path.
const IA3 = "IA3"

func init() { register(IA3, ia3{}) }

// ia3 is the form of IA3. Adapter.Inserts has a nn.Scale for each vector; GPT-2's c_attn has one for query, key and value.
type ia3 struct{}

// ia3Targets is which modules the config chooses, and of which of them the input is scaled.
type ia3Targets struct{ all, inputs targets }

// scaled are the modules by their sites: those of BERT, and of GPT-2, where the first three sites are parts of one module.
var (
	bertScaled = []nn.Site{nn.Key, nn.Value, nn.Hidden}
	gpt2Scaled = []nn.Site{nn.Query, nn.Key, nn.Value, nn.Hidden}
)

// ia3Module is the module of a site as PEFT has it: GPT-2's thirds of c_attn are one.
func ia3Module(layout string, layer int, at nn.Site) string {
	name := nn.Config{Layout: layout}.Module(layer, at)
	if whole, third, ok := strings.Cut(name, ".c_attn."); ok && third != "" {
		return whole + ".c_attn"
	}
	return name
}

var ia3Rules = ckpt.Rules{"exclude_modules": "null [] \"\""}.With(common + ` target_modules feedforward_modules fan_in_fan_out init_ia3_weights`)

func (ia3) rules() ckpt.Rules { return ia3Rules }
func (ia3) prefix() string    { return inside }

func (ia3) decode(a *Adapter, data []byte) error {
	var c struct {
		targetConfig
		FeedForward json.RawMessage `json:"feedforward_modules"`
	}
	if err := json.Unmarshal(data, &c); err != nil {
		return err
	}
	all, err := decodeTargets(c.targetConfig)
	if err != nil {
		return err
	}
	var inputs targets
	if text := string(c.FeedForward); text != "" && text != "null" && text != "[]" {
		if inputs, err = decodeTargets(targetConfig{Modules: c.FeedForward}); err != nil {
			return fmt.Errorf("feedforward_modules: %w", err)
		}
	}
	a.chosen = ia3Targets{all, inputs}
	return nil
}

// fill takes the vectors: (width, 1) of a module whose output is scaled, (1, FFN width) of one whose input is.
func (ia3) fill(a *Adapter, left map[string]ckpt.Tensor) error {
	for _, name := range slices.Sorted(maps.Keys(left)) {
		path, ok := strings.CutPrefix(name, inside)
		path, is := strings.CutSuffix(path, ".ia3_l")
		if !ok || !is {
			continue // the classifier, or what fill refuses
		}
		if err := a.fillScale(path, left[name]); err != nil {
			return err
		}
		delete(left, name)
	}
	if len(a.Inserts) == 0 {
		return fmt.Errorf("no vectors, such as %q", inside+ia3Module(nn.Bert, 0, nn.Key)+".ia3_l")
	}
	slices.SortStableFunc(a.Inserts, func(x, y nn.Insert) int {
		lx, sx := x.Where()
		ly, sy := y.Where()
		return 8*(lx-ly) + int(sx-sy)
	})
	return nil
}

// fillScale takes one vector.
func (a *Adapter) fillScale(path string, t ckpt.Tensor) error {
	for _, layout := range []string{nn.Bert, nn.GPT2} {
		sites := bertScaled
		if layout == nn.GPT2 {
			sites = gpt2Scaled
		}
		for i, site := range sites {
			layer, ok := at(path, func(layer int) string { return ia3Module(layout, layer, site) })
			if !ok {
				continue
			}
			input := site == nn.Hidden
			if chosen := a.chosen.(ia3Targets); !chosen.all.has(path, layer) || chosen.inputs.has(path, layer) != input {
				return fmt.Errorf("tensor %q: target_modules and feedforward_modules of %s choose other modules", t.Name, ConfigFile)
			}
			n := len(t.Data)
			want := []int{n, 1}
			if input {
				want = []int{1, n}
			}
			if err := t.Check(want); err != nil {
				return err
			}
			parts := sites[i : i+1]
			if layout == nn.GPT2 && !input {
				parts = gpt2Scaled[:3]
			}
			if n == 0 || n%len(parts) != 0 {
				return fmt.Errorf("tensor %q has shape %v", t.Name, t.Shape)
			}
			for k, part := range parts {
				x := &nn.Scale{Spot: nn.Spot{Layer: layer, Site: part}, Name: nn.Config{Layout: layout}.Module(layer, part), L: t.Data[k*n/len(parts):][:n/len(parts)]}
				if a.Inserts = append(a.Inserts, x); !input {
					a.Width = len(x.L)
				}
			}
			return nil
		}
	}
	return fmt.Errorf("tensor %q is not read here: want keys, values and the hidden layer of the FFN", t.Name)
}

func (ia3) fits(a *Adapter, c nn.Config) error {
	for _, insert := range a.Inserts {
		x := insert.(*nn.Scale)
		want := c.C
		if x.Site == nn.Hidden {
			want = c.FF
		}
		switch {
		case x.Layer >= c.L:
			return fmt.Errorf("the adapter has a vector in layer %d, the model has %d layers", x.Layer, c.L)
		case x.Name != c.Module(x.Layer, x.Site):
			return fmt.Errorf("the adapter scales %s, which a %s model does not have", x.Name, c.Layout)
		case len(x.L) != want:
			return fmt.Errorf("the adapter has %d numbers for %s, the model wants %d", len(x.L), x.Name, want)
		}
	}
	return nil
}

// vector is what the file has for one module.
type vector struct {
	module string // path without the first word
	path   string // name of the tensor
	input  bool
	x      []kernel.Real
}

// vectors lists the vectors of some inserts, with get their numbers; a third of c_attn that is not scaled is ones, or rest.
func (a *Adapter) vectors(inserts []nn.Insert, rest kernel.Real, get func(*nn.Scale) []kernel.Real) (out []vector) {
	at := map[string]int{}
	for _, insert := range inserts {
		x := insert.(*nn.Scale)
		module, third := x.Name, -1
		if whole, _, ok := strings.Cut(x.Name, ".c_attn."); ok {
			module, third = whole+".c_attn", int(x.Site)
		}
		if _, ok := at[module]; !ok {
			at[module] = len(out)
			_, bare, _ := strings.Cut(module, ".")
			v := vector{module: bare, path: a.path(module) + ".ia3_l", input: x.Site == nn.Hidden, x: slices.Clone(get(x))}
			if third >= 0 {
				v.x = slices.Repeat([]kernel.Real{rest}, 3*len(x.L))
			}
			out = append(out, v)
		}
		if v := &out[at[module]]; third >= 0 {
			copy(v.x[third*len(x.L):], get(x))
		}
	}
	return out
}

func (ia3) encode(a *Adapter, c map[string]any) (ts []ckpt.Tensor) {
	var targets, inputs []string
	causal := false
	for _, v := range a.vectors(a.Inserts, 1, func(x *nn.Scale) []kernel.Real { return x.L }) {
		shape := []int{len(v.x), 1}
		if v.input {
			shape = []int{1, len(v.x)}
			inputs = append(inputs, v.module)
		}
		targets = append(targets, v.module)
		causal = causal || strings.Contains(v.module, "c_attn")
		ts = append(ts, ckpt.Tensor{Name: v.path, Shape: shape, Data: v.x})
	}
	c["target_modules"], c["feedforward_modules"], c["fan_in_fan_out"], c["init_ia3_weights"] = targets, inputs, causal, true
	return ts
}

func (ia3) take(a *Adapter, in *nn.Inject, _ nn.Config, _ map[string]any) { a.Inserts = in.Inserts }

func (ia3) inject(a *Adapter) (in nn.Inject, rows int) {
	for _, insert := range a.Inserts {
		x := insert.Clone().(*nn.Scale)
		x.DL = make([]kernel.Real, len(x.L))
		in.Inserts = append(in.Inserts, x)
	}
	return in, 0
}

func (ia3) grads(a *Adapter, in *nn.Inject) (out []Grad) {
	for _, v := range a.vectors(in.Inserts, 0, func(x *nn.Scale) []kernel.Real { return x.DL }) {
		out = append(out, Grad{v.path, v.x})
	}
	return out
}

func (ia3) adopt(*Adapter, *run.Settings) error { return nil }

func (ia3) size(a *Adapter) string {
	n := 0
	for _, x := range a.Inserts {
		n += len(x.(*nn.Scale).L)
	}
	return fmt.Sprintf("%d numbers", n)
}
