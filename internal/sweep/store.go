package sweep

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path/filepath"
	"sort"

	"promptscope/internal/runlog"
	"promptscope/sim/run"
	"promptscope/sim/train"
)

// Line is one finished run.
type Line = runlog.Line

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
		return st, st.write(runlog.Head{Version: runlog.Version})
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
		lines, bad, err := runlog.Decode(data, train.Resolve)
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
