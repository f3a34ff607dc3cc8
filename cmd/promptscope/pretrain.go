package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"promptscope/sim/backbone"
	"promptscope/sim/ckpt"
	"promptscope/sim/nn"
	"promptscope/sim/pretrain"
	"promptscope/sim/world"
)

func runPretrain(args []string, out io.Writer) error {
	f := newFlags("pretrain", out)
	name := f.String("backbone", backbone.Default, "which backbone, see promptscope backbones")
	dir := f.String("out", "", "folder to write config.json, model.safetensors and vocab.txt to (required)")
	steps := f.Int("steps", 0, "optimiser steps (0 = the recipe's)")
	seed := f.Uint64("seed", 1, "seed of corpus, start and batch order")
	if err := parse(f, args); err != nil {
		return err
	}
	b, err := backbone.Lookup(*name)
	if err != nil {
		return errUsage{err}
	}
	if *dir == "" {
		return errUsage{fmt.Errorf("--out is missing: accepted is a folder to write")}
	}
	if *steps < 0 {
		return errUsage{fmt.Errorf("--steps %d: accepted are 0 (the recipe's) and more", *steps)}
	}
	// Find out now, not after a quarter of an hour, whether the folder can be written.
	if err := os.MkdirAll(*dir, 0o755); err != nil {
		return err
	}
	t := pretrain.New(b, *seed, *steps)
	bar := newBar(t.Steps)
	sum := 0.0
	for t.Step < t.Steps {
		t.Do()
		sum += t.Loss
		bar.Add(1)
		if t.Step%1000 == 0 {
			bar.Clear()
			fmt.Fprintf(out, "step %5d  loss %.3f %s\n", t.Step, sum/1000, facts(t))
			sum = 0
		}
	}
	stored := ckpt.Dtype(b.Dtype)
	ckpt.Round(t.Model.Params, stored)
	t.Model = nn.NewModel(t.Model.Params) // what is measured is what is written
	for i, data := range ckpt.EncodeAs(t.Model.Params, t.Vocab, stored) {
		if err := writeFile(filepath.Join(*dir, ckpt.Files()[i]), data); err != nil {
			return err
		}
	}
	fmt.Fprintf(out, "%s: %d numbers, sha256 %s,%s -> %s\n", b.Name, len(t.Model.Data), t.Model.Params.SHA256()[:12], facts(t), *dir)
	return nil
}

// facts measures the first template of each relation.
func facts(t *pretrain.Trainer) string {
	s := ""
	for _, r := range world.Relations() {
		s += fmt.Sprintf(" %s %.1f%%", r, 100*pretrain.Accuracy(t.Model, t.Vocab, r, world.FactTemplates(r)[0]))
	}
	return s
}

// writeFile replaces a file in one step, so that a full disk or a kill leaves the old one.
func writeFile(name string, data []byte) error {
	tmp := name + ".tmp"
	if err := os.WriteFile(tmp, data, 0o644); err != nil {
		return err
	}
	return os.Rename(tmp, name)
}
