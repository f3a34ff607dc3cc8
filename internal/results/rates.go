package results

import (
	"fmt"
	"io"
	"slices"
	"strings"

	"promptscope/internal/sweep"
	"promptscope/sim/run"
)

// rateSeed is the seed of the runs that chose the rates; it is none of those reported.
const rateSeed = 11

// candidate is a method with the rates that were tried for it, by kind of task.
type candidate struct {
	spec           run.Spec
	roles, classes string // rates for srl; for rel and the facts
}

func candidates() []candidate {
	return []candidate{
		{run.Spec{Method: "prompt-tuning"}, "3e-2;1e-1;3e-1", "1e-2;3e-2;1e-1"},
		{run.Spec{Method: "p-tuning"}, "3e-3;1e-2;3e-2", "1e-3;3e-3;1e-2;3e-2"},
		{run.Spec{Method: "prefix-tuning"}, "3e-3;1e-2;3e-2", "1e-3;3e-3;5e-3;1e-2"},
		{run.Spec{Method: "p-tuning-v2"}, "3e-2;7e-2;2e-1", "1.5e-2;5e-2;1e-1;2e-1"},
		{run.Spec{Method: "p-tuning-v2", Settings: run.Settings{Projection: true}}, "3e-3;1e-2;3e-2", "1e-3;3e-3;1e-2"},
		{run.Spec{Method: "full"}, "3e-4;1e-3;3e-3", "1e-5;3e-5;1e-4;3e-4;1e-3"},
		{run.Spec{Method: "lora"}, "3e-3;1e-2;3e-2", "1e-3;3e-3;1e-2;3e-2"},
		{run.Spec{Method: "bitfit"}, "3e-3;1e-2;3e-2", "1e-3;3e-3;1e-2;3e-2"},
		{run.Spec{Method: "ia3"}, "3e-2;1e-1;3e-1", "3e-2;1e-1;3e-1"},
		{run.Spec{Method: "adapter"}, "3e-3;1e-2;3e-2", "1e-3;3e-3;1e-2;3e-2"},
		{run.Spec{Method: "deep-hidden"}, "3e-2;1e-1;3e-1", "1e-2;3e-2;1e-1"},
	}
}

// rateTasks are the tasks that choose a kind's rate: more than one where a validation set is small.
func rateTasks() [][]string {
	return [][]string{{"srl"}, {"rel"}, {"fact", "fact-continent", "fact-language", "fact-currency"}}
}

// rateGrids is what the choice of rates rests on.
func rateGrids() (out [][]sweep.Axis) {
	for _, tasks := range rateTasks() {
		for _, c := range candidates() {
			out = append(out, []sweep.Axis{
				{ID: "split", Values: []string{run.Validation}}, {ID: "task", Values: tasks}, {ID: "backbone", Values: []string{"2x64"}},
				{ID: "method", Values: []string{c.spec.Method}}, {ID: "projection", Values: []string{map[bool]string{true: "yes", false: "no"}[c.spec.Projection]}},
				{ID: "lr", Values: strings.Split(c.rates(tasks[0]), ";")}, {ID: "seed", Values: []string{fmt.Sprint(rateSeed)}},
			})
		}
	}
	return out
}

func (c candidate) rates(task string) string {
	if task == "srl" {
		return c.roles
	}
	return c.classes
}

// tried is a rate and what it scored on validation, the mean of the kind's tasks in percent.
type tried struct{ rate, score float64 }

// tries are the candidate's rates in the order of the grid; those that have not been run are left out.
func (c candidate) tries(d *Data, tasks []string) (out []tried) {
	for _, text := range strings.Split(c.rates(tasks[0]), ";") {
		var x tried
		fmt.Sscan(text, &x.rate)
		for _, t := range tasks {
			s := c.spec
			s.Task, s.Backbone, s.Split, s.LR = t, "2x64", run.Validation, x.rate
			x.score += d.mean(s) / float64(len(tasks))
		}
		if x.score == x.score {
			out = append(out, x)
		}
	}
	return out
}

// recommended is the rate that runs without one of their own use.
func (c candidate) recommended(task string) float64 {
	s := c.spec
	s.Task, s.Backbone = task, "2x64"
	return resolved(s).LR
}

func writeRates(w io.Writer, d *Data) {
	fmt.Fprintf(w, "## Rates\n\nAccuracy or span F1 on the validation split on 2x64, seed %d, by peak learning rate. Each method's recommended rate is bold; it is the best, or within two points of it.\n\n", rateSeed)
	fmt.Fprintln(w, "| method | roles | classification | facts, four relations |\n|---|---|---|---|")
	for _, c := range candidates() {
		name := c.spec.Method
		if c.spec.Projection {
			name += " with projection"
		}
		fmt.Fprintf(w, "| %s |", name)
		for _, tasks := range rateTasks() {
			var cells []string
			for _, x := range c.tries(d, tasks) {
				text := fmt.Sprintf("%g: %.1f", x.rate, x.score)
				if x.rate == c.recommended(tasks[0]) {
					text = "**" + text + "**"
				}
				cells = append(cells, text)
			}
			fmt.Fprintf(w, " %s |", strings.Join(cells, ", "))
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintln(w)
}

// best is the highest score.
func best(x []tried) float64 {
	return slices.MaxFunc(x, func(a, b tried) int {
		if a.score < b.score {
			return -1
		}
		return 1
	}).score
}
