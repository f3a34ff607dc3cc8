package ckpt

import (
	"fmt"
	"strings"

	"github.com/valyala/fastjson"

	"promptscope/sim/nn"
)

// Facts are what config.json says beside the shape.
type Facts struct {
	Class   string // the first of architectures; empty if there is none
	Classes int    // of a classifier: num_labels, or as many as id2label names; 0 if neither is there
	Problem string // problem_type
	Pad     int    // pad_token_id; -1 without
	Untied  bool   // tie_word_embeddings is false: words come out of a matrix of their own
}

// DecodeConfig reads the shape from config.json.
func DecodeConfig(data []byte) (nn.Config, error) {
	c, _, err := decodeConfig(data, nil)
	return c, err
}

// decodeConfig reads shape and facts. Keys that would change the computation are an error; the names of the tensors tell
// the family if config.json does not.
func decodeConfig(data []byte, names []string) (c nn.Config, f Facts, err error) {
	root, err := fastjson.ParseBytes(data)
	if err != nil {
		return c, f, err
	}
	o, err := root.Object()
	if err != nil {
		return c, f, err
	}
	if f, err = decodeFacts(root); err != nil {
		return c, f, err
	}
	if v := root.Get("model_type"); v != nil && v.Type() != fastjson.TypeNull {
		c.Layout = string(v.GetStringBytes())
	} else if c.Layout, err = layoutOf(f, names); err != nil {
		return c, f, err
	}
	k, ok := families[c.Layout]
	if !ok {
		return c, f, c.Validate() // names what is accepted
	}
	if err = k.rules.Check(o); err != nil {
		return c, f, err
	}
	r := reader{root: root}
	c.V, c.C, c.L, c.NH = r.int(k.vocab), r.int(k.width), r.int(k.layers), r.int(k.heads)
	c.MaxPos, c.Eps = r.int(k.positions), r.number(k.eps)
	if k.types.name != "" {
		c.Types = r.int(k.types)
	}
	if c.FF = r.int(k.ff); c.FF == 0 && k.ff.absent == 0 && r.absent(k.ff.name) {
		c.FF = 4 * c.C
	}
	c.Act = r.activation(k.act, c.Layout)
	if r.err != nil {
		return c, f, r.err
	}
	return c, f, c.Validate()
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
		if name = k.alias; !r.absent(k.name) && string(r.root.Get(name).MarshalTo(nil)) != string(r.root.Get(k.name).MarshalTo(nil)) {
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
	act, ok := activations[string(v.GetStringBytes())]
	if !ok {
		r.fail("%s %s: want gelu (gelu_python) and gelu_new (gelu_pytorch_tanh, gelu_fast, gelu_accurate)", name, short(v))
	}
	if act == nn.OwnAct(layout) {
		return ""
	}
	return act
}

// decodeFacts reads what heads need to know.
func decodeFacts(root *fastjson.Value) (f Facts, err error) {
	f.Pad = -1
	if v := root.Get("architectures"); v != nil && v.Type() != fastjson.TypeNull {
		list := v.GetArray()
		if len(list) == 0 && v.Type() != fastjson.TypeArray || len(list) > 0 && list[0].Type() != fastjson.TypeString {
			return f, fmt.Errorf("architectures %s: want a list of class names", short(v))
		}
		if len(list) > 0 {
			f.Class = string(list[0].GetStringBytes())
		}
	}
	if v := root.Get("pad_token_id"); v != nil && v.Type() != fastjson.TypeNull {
		if f.Pad, err = v.Int(); err != nil {
			return f, fmt.Errorf("pad_token_id %s: want a whole number and null", short(v))
		}
	}
	if v := root.Get("tie_word_embeddings"); v != nil && v.Type() != fastjson.TypeTrue && v.Type() != fastjson.TypeFalse {
		return f, fmt.Errorf("tie_word_embeddings %s: want true and false", short(v))
	}
	v := root.Get("tie_word_embeddings")
	f.Untied = v != nil && v.Type() == fastjson.TypeFalse
	f.Problem = string(root.GetStringBytes("problem_type"))
	if f.Classes = root.GetInt("num_labels"); f.Classes == 0 {
		if o := root.GetObject("id2label"); o != nil {
			f.Classes = o.Len()
		}
	}
	return f, nil
}

// The tasks of classifiers, by PEFT's names.
const (
	SeqCls   = "SEQ_CLS"   // on the pooled row
	TokenCls = "TOKEN_CLS" // on each token
)

// Task is what the classifier of the folder's class reads: SeqCls, TokenCls, or nothing for a class without one.
func (f Facts) Task() string {
	switch {
	case strings.HasSuffix(f.Class, "ForSequenceClassification"):
		return SeqCls
	case strings.HasSuffix(f.Class, "ForTokenClassification"):
		return TokenCls
	}
	return ""
}
