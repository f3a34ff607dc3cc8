package main

import (
	"bytes"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"

	"promptscope/internal/results"
	"promptscope/internal/sweep"
	"promptscope/sim/backbone/pretrained"
	"promptscope/sim/run"
	"promptscope/sim/train"
)

func runResults(args []string, out io.Writer) error {
	f := newFlags("results", out)
	dir := f.String("dir", filepath.Join("docs", "results"), "folder of the runs and plots; a sweep goes on where it was")
	page := f.String("page", filepath.Join("docs", "results.md"), "the page to write")
	jobs := f.Int("jobs", runtime.NumCPU(), "runs at a time; 0 = write the page from the runs that are there")
	if err := parse(f, args); err != nil {
		return err
	}
	if *jobs < 0 || *jobs > maxJobs {
		return errUsage{fmt.Errorf("--jobs %d: want 0 to %d", *jobs, maxJobs)}
	}
	if err := replaceable(*page, results.Ours); err != nil { // before training, not after
		return err
	}
	var failed error
	points, err := results.Points(func(s run.Spec) int64 {
		ck, err := pretrained.Open(s.Backbone)
		if err != nil {
			failed = err
			return 0
		}
		return train.Cost(s, ck.Params.Config)
	})
	if err == nil {
		err = failed
	}
	if err != nil {
		return err
	}
	if *jobs > 0 {
		if err := doSweep(out, points, len(points), 0, *dir, sweep.Shard{I: 1, K: 1}, *jobs); err != nil {
			return err
		}
	}
	return writeResults(out, points, *dir, *page)
}

// writeResults writes the page and its plots from the runs of the plan; others in the folder are left out.
func writeResults(out io.Writer, points []run.Spec, dir, page string) error {
	all, damaged, err := sweep.Read(os.DirFS(dir))
	if err != nil {
		return fmt.Errorf("%s: %w", dir, err)
	}
	warn(out, dir, damaged)
	lines := results.Planned(all, points)
	if len(lines) == 0 {
		return fmt.Errorf("%s has no run of the plan: want the folder of make results, or --jobs above 0 to train them", dir)
	}
	var text bytes.Buffer
	results.Write(&text, lines, len(points)-len(lines))
	if err := replace(page, text.Bytes(), results.Ours); err != nil {
		return err
	}
	plots, err := results.Plots(lines)
	if err != nil {
		return err
	}
	for _, name := range slices.Sorted(maps.Keys(plots)) {
		if err := replace(filepath.Join(dir, name), plots[name], drawn); err != nil {
			return err
		}
	}
	fmt.Fprintf(out, "%d of %d runs -> %s\n", len(lines), len(points), page)
	return nil
}
