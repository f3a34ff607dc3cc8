package peft

import (
	"encoding/json"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// targets says which modules an adapter updates, as target_modules and its companions do (peft/tuners/tuners_utils.py,
// check_target_module_exists). PEFT makes updates for these modules and passes over tensors of others.
type targets struct {
	all     bool           // "all-linear"
	pattern *regexp.Regexp // of the whole path
	names   []string       // ends of paths
	layers  []int          // nil = all
}

// targetConfig is the keys that choose modules.
type targetConfig struct {
	Modules     json.RawMessage `json:"target_modules"`
	OnlyLayers  json.RawMessage `json:"layers_to_transform"`
	LayersNamed json.RawMessage `json:"layers_pattern"`
}

func decodeTargets(c targetConfig) (t targets, err error) {
	var text string
	switch {
	case json.Unmarshal(c.Modules, &t.names) == nil && len(t.names) > 0:
	case json.Unmarshal(c.Modules, &text) != nil || text == "":
		return t, fmt.Errorf("target_modules %s: want a list of names and a pattern", c.Modules)
	case text == "all-linear":
		t.all = true
	default:
		if t.pattern, err = regexp.Compile("^(?:" + text + ")$"); err != nil {
			return t, fmt.Errorf("target_modules %q: the pattern is not understood here (%w); name the modules in a list", text, err)
		}
	}
	if t.layers, err = decodeLayers(c.OnlyLayers); err == nil && t.layers != nil && t.names == nil {
		err = fmt.Errorf("layers_to_transform %s: want that only where target_modules is a list", c.OnlyLayers)
	}
	if pattern := string(c.LayersNamed); err == nil && !slices.Contains([]string{"", "null", `""`, "[]", `"layer"`, `["layer"]`, `"h"`, `["h"]`}, pattern) {
		err = fmt.Errorf("layers_pattern %s: want null, layer and h", pattern)
	}
	return t, err
}

// decodeLayers reads a number or a list of them.
func decodeLayers(raw json.RawMessage) (out []int, err error) {
	var one int
	switch {
	case len(raw) == 0 || string(raw) == "null":
		return nil, nil
	case json.Unmarshal(raw, &one) == nil:
		return []int{one}, nil
	case json.Unmarshal(raw, &out) != nil || len(out) == 0:
		return nil, fmt.Errorf("layers_to_transform %s: want a layer and a list of layers", raw)
	}
	return out, nil
}

// has reports whether the module at a path, in a layer, is updated.
func (t *targets) has(path string, layer int) bool {
	switch {
	case t.all:
		return true
	case t.pattern != nil:
		return t.pattern.MatchString(path)
	}
	ends := func(name string) bool { return path == name || strings.HasSuffix(path, "."+name) }
	return slices.ContainsFunc(t.names, ends) && (t.layers == nil || slices.Contains(t.layers, layer))
}
