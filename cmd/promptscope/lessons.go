package main

import (
	"fmt"
	"io"
	"os"
	"path/filepath"

	"promptscope/internal/content/cards"
	"promptscope/internal/content/lessons"
	"promptscope/internal/proof"
	"promptscope/sim/backbone/pretrained"
)

// runLessons is "lessons check DIR": a course in a folder is checked as that of the program is.
func runLessons(args []string, out io.Writer) error {
	const usage = "want lessons check DIR [--results DIR] [--train]"
	if len(args) == 0 || args[0] != "check" {
		return errUsage{fmt.Errorf("lessons: %s", usage)}
	}
	dir, rest := "", args[1:]
	if len(rest) > 0 && (len(rest[0]) == 0 || rest[0][0] != '-') {
		dir, rest = rest[0], rest[1:]
	}
	f := newFlags("lessons check", out)
	runs := f.String("results", filepath.Join("docs", "results"), "folder of committed runs: docs/results, or one that promptscope sweep has filled")
	train := f.Bool("train", false, "train what no committed run says, for three seeds")
	if err := parse(f, rest); err != nil {
		return err
	}
	if dir == "" {
		return errUsage{fmt.Errorf("lessons check: no folder; %s", usage)}
	}
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return errUsage{fmt.Errorf("lessons check: %s is no folder, want one with course.toml and a file a lesson", dir)}
	}
	return checkLessons(dir, *runs, *train, out)
}

func checkLessons(dir, runs string, train bool, out io.Writer) error {
	c, err := lessons.Read(os.DirFS(dir))
	if err != nil {
		return err
	}
	bank, err := cards.Open()
	if err != nil {
		return err
	}
	b, err := proof.New(os.DirFS(runs), pretrained.Open)
	if err != nil {
		return fmt.Errorf("--results %s: %w", runs, err)
	}
	if train {
		b.Training = proof.Needed
	}
	errs := lessons.Check(c, lessons.World{Bench: b,
		Card: func(id string) bool { _, k := bank.Find(id); return k != nil },
		Work: func(id string) bool { return bank.Work(id) != nil }})
	for _, e := range errs {
		fmt.Fprintln(out, e)
	}
	if len(errs) > 0 {
		return fmt.Errorf("%s: %d things to mend in %d lessons", dir, len(errs), len(c.Lessons))
	}
	fmt.Fprintf(out, "%s: %d lessons, nothing to mend\n", dir, len(c.Lessons))
	return nil
}
