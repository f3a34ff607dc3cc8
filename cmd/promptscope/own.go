package main

import (
	"errors"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"runtime"
	"strings"
	"sync"
	"sync/atomic"

	"promptscope/internal/export"
	"promptscope/internal/own"
	"promptscope/sim/backbone/pretrained"
	"promptscope/sim/ckpt"
	"promptscope/sim/data"
	"promptscope/sim/peft"
	"promptscope/sim/run"
	"promptscope/sim/task"
	"promptscope/sim/train"
)

// ownData says which labelled data a run trains on.
type ownData struct {
	file, held, kind string
	share            float64
	tokens, cores    int
}

func (d *ownData) flags(f *flag.FlagSet) {
	f.StringVar(&d.file, "data", "", "train on these labelled sentences instead of a task: .tsv, .csv, .jsonl or .conll")
	f.StringVar(&d.held, "held-out", "", "score on this file (default: a fifth of --data, label by label)")
	f.StringVar(&d.kind, "kind", "", "what --data holds: "+strings.Join(data.Kinds(), ", ")+" (default: found out)")
	f.Float64Var(&d.share, "share", 0.2, "the share of --data that is held out")
	f.IntVar(&d.cores, "cores", runtime.NumCPU(), "cores that share a step of a run on --data; the numbers do not depend on it")
	f.IntVar(&d.tokens, "max-tokens", 128, "longest row in word pieces; what is longer is cut off")
}

// alone refuses flags that say how --data is read, without it.
func (d *ownData) alone() error {
	if d.file == "" && (d.held != "" || d.kind != "") {
		return errors.New("--held-out and --kind belong to --data, which is missing")
	}
	return nil
}

// sources is what a run stands on.
type sources struct {
	*ckpt.Checkpoint
	Files map[string][]byte // of the tokenizer somebody brought; nil for ours
	line  *dataLine         // nil without --data
	limit int               // longest row in pieces
	path  string            // of the model
}

// dataLine says how data were read, a line of --json.
type dataLine struct {
	Event    string         `json:"event"` // "data"
	File     string         `json:"file"`
	Kind     string         `json:"kind"`
	Format   string         `json:"format"`
	Train    int            `json:"train"`
	Held     int            `json:"held_out"`
	Point    float64        `json:"one_example_is"` // points of the measure
	Labels   []string       `json:"labels,omitempty"`
	Balance  map[string]int `json:"balance,omitempty"` // training rows or tags of each label
	Repeats  int            `json:"repeats"`           // left out
	Longest  int            `json:"longest"`           // row, in pieces
	Cut      int            `json:"cut"`
	Unknown  float64        `json:"unknown"`         // share of pieces
	Cores    int            `json:"cores,omitempty"` // that share a step
	Problems []string       `json:"problems,omitempty"`
}

// mostUnknown is the share of [UNK] from which on a model cannot read the data.
const mostUnknown = 0.2

// openModelOf opens the folder, or a backbone of ours with its words.
func openModelOf(name, folder string) (*own.Model, error) {
	if folder == "" {
		ck, err := pretrained.Open(name)
		if err != nil {
			return nil, errUsage{err}
		}
		return own.BuiltIn(ck)
	}
	m, err := own.Open(os.DirFS(folder))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", folder, err)
	}
	return m, nil
}

// read reads the files and divides the rows.
func (d *ownData) read(seed uint64) (*data.Set, *data.File, error) {
	if !(d.share > 0 && d.share < 1) {
		return nil, nil, errUsage{fmt.Errorf("--share %g: want a number between 0 and 1", d.share)}
	}
	f, err := readData(d.file, d.kind)
	if err != nil {
		return nil, nil, err
	}
	if d.held == "" {
		return f.Split(seed, d.share), f, nil
	}
	held, err := readData(d.held, f.Kind)
	if err != nil {
		return nil, nil, err
	}
	return f.With(held), f, nil
}

func readData(name, kind string) (*data.File, error) {
	content, err := os.ReadFile(name)
	if err != nil {
		return nil, err
	}
	f, err := data.Read(name, content, kind)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	return f, nil
}

// splitSeed divides the rows of a file, whatever the seed of the run, so that runs of different seeds compare.
const splitSeed = 1

// open opens model and data, and builds the trainer.
func (d *ownData) open(s run.Spec, folder string) (*sources, *train.Trainer, error) {
	set, f, err := d.read(splitSeed)
	if err != nil {
		return nil, nil, err
	}
	m, err := openModelOf(s.Backbone, folder)
	if err != nil {
		return nil, nil, err
	}
	if m.Params.Causal() {
		return nil, nil, errUsage{fmt.Errorf("%s is a causal model: want a BERT for --data", s.Backbone)}
	}
	t, line, err := d.task(set, f, m)
	if err != nil && line != nil {
		err = fmt.Errorf("%s: %w%s", d.file, err, line.some())
	}
	if err != nil {
		return nil, nil, err
	}
	x, err := train.NewOn(s, m.Checkpoint, t)
	if err != nil {
		return nil, nil, errUsage{err}
	}
	line.Cores = x.Spread(min(d.cores, mostCores), train.Fan(spread(min(d.cores, mostCores))))
	return &sources{m.Checkpoint, m.Files, line, d.limit(m), folder}, x, nil
}

// limit is the longest row in word pieces: what was asked for, or what the model has positions for beside the virtual tokens.
func (d *ownData) limit(m *own.Model) int { return min(d.tokens, m.Params.MaxPos-run.MaxN) }

// leastTokens is the least --max-tokens.
const leastTokens = 8

// task cuts the rows into the model's word pieces. The line is nil only where a flag is wrong; an error beside a line says why the rows cannot be trained on.
func (d *ownData) task(set *data.Set, f *data.File, m *own.Model) (*task.Task, *dataLine, error) {
	if d.limit(m) < leastTokens {
		return nil, nil, errUsage{fmt.Errorf("--max-tokens %d: want %d to %d", d.tokens, leastTokens, m.Params.MaxPos-run.MaxN)}
	}
	t, report, err := set.Task(name(d.file), m.Tok, d.limit(m))
	line := describe(d.file, f, set, report, len(t.Train), len(t.Heldout))
	if err == nil && report.Share() > mostUnknown {
		err = fmt.Errorf("the model does not know %.0f %% of the words: want a model of the language of the data", 100*report.Share())
	}
	return t, line, err
}

// mostCores bounds --cores: a batch has at most as many parts as examples.
const mostCores = run.MaxBatch

// spread does n jobs on so many goroutines.
func spread(cores int) func(n int, do func(i, hand int)) {
	return func(n int, do func(i, hand int)) {
		var next atomic.Int64
		var g sync.WaitGroup
		for hand := range min(cores, n) {
			g.Go(func() {
				for i := int(next.Add(1)) - 1; i < n; i = int(next.Add(1)) - 1 {
					do(i, hand)
				}
			})
		}
		g.Wait()
	}
}

// name is a file's name for the ID of its task.
func name(file string) string {
	base := filepath.Base(file)
	return strings.TrimSuffix(base, filepath.Ext(base))
}

// describe sums up.
func describe(file string, f *data.File, s *data.Set, r data.Report, train, held int) *dataLine {
	d := &dataLine{Event: "data", File: file, Kind: f.Kind, Format: f.Format, Train: train, Held: held, Point: 100 / float64(max(held, 1)), Labels: s.Labels,
		Repeats: s.Dropped, Longest: r.Longest, Cut: r.Cut, Unknown: r.Share()}
	if s.Labels != nil {
		d.Balance = map[string]int{}
		for i, n := range s.Balance() {
			d.Balance[s.Labels[i]] = n
		}
	}
	for _, p := range s.Problems {
		d.Problems = append(d.Problems, p.String())
	}
	return d
}

// shownProblems is how many lines a person gets to read before a run.
const shownProblems = 10

// some is the first problems, each on a line of its own.
func (d *dataLine) some() string {
	var b strings.Builder
	for i, p := range d.Problems {
		if i == shownProblems {
			fmt.Fprintf(&b, "\n  … %d more: promptscope check lists all", len(d.Problems)-i)
			break
		}
		b.WriteString("\n  " + p)
	}
	return b.String()
}

// String is the data for people.
func (d *dataLine) String() string {
	var b strings.Builder
	fmt.Fprintf(&b, "%s: %s, %d to train on, %d held out (one is %.1f points)", filepath.Base(d.File), d.Kind, d.Train, d.Held, d.Point)
	if d.Repeats > 0 {
		fmt.Fprintf(&b, ", %d repeats left out", d.Repeats)
	}
	fmt.Fprintf(&b, "\nlongest row %d pieces, %.1f %% unknown\n", d.Longest, 100*d.Unknown)
	for i, l := range d.Labels {
		if i == 12 {
			fmt.Fprintf(&b, "  … %d labels more", len(d.Labels)-i)
			break
		}
		fmt.Fprintf(&b, "  %s %d", l, d.Balance[l])
	}
	if d.Labels != nil {
		b.WriteString("\n")
	}
	if s := d.some(); s != "" {
		b.WriteString(strings.TrimPrefix(s, "\n") + "\n")
	}
	return b.String()
}

// tell reports how the data were read.
func (o *sources) tell(r reporter) {
	if o.line != nil {
		r.found(o.line)
	}
}

// canSave says before a training whether its result has a form, and a place.
func (o *sources) canSave(t *train.Trainer, dir string) error {
	switch {
	case dir == "":
		return nil
	case o.line == nil || o.path == "":
		return errUsage{errors.New("--out goes with --data and --model; promptscope export writes the adapter of a task, with its backbone")}
	}
	parts, err := export.Parts(t.Trained(), export.PEFT)
	if err != nil {
		return errUsage{err}
	}
	if parts[0].Adapter.HeadScale != 0 {
		return errUsage{errors.New("the model has no pooler, which PEFT's classifier reads: promptscope export writes a model that has one beside the adapter")}
	}
	return free(dir)
}

// save writes the adapter with a note of what it is.
func (o *sources) save(t *train.Trainer, dir string) error {
	parts, err := export.Parts(t.Trained(), export.PEFT)
	if err != nil {
		return err
	}
	base, err := filepath.Abs(o.path)
	if err != nil {
		return err
	}
	a := parts[0].Adapter
	a.Base = base
	s, evals := t.Spec(), t.Evals()
	trained := t.Trained()
	n := own.Note{Kind: o.line.Kind, Labels: o.line.Labels, Data: filepath.Base(o.line.File), Method: s.Method, Seed: s.Seed, Steps: t.StepsDone(),
		Measure: trained.Task.Metric, HeldOut: evals[len(evals)-1].Accuracy, Digest: t.Digest(), MaxTokens: o.limit, Model: t.Sha()}
	files := map[string][]byte{own.NoteFile: n.Bytes(), "README.md": export.Usage(trained, parts[0], filepath.Base(base))}
	for name, content := range a.Files() {
		files[name] = content
	}
	return writeFolder(dir, files)
}

// adapterOf opens an adapter's folder with its note.
func adapterOf(dir string) (*peft.Adapter, *own.Note, error) {
	a, err := peft.Read(os.DirFS(dir))
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", dir, err)
	}
	n, err := own.ReadNote(os.DirFS(dir))
	if err != nil {
		return nil, nil, fmt.Errorf("%s: %w", dir, err)
	}
	return a, n, nil
}
