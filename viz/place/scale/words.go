package scale

import (
	"math"
	"strconv"
	"strings"

	"promptscope/internal/study"
	"promptscope/sim/run"
	"promptscope/viz/i18n"
	"promptscope/viz/place"
	"promptscope/viz/ui"
)

// duration is a time as it is said.
func (w words) duration(seconds float64) string {
	t := &w.s.Scale
	switch {
	case seconds < 90:
		return i18n.Fill(t.Seconds, "n", strconv.Itoa(max(int(math.Round(seconds/5))*5, 5)))
	case seconds < 100*60:
		return i18n.Fill(t.Minutes, "n", strconv.Itoa(int(math.Round(seconds/60))))
	}
	return i18n.Fill(t.Hours, "n", strconv.FormatFloat(seconds/3600, 'f', 1, 64))
}

// metricName is what the numbers of cells are.
func (w words) metricName() string {
	switch w.plan.of.Show {
	case showBehind:
		return w.s.Scale.Behind
	case showAbove:
		return w.s.Scale.Above
	}
	return w.measure() + " %"
}

// run is what a run is called in lists.
func (w words) run(s run.Spec) string {
	row, col, ok := w.plan.where(s)
	if !ok {
		return w.s.MethodName(s.Method, s.Method) + " " + backboneName(s.Backbone)
	}
	return w.methodName(row) + w.s.Comma + w.pointName(col)
}

// cellText is what is known of a cell, in two lines: its seeds with their interval, and how it stands to full fine-tuning and the probe.
func (r *Room) cellText(w words, row, col int) [2]string {
	c, t := &r.plan.cells[row][col], &w.s.Scale
	v, _ := r.book.values(c, false)
	s := study.Summarize(numbers(v))
	if s.N == 0 {
		return [2]string{t.NoRuns}
	}
	var seeds []string
	for _, x := range v {
		seeds = append(seeds, one(x))
	}
	first := i18n.Fill(t.SeedList, "list", strings.Join(seeds, w.s.Comma))
	if s.N > 1 {
		first = one(s.Mean) + " ± " + one(s.SD) + " · " + i18n.Fill(t.Interval, "lo", one(s.Lo), "hi", one(s.Hi))
	}
	var second []string
	against := func(g study.Group, sign float64, add func(n string) string) {
		other := r.plan.rowOf(g)
		if other < 0 || other == row {
			return
		}
		o, _ := r.book.values(&r.plan.cells[other][col], false)
		if d := study.Pair(v, o); d.N > 0 {
			second = append(second, add(one(sign*d.Mean)))
		}
	}
	against(study.Full, -1, func(n string) string { return i18n.Fill(t.BehindFull, "n", n) })
	against(study.Probe, 1, func(n string) string { return i18n.Fill(t.AboveProbe, "n", n) })
	return [2]string{first, strings.Join(second, w.s.Comma)}
}

// Table is of place.Tabled: the grid, a row a method.
func (r *Room) Table(t ui.Turn) place.Table {
	s := i18n.For(t.View.Lang)
	w := words{&r.plan, s}
	out := place.Table{Caption: s.Scale.Question.Of(r.plan.x.ID) + " " + s.Scale.Head + s.Comma + w.metricName(), Head: []string{s.Method}, Rows: [][]string{}}
	for j := range r.plan.points {
		if r.plan.points[j].ticked {
			out.Head = append(out.Head, w.pointName(j))
		}
	}
	for i := range r.plan.rows {
		if !r.plan.rows[i].ticked {
			continue
		}
		line := []string{w.methodName(i)}
		for j := range r.plan.points {
			if !r.plan.points[j].ticked {
				continue
			}
			v, from := r.book.metric(&r.plan, i, j)
			sum := study.Summarize(numbers(v))
			text := s.Scale.Empty
			if sum.N > 0 {
				text = one(sum.Mean)
				if sum.N > 1 {
					text += " ± " + one(sum.SD)
				}
				if from == stored {
					text += " (" + s.Scale.Stored + ")"
				}
			}
			line = append(line, text)
		}
		out.Rows = append(out.Rows, line)
	}
	return out
}
