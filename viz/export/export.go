// Package export writes the curves of the lanes as numbers: CSV for spreadsheets, JSON for programs, and the short table
// that stands for the chart where it cannot be seen.
package export

import (
	"encoding/json"
	"io"
	"math"
	"strconv"

	"promptscope/sim/run"
)

// header is the first line of the CSV. A line is one step of one lane; the last three columns are filled where an
// evaluation was made.
const header = "lane,method,task,backbone,seed,step,loss,heldout_loss,heldout_measure,training_measure\n"

// CSV writes every step of every lane. Lanes without numbers are left out.
func CSV(w io.Writer, lanes []*run.Snapshot) error {
	b := []byte(header)
	for lane, s := range lanes {
		if s == nil {
			continue
		}
		evals := s.Evals
		b = line(b, lane, s, 0, &evals)
		for i := range s.Losses {
			b = line(b, lane, s, i+1, &evals)
		}
	}
	_, err := w.Write(b)
	return err
}

// line appends one step; step 0 only if it was evaluated.
func line(b []byte, lane int, s *run.Snapshot, step int, evals *[]run.Eval) []byte {
	var e *run.Eval
	for len(*evals) > 0 && int((*evals)[0].Step) <= step {
		e, *evals = &(*evals)[0], (*evals)[1:]
	}
	if step == 0 && e == nil {
		return b
	}
	b = append(b, 'A'+byte(lane))
	for _, text := range []string{s.Spec.Method, s.Spec.Task, s.Spec.Backbone, strconv.FormatUint(s.Spec.Seed, 10), strconv.Itoa(step)} {
		b = append(append(b, ','), text...)
	}
	b = append(b, ',')
	if step > 0 {
		b = number(b, s.Losses[step-1])
	}
	if e == nil {
		return append(b, ",,,\n"...)
	}
	for _, v := range []float32{e.Loss, e.Accuracy, e.TrainAccuracy} {
		b = number(append(b, ','), v)
	}
	return append(b, '\n')
}

// number appends v so that reading it gives the same float32; nothing for what is no number.
func number(b []byte, v float32) []byte {
	if !finite(v) {
		return b
	}
	return strconv.AppendFloat(b, float64(v), 'g', -1, 32)
}

func finite(v float32) bool { return !math.IsNaN(float64(v)) && !math.IsInf(float64(v), 0) }

// real is a number that JSON can hold: null where there is none.
type real float32

func (v real) MarshalJSON() ([]byte, error) {
	if !finite(float32(v)) {
		return []byte("null"), nil
	}
	return number(nil, float32(v)), nil
}

type file struct {
	Format  string   `json:"format"`
	Version string   `json:"program"`
	State   string   `json:"state"` // the link behind #
	Lanes   []record `json:"lanes"`
}

type record struct {
	Lane        string   `json:"lane"`
	Spec        run.Spec `json:"spec"`
	Status      string   `json:"status"`
	Step        int32    `json:"step"`
	Trainable   int64    `json:"trainable"`
	Stored      int64    `json:"stored"`
	Total       int64    `json:"backbone_parameters"`
	BackboneSHA string   `json:"backbone_sha256"`
	Digest      string   `json:"digest"`
	Measure     string   `json:"measure"`
	Chance      real     `json:"chance_loss"`
	Loss        []real   `json:"loss"` // of steps 1, 2, …
	Evals       []eval   `json:"heldout"`
}

type eval struct {
	Step     int32 `json:"step"`
	Loss     real  `json:"loss"`
	Measure  real  `json:"measure"`
	Training real  `json:"training_measure"`
}

// JSON writes the same with everything that is needed to repeat the runs. status names a lane's condition.
func JSON(w io.Writer, lanes []*run.Snapshot, link, version string, status func(run.Status) string) error {
	f := file{Format: "promptscope-curves-1", Version: version, State: link, Lanes: []record{}}
	for lane, s := range lanes {
		if s == nil {
			continue
		}
		r := record{Lane: string(rune('A' + lane)), Spec: s.Spec, Status: status(s.Status), Step: s.Step, Trainable: s.Trainable, Stored: s.Stored,
			Total: s.Total, BackboneSHA: s.BackboneSHA, Digest: s.Digest, Measure: s.Measure, Chance: real(s.Chance), Loss: []real{}, Evals: []eval{}}
		for _, v := range s.Losses {
			r.Loss = append(r.Loss, real(v))
		}
		for _, e := range s.Evals {
			r.Evals = append(r.Evals, eval{e.Step, real(e.Loss), real(e.Accuracy), real(e.TrainAccuracy)})
		}
		f.Lanes = append(f.Lanes, r)
	}
	enc := json.NewEncoder(w)
	enc.SetIndent("", " ")
	return enc.Encode(f)
}

// Row is a line of the short table: a step, and each lane's mean loss up to it and held-out measure at it.
// NaN stands for nothing.
type Row struct {
	Step    int32
	Loss    []float32
	Measure []float32
}

// Table takes at most n evaluations, evenly, the last among them.
func Table(lanes []*run.Snapshot, n int) []Row {
	var steps []int32
	for _, s := range lanes {
		if s != nil && len(s.Evals) > len(steps) {
			steps = steps[:0]
			for _, e := range s.Evals {
				steps = append(steps, e.Step)
			}
		}
	}
	if len(steps) > n {
		some := make([]int32, n)
		for i := range some {
			some[i] = steps[(i+1)*len(steps)/n-1]
		}
		steps = some
	}
	rows := make([]Row, 0, len(steps))
	for i, step := range steps {
		r, before := Row{Step: step}, int32(0)
		if i > 0 {
			before = steps[i-1]
		}
		for _, s := range lanes {
			l, m := at(s, before, step)
			r.Loss, r.Measure = append(r.Loss, l), append(r.Measure, m)
		}
		rows = append(rows, r)
	}
	return rows
}

// at is a lane's mean loss over the steps after before up to step, and its measure there.
func at(s *run.Snapshot, before, step int32) (loss, measure float32) {
	loss, measure = float32(math.NaN()), float32(math.NaN())
	if s == nil {
		return loss, measure
	}
	for _, e := range s.Evals {
		if e.Step == step {
			measure = e.Accuracy
		}
	}
	var sum float64
	count := 0
	for _, v := range s.Losses[min(int(before), len(s.Losses)):min(int(step), len(s.Losses))] {
		if finite(v) {
			sum += float64(v)
			count++
		}
	}
	if count > 0 {
		loss = float32(sum / float64(count))
	}
	return loss, measure
}
