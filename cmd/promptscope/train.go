package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
	"text/tabwriter"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"

	"promptscope/sim/backbone"
	"promptscope/sim/run"
	"promptscope/sim/train"
)

// The lines of train --json.
type (
	resumedLine struct {
		Event string `json:"event"`
		Step  int    `json:"step"`
	}
	stepLine struct {
		Event string  `json:"event"`
		Step  int     `json:"step"`
		Loss  float64 `json:"loss"`
	}
	evalLine struct {
		Event    string     `json:"event"`
		Step     int32      `json:"step"`
		Loss     float32    `json:"eval_loss"`
		Accuracy float32    `json:"eval_accuracy"`
		Parts    []run.Part `json:"parts,omitempty"` // of a joint task
	}
	doneLine struct {
		Event     string     `json:"event"` // "done" or "diverged"
		Method    string     `json:"method"`
		Task      string     `json:"task"`
		Backbone  string     `json:"backbone"`
		Seed      uint64     `json:"seed"`
		Step      int32      `json:"step"`
		Loss      float32    `json:"loss"`
		EvalLoss  float32    `json:"eval_loss"`
		Accuracy  float32    `json:"eval_accuracy"`
		Measure   string     `json:"measure"`
		Parts     []run.Part `json:"parts,omitempty"` // of a joint task
		Trainable int64      `json:"trainable"`
		Total     int64      `json:"total"`
		Before    string     `json:"backbone_sha256_before"`
		After     string     `json:"backbone_sha256_after"`
		Digest    string     `json:"digest"`
		Seconds   float64    `json:"seconds"`
		Message   string     `json:"message,omitempty"`
	}
)

// specFlags adds the flags of a run; a knob's flag has the knob's name.
func specFlags(f *flag.FlagSet, s *run.Spec) *folders {
	d := &folders{}
	f.StringVar(&s.Task, "task", train.DefaultTask, "task, see promptscope tasks")
	f.StringVar(&s.Split, "split", "", "validation: score on the validation split, for choosing settings (default: the test split)")
	f.IntVar(&s.Labels, "labels", 0, "labelled training examples (0 = the task's default)")
	f.StringVar(&s.Backbone, "backbone", backbone.Default, "backbone, see promptscope backbones")
	f.StringVar(&d.model, "model", "", "train on this checkpoint folder (config.json, model.safetensors, vocab.txt) instead of a backbone")
	f.StringVar(&s.Method, "method", train.DefaultMethod, "method, see promptscope methods")
	f.StringVar(&s.Head, "head", "", "how a classification (rel) is answered: "+strings.Join(run.Heads(), ", ")+"; linear reads [CLS], and is all that the linear probe has")
	for _, k := range run.Knobs() {
		switch about := k.About; {
		case k.Switch != nil:
			f.BoolVar(k.Switch(&s.Settings), k.ID, false, about)
		case k.Number != nil:
			f.IntVar(k.Number(&s.Settings), k.ID, 0, about+" (0 = the method's default)")
		default:
			if !k.Free {
				about += ": " + strings.Join(k.Values, ", ")
			}
			f.StringVar(k.Text(&s.Settings), k.ID, "", about)
		}
	}
	f.Float64Var(&s.LR, "lr", 0, "peak learning rate (0 = recommended)")
	f.IntVar(&s.Steps, "steps", 0, "optimiser steps (0 = the task's default)")
	f.IntVar(&s.Batch, "batch", 0, "examples per step (0 = 16)")
	f.Uint64Var(&s.Seed, "seed", 1, "seed of prompt start and batch order")
	d.data.flags(f)
	f.StringVar(&d.start, "start", "", "begin from the prompt or the LoRA in this adapter folder of promptscope export or PEFT, and from its head if that reads the same and has as many classes; the run says whether it does")
	return d
}

func runTrain(args []string, out io.Writer) error {
	var s run.Spec
	f := newFlags("train", out)
	d := specFlags(f, &s)
	asJSON := f.Bool("json", false, "one JSON object a line")
	dir := f.String("out", "", "folder to make for the adapter of a run on --data; promptscope predict and PEFT open it")
	if err := parse(f, args); err != nil {
		return err
	}
	t, opened, began, err := openRun(s, d)
	if err != nil {
		return err
	}
	if err := opened.canSave(t, *dir); err != nil {
		return err
	}
	var r reporter = &people{out: out, total: t.Spec().Steps}
	if *asJSON {
		r = &machine{enc: json.NewEncoder(out)}
	}
	opened.tell(r)
	r.began(began)
	keep, from, err := newKeeper(t, *dir)
	if err != nil {
		return err
	}
	if from > 0 {
		r.resumed(from)
	}
	if err := follow(t, r, keep.tick); err != nil || *dir == "" {
		return err
	}
	if err := opened.save(t, *dir); err != nil {
		return err
	}
	keep.done()
	return nil
}

// reporter prints a run.
type reporter interface {
	began(*beginning) // nil is nothing to say
	found(*dataLine)
	resumed(step int)
	step(step int, loss float64)
	eval(run.Eval, []run.Part)
	done(doneLine)
	err() error // of printing
}

// follow trains to the end and reports; between pieces of work it asks pause whether to go on.
func follow(t *train.Trainer, r reporter, pause func() error) error {
	start := time.Now()
	seen, steps, before := len(t.Evals()), t.StepsDone(), t.Sha()
	for !t.Over() {
		t.Tick()
		if err := pause(); err != nil {
			return err
		}
		if before == "" {
			before = t.Sha()
		}
		if t.StepsDone() > steps {
			steps = t.StepsDone()
			r.step(steps, t.Loss())
		}
		for ; seen < len(t.Evals()); seen++ {
			r.eval(t.Evals()[seen], t.Parts())
		}
	}
	var snap run.Snapshot
	t.Fill(&snap)
	s := t.Spec()
	line := doneLine{Event: "done", Method: s.Method, Task: s.Task, Backbone: s.Backbone, Seed: s.Seed, Step: snap.Step, Loss: snap.Loss,
		EvalLoss: snap.EvalLoss, Accuracy: snap.EvalAccuracy, Measure: snap.Measure, Parts: snap.Parts, Trainable: snap.Trainable, Total: snap.Total,
		Before: before, After: t.Rehash(), Digest: snap.Digest, Seconds: time.Since(start).Seconds(), Message: t.Diverged()}
	if line.Message != "" {
		line.Event = "diverged"
	}
	r.done(line)
	if line.Message != "" {
		return errors.New("diverged: " + line.Message)
	}
	return r.err()
}

// machine prints JSON lines. A line that JSON cannot say is an error, kept until the run is over.
type machine struct {
	enc   *json.Encoder
	first error
}

func (m *machine) print(line any) {
	if err := m.enc.Encode(line); m.first == nil {
		m.first = err
	}
}

func (m *machine) began(b *beginning) {
	if b != nil {
		m.print(b)
	}
}
func (m *machine) found(d *dataLine)           { m.print(d) }
func (m *machine) resumed(step int)            { m.print(resumedLine{"resumed", step}) }
func (m *machine) step(step int, loss float64) { m.print(stepLine{"step", step, loss}) }
func (m *machine) eval(e run.Eval, parts []run.Part) {
	m.print(evalLine{"eval", e.Step, e.Loss, e.Accuracy, parts})
}
func (m *machine) done(d doneLine) { m.print(d) }
func (m *machine) err() error      { return m.first }

// people prints a progress bar, the evaluations and a small table.
type people struct {
	out   io.Writer
	total int
	bar   *progressbar.ProgressBar
}

func (p *people) began(b *beginning) {
	if b != nil {
		fmt.Fprintln(p.out, b)
	}
}

func (p *people) resumed(step int)  { fmt.Fprintf(p.out, "goes on at step %d\n", step) }
func (p *people) found(d *dataLine) { fmt.Fprint(p.out, d) }

func (p *people) err() error { return nil }

func (p *people) step(step int, loss float64) {
	if p.bar == nil {
		p.bar = newBar(p.total)
	}
	p.bar.Describe(fmt.Sprintf("loss %.3f", loss))
	p.bar.Add(1)
}

func (p *people) eval(e run.Eval, parts []run.Part) {
	if p.bar != nil {
		p.bar.Clear()
	}
	fmt.Fprintf(p.out, "step %5d   held-out loss %.3f   held-out %5.1f %%%s\n", e.Step, e.Loss, 100*e.Accuracy, each(parts))
}

// each names the measures whose mean is that of a joint task.
func each(parts []run.Part) (out string) {
	for _, p := range parts {
		out += fmt.Sprintf("   %s %5.1f %%", p.Task, 100*p.Accuracy)
	}
	return out
}

func (p *people) done(d doneLine) {
	w := tabwriter.NewWriter(p.out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "\nmethod\t%s on %s, backbone %s, seed %d\n", d.Method, d.Task, d.Backbone, d.Seed)
	fmt.Fprintf(w, "held-out %s\t%.1f %% (loss %.3f) after %d steps\n", d.Measure, 100*d.Accuracy, d.EvalLoss, d.Step)
	if d.Parts != nil {
		fmt.Fprintf(w, "the mean of\t%s\n", strings.TrimSpace(each(d.Parts)))
	}
	fmt.Fprintf(w, "trained numbers\t%d of %d (%.2f %%)\n", d.Trainable, d.Total, 100*float64(d.Trainable)/float64(d.Total))
	same := "unchanged"
	if d.Before != d.After {
		same = "changed to " + d.After[:12]
	}
	fmt.Fprintf(w, "backbone\t%s, %s\n", d.Before[:min(12, len(d.Before))], same)
	fmt.Fprintf(w, "digest\t%s in %.1f s\n", d.Digest, d.Seconds)
	w.Flush()
}

// newBar is the progress bar of long work. It is drawn on the error stream, and only for a person.
func newBar(total int) *progressbar.ProgressBar {
	return progressbar.NewOptions(total, progressbar.OptionSetWriter(os.Stderr), progressbar.OptionShowIts(), progressbar.OptionSetItsString("steps"),
		progressbar.OptionSetPredictTime(true), progressbar.OptionThrottle(100*time.Millisecond), progressbar.OptionClearOnFinish(),
		progressbar.OptionSetVisibility(term.IsTerminal(int(os.Stderr.Fd()))))
}
