package peft

import (
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"

	"promptscope/sim/ckpt"
	"promptscope/sim/kernel"
	"promptscope/sim/nn"
)

// LORA adapters: for each chosen projection of attention two thin matrices, ΔW = alpha/rank·B·A.

// Low is the update of one projection, or of GPT-2's c_attn, which is query, key and value below one another.
type Low struct {
	Layer int
	Part  int           // nn.Query, nn.Key, nn.Value or Joined
	A, B  []kernel.Real // (rank, width), (width, rank); Joined: B is (3·width, rank)
}

// Joined is the Part of c_attn.
const Joined = 3

// modules are the projections by their names in target_modules.
var modules = []string{nn.Query: "query", nn.Key: "key", nn.Value: "value", Joined: "c_attn"}

// modulePath is where a projection stands in a model with a head; a bare model's path has no first name.
func modulePath(layer, part int) string {
	if part == Joined {
		return fmt.Sprintf("transformer.h.%d.attn.c_attn", layer)
	}
	return fmt.Sprintf("bert.encoder.layer.%d.attention.self.%s", layer, modules[part])
}

// loraName is the tensor of one thin matrix ("A" or "B").
func loraName(layer, part int, matrix string) string {
	return "base_model.model." + modulePath(layer, part) + ".lora_" + matrix + ".weight"
}

// parseLora is the inverse of loraName; path is the module's as the file has it.
func parseLora(name string) (l Low, matrix, path string, ok bool) {
	path, ok = strings.CutPrefix(name, "base_model.model.")
	for _, matrix = range []string{"A", "B"} {
		if p, found := strings.CutSuffix(path, ".lora_"+matrix+".weight"); ok && found {
			l, ok = parsePath(p)
			return l, matrix, p, ok
		}
	}
	return l, "", "", false
}

func parsePath(path string) (l Low, ok bool) {
	for part, module := range modules {
		if !strings.HasSuffix(path, "."+module) {
			continue
		}
		for _, field := range strings.Split(path, ".") {
			n, err := strconv.Atoi(field)
			if err != nil || n < 0 || n > most {
				continue
			}
			whole := modulePath(n, part)
			_, bare, _ := strings.Cut(whole, ".")
			return Low{Layer: n, Part: part}, path == whole || path == bare
		}
	}
	return l, false
}

// decodeLora reads the part of the config that only LORA has; PEFT's defaults are rank 8 and alpha 8.
func (a *Adapter) decodeLora(c config) (err error) {
	a.Rank, a.Alpha = 8, 8
	if c.Rank != nil {
		a.Rank = *c.Rank
	}
	if c.Alpha != nil {
		a.Alpha = *c.Alpha
	}
	if a.Rank < 1 || a.Rank > most {
		return fmt.Errorf("r %d: want 1 to %d", a.Rank, most)
	}
	if !(a.Alpha > 0 && a.Alpha <= most) {
		return fmt.Errorf("lora_alpha %g: want numbers above 0 to %d", a.Alpha, most)
	}
	a.targets, err = decodeTargets(c)
	return err
}

// fillLora takes the thin matrices, in the order of layers and projections.
func (a *Adapter) fillLora(left map[string]ckpt.Tensor) error {
	pairs := map[[2]int]*[2]ckpt.Tensor{}
	for _, name := range slices.Sorted(maps.Keys(left)) {
		t := left[name]
		l, matrix, path, ok := parseLora(name)
		if !ok {
			continue // the classifier, or what fill refuses
		}
		if !a.targets.has(path, l.Layer) {
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

// fitsLora is Fits of the updates. A rank above the narrowest side of the model's matrices has no room in nn.LowRank, and no
// use: the product has that rank at most.
func (a *Adapter) fitsLora(c nn.Config) error {
	if a.Kind != LoRA {
		return nil
	}
	has := map[[2]int]bool{}
	for _, l := range a.Low {
		has[[2]int{l.Layer, l.Part}] = true
		switch {
		case c.Causal() != (l.Part == Joined):
			return fmt.Errorf("the adapter updates %s, which a %s model does not have", modules[l.Part], c.Layout)
		case l.Layer >= c.L:
			return fmt.Errorf("the adapter has an update in layer %d, the model has %d layers", l.Layer, c.L)
		case a.Rank > min(c.C, c.FF):
			return fmt.Errorf("the adapter has rank r %d, the narrowest side of the model is %d (width %d, FFN %d); want ranks up to it", a.Rank, min(c.C, c.FF), c.C, c.FF)
		}
	}
	for layer := range c.L {
		for part := range modules {
			if c.Causal() == (part == Joined) && a.targets.has(modulePath(layer, part), layer) && !has[[2]int{layer, part}] {
				return fmt.Errorf("tensor %q is missing: target_modules of %s chooses the module", loraName(layer, part, "A"), ConfigFile)
			}
		}
	}
	return nil
}

// inject is the updates as the model takes them, with room for their gradients. Query, key and value of c_attn share A.
func (a *Adapter) inject() (in nn.Inject) {
	c := nn.Config{C: a.Width}
	for _, l := range a.Low {
		parts, scale, n := []nn.Site{nn.Site(l.Part)}, kernel.Real(a.Alpha/float64(a.Rank)), a.Width*a.Rank
		if l.Part == Joined {
			parts, c.Layout = []nn.Site{nn.Query, nn.Key, nn.Value}, nn.GPT2
		}
		first := nn.NewLowRank(c, l.Layer, parts[0], a.Rank, scale)
		copy(first.A.W, l.A)
		for i, part := range parts {
			m := nn.NewLowRank(c, l.Layer, part, a.Rank, scale)
			m.A, m.DA = first.A, first.DA
			copy(m.B.W, l.B[i*n:][:n])
			in.Low = append(in.Low, m)
		}
	}
	in.Pack()
	return in
}

// Grads are the gradients of the updates in Inject's result, a list A, B for each of Low.
func (a *Adapter) Grads(in *nn.Inject) (out [][]kernel.Real) {
	at := 0
	for _, l := range a.Low {
		db := in.Low[at].DB
		out = append(out, in.Low[at].DA)
		for at++; len(db) < len(l.B); at++ {
			db = append(slices.Clip(db), in.Low[at].DB...)
		}
		out = append(out, db)
	}
	return out
}
