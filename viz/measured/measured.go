// Package measured holds what was measured beforehand with the same engine: the reference lines of the chart. Its table is
// written from docs/results by its own test, so that no number of it is typed by hand.
package measured

import (
	_ "embed"
	"strconv"
	"strings"
)

// A Line is the mean over the runs of one method at the recommended settings, on the held-out set.
type Line struct {
	Task, Backbone, Method string
	Accuracy, Loss         float64
	Runs                   int // seeds; of a hand-written prompt, the templates it is the best of
}

//go:embed measured.tsv
var table string

var lines = parse(table)

// Lines are the references for a task on a backbone: the best hand-written prompt, full fine-tuning, the linear probe.
func Lines(task, backbone string) []Line {
	return lines[[2]string{task, backbone}]
}

func parse(text string) map[[2]string][]Line {
	out := map[[2]string][]Line{}
	for row := range strings.Lines(text) {
		f := strings.Split(strings.TrimSpace(row), "\t")
		if len(f) != 6 || strings.HasPrefix(row, "#") {
			continue
		}
		accuracy, _ := strconv.ParseFloat(f[3], 64)
		loss, _ := strconv.ParseFloat(f[4], 64)
		runs, _ := strconv.Atoi(f[5])
		key := [2]string{f[0], f[1]}
		out[key] = append(out[key], Line{f[0], f[1], f[2], accuracy, loss, runs})
	}
	return out
}
