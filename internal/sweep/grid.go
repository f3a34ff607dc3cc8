// Package sweep runs many trainings and reports on them: a grid of settings, one file of results for each shard, tables
// and plots. A killed sweep goes on where it was.
package sweep

import (
	"fmt"
	"strconv"
	"strings"

	"promptscope/sim/run"
	"promptscope/sim/train"
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

// Points is every combination of the axes as a resolved Spec, once each: knobs that a method does not have make no
// difference. Combinations that cannot be, such as a hand-written prompt on a tagging task, are counted in skipped; a
// value that no method accepts is an error.
func Points(axes []Axis) (points []run.Spec, skipped int, err error) {
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
	seen := map[run.Spec]bool{}
	var last error
	for _, s := range all {
		r, err := train.Resolve(s)
		if err != nil {
			last = err
			skipped++
			continue
		}
		if !seen[r] {
			seen[r] = true
			points = append(points, r)
		}
	}
	if len(points) == 0 {
		return nil, skipped, fmt.Errorf("no combination of these settings can be trained: %w", last)
	}
	return points, skipped, nil
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
