package scale

import (
	"cmp"
	"encoding/json"
	"slices"

	"promptscope/internal/runlog"
	"promptscope/sim/run"
	"promptscope/viz/keep"
)

// record is what is kept between visits.
type record struct {
	Version int    `json:"version"`
	Cleared int64  `json:"cleared,omitempty"` // ms since 1970: what was trained before is forgotten
	Runs    []kept `json:"runs"`              // the oldest first
}

const recordVersion = 1

// mostKept bounds what is kept: some grids of every experiment.
const mostKept = 800

// Keeps is of place.Keeping.
func (*Room) Keeps() string { return ID }

// Restore is of place.Keeping.
func (r *Room) Restore(text []byte) error {
	rec, err := decode(text)
	if err != nil {
		return err
	}
	r.book.cleared = rec.Cleared
	r.book.trained = map[run.Spec]kept{}
	for _, k := range rec.Runs {
		r.book.trained[k.Line.Spec] = k
	}
	return nil
}

// Changed is of place.Keeping.
func (r *Room) Changed() []byte {
	b := &r.book
	if !b.fresh {
		return nil
	}
	b.fresh = false
	rec := record{Cleared: b.cleared}
	for _, k := range b.trained {
		rec.Runs = append(rec.Runs, k)
	}
	return rec.encode()
}

// Merge is of place.Keeping: all runs of both; of one that both have, the later.
func (*Room) Merge(have, come []byte) ([]byte, error) {
	a, err := decode(have)
	if err != nil {
		return nil, err
	}
	b, err := decode(come)
	if err != nil {
		return nil, err
	}
	a.Cleared, a.Runs = max(a.Cleared, b.Cleared), append(a.Runs, b.Runs...)
	return a.encode(), nil
}

func decode(text []byte) (rec record, err error) {
	if text == nil {
		return rec, nil
	}
	if json.Unmarshal(text, &rec) != nil {
		return record{}, keep.ErrBroken
	}
	if rec.Version > recordVersion {
		return record{}, keep.ErrNewer
	}
	return rec, nil
}

// encode writes a record in one order, without what was forgotten, without doubles, and the newest of what is too much.
func (rec record) encode() []byte {
	at := map[run.Spec]kept{}
	for _, k := range rec.Runs {
		if old, ok := at[k.Line.Spec]; k.At > rec.Cleared && (!ok || old.At <= k.At) {
			at[k.Line.Spec] = k
		}
	}
	rec.Version, rec.Runs = recordVersion, []kept{}
	for _, k := range at {
		rec.Runs = append(rec.Runs, k)
	}
	slices.SortFunc(rec.Runs, func(a, b kept) int {
		return cmp.Or(cmp.Compare(a.At, b.At), compare(&a.Line, &b.Line))
	})
	rec.Runs = rec.Runs[max(len(rec.Runs)-mostKept, 0):]
	text, err := json.Marshal(rec)
	if err != nil { // numbers that are none: a line has none
		return nil
	}
	return text
}

// compare orders runs of one moment.
func compare(a, b *runlog.Line) int {
	x, y := &a.Spec, &b.Spec
	return cmp.Or(cmp.Compare(x.Task, y.Task), cmp.Compare(x.Backbone, y.Backbone), cmp.Compare(x.Method, y.Method), cmp.Compare(x.N, y.N), cmp.Compare(x.Layers, y.Layers),
		cmp.Compare(x.Labels, y.Labels), cmp.Compare(x.Steps, y.Steps), cmp.Compare(x.Seed, y.Seed), cmp.Compare(a.Digest, b.Digest))
}

// forget drops what was trained here and what was opened.
func (b *book) forget(now int64) {
	clear(b.trained)
	clear(b.opened)
	clear(b.failed)
	b.cleared, b.fresh = now, true
}
