// Package study is the experiments of the place of scales: which runs each of them is made of, what is computed of their numbers, and
// the rules of its verdict. docs/results.md uses the same rules (internal/results).
package study

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"promptscope/sim/run"
)

// IDs of the experiments.
const (
	Size   = "size"
	Length = "length"
	Depth  = "depth"
	Labels = "labels"
	Steps  = "steps"
)

// An Experiment trains methods at several points of one setting.
type Experiment struct {
	ID       string
	Backbone string   // on which all runs are; "" where backbones are the points
	Methods  []string // that a grid begins with
}

var experiments = []Experiment{
	{Size, "", []string{"full", "p-tuning-v2", "prompt-tuning", "p-tuning", "probe"}},
	{Length, "2x64", []string{"full", "p-tuning-v2", "prompt-tuning"}},
	{Depth, "4x64", []string{"full", "p-tuning-v2", "deep-hidden"}},
	{Labels, "2x64", []string{"full", "p-tuning-v2", "prompt-tuning", "p-tuning"}},
	{Steps, "2x16", []string{"full", "p-tuning-v2", "prompt-tuning", "p-tuning"}},
}

// IDs are the experiments in the order of the tabs.
func IDs() (out []string) {
	for _, x := range experiments {
		out = append(out, x.ID)
	}
	return out
}

// Find is the experiment of an ID; the first for an unknown one.
func Find(id string) Experiment {
	for _, x := range experiments {
		if x.ID == id {
			return x
		}
	}
	return experiments[0]
}

// Sizes are the backbones of the lecture's figure, the smallest first.
func Sizes() []string { return []string{"2x16", "2x32", "2x64", "4x64", "4x128", "4x192"} }

// Task is what a grid is trained on, with its recommended numbers.
type Task struct {
	ID            string
	Labels, Steps int
}

// Points are the values of the setting that is varied, the smallest first.
func (x Experiment) Points(t Task) []string {
	numbers := func(of ...int) (out []string) {
		for _, n := range of {
			out = append(out, strconv.Itoa(max(n, 1)))
		}
		return slices.Compact(out)
	}
	switch x.ID {
	case Length:
		return numbers(1, 2, 4, 8, 16, 32)
	case Depth:
		return numbers(1, 2, 3, 4)
	case Labels:
		return numbers(t.Labels/16, t.Labels/4, t.Labels)
	case Steps:
		return numbers(t.Steps, min(4*t.Steps, run.MaxSteps), min(16*t.Steps, run.MaxSteps))
	}
	return Sizes()
}

// Spec is one run, with what is recommended left open.
func (x Experiment) Spec(t Task, point, method string, seed uint64) run.Spec {
	s := run.Spec{Task: t.ID, Backbone: x.Backbone, Method: method, Seed: seed}
	n, _ := strconv.Atoi(point)
	switch x.ID {
	case Size:
		s.Backbone = point
	case Length:
		s.N = n
	case Depth:
		s.Layers = layers(n)
	case Labels:
		s.Labels = n
	case Steps:
		s.Steps = n
	}
	return s
}

// depth is how many layers the backbone of Depth has.
const depth = 4

// layers are the first n from the bottom.
func layers(n int) string {
	if n >= depth {
		return "all"
	}
	var out []string
	for l := range n {
		out = append(out, strconv.Itoa(l+1))
	}
	return strings.Join(out, ",")
}

// Link opens one run in the Lab, alone in its lane.
func (x Experiment) Link(t Task, point, method string, seed uint64) string {
	s := x.Spec(t, point, method, seed)
	out := fmt.Sprintf("v=2&task=%s&backbone=%s&a=%s&b=&seed=%d", strings.ReplaceAll(t.ID, "+", "%2B"), s.Backbone, method, seed)
	if s.N > 0 {
		out += fmt.Sprintf("&n=%d", s.N)
	}
	if s.Layers != "" && s.Layers != "all" {
		out += "&layers=" + s.Layers
	}
	if s.Labels > 0 {
		out += fmt.Sprintf("&labels=%d", s.Labels)
	}
	if s.Steps > 0 {
		out += fmt.Sprintf("&steps=%d", s.Steps)
	}
	return out
}

// Command is what trains the same runs without a picture.
func (x Experiment) Command(t Task, points, methods []string, seeds int) string {
	backbones, axis := x.Backbone, ""
	list := strings.Join(points, ",")
	switch x.ID {
	case Size:
		backbones = list
	case Length:
		axis = " --n " + list
	case Depth:
		var each []string
		for _, p := range points {
			n, _ := strconv.Atoi(p)
			each = append(each, layers(n))
		}
		axis = ` --layers "` + strings.Join(each, ";") + `"`
	default:
		axis = " --" + x.ID + " " + list
	}
	return fmt.Sprintf("promptscope sweep --task %s --backbones %s --methods %s%s --seeds 1-%d --out runs", t.ID, backbones, strings.Join(methods, ","), axis, max(seeds, 1))
}
