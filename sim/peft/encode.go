package peft

import (
	"encoding/json"
	"strconv"
	"strings"

	"promptscope/sim/ckpt"
)

// Encode returns the bytes of the two files. Of PEFT's keys only those are written that old and new releases know (before
// 0.14 there is no modules_to_save for prompts).
func (a *Adapter) Encode() (configJSON, weights []byte) {
	c := map[string]any{"base_model_name_or_path": a.Base, "task_type": a.Task}
	if a.Task == "" {
		c["task_type"] = nil
	}
	if a.Own() {
		c["format"], c["version"], c["kind"] = ownFormat, ownVersion, a.Kind
	} else {
		c["auto_mapping"], c["inference_mode"], c["peft_type"], c["revision"] = a.mapping(), true, a.Kind, nil
	}
	f := a.form()
	if f.prefix() == inside {
		c["modules_to_save"] = nil
		if a.Classes > 0 {
			c["modules_to_save"] = []string{headNames[false], headNames[true]} // what PEFT writes for classifiers
		}
	}
	ts := append(f.encode(a, c), a.encodeHead()...)
	js, _ := json.MarshalIndent(c, "", "  ") // plain values cannot fail
	js = append(js, '\n')
	if a.HeadScale > 0 {
		return js, ckpt.EncodeNoted(ts, Note, strconv.FormatFloat(a.HeadScale, 'g', -1, 64))
	}
	return js, ckpt.EncodeTensors(ts)
}

// mapping is what AutoPeftModel reads to find the backbone's class, where no task tells it.
func (a *Adapter) mapping() any {
	if a.Task != "" || a.Class == "" {
		return nil
	}
	module := map[string]string{"Bert": "bert", "Mega": "megatron_bert", "GPT2": "gpt2"}[a.Class[:4]]
	return map[string]string{"base_model_class": a.Class, "parent_library": "transformers.models." + module + ".modeling_" + module}
}

// path is where PEFT has a module of a model with a head; a bare model's path has no first name.
func (a *Adapter) path(module string) string {
	if strings.HasSuffix(a.Class, "Model") && !strings.HasSuffix(a.Class, "LMHeadModel") {
		_, module, _ = strings.Cut(module, ".")
	}
	return a.form().prefix() + module
}

// encodeHead is the classifier's tensors.
func (a *Adapter) encodeHead() (ts []ckpt.Tensor) {
	if a.Classes == 0 {
		return nil
	}
	name := headNames[a.HeadB == nil]
	ts = append(ts, ckpt.Tensor{Name: a.headTensor(name, "weight"), Shape: []int{a.Classes, a.Width}, Data: a.HeadW})
	if a.HeadB != nil {
		ts = append(ts, ckpt.Tensor{Name: a.headTensor(name, "bias"), Shape: []int{a.Classes}, Data: a.HeadB})
	}
	return ts
}
