// Package runlog is the form in which promptscope sweep writes finished runs down: JSON lines, the first of which names the version.
package runlog

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"slices"

	"promptscope/sim/run"
)

// Version is that of the files; another one is refused, not guessed at.
const Version = 2

// Head is the first line of each file.
type Head struct {
	Version int `json:"promptscope_sweep"`
}

// Line is one finished run. A diverged one is finished too.
type Line struct {
	Spec      run.Spec     `json:"spec"` // resolved
	SHA       string       `json:"backbone_sha256"`
	Measure   string       `json:"measure"`
	Accuracy  float64      `json:"accuracy"` // held out, at the end; span F1 for tagging
	Loss      float64      `json:"loss"`     // held out, at the end
	Train     float64      `json:"train_accuracy"`
	Parts     []run.Part   `json:"parts,omitempty"` // of a joint task: the measure of each data set
	Trainable int64        `json:"trainable"`
	Stored    int64        `json:"stored"`
	Total     int64        `json:"total"`
	Digest    string       `json:"digest"`
	Seconds   float64      `json:"seconds"`
	Diverged  string       `json:"diverged,omitempty"`
	Curve     [][2]float64 `json:"curve"` // step, held-out accuracy
}

// Of is the line of a run that has ended, without its curve. sha is the hash of the backbone's weights as the run began: a method
// that trains them has changed its own.
func Of(s *run.Snapshot, sha string) Line {
	l := Line{Spec: s.Spec, SHA: sha, Measure: s.Measure, Accuracy: float64(s.EvalAccuracy), Loss: float64(s.EvalLoss), Train: float64(s.TrainAccuracy), Parts: s.Parts,
		Trainable: s.Trainable, Stored: s.Stored, Total: s.Total, Digest: s.Digest}
	if s.Status == run.Diverged {
		l.Diverged = s.Message
	}
	return l
}

// Encode writes one file.
func Encode(lines []Line) ([]byte, error) {
	var b bytes.Buffer
	e := json.NewEncoder(&b)
	if err := e.Encode(Head{Version}); err != nil {
		return nil, err
	}
	for i := range lines {
		if err := e.Encode(&lines[i]); err != nil {
			return nil, err
		}
	}
	return b.Bytes(), nil
}

// Decode reads one file. Text that is no JSON, and numbers that no run gives, are damage; whole lines of another version are an
// error, and so are settings that resolve (train.Resolve) would change: they mean something else in this version. A knob that a line
// does not have came later; its default is what was done before.
func Decode(data []byte, resolve func(run.Spec) (run.Spec, error)) (out []Line, damaged []string, err error) {
	lines := bytes.Split(data[:bytes.LastIndexByte(data, '\n')+1], []byte("\n"))
	lines = lines[:len(lines)-1]
	for i, raw := range lines {
		if !json.Valid(raw) {
			damaged = append(damaged, fmt.Sprintf("line %d is damaged: %.40q", i+1, raw))
			continue
		}
		if i == 0 {
			var h Head
			if err := json.Unmarshal(raw, &h); err != nil || h.Version != Version {
				return nil, nil, fmt.Errorf("line 1 is %.60q: want results of version %d; sweep into a new folder", raw, Version)
			}
			continue
		}
		var l Line
		d := json.NewDecoder(bytes.NewReader(raw))
		d.DisallowUnknownFields()
		if err := d.Decode(&l); err != nil {
			return nil, nil, fmt.Errorf("line %d: %w", i+1, err)
		}
		r, err := resolve(l.Spec)
		if err != nil || !says(r, l.Spec) {
			return nil, nil, fmt.Errorf("line %d: its settings mean something else in this version; sweep into a new folder", i+1)
		}
		l.Spec = r
		if err := l.check(); err != nil {
			damaged = append(damaged, fmt.Sprintf("line %d is damaged: %v", i+1, err))
			continue
		}
		out = append(out, l)
	}
	return out, damaged, nil
}

// says tells whether settings are those of a line, wherever the line says something.
func says(s, line run.Spec) bool {
	for i := range run.Knobs() {
		if k := &run.Knobs()[i]; !k.Given(&line.Settings) {
			k.Clear(&s.Settings)
		}
	}
	return s == line
}

// check refuses numbers that no run gives; means over them would be nothing.
func (l *Line) check() error {
	shares := map[string]float64{"accuracy": l.Accuracy, "train_accuracy": l.Train}
	for _, p := range l.Parts {
		shares[p.Task] = float64(p.Accuracy)
	}
	for _, c := range l.Curve {
		shares["curve"] = max(shares["curve"], math.Abs(c[1]))
	}
	for _, name := range slices.Sorted(maps.Keys(shares)) {
		if v := shares[name]; !(v >= 0 && v <= 1) {
			return fmt.Errorf("%s %g, want 0 to 1", name, v)
		}
	}
	if math.Abs(l.Loss) > math.MaxFloat32 || l.Total < 1 || l.Stored < 0 || l.Trainable < 0 {
		return fmt.Errorf("loss %g, stored %d of %d", l.Loss, l.Stored, l.Total)
	}
	return nil
}
