package main

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"promptscope/sim/ckpt"
	"promptscope/sim/peft"
	"promptscope/sim/train"
)

func runExport(args []string, out io.Writer) error {
	var s train.Spec
	f := newFlags("export", out)
	folder := specFlags(f, &s)
	dir := f.String("out", "", "folder to make: adapter/ for PEFT (adapter-TASK/ for each part of a joint task), backbone/ for transformers (required)")
	if err := parse(f, args); err != nil {
		return err
	}
	if *dir == "" {
		return errUsage{errors.New("--out is missing: accepted is a folder to make")}
	}
	t, ck, err := openRun(s, *folder)
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
	for i, data := range ckpt.Encode(ck.Params, ck.Vocab) {
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
		fmt.Fprintf(out, "%s %s, %d virtual tokens -> %s\n", a.Kind, a.Task, a.N, filepath.Join(*dir, name))
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
	switch {
	case s.Method == "p-tuning-v2" || s.Method == "prefix-tuning" || s.Method == "deep-hidden":
		a.Kind, a.Prompt = peft.PrefixTuning, t.Inject.Prefix
	case s.Method == "p-tuning" && s.Encoder != "none":
		a.Kind, a.Prompt, a.Encoder = peft.PTuning, t.Inject.Virtual, map[string]string{"lstm": "LSTM", "mlp": "MLP"}[s.Encoder]
	case s.Method == "p-tuning" || s.Method == "prompt-tuning":
		a.Kind, a.Prompt = peft.PromptTuning, t.Inject.Virtual
	default:
		return nil, fmt.Errorf("method %s makes no soft prompt that PEFT knows: accepted are prompt-tuning, p-tuning, prefix-tuning, p-tuning-v2, deep-hidden", s.Method)
	}
	if s.Placement != "" && s.Placement != "prefix" {
		return nil, fmt.Errorf("placement %s has no form in PEFT: accepted is prefix", s.Placement)
	}
	if s.Positions == "zero" {
		return nil, errors.New("positions zero has no form in PEFT, where tokens behind a prefix of n start at position n: accepted is hf")
	}
	for l := range c.L {
		if a.Kind == peft.PrefixTuning && t.Inject.At(l) == 0 {
			return nil, fmt.Errorf("layers %s has no form in PEFT, which puts the prefix into every layer: accepted is all", s.Layers)
		}
	}
	if t.Heads != nil {
		h := t.Heads[set]
		a.Task, a.Classes, a.HeadW, a.HeadB = peft.TokenCls, h.K, h.W, h.B
	}
	return a, nil
}

// writeFolder makes a folder with all files or none: it is filled under another name first. An old folder is not touched.
func writeFolder(dir string, files map[string][]byte) error {
	if left, err := os.ReadDir(dir); err == nil && len(left) > 0 {
		return fmt.Errorf("%s is not empty: accepted is a new folder", dir)
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
