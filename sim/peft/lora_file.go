package peft

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"promptscope/sim/ckpt"
	"promptscope/sim/nn"
)

// How LORA lies in the file: names of tensors, reading and writing them.

// modulePath is where a projection stands in a model with a head; a bare model's path has no first name.
func modulePath(layer, part int) string {
	if part == Joined {
		return fmt.Sprintf("transformer.h.%d.attn.c_attn", layer)
	}
	return fmt.Sprintf("bert.encoder.layer.%d.attention.self.%s", layer, modules[part])
}

// loraName is the tensor of one thin matrix ("A" or "B").
func loraName(layer, part int, matrix string) string {
	return inside + modulePath(layer, part) + ".lora_" + matrix + ".weight"
}

// parseLora is the inverse of loraName; path is the module's as the file has it.
func parseLora(name string) (l Low, matrix, path string, ok bool) {
	path, ok = strings.CutPrefix(name, inside)
	for _, matrix = range []string{"A", "B"} {
		if p, found := strings.CutSuffix(path, ".lora_"+matrix+".weight"); ok && found {
			l, ok = parsePath(p)
			return l, matrix, p, ok
		}
	}
	return l, "", "", false
}

func parsePath(path string) (l Low, ok bool) {
	for part := range modules {
		if layer, ok := at(path, func(layer int) string { return modulePath(layer, part) }); ok {
			return Low{Layer: layer, Part: part}, true
		}
	}
	return l, false
}

// fill takes the thin matrices, in the order of layers and projections.
func (lora) fill(a *Adapter, left map[string]ckpt.Tensor) error {
	pairs := map[[2]int]*[2]ckpt.Tensor{}
	for _, name := range slices.Sorted(maps.Keys(left)) {
		t := left[name]
		l, matrix, path, ok := parseLora(name)
		if !ok {
			continue // the classifier, or what fill refuses
		}
		if !a.loraTargets().has(path, l.Layer) {
			return fmt.Errorf("tensor %q is of a module that target_modules and layers_to_transform of %s do not choose", name, ConfigFile)
		}
		if (a.Task == SeqCls || a.Task == TokenCls) && path != modulePath(l.Layer, l.Part) {
			return fmt.Errorf("tensor %q is of a bare model, which task_type %s does not have", name, a.Task)
		}
		p := pairs[[2]int{l.Layer, l.Part}]
		if p == nil {
			p = &[2]ckpt.Tensor{}
			pairs[[2]int{l.Layer, l.Part}] = p
		}
		i := strings.Index("AB", matrix)
		if p[i].Name != "" {
			return fmt.Errorf("tensors %q and %q are two names of one tensor", p[i].Name, name)
		}
		p[i] = t
		delete(left, name)
	}
	order := func(x, y [2]int) int { return 4*(x[0]-y[0]) + x[1] - y[1] }
	for _, at := range slices.SortedFunc(maps.Keys(pairs), order) {
		l := Low{Layer: at[0], Part: at[1]}
		if err := a.takePair(&l, pairs[at]); err != nil {
			return err
		}
		a.Low = append(a.Low, l)
	}
	if len(a.Low) == 0 {
		for _, name := range slices.Sorted(maps.Keys(left)) {
			if strings.Contains(name, ".lora_") {
				return fmt.Errorf("tensor %q is not read here: want updates of %s", name, strings.Join(modules, ", "))
			}
		}
		return fmt.Errorf("no updates of %s, such as %q", strings.Join(modules, ", "), loraName(0, int(nn.Query), "A"))
	}
	return nil
}

// takePair checks the two matrices of an update. The first one tells the width.
func (a *Adapter) takePair(l *Low, p *[2]ckpt.Tensor) error {
	for i, matrix := range []string{"A", "B"} {
		if p[i].Name == "" {
			return fmt.Errorf("tensor %q is missing, though its other half is there", loraName(l.Layer, l.Part, matrix))
		}
	}
	if a.Width == 0 && len(p[0].Shape) == 2 {
		a.Width = p[0].Shape[1]
	}
	rows := a.Width
	if l.Part == Joined {
		rows *= 3
	}
	if err := p[0].Check([]int{a.Rank, a.Width}); err != nil {
		return err
	}
	l.A, l.B = p[0].Data, p[1].Data
	return p[1].Check([]int{rows, a.Rank})
}

// encode adds what LORA has to the config, and returns the thin matrices.
func (lora) encode(a *Adapter, c map[string]any) (ts []ckpt.Tensor) {
	var names []string
	joined := false
	for _, l := range a.Low {
		if !slices.Contains(names, modules[l.Part]) {
			names = append(names, modules[l.Part])
		}
		joined = joined || l.Part == Joined
		path := a.path(modulePath(l.Layer, l.Part)) + ".lora_"
		ts = append(ts, ckpt.Tensor{Name: path + "A.weight", Shape: []int{a.Rank, a.Width}, Data: l.A},
			ckpt.Tensor{Name: path + "B.weight", Shape: []int{len(l.B) / a.Rank, a.Rank}, Data: l.B})
	}
	c["r"], c["lora_alpha"], c["lora_dropout"], c["target_modules"], c["bias"] = a.Rank, a.Alpha, 0.0, names, "none"
	c["fan_in_fan_out"], c["init_lora_weights"] = joined, true
	if layers := a.someLayers(); layers != nil {
		c["layers_to_transform"] = layers
	}
	return ts
}

// someLayers are the layers with updates, nil if each up to the last has some.
func (a *Adapter) someLayers() (out []int) {
	for _, l := range a.Low {
		if !slices.Contains(out, l.Layer) {
			out = append(out, l.Layer)
		}
	}
	if len(out) > 0 && out[len(out)-1] == len(out)-1 && a.loraTargets().layers == nil {
		return nil
	}
	return out
}
