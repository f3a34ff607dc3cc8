package scale

import (
	"bytes"
	"encoding/json"
	"flag"
	"math"
	"os"
	"testing"

	"promptscope/internal/catalog"
	"promptscope/internal/runlog"
	"promptscope/internal/study"
	"promptscope/internal/sweep"
	"promptscope/sim/backbone/pretrained"
	"promptscope/sim/run"
	"promptscope/viz/place/scale/figure"
	"promptscope/viz/state"
)

var update = flag.Bool("update", false, "write runs.json from docs/results")

const path = "../../../viz/place/scale/files/runs.json"

// stored are the committed runs as the grids show them: cells with a run for each seed from 1 on.
func stored(t *testing.T) *figure.Pack {
	t.Helper()
	lines, _, err := sweep.Read(os.DirFS("../../../docs/results"))
	if err != nil {
		t.Fatal(err)
	}
	at := map[run.Spec]runlog.Line{}
	for _, l := range lines {
		at[l.Spec] = l
	}
	c, p := catalog.New(), &figure.Pack{Runs: map[string]figure.Runs{}, Hashes: map[string]string{}}
	for _, l := range lines {
		p.Hashes[l.Spec.Backbone] = l.SHA
	}
	for _, id := range study.IDs() {
		x := study.Find(id)
		for _, ch := range c.Tasks {
			task := study.Task{ID: ch.ID, Labels: ch.Labels, Steps: ch.Steps}
			for _, point := range x.Points(task) {
				for _, m := range c.Methods {
					var r figure.Runs
					for seed := uint64(1); ; seed++ {
						s, err := c.Resolve(x.Spec(task, point, m.ID, seed))
						l, ok := at[s]
						if err != nil || c.Fit(m.ID, ch.ID, s.Backbone) != state.Fits || !ok || l.Diverged != "" {
							break
						}
						r.Measure, r.Digest = append(r.Measure, math.Round(l.Accuracy*1e6)/1e4), append(r.Digest, l.Digest)
					}
					if r.Digest != nil {
						p.Runs[figure.Key(id, ch.ID, point, m.ID)] = r
					}
				}
			}
		}
	}
	return p
}

// No number of the place is typed by hand: the file is what docs/results gives.
func TestRunsAreThoseOfTheResults(t *testing.T) {
	data, err := json.Marshal(struct {
		Runs   map[string]figure.Runs `json:"runs"`
		Hashes map[string]string      `json:"hashes"`
	}{stored(t).Runs, stored(t).Hashes})
	if err != nil {
		t.Fatal(err)
	}
	data = append(data, '\n')
	if *update {
		if err := os.WriteFile(path, data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	have, err := os.ReadFile(path)
	if err != nil || !bytes.Equal(have, data) {
		t.Errorf("%s is not what docs/results gives (%v): go test ./internal/content/scale -update", path, err)
	}
}

func TestOpen(t *testing.T) {
	p, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	for _, b := range study.Sizes() {
		ck, err := pretrained.Open(b)
		if err != nil || p.Hashes[b] != ck.Params.SHA256() {
			t.Errorf("backbone %s: hash %s, %v", b, p.Hashes[b], err)
		}
		for _, m := range study.Find(study.Size).Methods {
			if n := len(p.Runs[figure.Key(study.Size, "srl", b, m)].Digest); n < 3 {
				t.Errorf("%s on %s: %d stored runs, want 3", m, b, n)
			}
		}
	}
	pub := p.Published
	for _, r := range pub.Scale.Rows {
		if len(r.Values) != len(pub.Scale.Models) {
			t.Errorf("%s has %d values for %d models", r.Method, len(r.Values), len(pub.Scale.Models))
		}
	}
	if len(pub.Scale.Rows) != 3 || len(pub.Costs.Rows) != 9 || pub.Scale.Source.Address == "" || pub.Costs.Source.Address == "" {
		t.Errorf("published figures: %+v", pub)
	}
}
