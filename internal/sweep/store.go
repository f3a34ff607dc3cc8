package sweep

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sort"

	"promptscope/sim/run"
	"promptscope/sim/train"
)

// version is that of the result files; another one is refused, not guessed at.
const version = 2

// head is the first line of each file.
type head struct {
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

// Store is the folder of a sweep, opened for one shard.
type Store struct {
	Done    map[run.Spec]Line // of all shards
	Damaged []string          // lines that could not be read, for a warning
	file    disk
	name    string
}

// disk is the file of a shard, opened for appending.
type disk interface {
	io.WriteCloser
	Sync() error
}

// Open reads what is there and prepares to append to the shard's own file. The rest of a line that a kill cut off is
// removed; every whole line counts.
func Open(dir string, s Shard) (*Store, error) {
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, err
	}
	name := filepath.Join(dir, fmt.Sprintf("runs-%d-of-%d.jsonl", s.I, s.K))
	if err := trim(name); err != nil {
		return nil, err
	}
	lines, damaged, err := Read(os.DirFS(dir))
	if err != nil {
		return nil, err
	}
	st := &Store{Done: map[run.Spec]Line{}, Damaged: damaged, name: name}
	for _, l := range lines {
		st.Done[l.Spec] = l
	}
	file, err := os.OpenFile(name, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o644)
	if err != nil {
		return nil, err
	}
	st.file = file
	if info, err := file.Stat(); err == nil && info.Size() == 0 {
		return st, st.write(head{version})
	}
	return st, nil
}

// trim cuts a file behind its last line end.
func trim(name string) error {
	data, err := os.ReadFile(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if end := bytes.LastIndexByte(data, '\n') + 1; end < len(data) {
		return os.Truncate(name, int64(end))
	}
	return nil
}

// Add appends a run; when it returns, the run is on the disk.
func (st *Store) Add(l Line) error {
	if err := st.write(l); err != nil {
		return err
	}
	st.Done[l.Spec] = l
	return nil
}

// write appends a line, or nothing: what a full disk took of it is cut off again, so that the next line does not continue it.
func (st *Store) write(v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return err
	}
	if _, err = st.file.Write(append(data, '\n')); err == nil {
		err = st.file.Sync()
	}
	if err != nil {
		return errors.Join(err, trim(st.name))
	}
	return nil
}

// Close closes the shard's file.
func (st *Store) Close() error { return st.file.Close() }

// Read returns the runs of all shards in a folder, in the order of files and lines; of equal ones the first. A last line
// without its end belongs to a shard that is still writing, and is left out. Damaged lines, such as a disk that was full for
// a moment leaves them, are left out and named.
func Read(folder fs.FS) (out []Line, damaged []string, err error) {
	if _, err := fs.ReadDir(folder, "."); err != nil { // Glob would say nothing
		return nil, nil, err
	}
	names, err := fs.Glob(folder, "runs-*-of-*.jsonl")
	if err != nil {
		return nil, nil, err
	}
	sort.Strings(names)
	seen := map[run.Spec]bool{}
	for _, name := range names {
		data, err := fs.ReadFile(folder, name)
		if err != nil {
			return nil, nil, err
		}
		lines, bad, err := decode(data)
		if err != nil {
			return nil, nil, fmt.Errorf("%s: %w", name, err)
		}
		for _, b := range bad {
			damaged = append(damaged, name+" "+b)
		}
		for _, l := range lines {
			if !seen[l.Spec] {
				seen[l.Spec] = true
				out = append(out, l)
			}
		}
	}
	return out, damaged, nil
}

// decode reads one file. Text that is no JSON, and numbers that no run gives, are damage; whole lines of another version are
// an error.
func decode(data []byte) (out []Line, damaged []string, err error) {
	lines := bytes.Split(data[:bytes.LastIndexByte(data, '\n')+1], []byte("\n"))
	lines = lines[:len(lines)-1]
	for i, raw := range lines {
		if !json.Valid(raw) {
			damaged = append(damaged, fmt.Sprintf("line %d is damaged: %.40q", i+1, raw))
			continue
		}
		if i == 0 {
			var h head
			if err := json.Unmarshal(raw, &h); err != nil || h.Version != version {
				return nil, nil, fmt.Errorf("line 1 is %.60q: want results of version %d; sweep into a new folder", raw, version)
			}
			continue
		}
		var l Line
		d := json.NewDecoder(bytes.NewReader(raw))
		d.DisallowUnknownFields()
		if err := d.Decode(&l); err != nil {
			return nil, nil, fmt.Errorf("line %d: %w", i+1, err)
		}
		if r, err := train.Resolve(l.Spec); err != nil || r != l.Spec {
			return nil, nil, fmt.Errorf("line %d: its settings mean something else in this version; sweep into a new folder", i+1)
		}
		if err := l.check(); err != nil {
			damaged = append(damaged, fmt.Sprintf("line %d is damaged: %v", i+1, err))
			continue
		}
		out = append(out, l)
	}
	return out, damaged, nil
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
