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

// decodeForeign reads shape and facts. Keys that would change the computation are an error; the names of the tensors tell
// the family if config.json does not.
func decodeForeign(data []byte, names []string) (c nn.Config, f Facts, err error) {
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
	layout := ""
	if v := root.Get("model_type"); v != nil && v.Type() != fastjson.TypeNull {
		layout = string(v.GetStringBytes())
	} else if layout, err = layoutOf(f, names); err != nil {
		return c, f, err
	}
	if rules, ok := rulesOf[layout]; ok {
		if err := rules.Check(o); err != nil {
			return c, f, err
		}
	}
	c, err = decodeShape(root, layout)
	return c, f, err
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
