package peft

import (
	"strconv"
	"strings"

	"promptscope/sim/ckpt"
	"promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/run"
)

// form is how one kind of adapter lies on disk and what it does to a model. Each kind registers its own.
type form interface {
	// rules are the keys of adapter_config.json with the values that are computed here, decode reads what only this kind has.
	rules() ckpt.Rules
	decode(a *Adapter, config []byte) error
	// fill takes the kind's tensors out of left and checks their shapes; fits holds them to a model.
	fill(a *Adapter, left map[string]ckpt.Tensor) error
	fits(a *Adapter, c nn.Config) error
	// encode adds the kind's keys to the config and returns its tensors.
	encode(a *Adapter, config map[string]any) []ckpt.Tensor
	// take is the way from what was trained, inject the way into a model, with room for gradients, which grads returns.
	take(a *Adapter, in *nn.Inject, c nn.Config, extra map[string]any)
	inject(a *Adapter) (in nn.Inject, rows int)
	grads(a *Adapter, in *nn.Inject) []Grad
	// adopt fills in settings of a run that begins from the adapter.
	adopt(a *Adapter, s *run.Settings) error
	size(a *Adapter) string
	// prefix is what stands in front of the names of a model's modules: PEFT wraps a model once for prompts, and twice for what
	// stands in its layers. A layout of our own has none.
	prefix() string
}

// The prefixes.
const (
	around = "base_model."
	inside = "base_model.model."
)

// Grad is the gradient of a tensor of an adapter.
type Grad struct {
	Name string
	X    []kernel.Real
}

// at finds the layer in a module's path, which is name of the layer, or in a bare model that without its first word.
func at(path string, name func(layer int) string) (layer int, ok bool) {
	for _, field := range strings.Split(path, ".") {
		n, err := strconv.Atoi(field)
		if err != nil || n < 0 || n > most {
			continue
		}
		whole := name(n)
		_, bare, _ := strings.Cut(whole, ".")
		return n, path == whole || path == bare
	}
	return 0, false
}

type entry struct {
	kind string
	form form
}

var forms []entry

func register(kind string, f form) { forms = append(forms, entry{kind, f}) }

// Kinds are the kinds of adapters that are read and written: PEFT's, then those in layouts of our own.
func Kinds() []string { return append(kinds(false), kinds(true)...) }

func kinds(ours bool) (out []string) {
	for _, e := range forms {
		if _, is := e.form.(own); is == ours {
			out = append(out, e.kind)
		}
	}
	return out
}

// find is the form of a kind, nil if there is none.
func find(kind string) form {
	for _, e := range forms {
		if e.kind == kind {
			return e.form
		}
	}
	return nil
}

func (a *Adapter) form() form { return find(a.Kind) }
