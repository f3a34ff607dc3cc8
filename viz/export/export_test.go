package export

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"math"
	"strconv"
	"testing"

	"promptscope/sim/run"
	"promptscope/viz/internal/fake"
	"promptscope/viz/state"
)

func lanes(steps int) []*run.Snapshot {
	c := fake.Catalog()
	var out []*run.Snapshot
	for _, spec := range state.Specs(state.Default(), c) {
		out = append(out, fake.Snapshot(c, spec, steps))
	}
	return out
}

func TestCSVHoldsEveryNumberExactly(t *testing.T) {
	runs := lanes(230)
	runs[1].Losses[10] = float32(math.NaN())
	var b bytes.Buffer
	if err := CSV(&b, append(runs, nil)); err != nil {
		t.Fatal(err)
	}
	rows, err := csv.NewReader(&b).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(rows) != 1+2*230 {
		t.Fatalf("%d lines", len(rows))
	}
	evals := 0
	for i, row := range rows[1:] {
		s := runs[i/230]
		step, _ := strconv.Atoi(row[5])
		if step != i%230+1 || row[0] != []string{"A", "B"}[i/230] || row[1] != s.Spec.Method {
			t.Fatalf("line %d: %v", i, row)
		}
		loss, err := strconv.ParseFloat(row[6], 32)
		if want := s.Losses[step-1]; err != nil && finite(want) || err == nil && float32(loss) != want {
			t.Errorf("line %d: loss %s, want %v", i, row[6], want)
		}
		if row[8] != "" {
			evals++
		}
	}
	if evals != 8 {
		t.Errorf("%d evaluations, want 8", evals)
	}
}

func TestJSONReadsBack(t *testing.T) {
	runs := lanes(100)
	runs[0].Losses[3] = float32(math.Inf(1))
	var b bytes.Buffer
	if err := JSON(&b, runs, "v=1&n=5", "test", func(run.Status) string { return "running" }); err != nil {
		t.Fatal(err)
	}
	var f struct {
		Format, State string
		Lanes         []struct {
			Lane, Digest string
			Spec         run.Spec
			Loss         []*float32
			Heldout      []struct{ Step int }
		}
	}
	if err := json.Unmarshal(b.Bytes(), &f); err != nil {
		t.Fatal(err)
	}
	l := f.Lanes[0]
	if f.Format != "promptscope-curves-1" || f.State != "v=1&n=5" || l.Lane != "A" || l.Spec != runs[0].Spec || len(l.Loss) != 100 || l.Loss[3] != nil ||
		*l.Loss[5] != runs[0].Losses[5] || len(l.Heldout) != 2 {
		t.Errorf("%+v", f)
	}
}

func TestTableIsShortAndEndsWithTheLastEvaluation(t *testing.T) {
	rows := Table(lanes(1000), 10)
	if len(rows) != 10 || rows[9].Step != 1000 || len(rows[0].Loss) != 2 || rows[0].Loss[0] < rows[9].Loss[0] {
		t.Errorf("%+v", rows)
	}
	if rows := Table([]*run.Snapshot{nil, lanes(120)[1]}, 10); len(rows) != 2 || finite(rows[0].Loss[0]) || !finite(rows[0].Measure[1]) {
		t.Errorf("%+v", rows)
	}
	if len(Table([]*run.Snapshot{nil, nil}, 10)) != 0 {
		t.Error("a table of nothing")
	}
}
