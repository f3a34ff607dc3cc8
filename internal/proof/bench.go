// Package proof tells what holds of the runs of a link: by the committed runs of docs/results where there is one with the same
// settings, else by training them here, without a screen. Lessons, cards and verdicts are held to it by tests.
package proof

import (
	"fmt"
	"io/fs"
	"strconv"
	"strings"
	"sync"

	"promptscope/internal/catalog"
	"promptscope/internal/rule"
	"promptscope/internal/sweep"
	"promptscope/sim/run"
	"promptscope/sim/train"
	"promptscope/viz/state"
)

// Seeds are those that every statement is held to.
var Seeds = []uint64{1, 2, 3}

// Bench has the committed runs, and trains others.
type Bench struct {
	Catalog  state.Catalog
	Training Training

	open  sweep.Opener
	lines map[run.Spec]sweep.Line
	mu    sync.Mutex
	live  []*live                               // the last ones, newest first
	known map[run.Spec]map[rule.Fact]rule.Value // what trained runs have said, with Lane 0
}

// Training says when a run is trained here.
type Training uint8

// The ways.
const (
	Never  Training = iota
	Needed          // for what no committed run says
	Always          // committed runs are left alone: what they say is shown again
)

// keep is how many trained runs stay at hand, to be asked what they have not been asked before.
const keep = 4

// New reads the runs of a folder such as docs/results. open gives the backbones.
func New(folder fs.FS, open sweep.Opener) (*Bench, error) {
	lines, damaged, err := sweep.Read(folder)
	if err != nil {
		return nil, err
	}
	if len(damaged) > 0 {
		return nil, fmt.Errorf("%s: damaged, want whole lines", strings.Join(damaged, ", "))
	}
	return Of(lines, open), nil
}

// Of is a bench with these runs.
func Of(lines []sweep.Line, open sweep.Opener) *Bench {
	b := &Bench{Catalog: catalog.New(), open: open, lines: map[run.Spec]sweep.Line{}, known: map[run.Spec]map[rule.Fact]rule.Value{}}
	for _, l := range lines {
		b.lines[l.Spec] = l
	}
	return b
}

// Specs are the resolved settings of a link's lanes; a notice of the link is an error.
func (b *Bench) Specs(link string) ([]run.Spec, error) {
	s, notices := state.Parse(link, b.Catalog)
	for _, n := range notices {
		return nil, fmt.Errorf("link %q: %s=%s is not taken, want %s", link, n.Key, n.Value, n.Accepts)
	}
	specs := state.Specs(s, b.Catalog)
	for i := range specs {
		var err error
		if specs[i], err = train.Resolve(specs[i]); err != nil {
			return nil, fmt.Errorf("link %q, lane %s: %w", link, rule.Lanes[i], err)
		}
	}
	return specs, nil
}

// Line is the committed run of resolved settings. A method in which nothing is random has one for all seeds.
func (b *Bench) Line(s run.Spec) (sweep.Line, bool) {
	l, ok := b.lines[s]
	if !ok && b.Catalog.Method(s.Method).Still {
		s.Seed = 1
		l, ok = b.lines[s]
	}
	return l, ok
}

// Stored is the mean held-out measure of a method over the committed seeds, in percent, on the task and backbone of a run.
// settings, such as "backbone=4x64&n=16", are those that differ from the recommended ones.
func (b *Bench) Stored(of run.Spec, method, settings string) rule.Value {
	link := "task=" + of.Task + "&backbone=" + of.Backbone + "&a=" + method + "&b="
	if settings != "" {
		link += "&" + settings
	}
	specs, err := b.Specs(link)
	if err != nil {
		return rule.Value{}
	}
	sum := 0.0
	for _, seed := range Seeds {
		specs[0].Seed = seed
		l, ok := b.Line(specs[0])
		if !ok || l.Diverged != "" {
			return rule.Value{}
		}
		sum += 100 * l.Accuracy
	}
	return rule.Exactly(sum / float64(len(Seeds)))
}

// Best is the held-out measure of the best hand-written template, in percent.
func (b *Bench) Best(of run.Spec) rule.Value {
	best := -1.0
	for _, t := range run.Templates() {
		s, err := train.Resolve(run.Spec{Task: of.Task, Backbone: of.Backbone, Method: "hand", Settings: run.Settings{Template: t}, Seed: 1})
		if err != nil {
			return rule.Value{}
		}
		l, ok := b.Line(s)
		if !ok {
			return rule.Value{}
		}
		best = max(best, 100*l.Accuracy)
	}
	return rule.Exactly(best)
}

// Case is the runs of a link with a seed.
type Case struct {
	Link    string
	Seed    uint64
	Earlier *Case // the run before it, or nil

	bench *Bench
	specs []run.Spec
	err   error
}

// Case is a link with a seed; earlier is the run before it, for before(…).
func (b *Bench) Case(link string, seed uint64, earlier *Case) (*Case, error) {
	specs, err := b.Specs(link + "&seed=" + strconv.FormatUint(seed, 10))
	if err != nil {
		return nil, err
	}
	return &Case{Link: link, Seed: seed, Earlier: earlier, bench: b, specs: specs}, nil
}

// Specs are the resolved settings of the lanes.
func (c *Case) Specs() []run.Spec { return c.specs }

// Err is what went wrong in training, if something did.
func (c *Case) Err() error {
	if c.err == nil && c.Earlier != nil {
		return c.Earlier.Err()
	}
	return c.err
}

// Before is the run before.
func (c *Case) Before() rule.Facts {
	if c.Earlier == nil {
		return nil
	}
	return c.Earlier
}

// Fact answers from the committed runs, and from trained ones where it may.
func (c *Case) Fact(f rule.Fact) rule.Value {
	switch {
	case f.Name == "stored":
		return c.bench.Stored(c.specs[0], f.Of, f.With)
	case f.Name == "best":
		return c.bench.Best(c.specs[0])
	case f.Name == "total":
		return c.lane(rule.Fact{Name: "total"})
	case f.Lane < 0:
		sum := rule.Exactly(0)
		for f.Lane = range c.specs {
			sum = rule.Sum(sum, c.lane(f))
		}
		return sum
	case f.Lane >= len(c.specs):
		return rule.Value{}
	}
	return c.lane(f)
}

// lane is a fact of one run.
func (c *Case) lane(f rule.Fact) rule.Value {
	s, b := c.specs[f.Lane], c.bench
	if line, ok := b.Line(s); ok && b.Training != Always {
		if v := written(line, f.Name); v.Known() {
			return v
		}
	}
	if b.Training == Never {
		return rule.Value{}
	}
	v, err := b.trained(s, f)
	if err != nil && c.err == nil {
		c.err = err
	}
	return v
}

// written is what a committed run says. A diverged one has no measure.
func written(l sweep.Line, name string) rule.Value {
	switch {
	case name == "trained":
		return rule.Exactly(float64(l.Trainable))
	case name == "kept":
		return rule.Exactly(float64(l.Stored))
	case name == "total":
		return rule.Exactly(float64(l.Total))
	case l.Diverged != "":
	case name == "h":
		return rule.Exactly(100 * l.Accuracy)
	case name == "loss":
		return rule.Exactly(l.Loss)
	case name == "digest":
		return rule.Digest(l.Digest)
	}
	return rule.Value{}
}
