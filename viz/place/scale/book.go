package scale

import (
	"fmt"
	"math"
	"slices"

	"promptscope/internal/runlog"
	"promptscope/internal/study"
	"promptscope/sim/run"
	"promptscope/viz/place/scale/figure"
)

// source is where a number is from; a later one goes before an earlier.
type source uint8

const (
	none source = iota
	stored
	filed // from a file that was opened
	here  // trained here
)

// reading is what is known of one run.
type reading struct {
	from     source
	value    float64 // held out, in percent; NaN if it diverged
	digest   string
	diverged bool
}

// book is all runs that are known.
type book struct {
	trained map[run.Spec]kept
	opened  map[run.Spec]runlog.Line
	stored  map[string]figure.Runs
	hashes  map[string]string // of the backbones' weights
	failed  map[run.Spec]string
	cleared int64 // what was trained before, in ms since 1970, is forgotten
	fresh   bool  // there is something to keep
}

// kept is a run that was trained here.
type kept struct {
	At   int64       `json:"at"` // ms since 1970
	Line runlog.Line `json:"line"`
}

func newBook() book {
	return book{trained: map[run.Spec]kept{}, opened: map[run.Spec]runlog.Line{}, failed: map[run.Spec]string{}}
}

// read is the best that is known of the run with index i of a cell.
func (b *book) read(c *cell, i int) reading {
	if i < len(c.specs) {
		if k, ok := b.trained[c.specs[i]]; ok {
			return readLine(here, &k.Line)
		}
		if l, ok := b.opened[c.specs[i]]; ok {
			return readLine(filed, &l)
		}
	}
	if r := b.stored[c.key]; i < len(r.Measure) {
		return reading{from: stored, value: r.Measure[i], digest: r.Digest[i]}
	}
	return reading{value: math.NaN()}
}

func readLine(from source, l *runlog.Line) reading {
	out := reading{from: from, value: 100 * l.Accuracy, digest: l.Digest, diverged: l.Diverged != ""}
	if out.diverged {
		out.value = math.NaN()
	}
	return out
}

// has tells whether a run was trained here or opened.
func (b *book) has(s run.Spec) bool {
	_, trained := b.trained[s]
	_, opened := b.opened[s]
	return trained || opened
}

// values are a cell's numbers by seed, NaN where there is none: those trained here or opened, or where there are none of these the
// stored ones; own leaves stored ones out.
func (b *book) values(c *cell, own bool) (v []float64, from source) {
	for i := range c.specs {
		if r := b.read(c, i); r.from > from && (r.from != stored || !own) {
			from = r.from
		}
	}
	for i := range c.specs {
		r := b.read(c, i)
		if from == none || r.from == none || from > stored && r.from == stored || own && r.from == stored {
			r.value = math.NaN()
		}
		v = append(v, r.value)
	}
	return v, from
}

// metric turns a cell's numbers into what the chart shows: themselves, points behind full fine-tuning, or points above the probe, seed
// by seed. A stored run stands in for one of those two that has not been repeated: it is the same run.
func (b *book) metric(p *plan, row, col int) (v []float64, from source) {
	c := &p.cells[row][col]
	v, from = b.values(c, false)
	group, sign := study.Full, -1.0
	switch p.of.Show {
	case showBehind:
	case showAbove:
		group, sign = study.Probe, 1
	default:
		return v, from
	}
	against := p.rowOf(group)
	if against < 0 {
		return nil, none
	}
	for i := range v {
		v[i] = sign * (v[i] - b.read(&p.cells[against][col], i).value)
	}
	return v, from
}

const (
	showMeasure = "measure"
	showBehind  = "behind"
	showAbove   = "above"
)

// numbers are those that are some.
func numbers(v []float64) []float64 {
	return slices.DeleteFunc(slices.Clone(v), func(x float64) bool { return x != x })
}

// grid is the ticked rows and points for the verdict; own leaves stored runs out.
func (b *book) grid(p *plan, own bool) *study.Grid {
	g := &study.Grid{Experiment: p.x.ID}
	_, g.Points = p.columns()
	for i := range p.rows {
		if !p.rows[i].ticked {
			continue
		}
		r := study.Row{Method: p.rows[i].ID, Group: p.rows[i].group}
		for j := range p.points {
			if p.points[j].ticked {
				v, _ := b.values(&p.cells[i][j], own)
				r.Values = append(r.Values, v)
			}
		}
		g.Rows = append(g.Rows, r)
	}
	return g
}

// tally counts the runs of the ticked grid.
type tally struct {
	all, done, file int // done: trained here or opened, of these from a file
	compared, same  int // with stored runs of the same settings
	different       []string
}

func (b *book) tally(p *plan) (t tally) {
	p.each(func(row, col, seed int, _ run.Spec) { b.count(&t, p, row, col, seed) })
	return t
}

func (b *book) count(t *tally, p *plan, row, col, k int) {
	c := &p.cells[row][col]
	t.all++
	r := b.read(c, k)
	if r.from < filed {
		return
	}
	t.done++
	if r.from == filed {
		t.file++
	}
	if old := b.stored[c.key]; k < len(old.Digest) {
		t.compared++
		if r.digest == old.Digest[k] {
			t.same++
		} else {
			t.different = append(t.different, fmt.Sprintf("%s %s #%d", p.rows[row].ID, p.points[col].id, k+1))
		}
	}
}
