package main

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"time"

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
	over := f.Bool("replace", false, "write over the model that --out holds")
	if err := parse(f, args); err != nil {
		return err
	}
	b, err := backbone.Lookup(*name)
	if err != nil {
		return errUsage{err}
	}
	if *dir == "" {
		return errUsage{fmt.Errorf("--out is missing: want a folder to write")}
	}
	if *steps < 0 || *steps > maxPretrain {
		return errUsage{fmt.Errorf("--steps %d: want 0 (the recipe's) to %d", *steps, maxPretrain)}
	}
	if err := vacant(*dir); err != nil && !*over {
		return err
	}
	// Find out now, not after a quarter of an hour, whether the folder can be written.
	if err := os.MkdirAll(*dir, 0o755); err != nil {
		return err
	}
	t := pretrain.New(b, *seed, *steps)
	if err := resume(t, *dir, out); err != nil {
		return err
	}
	if err := finish(t, *dir, out); err != nil {
		return err
	}
	stored := ckpt.Dtype(b.Dtype)
	ckpt.Round(t.Model.Params, stored)
	t.Model = nn.NewModel(t.Model.Params) // what is measured is what is written
	for i, data := range ckpt.EncodeAs(t.Model.Params, t.Vocab, stored) {
		if err := writeFile(filepath.Join(*dir, ckpt.Files()[i]), data); err != nil {
			return err
		}
	}
	if err := os.Remove(filepath.Join(*dir, stateFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	fmt.Fprintf(out, "%s: %d numbers, sha256 %s,%s -> %s\n", b.Name, len(t.Model.Data), t.Model.Params.SHA256()[:12], facts(t), *dir)
	return nil
}

// maxPretrain is a thousand times what any recipe takes.
const maxPretrain = 20_000_000

// vacant returns an error if a folder holds a model already, and not the work of a run that goes on.
func vacant(dir string) error {
	if _, err := os.Stat(filepath.Join(dir, stateFile)); err == nil {
		return nil
	}
	for _, name := range ckpt.Files() {
		if _, err := os.Stat(filepath.Join(dir, name)); err == nil {
			return fmt.Errorf("%s is there: want a folder without a model, or --replace to write over it", filepath.Join(dir, name))
		}
	}
	return nil
}

// stateFile is what an interrupted run leaves in its folder.
const stateFile = "pretrain.state"

// saveEvery is how much work a kill can cost.
const saveEvery = 30 * time.Second

// resume goes on where a run into the same folder was interrupted.
func resume(t *pretrain.Trainer, dir string, out io.Writer) error {
	name := filepath.Join(dir, stateFile)
	state, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err == nil {
		err = t.Restore(state)
	}
	if err != nil {
		return fmt.Errorf("%s: %w (delete the file to start again, or choose another --out)", name, err)
	}
	fmt.Fprintf(out, "continues at step %d of %d\n", t.Step, t.Steps)
	return nil
}

// finish does the steps that are left.
func finish(t *pretrain.Trainer, dir string, out io.Writer) error {
	bar := newBar(t.Steps - t.Step)
	sum, counted, saved := 0.0, 0, time.Now()
	for t.Step < t.Steps {
		t.Do()
		sum, counted = sum+t.Loss, counted+1
		bar.Add(1)
		if t.Step%1000 == 0 {
			bar.Clear()
			fmt.Fprintf(out, "step %5d  loss %.3f %s\n", t.Step, sum/float64(counted), facts(t))
			sum, counted = 0, 0
		}
		if time.Since(saved) > saveEvery && t.Step < t.Steps {
			if err := writeFile(filepath.Join(dir, stateFile), t.State()); err != nil {
				return err
			}
			saved = time.Now()
		}
	}
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
