package main

import (
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"promptscope/internal/export"
	"promptscope/sim/backbone/pretrained"
	"promptscope/sim/ckpt"
	"promptscope/sim/peft"
	"promptscope/sim/run"
	"promptscope/sim/train"
	"promptscope/sim/tune"
)

// folders are what a run reads from disk: a checkpoint instead of a backbone, an adapter to begin from, labelled data instead of a
// task. Empty is none.
type folders struct {
	model, start string
	data         ownData
}

// beginning is what a run took from disk, a line of --json; nil if it took nothing that needs a word.
type beginning struct {
	Event string `json:"event"` // "start"
	Start string `json:"start,omitempty"`
	Head  string `json:"head"`          // "taken" from the adapter, "new", or "none": words are the answers
	Why   string `json:"why,omitempty"` // it is not taken
}

// String is the line for people.
func (b *beginning) String() string {
	text := "head " + b.Head
	if b.Head == "taken" {
		text += " from " + b.Start
	}
	if b.Why != "" {
		text += ": " + b.Why
	}
	return text
}

// openRun checks the flags of a run and builds its trainer.
func openRun(s run.Spec, d *folders) (*train.Trainer, *sources, *beginning, error) {
	typed := s
	if d.model != "" {
		s.Backbone = run.Custom + filepath.Base(d.model)
	}
	var saved *peft.Adapter
	if d.start != "" {
		var err error
		if saved, err = peft.Read(os.DirFS(d.start)); err != nil {
			return nil, nil, nil, fmt.Errorf("%s: %w", d.start, err)
		}
		if err := saved.Adopt(&s.Settings); err != nil {
			return nil, nil, nil, errUsage{fmt.Errorf("--start %s: %w", d.start, err)}
		}
	}
	o, t, err := openTrainer(s, typed, d)
	if err != nil {
		return nil, nil, nil, err
	}
	if err := canAnswer(t, o.Checkpoint, d.model); err != nil {
		return nil, nil, nil, errUsage{err}
	}
	began, err := begin(t, saved, o.Checkpoint, d)
	if err != nil {
		return nil, nil, nil, errUsage{err}
	}
	return t, o, began, nil
}

// openTrainer opens model and data and builds the trainer on them; typed are the settings as they were typed.
func openTrainer(s, typed run.Spec, d *folders) (*sources, *train.Trainer, error) {
	err := d.data.alone()
	if err == nil && d.data.file == "" {
		_, err = train.Resolve(s)
	}
	if err == nil {
		err = fits(typed)
	}
	if err != nil {
		return nil, nil, errUsage{err}
	}
	if d.data.file != "" {
		return d.data.open(s, d.model)
	}
	ck, err := openModel(s.Backbone, d.model)
	if err != nil {
		return nil, nil, err
	}
	t, err := train.New(s, ck)
	if err != nil {
		return nil, nil, errUsage{err}
	}
	return &sources{Checkpoint: ck}, t, nil
}

// openModel opens a folder on disk, or an embedded backbone.
func openModel(name, folder string) (*ckpt.Checkpoint, error) {
	if folder == "" {
		return pretrained.Open(name)
	}
	c, err := ckpt.Read(os.DirFS(folder))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", folder, err)
	}
	return c, nil
}

// canAnswer refuses a task that reads a head which the checkpoint does not have: trained on zeros, all words stay equally
// likely.
func canAnswer(t *train.Trainer, ck *ckpt.Checkpoint, folder string) error {
	if t.Trained().Heads == nil && ck.Lacks("words") {
		return fmt.Errorf("--model %s has no head for words (%s), which task %s reads with method %s: want a checkpoint of masked words, or a task with a head of its own (srl, ner, rel with --head linear)",
			folder, ck.Missing[len(ck.Missing)-1], t.Spec().Task, t.Spec().Method)
	}
	return nil
}

// fits refuses a knob that the method does not have: a run without it would not be what was asked for. Links and grids may
// name knobs of several methods at once, so Resolve clears them silently.
func fits(s run.Spec) error {
	m, err := tune.Lookup(s.Method)
	if err != nil {
		return err
	}
	info := m.Info()
	for _, k := range run.Knobs() {
		if k.Given(&s.Settings) && !info.Has(k.ID) {
			if len(info.Knobs) == 0 {
				return fmt.Errorf("--%s: %s has no settings of its own", k.ID, s.Method)
			}
			return fmt.Errorf("--%s: %s has no such setting, want one of --%s", k.ID, s.Method, strings.Join(info.Knobs, ", --"))
		}
	}
	return nil
}

// begin starts a run from a saved prompt, and says what becomes of the heads on disk.
func begin(t *train.Trainer, saved *peft.Adapter, ck *ckpt.Checkpoint, d *folders) (*beginning, error) {
	if saved == nil {
		if len(ck.Other) == 0 {
			return nil, nil
		}
		return &beginning{Event: "start", Head: "new", Why: "the classifier of --model is left out; a run brings its own"}, nil
	}
	fail := func(err error) (*beginning, error) { return nil, fmt.Errorf("--start %s: %w", d.start, err) }
	if err := saved.Fits(ck.Params.Config); err != nil {
		return fail(err)
	}
	in, _ := saved.Inject()
	w, b, why := export.HeadFor(t.Trained(), saved)
	took, err := t.Begin(&in, w, b)
	if err != nil {
		return fail(err)
	}
	out := &beginning{Event: "start", Start: d.start, Head: "new", Why: why}
	switch {
	case took:
		out.Head = "taken"
	case len(t.Trained().Heads) == 0:
		out.Head = "none"
	}
	return out, nil
}
