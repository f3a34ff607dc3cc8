package main

import (
	"bytes"
	"errors"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"strings"
	"time"

	"github.com/schollz/progressbar/v3"

	"promptscope/internal/sweep"
	"promptscope/sim/backbone"
	"promptscope/sim/backbone/pretrained"
	"promptscope/sim/run"
	"promptscope/sim/task"
	"promptscope/sim/train"
	"promptscope/sim/tune"
)

// maxJobs is more than any machine has cores.
const maxJobs = 1024

func runSweep(args []string, out io.Writer) error {
	f := newFlags("sweep", out)
	const list = " (a list: a,b or a;b)"
	text := map[string]*string{
		"task":     f.String("task", train.DefaultTask, "tasks"+list),
		"backbone": f.String("backbones", backbone.Default, "backbones"+list),
		"method":   f.String("methods", "prompt-tuning,p-tuning-v2,full", "methods, or all"+list),
		"seed":     f.String("seeds", "1-3", "seeds, such as 1-3 or 1,4"),
		"split":    f.String("split", "", "validation: score on the validation split"),
		"head":     f.String("head", "", "heads of classifications: "+strings.Join(run.Heads(), ", ")+list),
		"labels":   f.String("labels", "", "training examples"+list),
		"steps":    f.String("steps", "", "optimiser steps"+list),
		"batch":    f.String("batch", "", "examples per step"+list),
		"lr":       f.String("lr", "", "peak learning rates"+list),
	}
	order := []string{"task", "backbone", "method", "head", "split", "labels", "steps", "batch", "lr"}
	for _, k := range run.Knobs() {
		text[k.ID] = f.String(k.ID, "", k.About+list)
		order = append(order, k.ID)
	}
	order = append(order, "seed")
	shard := f.String("shard", "1/1", "do part i of k of the grid, i from 1")
	jobs := f.Int("jobs", runtime.NumCPU(), "runs at a time")
	dir := f.String("out", "", "folder of the results (required); a sweep goes on where it was")
	if err := parse(f, args); err != nil {
		return err
	}
	if *dir == "" {
		return errUsage{errors.New("--out is missing: want the folder of the results")}
	}
	if *jobs < 1 || *jobs > maxJobs {
		return errUsage{fmt.Errorf("--jobs %d: want 1 to %d", *jobs, maxJobs)}
	}
	part, err := sweep.ParseShard(*shard)
	if err != nil {
		return errUsage{err}
	}
	var axes []sweep.Axis
	for _, id := range order {
		a := sweep.Axis{ID: id, Values: sweep.List(*text[id])}
		switch {
		case id == "seed":
			if a.Values, err = sweep.Seeds(*text[id]); err != nil {
				return errUsage{err}
			}
		case id == "method" && *text[id] == "all":
			a.Values = nil
			for _, m := range tune.All() {
				a.Values = append(a.Values, m.ID)
			}
		}
		if err := known(a); err != nil {
			return errUsage{err}
		}
		if len(a.Values) > 0 {
			axes = append(axes, a)
		}
	}
	points, skipped, err := sweep.Points(axes)
	if err != nil {
		return errUsage{err}
	}
	return doSweep(out, part.Of(points), len(points), skipped, *dir, part, *jobs)
}

// known refuses names that no combination could make right.
func known(a sweep.Axis) error {
	for _, v := range a.Values {
		var err error
		switch a.ID {
		case "task":
			_, err = task.Lookup(v)
		case "method":
			_, err = tune.Lookup(v)
		case "backbone":
			_, err = backbone.Lookup(v)
		}
		if i := slices.IndexFunc(run.Knobs(), func(k run.Knob) bool { return k.ID == a.ID && k.Values != nil }); i >= 0 {
			err = run.Knobs()[i].Check(v)
		}
		if err != nil {
			return err
		}
	}
	return nil
}

func doSweep(out io.Writer, points []run.Spec, all, skipped int, dir string, part sweep.Shard, jobs int) error {
	st, err := sweep.Open(dir, part)
	if err != nil {
		return fmt.Errorf("%s: %w", dir, err)
	}
	defer st.Close()
	warn(out, dir, st.Damaged)
	left, err := sweep.Missing(points, st, pretrained.Open)
	if err != nil {
		return fmt.Errorf("%s: %w", dir, err)
	}
	fmt.Fprintf(out, "%d runs in the grid (%d combinations make no sense), %d in shard %d/%d, %d to do\n", all, skipped, len(points), part.I, part.K, len(left))
	cost, total := map[run.Spec]int64{}, int64(0)
	for _, s := range left {
		ck, err := pretrained.Open(s.Backbone)
		if err != nil {
			return err
		}
		cost[s] = train.Cost(s, ck.Params.Config)
		total += cost[s]
	}
	// The bar counts work, not runs, so that its time left holds when runs differ.
	bar := progressbar.NewOptions64(max(1, total), progressbar.OptionSetWriter(os.Stderr), progressbar.OptionSetPredictTime(true), progressbar.OptionThrottle(200*time.Millisecond))
	done := 0
	err = sweep.Run(left, st, pretrained.Open, jobs, func(l sweep.Line) {
		done++
		bar.Describe(fmt.Sprintf("%d/%d runs", done, len(left)))
		bar.Add64(cost[l.Spec])
	})
	if err != nil {
		return err
	}
	fmt.Fprintf(out, "%d runs done -> %s\n", done, dir)
	return nil
}

func runReport(args []string, out io.Writer) error {
	f := newFlags("report", out)
	plots := f.String("plots", "", "folder for the pictures (default DIR/plots)")
	// The folder may stand before the flags, as people type it.
	dir := ""
	if len(args) > 0 && !strings.HasPrefix(args[0], "-") {
		dir, args = args[0], args[1:]
	}
	if err := parse(f, args); err != nil {
		return err
	}
	if dir == "" {
		return errUsage{errors.New("no folder: want promptscope report DIR [--plots DIR]")}
	}
	if *plots == "" {
		*plots = filepath.Join(dir, "plots")
	}
	lines, damaged, err := sweep.Read(os.DirFS(dir))
	if err != nil {
		return fmt.Errorf("%s: %w: want a folder of promptscope sweep", dir, err)
	}
	warn(out, dir, damaged)
	if len(lines) == 0 {
		return fmt.Errorf("%s has no finished runs: want a folder of promptscope sweep", dir)
	}
	groups := sweep.Groups(lines)
	sweep.Tables(out, groups)
	files, err := sweep.Plots(groups)
	if err != nil {
		return err
	}
	if err := os.MkdirAll(*plots, 0o755); err != nil {
		return err
	}
	names := make([]string, 0, len(files))
	for name := range files {
		names = append(names, name)
	}
	slices.Sort(names)
	for _, name := range names {
		if err := replace(filepath.Join(*plots, name), files[name], drawn); err != nil {
			return err
		}
	}
	fmt.Fprintf(out, "%d runs; pictures in %s: %s\n", len(lines), *plots, strings.Join(names, ", "))
	return nil
}

// warn names lines of results that could not be read.
func warn(out io.Writer, dir string, damaged []string) {
	for _, d := range damaged {
		fmt.Fprintf(out, "warning: %s: %s; it is left out\n", dir, d)
	}
}

// drawn reports whether a file is a picture as ours are: the plotter signs its SVG files.
func drawn(old []byte) bool {
	return bytes.HasPrefix(old, []byte("\x89PNG")) || bytes.Contains(old, []byte("Generated by SVGo and Plotinum VG"))
}
