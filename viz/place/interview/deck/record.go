package deck

import (
	"encoding/json"
	"slices"

	"promptscope/viz/fsrs"
	"promptscope/viz/keep"
)

// version is that of the part of the kept text that a Record is.
const version = 1

// Record is all that is kept: the log of reviews, from which every date is computed, and the day of the interview.
type Record struct {
	Log    []fsrs.Entry
	Undone []Key // reviews that were taken back: another window, or a file, may still have them

	Interview Date
}

// Key names a review: nobody grades one card twice in a second, but two windows that show the same card may try.
type Key struct {
	Card string `json:"card"`
	At   int64  `json:"at"`
}

// Date is the day of the interview, 0 for none, and when it was set: the later setting holds.
type Date struct {
	Day fsrs.Day `json:"day"`
	Set int64    `json:"set"` // seconds since 1970
}

// entry is a review as it is kept.
type entry struct {
	Key
	Zone  int32  `json:"zone"` // seconds east of UTC
	Grade int    `json:"grade"`
	Extra bool   `json:"extra,omitempty"`
	By    string `json:"by"` // the algorithm
}

type kept struct {
	Version   int     `json:"version"`
	Log       []entry `json:"log"`
	Undone    []Key   `json:"undone,omitempty"`
	Interview Date    `json:"interview"`
}

func keyOf(e fsrs.Entry) Key { return Key{e.Card, e.At.Unix} }

// Encode is the form in which a record is kept.
func (r *Record) Encode() []byte {
	k := kept{Version: version, Log: []entry{}, Undone: r.Undone, Interview: r.Interview}
	for _, e := range r.Log {
		k.Log = append(k.Log, entry{keyOf(e), e.At.Offset, int(e.Grade), e.Extra, e.Algorithm})
	}
	data, err := json.Marshal(k)
	if err != nil {
		panic(err) // numbers and strings alone
	}
	return data
}

// Decode reads a record; nil is an empty one. A review that cannot be is an error: nothing of it is guessed.
func Decode(data []byte) (r Record, err error) {
	if data == nil {
		return r, nil
	}
	var k kept
	err = json.Unmarshal(data, &k)
	switch {
	case k.Version > version:
		return r, keep.ErrNewer
	case err != nil || k.Version != version:
		return r, keep.ErrForeign
	}
	for _, e := range k.Log {
		grade := fsrs.Grade(0)
		if e.Grade >= int(fsrs.Again) && e.Grade <= int(fsrs.Easy) {
			grade = fsrs.Grade(e.Grade)
		}
		f := fsrs.Entry{Card: e.Card, At: fsrs.Moment{Unix: e.At, Offset: e.Zone}, Grade: grade, Extra: e.Extra, Algorithm: e.By}
		if f.Check() != nil {
			return Record{}, keep.ErrForeign
		}
		r.Log = append(r.Log, f)
	}
	r.Undone, r.Interview = k.Undone, k.Interview
	return r, nil
}

// Merge is both records in one: every review that either has and neither has taken back, each side in its own order, by time
// among each other.
func Merge(a, b Record) (out Record) {
	out.Undone = union(a.Undone, b.Undone)
	if out.Interview = a.Interview; b.Interview.Set > a.Interview.Set {
		out.Interview = b.Interview
	}
	seen := map[Key]bool{}
	for _, k := range out.Undone {
		seen[k] = true
	}
	take := func(e fsrs.Entry) {
		if !seen[keyOf(e)] {
			seen[keyOf(e)] = true
			out.Log = append(out.Log, e)
		}
	}
	x, y := a.Log, b.Log
	for len(x) > 0 && len(y) > 0 {
		if y[0].At.Unix < x[0].At.Unix {
			take(y[0])
			y = y[1:]
		} else {
			take(x[0])
			x = x[1:]
		}
	}
	for _, e := range append(slices.Clip(x), y...) {
		take(e)
	}
	return out
}

func union(a, b []Key) []Key {
	out := slices.Clone(a)
	for _, k := range b {
		if !slices.Contains(out, k) {
			out = append(out, k)
		}
	}
	return out
}

// MergeKept is Merge of two kept records; kept may be nil.
func MergeKept(kept, come []byte) ([]byte, error) {
	a, err := Decode(kept)
	if err != nil {
		return nil, err
	}
	b, err := Decode(come)
	if err != nil {
		return nil, err
	}
	merged := Merge(a, b)
	return merged.Encode(), nil
}
