package peft

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"

	"github.com/valyala/fastjson"
)

// config is the part of adapter_config.json that every kind has; pointers are keys that may be null.
type config struct {
	Kind  string   `json:"peft_type"`
	Own   string   `json:"kind"`
	Task  *string  `json:"task_type"`
	Base  *string  `json:"base_model_name_or_path"`
	Saved []string `json:"modules_to_save"`
}

// common are keys of every kind of adapter (PeftConfig of PEFT 0.14 and 0.21) that are read here or change nothing.
const common = ` peft_type task_type base_model_name_or_path revision auto_mapping inference_mode peft_version modules_to_save`

// most bounds the numbers of a config, so that products of them cannot overflow.
const most = 1 << 20

// decodeConfig reads adapter_config.json, or adapter.json of a layout of our own.
func decodeConfig(data []byte, ours bool) (*Adapter, error) {
	var c config
	if err := json.Unmarshal(data, &c); err != nil {
		return nil, err
	}
	key, kind := "peft_type", c.Kind
	if ours {
		key, kind = "kind", c.Own
	}
	f := find(kind)
	if _, is := f.(own); f == nil || is != ours {
		return nil, fmt.Errorf("%s %q: want %s", key, kind, strings.Join(kinds(ours), ", "))
	}
	if err := check(data, f); err != nil {
		return nil, err
	}
	a := &Adapter{Kind: kind, Task: value(c.Task), Base: value(c.Base)}
	if tasks := []string{SeqCls, TokenCls, FeatureExt, CausalLM, ""}; !slices.Contains(tasks, a.Task) {
		return nil, fmt.Errorf("task_type %q: want %v and null", a.Task, tasks[:4])
	}
	for _, name := range c.Saved {
		if name != headNames[false] && name != headNames[true] {
			return nil, fmt.Errorf("modules_to_save has %q: want classifier and score; an adapter that brings other parts of the model is not read", name)
		}
	}
	return a, f.decode(a, data)
}

// check refuses keys that mean another computation.
func check(data []byte, f form) error {
	root, err := fastjson.ParseBytes(data)
	if err != nil {
		return err
	}
	o, err := root.Object()
	if err != nil {
		return err
	}
	return f.rules().Check(o)
}

func value[T any](p *T) (v T) {
	if p != nil {
		v = *p
	}
	return v
}
