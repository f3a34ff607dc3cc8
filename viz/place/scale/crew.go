package scale

import (
	"slices"
	"strconv"
	"time"

	"promptscope/internal/pool"
	"promptscope/internal/runlog"
	"promptscope/sim/run"
	"promptscope/viz/i18n"
	"promptscope/viz/place"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

// crew trains the grid: workers that nobody else has, one for each core.
type crew struct {
	pool   *pool.Pool // nil while nothing is to be trained
	jobs   []job      // by the pool's numbers
	at     map[run.Spec]int
	size   int // workers; 0 = one a core
	cores  int
	asked  bool // a person has started it, and it begins with the next turn
	rest   bool // a person has paused it
	behind bool // it waits for a lane
	plan   state.Study
	seen   time.Time // of the last picture of its progress
}

type job struct {
	spec  run.Spec
	taken bool // its result is in the book
}

// mostWorkers is more than browsers bear well.
const mostWorkers = 16

// workers is how many there are, or will be.
func (c *crew) workers() int {
	if c.size == 0 {
		return min(max(c.cores, 1), mostWorkers)
	}
	return c.size
}

// Work is of place.Working.
func (r *Room) Work(t ui.Turn, shop place.Workshop) (e ui.Effect, changed bool) {
	c := &r.crew
	c.cores = shop.Cores
	if c.asked && shop.Open != nil {
		c.asked = false
		c.pool, c.plan = pool.New(c.workers(), shop.Open), state.Study{}
		c.jobs, c.at = nil, map[run.Spec]int{}
		changed = true
	}
	if c.pool == nil {
		return e, changed
	}
	if c.plan != r.plan.of {
		r.enlist(t)
		changed = true
	}
	waits := t.State.Running && !t.View.Over && training(shop.Lanes)
	changed = changed || waits != c.behind
	c.behind = waits
	c.pool.Resize(c.workers())
	c.pool.Pause(c.rest || c.behind || shop.Hand)
	c.pool.Turn(shop.Now)
	if r.collect() {
		changed = true
	}
	if c.pool.Idle() {
		return r.finish(t), true
	}
	const often = 250 * time.Millisecond
	if shop.Now.Sub(c.seen) > often && !c.rest && !c.behind && !shop.Hand {
		c.seen, changed = shop.Now, true
	}
	return e, changed
}

// training tells whether a lane is at work.
func training(lanes []*run.Snapshot) bool {
	return slices.ContainsFunc(lanes, func(s *run.Snapshot) bool { return s != nil && s.Status < run.Done && s.Status != run.Paused })
}

// enlist queues what the grid lacks and takes out what it no longer has.
func (r *Room) enlist(t ui.Turn) {
	c := &r.crew
	c.plan = r.plan.of
	wanted := r.plan.wanted()
	for n := range c.jobs {
		if !slices.Contains(wanted, c.jobs[n].spec) {
			c.pool.Drop(n)
		}
	}
	for _, s := range wanted {
		if n, queued := c.at[s]; r.book.has(s) || queued && !c.dropped(n) {
			continue
		}
		delete(r.book.failed, s)
		c.at[s], c.jobs = len(c.jobs), append(c.jobs, job{spec: s})
		c.pool.Add(s, t.Catalog.Cost(s))
	}
}

// dropped tells whether a job was taken out.
func (c *crew) dropped(n int) bool {
	state, _ := c.pool.At(n)
	return state == pool.Cancelled
}

// collect puts results into the book.
func (r *Room) collect() (any bool) {
	c := &r.crew
	for n := range c.jobs {
		j := &c.jobs[n]
		if j.taken {
			continue
		}
		result := c.pool.Result(n)
		if result == nil {
			continue
		}
		j.taken, any = true, true
		if result.Status == run.Failed {
			r.book.failed[j.spec] = result.Message
			continue
		}
		r.book.trained[j.spec] = kept{r.clock().UnixMilli(), runlog.Of(result, r.book.hashes[j.spec.Backbone])}
		r.book.fresh = true
	}
	return any
}

// finish lets the workers go.
func (r *Room) finish(t ui.Turn) (e ui.Effect) {
	done := r.crew.pool.Progress().Ended
	r.crew.dismiss()
	if done > 0 {
		e = say(i18n.Fill(i18n.For(t.View.Lang).Scale.Finished, "n", strconv.Itoa(done)))
	}
	return e
}

// dismiss ends what is under way; what is done stays in the book.
func (c *crew) dismiss() {
	if c.pool != nil {
		c.pool.Cancel()
	}
	c.pool, c.jobs, c.rest, c.behind, c.asked = nil, nil, false, false, false
}

// say shows a message for a moment, and has it read out.
func say(text string) ui.Effect { return ui.Effect{Deed: ui.Say, What: text} }

// running are the runs under way with their steps, and those that wait.
func (c *crew) running() (now []progress, waiting []run.Spec) {
	if c.pool == nil {
		return nil, nil
	}
	for n := range c.jobs {
		switch what, step := c.pool.At(n); what {
		case pool.Running:
			now = append(now, progress{c.jobs[n].spec, int(step)})
		case pool.Waiting:
			waiting = append(waiting, c.jobs[n].spec)
		}
	}
	return now, waiting
}

// progress is a run under way.
type progress struct {
	spec run.Spec
	step int
}

// doing is what becomes of a run that waits or runs.
func (c *crew) doing(s run.Spec) (what pool.State, share float64, ok bool) {
	n, queued := c.at[s]
	if c.pool == nil || !queued {
		return 0, 0, false
	}
	what, step := c.pool.At(n)
	return what, float64(step) / float64(max(s.Steps, 1)), what == pool.Running || what == pool.Waiting
}
