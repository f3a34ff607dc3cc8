package sweep

import (
	"fmt"
	"io"
	"math"
	"slices"
	"sort"
	"strings"

	"promptscope/sim/run"
	"promptscope/sim/task"
	"promptscope/sim/tune"
)

// Group is the runs that differ only in their seed.
type Group struct {
	Spec     run.Spec // with Seed 0
	Variant  string   // the method, and whatever else varies within it
	Lines    []Line   // those that did not diverge
	Diverged int
}

// Mean is the mean of the held-out measure, in percent.
func (g Group) Mean() float64 {
	sum := 0.0
	for _, l := range g.Lines {
		sum += 100 * l.Accuracy
	}
	return sum / float64(len(g.Lines))
}

// SD is the sample standard deviation over the seeds, in percent; NaN for fewer than two.
func (g Group) SD() float64 {
	if len(g.Lines) < 2 {
		return math.NaN()
	}
	mean, sum := g.Mean(), 0.0
	for _, l := range g.Lines {
		sum += (100*l.Accuracy - mean) * (100*l.Accuracy - mean)
	}
	return math.Sqrt(sum / float64(len(g.Lines)-1))
}

// Share is the stored numbers in percent of the backbone.
func (g Group) Share() float64 {
	return 100 * float64(g.Lines[0].Stored) / float64(g.Lines[0].Total)
}

// Text is a cell of a table.
func (g Group) Text() string {
	s := "diverged"
	switch {
	case len(g.Lines) > 1:
		s = fmt.Sprintf("%.1f ± %.1f", g.Mean(), g.SD())
	case len(g.Lines) == 1:
		s = fmt.Sprintf("%.1f", g.Mean())
	}
	if g.Diverged > 0 && len(g.Lines) > 0 {
		s += fmt.Sprintf(" (%d diverged)", g.Diverged)
	}
	return s
}

// Groups collects lines, in the order of methods, and names what varies.
func Groups(lines []Line) []Group {
	index := map[run.Spec]int{}
	var out []Group
	for _, l := range lines {
		key := l.Spec
		key.Seed = 0
		i, ok := index[key]
		if !ok {
			i = len(out)
			index[key] = i
			out = append(out, Group{Spec: key})
		}
		if l.Diverged != "" {
			out[i].Diverged++
		} else {
			out[i].Lines = append(out[i].Lines, l)
		}
	}
	rank := map[string]int{}
	for i, m := range tune.All() {
		rank[m.ID] = i
	}
	sort.SliceStable(out, func(a, b int) bool { return rank[out[a].Spec.Method] < rank[out[b].Spec.Method] })
	values := make([][]string, len(out))
	for i := range out {
		_, values[i] = settings(out[i].Spec)
	}
	for i := range out {
		out[i].Variant = variant(i, out, values)
	}
	return out
}

// settings are the settings of a run that may vary, in text.
func settings(s run.Spec) (names, values []string) {
	for _, k := range run.Knobs() {
		names, values = append(names, k.ID), append(values, k.Get(&s.Settings))
	}
	for _, x := range []struct {
		name  string
		value any
	}{{"head", s.Head}, {"split", s.Split}, {"labels", s.Labels}, {"steps", s.Steps}, {"batch", s.Batch}, {"lr", s.LR}} {
		names, values = append(names, x.name), append(values, fmt.Sprint(x.value))
	}
	return names, values
}

// Setting is one setting of a run in text form, under the name it has in a grid.
func Setting(s run.Spec, id string) string {
	switch id {
	case "task":
		return s.Task
	case "backbone":
		return s.Backbone
	case "method":
		return s.Method
	}
	names, values := settings(s)
	if i := slices.Index(names, id); i >= 0 {
		return values[i]
	}
	return ""
}

// variant is the method and those settings that differ among its groups of the same task and backbone.
// values are the settings of all groups.
func variant(i int, all []Group, values [][]string) string {
	s, mine := all[i].Spec, values[i]
	out := s.Method
	names, _ := settings(s)
	for k := range names {
		for j, g := range all {
			if g.Spec.Method == s.Method && g.Spec.Task == s.Task && g.Spec.Backbone == s.Backbone && values[j][k] != mine[k] {
				out += " " + names[k] + "=" + mine[k]
				break
			}
		}
	}
	return out
}

// Tables writes a table in Markdown for each task: variants × backbones, and what each stores. A joint task has the mean
// over its data sets first, then a table for each.
func Tables(w io.Writer, groups []Group) {
	for _, t := range tasks(groups) {
		parts := task.Joint(t)
		of := ""
		if parts != nil {
			of = ", mean over " + strings.Join(parts, " and ")
		}
		fmt.Fprintf(w, "## %s\n\n%s%s on held-out examples in percent, mean ± standard deviation over the seeds (%s).\n\n", t, measure(t), of, seeds(groups, t))
		table(w, groups, t)
		for i, p := range parts {
			fmt.Fprintf(w, "### %s in %s\n\n", p, t)
			table(w, part(groups, t, i), t)
		}
	}
}

func table(w io.Writer, groups []Group, t string) {
	backbones := Backbones(groups, t)
	fmt.Fprintf(w, "| method | %s | stored, %% of %s |\n|---|%s---|\n", strings.Join(backbones, " | "), backbones[len(backbones)-1], strings.Repeat("---|", len(backbones)))
	for _, v := range variants(groups, t) {
		fmt.Fprintf(w, "| %s |", v)
		share := "–"
		for _, b := range backbones {
			cell := "–"
			if g := find(groups, t, b, v); g != nil {
				cell = g.Text()
				if len(g.Lines) > 0 {
					share = fmt.Sprintf("%.3g", g.Share())
				}
			}
			fmt.Fprintf(w, " %s |", cell)
		}
		fmt.Fprintf(w, " %s |\n", share)
	}
	fmt.Fprintln(w)
}

// part is the groups of a joint task with the measure of one of its data sets.
func part(groups []Group, t string, i int) (out []Group) {
	for _, g := range groups {
		if g.Spec.Task == t {
			out = append(out, g.Part(i))
		}
	}
	return out
}

// Part is the group of a joint task with the measure of its data set i.
func (g Group) Part(i int) Group {
	g.Lines = slices.Clone(g.Lines)
	for k, l := range g.Lines {
		if i < len(l.Parts) {
			g.Lines[k].Accuracy = float64(l.Parts[i].Accuracy)
		}
	}
	return g
}

func measure(id string) string {
	if t, err := task.Lookup(id); err == nil {
		return t.Metric
	}
	return "accuracy"
}

func seeds(groups []Group, t string) string {
	var all []string
	for _, g := range groups {
		if g.Spec.Task == t {
			for _, l := range g.Lines {
				if s := fmt.Sprint(l.Spec.Seed); !slices.Contains(all, s) {
					all = append(all, s)
				}
			}
		}
	}
	slices.Sort(all)
	return strings.Join(all, ", ")
}

// tasks are those that have runs, in the order of menus.
func tasks(groups []Group) (out []string) {
	for _, t := range task.All() {
		if slices.ContainsFunc(groups, func(g Group) bool { return g.Spec.Task == t.ID }) {
			out = append(out, t.ID)
		}
	}
	return out
}

// Backbones are those with runs of a task, the smallest first.
func Backbones(groups []Group, t string) (out []string) {
	size := map[string]int64{}
	for _, g := range groups {
		if g.Spec.Task != t {
			continue
		}
		if !slices.Contains(out, g.Spec.Backbone) {
			out = append(out, g.Spec.Backbone)
		}
		for _, l := range g.Lines {
			size[g.Spec.Backbone] = l.Total
		}
	}
	sort.SliceStable(out, func(a, b int) bool { return size[out[a]] < size[out[b]] })
	return out
}

func variants(groups []Group, t string) (out []string) {
	for _, g := range groups {
		if g.Spec.Task == t && !slices.Contains(out, g.Variant) {
			out = append(out, g.Variant)
		}
	}
	return out
}

func find(groups []Group, t, backbone, variant string) *Group {
	for i := range groups {
		if g := &groups[i]; g.Spec.Task == t && g.Spec.Backbone == backbone && g.Variant == variant {
			return g
		}
	}
	return nil
}
