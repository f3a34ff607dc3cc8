package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
)

// runCheck reads model and data as a training would, and lists all that it finds. Its exit code is 1 if nothing can be trained.
func runCheck(args []string, out io.Writer) error {
	f := newFlags("check", out)
	model := f.String("model", "", "checkpoint folder (required)")
	var d ownData
	d.flags(f)
	asJSON := f.Bool("json", false, "one JSON object")
	if err := parse(f, args); err != nil {
		return err
	}
	if *model == "" || d.file == "" {
		return errUsage{errors.New("check --model DIR --data FILE: both are needed")}
	}
	set, file, err := d.read(splitSeed)
	if err != nil {
		return err
	}
	m, err := openModelOf("", *model)
	if err != nil {
		return err
	}
	_, line, bad := d.task(set, file, m)
	if line == nil {
		return bad
	}
	if *asJSON {
		if err := json.NewEncoder(out).Encode(line); err != nil {
			return err
		}
		return bad
	}
	c := m.Params.Config
	fmt.Fprintf(out, "model: %d layers, width %d, %d heads, %d pieces, %d positions\n", c.L, c.C, c.NH, c.V, c.MaxPos)
	for _, name := range m.Missing {
		fmt.Fprintf(out, "  without %s\n", name)
	}
	all := line.Problems
	line.Problems = nil
	fmt.Fprint(out, line)
	for _, p := range all {
		fmt.Fprintln(out, "  "+p)
	}
	return bad
}
