package sweep

import (
	"fmt"
	"sync"
	"time"

	"promptscope/internal/runlog"
	"promptscope/sim/ckpt"
	"promptscope/sim/run"
	"promptscope/sim/train"
)

// Opener gives the checkpoint of a backbone by name; it may be called from several goroutines.
type Opener func(name string) (*ckpt.Checkpoint, error)

// Run trains the points that the store does not have, jobs at a time, and adds each when it is done. An error stops the
// rest; what is done stays. done is called behind each run, one call at a time.
func Run(points []run.Spec, st *Store, open Opener, jobs int, done func(Line)) error {
	var (
		work  = make(chan run.Spec)
		mu    sync.Mutex
		wg    sync.WaitGroup
		first error
	)
	fail := func(err error) {
		mu.Lock()
		defer mu.Unlock()
		if first == nil {
			first = err
		}
	}
	failed := func() bool {
		mu.Lock()
		defer mu.Unlock()
		return first != nil
	}
	for range min(jobs, len(points)) {
		wg.Go(func() {
			for s := range work {
				if failed() {
					continue
				}
				l, err := One(s, open)
				if err != nil {
					fail(fmt.Errorf("%s on %s, %s: %w", s.Method, s.Task, s.Backbone, err))
					continue
				}
				mu.Lock()
				if err := st.Add(l); err != nil && first == nil {
					first = err
				}
				done(l)
				mu.Unlock()
			}
		})
	}
	for _, s := range points {
		work <- s
	}
	close(work)
	wg.Wait()
	return first
}

// Missing is the points that have no run yet. A run on other weights of the same name is an error: means over both
// would be of nothing.
func Missing(points []run.Spec, st *Store, open Opener) (out []run.Spec, err error) {
	sha := map[string]string{}
	for _, p := range points {
		l, ok := st.Done[p]
		if !ok {
			out = append(out, p)
			continue
		}
		if sha[p.Backbone] == "" {
			ck, err := open(p.Backbone)
			if err != nil {
				return nil, err
			}
			sha[p.Backbone] = ck.Params.SHA256()
		}
		if l.SHA != sha[p.Backbone] {
			return nil, fmt.Errorf("the folder has runs on other weights of backbone %s (%.12s, now %.12s): sweep into a new folder", p.Backbone, l.SHA, sha[p.Backbone])
		}
	}
	return out, nil
}

// One trains a point to its end.
func One(s run.Spec, open Opener) (Line, error) {
	ck, err := open(s.Backbone)
	if err != nil {
		return Line{}, err
	}
	start := time.Now()
	t, err := train.New(s, ck)
	if err != nil {
		return Line{}, err
	}
	sha := ""
	for !t.Over() {
		t.Tick()
		if sha == "" {
			sha = t.Sha() // of the weights as they were before the first step
		}
	}
	var snap run.Snapshot
	t.Fill(&snap)
	l := runlog.Of(&snap, sha)
	l.Seconds = time.Since(start).Seconds()
	for _, e := range t.Evals() {
		l.Curve = append(l.Curve, [2]float64{float64(e.Step), float64(e.Accuracy)})
	}
	return l, nil
}
