package measured

import (
	"bufio"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"promptscope/internal/catalog"
	"promptscope/sim/backbone/pretrained"
	"promptscope/sim/nn"
	"promptscope/sim/run"
)

var update = flag.Bool("update", false, "write measured.tsv anew from docs/results")

const (
	header = "# task, backbone, method, held-out measure, held-out loss, runs (of hand: templates it is the best of); written by go test ./viz/measured -update\n"
	seeds  = 3
)

// result is one line of docs/results.
type result struct {
	Spec           run.Spec `json:"spec"`
	SHA            string   `json:"backbone_sha256"`
	Accuracy, Loss float64
}

func results(t *testing.T) (out []result) {
	t.Helper()
	files, _ := filepath.Glob("../../docs/results/*.jsonl")
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		in := bufio.NewScanner(f)
		in.Buffer(nil, 1<<22)
		for in.Scan() {
			var r result
			if err := json.Unmarshal(in.Bytes(), &r); err != nil {
				t.Fatal(err)
			}
			if r.Spec.Task != "" && r.Spec.Split != run.Validation {
				out = append(out, r)
			}
		}
	}
	return out
}

// recommended tells runs at the settings that the page starts with.
func recommended(r *result) bool {
	c := catalog.New()
	s, task := r.Spec, c.Task(r.Spec.Task)
	if s.Method == "hand" {
		return s.Seed == 1 // it trains nothing: all seeds are alike
	}
	rate := s.LR == 0 || s.LR == c.Method(s.Method).Recommend.For(task.Rate)
	return s.Labels == task.Labels && s.Steps == task.Steps && rate && !(s.Method == "full" && s.Head == run.HeadLinear)
}

func written(t *testing.T) string {
	type key struct{ task, backbone, method string }
	groups := map[key][]result{}
	for _, r := range results(t) {
		k := key{r.Spec.Task, r.Spec.Backbone, r.Spec.Method}
		if slices.Contains([]string{"hand", "full", "probe"}, k.method) && recommended(&r) {
			groups[k] = append(groups[k], r)
		}
	}
	var rows []string
	for k, list := range groups {
		best, mean := list[0], result{}
		for _, r := range list {
			if r.Accuracy > best.Accuracy || r.Accuracy == best.Accuracy && r.Loss < best.Loss {
				best = r
			}
			mean.Accuracy += r.Accuracy / float64(len(list))
			mean.Loss += r.Loss / float64(len(list))
		}
		if k.method == "hand" {
			mean = best
		} else if len(list) != seeds {
			t.Errorf("%v has %d runs", k, len(list))
		}
		rows = append(rows, fmt.Sprintf("%s\t%s\t%s\t%.4f\t%.4f\t%d\n", k.task, k.backbone, k.method, mean.Accuracy, mean.Loss, len(list)))
	}
	slices.Sort(rows)
	return header + strings.Join(rows, "")
}

// TestTableIsWhatTheRunsSay: the committed runs, and nothing else, are what the chart draws.
func TestTableIsWhatTheRunsSay(t *testing.T) {
	want := written(t)
	if *update {
		if err := os.WriteFile("measured.tsv", []byte(want), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	if table != want {
		t.Error("measured.tsv is not what docs/results says: go test ./viz/measured -update")
	}
	if l := Lines("fact", "2x64"); len(l) != 2 || l[1].Method != "hand" || l[1].Runs < 10 {
		t.Errorf("%+v", l)
	}
}

// TestRunsAreOfTheseBackbones: a line drawn beside a curve must be of the same frozen weights.
func TestRunsAreOfTheseBackbones(t *testing.T) {
	known := map[string]string{}
	for _, r := range results(t) {
		name := r.Spec.Backbone
		if known[name] == "" {
			ck, err := pretrained.Open(name)
			if err != nil {
				t.Fatal(err)
			}
			h := nn.NewHasher(ck.Params)
			for !h.Next() {
			}
			known[name] = h.Sum()
		}
		if r.SHA != known[name] {
			t.Fatalf("%s: the run was made on %s, the page has %s", name, r.SHA, known[name])
		}
	}
}
