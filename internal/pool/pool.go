// Package pool runs many small trainings on a few clients: one client a core keeps all of them busy,
// and since a client is a worker or a goroutine, whoever calls Turn stays free.
package pool

import (
	"slices"
	"time"

	"promptscope/sim/run"
)

// Pool starts nothing by itself and is not safe for concurrent use.
type Pool struct {
	open  func() run.Client
	size  int
	seats []seat // more than size while one too many has a job
	jobs  []job  // in the order of Add; their index is the job's number
	line  []int  // jobs that nobody has taken yet, the next one first
	rest  bool

	last   time.Time     // of the last turn
	worked time.Duration // of all clients together, without pauses
}

// seat is a client and the job it has, −1 for none.
type seat struct {
	client run.Client
	job    int
	run    uint32
}

type job struct {
	spec      run.Spec
	cost      float64
	step      int32
	lost      int  // clients that failed with it
	cancelled bool // it was taken out before its end
	result    *run.Snapshot
}

// share is how much of a job is done, 0 to 1.
func (j *job) share() float64 { return min(float64(j.step)/float64(max(j.spec.Steps, 1)), 1) }

// tries is how many clients get a job before it counts as failed: a worker may be lost without any fault of the job.
const tries = 2

// Progress is how far a pool is. Jobs that were cancelled do not count.
type Progress struct {
	Jobs, Ended int
	Share       float64       // 0..1, by cost; running jobs count with what they have done
	Left        time.Duration // at the pace until now; 0 while that is not known
}

// State is what became of a job.
type State uint8

// The states.
const (
	Waiting State = iota
	Running
	Ended     // Result has what it ended with
	Cancelled // taken out before its end
)

// New makes a pool of up to size clients; each is opened when there is a job for it.
func New(size int, open func() run.Client) *Pool {
	p := &Pool{open: open}
	p.Resize(size)
	return p
}

// Add queues a training behind those that cost no more, and returns its number. cost is how long it takes, in any unit that all jobs
// share; more than 0.
func (p *Pool) Add(spec run.Spec, cost float64) int {
	n := len(p.jobs)
	p.jobs = append(p.jobs, job{spec: spec, cost: cost})
	at := slices.IndexFunc(p.line, func(other int) bool { return p.jobs[other].cost > cost })
	if at < 0 {
		at = len(p.line)
	}
	p.line = slices.Insert(p.line, at, n)
	return n
}

// Drop takes out a job that nobody has begun. One that is under way ends.
func (p *Pool) Drop(n int) {
	if at := slices.Index(p.line, n); at >= 0 {
		p.line = slices.Delete(p.line, at, at+1)
		p.jobs[n].cancelled = true
	}
}

// Resize lets the pool have another number of clients. One that is too many goes when its job has ended.
func (p *Pool) Resize(size int) {
	size = max(size, 1)
	for len(p.seats) < size {
		p.seats = append(p.seats, seat{job: -1})
	}
	p.size = size
}

// Turn collects what has ended and hands out what is waiting. Call it often: once a picture.
func (p *Pool) Turn(now time.Time) {
	for i := range p.seats {
		s := &p.seats[i]
		if s.job >= 0 {
			if !p.rest && !p.last.IsZero() {
				p.worked += now.Sub(p.last)
			}
			p.collect(s)
		}
		switch {
		case s.job >= 0:
		case i >= p.size:
			p.leave(s)
		case !p.rest && len(p.line) > 0:
			p.hand(s, p.line[0])
			p.line = p.line[1:]
		}
	}
	for n := len(p.seats); n > p.size && p.seats[n-1].client == nil; n-- {
		p.seats = p.seats[:n-1]
	}
	p.last = now
}

// collect takes the result of a seat's job if there is one.
func (p *Pool) collect(s *seat) {
	now, n := s.client.Latest(), s.job
	j := &p.jobs[n]
	if now.Run != s.run {
		return
	}
	j.step = now.Step
	if now.Status < run.Done {
		return
	}
	s.job = -1
	if now.Status == run.Failed { // the worker may be gone with its job
		p.leave(s)
		if j.lost++; j.lost < tries {
			j.step = 0
			p.line = slices.Insert(p.line, 0, n)
			return
		}
	}
	result := *now
	result.Losses, result.Evals = append([]float32(nil), now.Losses...), append([]run.Eval(nil), now.Evals...)
	result.Parts = append([]run.Part(nil), now.Parts...)
	result.Trace, result.Detail = run.Trace{}, run.Detail{}
	j.result = &result
}

func (p *Pool) hand(s *seat, n int) {
	if s.client == nil {
		s.client = p.open()
	}
	s.job = n
	s.run++
	s.client.Send(run.Command{Kind: run.Reset, Run: s.run, Spec: p.jobs[n].spec})
	s.client.Send(run.Command{Kind: run.Go})
}

func (p *Pool) leave(s *seat) {
	if s.client != nil {
		_ = s.client.Close()
	}
	*s = seat{job: -1}
}

// Pause stops after the steps under way, or goes on. What was done counts.
func (p *Pool) Pause(on bool) {
	if p.rest == on {
		return
	}
	kind := run.Go
	if p.rest = on; on {
		kind = run.Pause
	}
	for i := range p.seats {
		if p.seats[i].job >= 0 {
			p.seats[i].client.Send(run.Command{Kind: kind})
		}
	}
}

// Cancel takes out what has not ended, and lets all clients go; results that are there stay.
func (p *Pool) Cancel() {
	for i := range p.seats {
		p.leave(&p.seats[i])
	}
	p.line = nil
	for i := range p.jobs {
		p.jobs[i].cancelled = p.jobs[i].result == nil
	}
}

// At tells what became of a job, and how many of its steps are done.
func (p *Pool) At(n int) (State, int32) {
	j := &p.jobs[n]
	switch {
	case j.result != nil:
		return Ended, j.step
	case j.cancelled:
		return Cancelled, j.step
	}
	for i := range p.seats {
		if p.seats[i].job == n {
			return Running, j.step
		}
	}
	return Waiting, 0
}

// Idle tells whether nothing is left to do.
func (p *Pool) Idle() bool {
	for i := range p.seats {
		if p.seats[i].job >= 0 {
			return false
		}
	}
	return len(p.line) == 0
}

// Result is what a job ended with, without trace and detail: Done, Diverged or Failed; nil before.
func (p *Pool) Result(n int) *run.Snapshot { return p.jobs[n].result }

// Progress sums up.
func (p *Pool) Progress() (out Progress) {
	done, all := 0.0, 0.0
	for i := range p.jobs {
		j := &p.jobs[i]
		if j.cancelled {
			continue
		}
		part := j.share()
		if j.result != nil {
			out.Ended++
			part = 1
		}
		done += j.cost * part
		out.Jobs++
		all += j.cost
	}
	if all > 0 {
		out.Share = done / all
	}
	if out.Share > 0 && out.Share < 1 {
		out.Left = time.Duration(p.ahead() * float64(p.worked) / done)
	}
	return out
}

// ahead is the cost until the last client is done: each takes the next job when it has none. What is left over the number of clients
// would be too little, since at the end the longest jobs run alone.
func (p *Pool) ahead() float64 {
	loads := make([]float64, p.size)
	least := func() *float64 {
		at := 0
		for i := range loads {
			if loads[i] < loads[at] {
				at = i
			}
		}
		return &loads[at]
	}
	for i := range p.seats {
		if n := p.seats[i].job; n >= 0 {
			j := &p.jobs[n]
			*least() += j.cost * (1 - j.share())
		}
	}
	for _, n := range p.line {
		*least() += p.jobs[n].cost
	}
	return slices.Max(loads)
}
