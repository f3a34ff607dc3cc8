package ckpt

import (
	"fmt"

	"github.com/valyala/fastjson"

	"promptscope/sim/nn"
)

// DecodeConfig reads the shape from a config.json of ours.
func DecodeConfig(data []byte) (nn.Config, error) {
	root, err := fastjson.ParseBytes(data)
	if err != nil {
		return nn.Config{}, err
	}
	return decodeShape(root, string(root.GetStringBytes("model_type")))
}

// decodeShape reads the shape of a layout.
func decodeShape(root *fastjson.Value, layout string) (nn.Config, error) {
	c, r, k := nn.Config{Layout: layout}, reader{root: root}, families[layout]
	if k.class == "" {
		return c, c.Validate() // names what there is
	}
	c.V, c.C, c.L, c.NH = r.int(k.vocab), r.int(k.width), r.int(k.layers), r.int(k.heads)
	c.MaxPos, c.Eps = r.int(k.positions), r.number(k.eps)
	if k.types.name != "" {
		c.Types = r.int(k.types)
	}
	if c.FF = r.int(k.ff); c.FF == 0 && k.ff.absent == 0 && r.absent(k.ff.name) {
		c.FF = 4 * c.C
	}
	c.Act = r.activation(k.act, layout)
	if r.err != nil {
		return c, r.err
	}
	return c, c.Validate()
}

// reader takes values out of config.json and keeps the first error.
type reader struct {
	root *fastjson.Value
	err  error
}

// absent reports whether a key is not there, or null.
func (r *reader) absent(name string) bool {
	v := r.root.Get(name)
	return v == nil || v.Type() == fastjson.TypeNull
}

func (r *reader) fail(format string, args ...any) {
	if r.err == nil {
		r.err = fmt.Errorf(format, args...)
	}
}

func (r *reader) number(k key) float64 {
	name := k.name
	if k.alias != "" && !r.absent(k.alias) {
		if name = k.alias; !r.absent(k.name) && r.root.GetFloat64(name) != r.root.GetFloat64(k.name) {
			r.fail("%s and %s are two names of one number, but differ", k.name, k.alias)
		}
	}
	if r.absent(name) {
		return k.absent
	}
	x, err := r.root.Get(name).Float64()
	if err != nil {
		r.fail("%s: %w", name, err)
	}
	return x
}

func (r *reader) int(k key) int {
	x := r.number(k)
	if x != float64(int(x)) {
		r.fail("%s %g: want whole numbers", k.name, x)
	}
	return int(x)
}

// activation is nn.Config's name of the function, empty for the layout's own.
func (r *reader) activation(name, layout string) string {
	v := r.root.Get(name)
	if v == nil {
		return ""
	}
	text := string(v.GetStringBytes())
	act, ok := activations[text]
	if !ok {
		r.fail("%s %q: want gelu (gelu_python) or gelu_new (gelu_pytorch_tanh, gelu_fast, gelu_accurate)", name, text)
	}
	if act == nn.OwnAct(layout) {
		return ""
	}
	return act
}
