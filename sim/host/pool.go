package host

import (
	"time"

	"promptscope/sim/run"
)

// Pool runs many small trainings on a few clients, as the page of scales does: one client a core keeps all of them busy,
// and since a client is a worker or a goroutine, whoever calls Turn stays free. It starts nothing by itself and is not
// safe for concurrent use.
type Pool struct {
	open  func() run.Client
	seats []seat
	jobs  []job // in the order of Add; their index is the job's number
	next  int   // the first job that nobody has taken yet
	begun time.Time
	rest  bool
}

// seat is a client and the job it has, −1 for none.
type seat struct {
	client run.Client
	job    int
	run    uint32
}

type job struct {
	spec   run.Spec
	step   int32
	result *run.Snapshot
}

// Progress is how far a pool is.
type Progress struct {
	Jobs, Ended int
	Share       float64       // 0..1, by steps; running jobs count with what they have done
	Left        time.Duration // at the pace until now; 0 while that is not known
}

// NewPool makes a pool of up to size clients; each is opened when there is a job for it.
func NewPool(size int, open func() run.Client) *Pool {
	p := &Pool{open: open, seats: make([]seat, max(size, 1))}
	for i := range p.seats {
		p.seats[i].job = -1
	}
	return p
}

// Add queues a training and returns its number.
func (p *Pool) Add(spec run.Spec) int {
	p.jobs = append(p.jobs, job{spec: spec})
	return len(p.jobs) - 1
}

// Turn collects what has ended and hands out what is waiting. Call it often: once a picture.
func (p *Pool) Turn() {
	for i := range p.seats {
		s := &p.seats[i]
		if s.job >= 0 {
			p.collect(s)
		}
		if s.job < 0 && !p.rest && p.next < len(p.jobs) {
			p.hand(s, p.next)
			p.next++
		}
	}
}

// collect takes the result of a seat's job if there is one.
func (p *Pool) collect(s *seat) {
	now, j := s.client.Latest(), &p.jobs[s.job]
	if now.Run != s.run {
		return
	}
	j.step = now.Step
	if now.Status < run.Done {
		return
	}
	result := *now
	result.Losses, result.Evals = append([]float32(nil), now.Losses...), append([]run.Eval(nil), now.Evals...)
	result.Parts = append([]run.Part(nil), now.Parts...)
	result.Trace, result.Detail = run.Trace{}, run.Detail{}
	j.result, s.job = &result, -1
	if now.Status == run.Failed { // the worker may be gone with its job
		p.leave(s)
	}
}

func (p *Pool) hand(s *seat, n int) {
	if s.client == nil {
		s.client = p.open()
	}
	if p.begun.IsZero() {
		p.begun = time.Now()
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

// Close lets all clients go; results that are there stay.
func (p *Pool) Close() {
	for i := range p.seats {
		p.leave(&p.seats[i])
	}
	p.next = len(p.jobs)
}

// Result is what a job ended with, without trace and detail: Done, Diverged or Failed; nil before.
func (p *Pool) Result(n int) *run.Snapshot { return p.jobs[n].result }

// Progress sums up.
func (p *Pool) Progress() Progress {
	out := Progress{Jobs: len(p.jobs)}
	done, all := 0.0, 0.0
	for _, j := range p.jobs {
		steps := float64(max(j.spec.Steps, 1))
		if all += steps; j.result != nil {
			out.Ended++
			done += steps
		} else {
			done += min(float64(j.step), steps)
		}
	}
	if all > 0 {
		out.Share = done / all
	}
	if out.Share > 0 && out.Share < 1 {
		out.Left = time.Duration(float64(time.Since(p.begun)) * (1 - out.Share) / out.Share)
	}
	return out
}
