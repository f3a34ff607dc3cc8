// Package sweep runs many trainings and reports on them: a grid of settings, one file of results for each shard, tables
// and plots. A killed sweep goes on where it was.
package sweep

import (
	"fmt"
	"strconv"
	"strings"

	"promptscope/sim/run"
	"promptscope/sim/train"
	"promptscope/sim/tune"
)

// Axis is one setting and the values it takes in a grid.
type Axis struct {
	ID     string // "task", "backbone", "method", "seed", "head", "split", "labels", "steps", "batch", "lr", or a knob
	Values []string
}

// List splits the values of a flag: at semicolons if there are any, at commas otherwise. Values with commas of their own,
// such as layers 1,2, need semicolons.
func List(text string) []string {
	separator := ","
	if strings.Contains(text, ";") {
		separator = ";"
	}
	var out []string
	for _, v := range strings.Split(text, separator) {
		if v = strings.TrimSpace(v); v != "" {
			out = append(out, v)
		}
	}
	return out
}

// Seeds reads "1-3", "1,4" or "7".
func Seeds(text string) ([]string, error) {
	from, to, isRange := strings.Cut(text, "-")
	if !isRange {
		return List(text), nil
	}
	a, err1 := strconv.ParseUint(from, 10, 64)
	b, err2 := strconv.ParseUint(to, 10, 64)
	if err1 != nil || err2 != nil || b < a || b-a > 1000 {
		return nil, fmt.Errorf("seeds %q: want such as 1-3 or 1,4,7", text)
	}
	var out []string
	for s := a; s <= b; s++ {
		out = append(out, strconv.FormatUint(s, 10))
	}
	return out, nil
}

// maxPoints bounds a grid; a hundred thousand runs are months.
const maxPoints = 100_000

// Points is every combination of the axes as a resolved Spec, once each: knobs that a method does not have make no
// difference. Combinations that cannot be, such as a hand-written prompt on a tagging task, are counted in skipped; a
// value that no method accepts, or that none of the grid's has a knob for, is an error.
func Points(axes []Axis) (points []run.Spec, skipped int, err error) {
	size := 1
	for _, a := range axes {
		if size *= max(1, len(a.Values)); size > maxPoints {
			return nil, 0, fmt.Errorf("the grid has more than %d combinations (%s): want fewer values", maxPoints, sizes(axes))
		}
	}
	all := []run.Spec{{Seed: 1}}
	for _, a := range axes {
		var next []run.Spec
		for _, s := range all {
			for _, v := range a.Values {
				if err := set(&s, a.ID, v); err != nil {
					return nil, 0, err
				}
				next = append(next, s)
			}
		}
		all = next
	}
	seen, used := map[run.Spec]bool{}, map[[2]string]bool{}
	var last error
	for _, s := range all {
		r, err := train.Resolve(s)
		if err != nil {
			last = err
			skipped++
			continue
		}
		note(used, axes, s, r.Method)
		if !seen[r] {
			seen[r] = true
			points = append(points, r)
		}
	}
	if len(points) == 0 {
		return nil, skipped, fmt.Errorf("no combination of these settings can be trained: %w", last)
	}
	return points, skipped, unused(used, axes)
}

// sizes are the numbers of values, for a message.
func sizes(axes []Axis) string {
	var out []string
	for _, a := range axes {
		out = append(out, fmt.Sprintf("%d of %s", len(a.Values), a.ID))
	}
	return strings.Join(out, ", ")
}

// note marks the values of knobs that the method of a combination has.
func note(used map[[2]string]bool, axes []Axis, s run.Spec, method string) {
	m, err := tune.Lookup(method)
	if err != nil {
		return
	}
	info := m.Info()
	for _, a := range axes {
		if k := run.FindKnob(a.ID); k != nil && info.Has(a.ID) {
			used[[2]string{a.ID, k.Get(&s.Settings)}] = true
		}
	}
}

// unused is the error of a value that no combination made use of: its runs would be those without it.
func unused(used map[[2]string]bool, axes []Axis) error {
	for _, a := range axes {
		k := run.FindKnob(a.ID)
		if k == nil {
			continue
		}
		for _, v := range a.Values {
			var s run.Spec
			if err := set(&s, a.ID, v); err != nil {
				return err
			}
			if k.Given(&s.Settings) && !used[[2]string{a.ID, k.Get(&s.Settings)}] {
				return fmt.Errorf("%s %s: no combination of the grid has this setting", a.ID, v)
			}
		}
	}
	return nil
}

func set(s *run.Spec, id, value string) error {
	number := func(dst *int) error {
		v, err := strconv.Atoi(value)
		if err != nil {
			return fmt.Errorf("%s %q: want whole numbers", id, value)
		}
		*dst = v
		return nil
	}
	var err error
	switch id {
	case "task":
		s.Task = value
	case "backbone":
		s.Backbone = value
	case "method":
		s.Method = value
	case "head":
		s.Head = value
	case "split":
		s.Split = value
	case "labels":
		return number(&s.Labels)
	case "steps":
		return number(&s.Steps)
	case "batch":
		return number(&s.Batch)
	case "seed":
		if s.Seed, err = strconv.ParseUint(value, 10, 64); err != nil {
			return fmt.Errorf("seed %q: want whole numbers", value)
		}
	case "lr":
		if s.LR, err = strconv.ParseFloat(value, 64); err != nil {
			return fmt.Errorf("lr %q: want numbers", value)
		}
	default:
		return s.Set(id, value)
	}
	return nil
}

// Shard is part I of K of a grid, counted from 1.
type Shard struct{ I, K int }

// ParseShard reads "2/8".
func ParseShard(text string) (Shard, error) {
	i, k, ok := strings.Cut(text, "/")
	a, err1 := strconv.Atoi(i)
	b, err2 := strconv.Atoi(k)
	if !ok || err1 != nil || err2 != nil || a < 1 || b < a || b > 100000 {
		return Shard{}, fmt.Errorf("shard %q: want i/k with i from 1 to k, such as 1/4", text)
	}
	return Shard{a, b}, nil
}

// Of deals the points like cards, so that every shard gets some of each kind.
func (s Shard) Of(points []run.Spec) (out []run.Spec) {
	for i, p := range points {
		if i%s.K == s.I-1 {
			out = append(out, p)
		}
	}
	return out
}
