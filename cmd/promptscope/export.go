package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"promptscope/sim/ckpt"
	"promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/peft"
	"promptscope/sim/run"
	"promptscope/sim/train"
)

func runExport(args []string, out io.Writer) error {
	var s run.Spec
	f := newFlags("export", out)
	d := specFlags(f, &s)
	dir := f.String("out", "", "folder to make: adapter/ for PEFT (adapter-TASK/ for each part of a joint task), backbone/ for transformers (required)")
	if err := parse(f, args); err != nil {
		return err
	}
	if *dir == "" {
		return errUsage{errors.New("--out is missing: want a folder to make")}
	}
	t, ck, err := openRun(s, d)
	if err != nil {
		return err
	}
	if _, err := adapters(t.Trained()); err != nil { // before training, not after
		return errUsage{err}
	}
	if err := follow(t, &people{out: out, total: t.Spec().Steps}); err != nil {
		return err
	}
	made, err := adapters(t.Trained())
	if err != nil {
		return err
	}
	files := map[string][]byte{}
	for i, data := range ckpt.Encode(backboneOf(t.Spec(), ck.Params), ck.Vocab) {
		files[filepath.Join("backbone", ckpt.Files()[i])] = data
	}
	for name, a := range made {
		js, weights := a.Encode()
		files[filepath.Join(name, peft.ConfigFile)], files[filepath.Join(name, peft.WeightsFile)] = js, weights
	}
	if err := writeFolder(*dir, files); err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(made)) {
		a := made[name]
		what := fmt.Sprintf("%d virtual tokens", a.N)
		if a.Kind == peft.LoRA {
			what = fmt.Sprintf("rank %d", a.Rank)
		}
		fmt.Fprintf(out, "%s %s, %s -> %s\n", a.Kind, cmp.Or(a.Task, "no task"), what, filepath.Join(*dir, name))
	}
	return nil
}

// adapters are the folders to write: adapter, or for a joint task one for each data set, with the same prompt and the
// head of that set.
func adapters(t train.Trained) (map[string]*peft.Adapter, error) {
	out := map[string]*peft.Adapter{}
	if t.Task.Parts == nil {
		a, err := adapter(t, 0)
		out["adapter"] = a
		return out, err
	}
	for i, set := range t.Task.Parts {
		a, err := adapter(t, i)
		if err != nil {
			return nil, err
		}
		out["adapter-"+set.ID] = a
	}
	return out, nil
}

// adapter turns what has been trained into PEFT's form, with the head of one data set, or says why it has none.
func adapter(t train.Trained, set int) (*peft.Adapter, error) {
	s, c := t.Spec, t.Model.Config
	a := &peft.Adapter{Task: peft.FeatureExt, Base: "../backbone", N: s.N, Width: c.C, Layers: c.L, Heads: c.NH}
	if c.Causal() && t.Heads == nil {
		a.Task = peft.CausalLM
	}
	switch {
	case c.Causal() && s.Method == "lora":
		return nil, fmt.Errorf("method lora on %s has no form in PEFT: query, key and value are one matrix there (c_attn); want prompt-tuning, p-tuning, prefix-tuning, p-tuning-v2, deep-hidden", s.Backbone)
	case s.Method == "p-tuning-v2" || s.Method == "prefix-tuning" || s.Method == "deep-hidden":
		a.Kind, a.Prompt = peft.PrefixTuning, t.Inject.Prefix
	case s.Method == "p-tuning" && s.Encoder != "none":
		a.Kind, a.Prompt, a.Encoder = peft.PTuning, t.Inject.Virtual, map[string]string{"lstm": "LSTM", "mlp": "MLP"}[s.Encoder]
	case s.Method == "p-tuning" || s.Method == "prompt-tuning":
		a.Kind, a.Prompt = peft.PromptTuning, t.Inject.Virtual
	case s.Method == "lora":
		// Without a classifier the task is none: PEFT then calls the whole model, words as its output.
		a.Kind, a.Task, a.Rank, a.Alpha, a.Layers, a.Heads = peft.LoRA, "", s.Rank, float64(s.Alpha), 0, 0
		for _, l := range t.Inject.Low {
			a.Low = append(a.Low, peft.Low{Layer: l.Layer, Part: int(l.Part), A: l.A.W, B: l.B.W})
		}
	default:
		return nil, fmt.Errorf("method %s makes no adapter that PEFT knows: want prompt-tuning, p-tuning, prefix-tuning, p-tuning-v2, deep-hidden, lora", s.Method)
	}
	if s.Placement != "" && s.Placement != "prefix" {
		return nil, fmt.Errorf("placement %s has no form in PEFT: want prefix", s.Placement)
	}
	if s.Positions == "zero" {
		return nil, errors.New("positions zero has no form in PEFT, where tokens behind a prefix of n start at position n: want hf")
	}
	for l := range c.L {
		if a.Kind == peft.PrefixTuning && t.Inject.At(l) == 0 {
			return nil, fmt.Errorf("layers %s has no form in PEFT, which puts the prefix into every layer: want all", s.Layers)
		}
	}
	if t.Heads != nil {
		h := t.Heads[set]
		a.Task, a.Classes, a.HeadW, a.HeadB = peft.TokenCls, h.K, h.W, h.B
	}
	if s.Head == run.HeadLinear {
		if t.Inject.Virtual != nil {
			return nil, fmt.Errorf("head linear with virtual tokens in the row has no form in PEFT, whose SEQ_CLS reads the first row, a virtual token: want head verbalizer, or the methods prefix-tuning, p-tuning-v2, deep-hidden, lora")
		}
		a.Task, a.HeadW = peft.SeqCls, scaled(a.HeadW, 1/linearPool)
	}
	return a, nil
}

// linearPool is the factor by which the pooler of an exported classification multiplies [CLS]. SEQ_CLS reads
// tanh(dense([CLS])), our head [CLS] itself. With dense = 2⁻¹⁴ times the identity and 2¹⁴ times our head's weights both
// are the same: powers of two are exact, and tanh x = x - x³/3 + … is x to 3e-7 of it for |[CLS]| up to 16.
const linearPool = 1.0 / (1 << 14)

// backboneOf is the backbone to export. Of a run with a linear head on [CLS] the pooler, which nothing has trained and
// nothing else reads, becomes the identity as SEQ_CLS needs it.
func backboneOf(s run.Spec, p *nn.Params) *nn.Params {
	if s.Head != run.HeadLinear {
		return p
	}
	p = p.Clone()
	clear(p.PoolW)
	clear(p.PoolB)
	for i := range p.C {
		p.PoolW[i*p.C+i] = linearPool
	}
	return p
}

func scaled(x []kernel.Real, by kernel.Real) []kernel.Real {
	out := make([]kernel.Real, len(x))
	for i, v := range x {
		out[i] = v * by
	}
	return out
}

// writeFolder makes a folder with all files or none: it is filled under another name first. An old folder is not touched.
func writeFolder(dir string, files map[string][]byte) error {
	if left, err := os.ReadDir(dir); err == nil && len(left) > 0 {
		return fmt.Errorf("%s is not empty: want a new folder", dir)
	}
	parent := filepath.Dir(filepath.Clean(dir))
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return err
	}
	tmp, err := os.MkdirTemp(parent, ".export-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(tmp)
	for name, data := range files {
		path := filepath.Join(tmp, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := os.WriteFile(path, data, 0o644); err != nil {
			return err
		}
	}
	if err := os.Chmod(tmp, 0o755); err != nil {
		return err
	}
	os.Remove(dir) // an empty one
	return os.Rename(tmp, dir)
}
