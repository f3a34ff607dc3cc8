package main

import (
	"cmp"
	"errors"
	"fmt"
	"io"
	"path/filepath"

	"promptscope/internal/export"
	"promptscope/sim/run"
)

func runExport(args []string, out io.Writer) error {
	var s run.Spec
	f := newFlags("export", out)
	d := specFlags(f, &s)
	dir := f.String("out", "", "folder to make: adapter/ for PEFT, backbone/ for transformers, a README and load.py; of a joint task adapter-TASK/ and backbone-TASK/ for each part (required)")
	format := f.String("format", export.Auto, "auto: whatever the method has; peft: adapters for PEFT; own: a layout of ours where PEFT has none, with a load.py for transformers")
	if err := parse(f, args); err != nil {
		return err
	}
	if *dir == "" {
		return errUsage{errors.New("--out is missing: want a folder to make")}
	}
	t, opened, began, err := openRun(s, d)
	if err != nil {
		return err
	}
	// Before training, not after: is there a form for it, and a place?
	if _, err := export.Parts(t.Trained(), *format); err != nil {
		return errUsage{err}
	}
	if err := free(*dir); err != nil {
		return err
	}
	r := &people{out: out, total: t.Spec().Steps}
	opened.tell(r)
	r.began(began)
	if err := follow(t, r, func() error { return nil }); err != nil {
		return err
	}
	parts, err := export.Parts(t.Trained(), *format)
	if err != nil {
		return err
	}
	whole, err := filepath.Abs(*dir)
	if err != nil {
		return err
	}
	files, err := export.Files(t.Trained(), opened.Checkpoint, parts, whole, opened.Files)
	if err != nil {
		return err
	}
	if err := writeFolder(*dir, files); err != nil {
		return err
	}
	for _, p := range parts {
		fmt.Fprintf(out, "%s %s, %s -> %s\n", p.Adapter.Kind, cmp.Or(p.Adapter.Task, "no task"), p.Adapter.Size(), filepath.Join(*dir, p.Name))
	}
	return nil
}
