package pool_test

import (
	"testing"
	"time"

	"promptscope/internal/pool"
	"promptscope/sim/backbone/pretrained"
	"promptscope/sim/host"
	"promptscope/sim/run"
	"promptscope/sim/train"
)

func small(seed uint64) run.Spec {
	return run.Spec{Task: "fact", Backbone: "2x16", Method: "p-tuning-v2", Steps: 12, Seed: seed}
}

// staff is the clients of a pool. They work when they are driven, so that the test is the same on one thread.
type staff []*host.Inline

func (s *staff) open() run.Client {
	l := host.NewInline(pretrained.Open)
	*s = append(*s, l)
	return l
}

// work lets all clients work for a moment.
func (s *staff) work(p *pool.Pool) {
	for _, l := range *s {
		l.Pump(2 * time.Millisecond)
	}
	p.Turn(time.Now())
}

// until works until enough holds.
func (s *staff) until(t *testing.T, p *pool.Pool, enough func() bool) {
	t.Helper()
	p.Turn(time.Now())
	for start := time.Now(); !enough(); s.work(p) {
		if time.Since(start) > time.Minute {
			t.Fatalf("the pool stands at %+v", p.Progress())
		}
	}
}

func TestPoolRunsAllJobs(t *testing.T) {
	var clients staff
	p := pool.New(2, clients.open)
	defer p.Cancel()
	for seed := range uint64(5) {
		if n := p.Add(small(seed+1), 1); n != int(seed) {
			t.Errorf("job %d has number %d", seed, n)
		}
	}
	bad := p.Add(run.Spec{Task: "nonsense", Steps: 12}, 1)
	clients.until(t, p, func() bool { return p.Progress().Ended == 6 })
	if got := p.Progress(); got.Share != 1 || got.Left != 0 || len(clients) < 2 || len(clients) > 3 { // one more for the one that failed
		t.Errorf("at the end %+v with %d clients", got, len(clients))
	}
	if r := p.Result(bad); r.Status != run.Failed || r.Message == "" {
		t.Errorf("a bad job ends with %d, %q", r.Status, r.Message)
	}
	ck, err := pretrained.Open("2x16")
	if err != nil {
		t.Fatal(err)
	}
	for n := range 5 {
		alone, err := train.New(small(uint64(n)+1), ck)
		if err != nil {
			t.Fatal(err)
		}
		for alone.Step() {
		}
		if r := p.Result(n); r.Status != run.Done || r.Digest != alone.Digest() || len(r.Losses) != 12 {
			t.Errorf("job %d: status %d, digest %s, alone %s", n, r.Status, r.Digest, alone.Digest())
		}
	}
}

func TestPoolPausesAndGoesOn(t *testing.T) {
	var clients staff
	p := pool.New(2, clients.open)
	long := small(1)
	long.Steps = 4000
	for range 3 {
		p.Add(long, 1)
	}
	clients.until(t, p, func() bool { return p.Progress().Share > 0 })
	if left := p.Progress().Left; left <= 0 {
		t.Errorf("time left %v", left)
	}
	p.Pause(true)
	for range 5 { // the steps under way
		clients.work(p)
	}
	share := p.Progress().Share
	for range 20 {
		clients.work(p)
	}
	if p.Progress().Share != share || share == 1 {
		t.Errorf("from %v to %v while paused", share, p.Progress().Share)
	}
	p.Pause(false)
	clients.until(t, p, func() bool { return p.Progress().Share > share })
	p.Cancel()
	p.Turn(time.Now())
	if got := p.Progress(); got.Ended != 0 || p.Result(0) != nil {
		t.Errorf("after Cancel: %+v", got)
	}
}

// quitter is a client whose worker is gone the first time that it gets a job.
type quitter struct {
	run.Client
	lost *int
	gone bool
	run  uint32
}

func (q *quitter) Send(c run.Command) {
	if c.Kind == run.Reset && *q.lost > 0 {
		*q.lost--
		q.gone, q.run = true, c.Run
	}
	if !q.gone {
		q.Client.Send(c)
	}
}

func (q *quitter) Latest() *run.Snapshot {
	if q.gone {
		return &run.Snapshot{Run: q.run, Status: run.Failed, Message: "the worker is gone"}
	}
	return q.Client.Latest()
}

func TestPoolTriesALostJobAgain(t *testing.T) {
	for _, tt := range []struct {
		lost int
		want run.Status
	}{{1, run.Done}, {2, run.Failed}} {
		var clients staff
		lost := tt.lost
		p := pool.New(1, func() run.Client { return &quitter{Client: clients.open(), lost: &lost} })
		n := p.Add(small(1), 1)
		clients.until(t, p, func() bool { return p.Progress().Ended == 1 })
		if r := p.Result(n); r.Status != tt.want {
			t.Errorf("lost %d times: status %d, want %d", tt.lost, r.Status, tt.want)
		}
		p.Cancel()
	}
}

// clockwork is a client whose run stands where the test puts it.
type clockwork struct{ now run.Snapshot }

func (c *clockwork) Send(cmd run.Command) {
	if cmd.Kind == run.Reset {
		c.now = run.Snapshot{Run: cmd.Run}
	}
}

func (c *clockwork) Latest() *run.Snapshot { return &c.now }

func (c *clockwork) Close() error { return nil }

// Share and time left go by cost, whatever the steps, and a pause takes no time. What is cancelled does not count.
func TestPoolCountsByCost(t *testing.T) {
	var c clockwork
	p := pool.New(1, func() run.Client { return &c })
	p.Add(run.Spec{Steps: 1000}, 3) // behind the other, which is cheaper
	p.Add(run.Spec{Steps: 10}, 1)
	now := time.Now()
	turn := func(after time.Duration) pool.Progress {
		now = now.Add(after)
		p.Turn(now)
		return p.Progress()
	}
	turn(0)
	c.now.Step = 5
	if got := turn(3 * time.Second); got.Share != 1./8 || got.Left != 21*time.Second {
		t.Errorf("half of the cheap one done in 3 s: %+v", got)
	}
	p.Pause(true)
	turn(time.Hour)
	p.Pause(false)
	c.now.Step, c.now.Status = 10, run.Done
	if got := turn(3 * time.Second); got.Ended != 1 || got.Share != 1./4 || got.Left != 18*time.Second {
		t.Errorf("the cheap one done in 6 s, with a pause of an hour: %+v", got)
	}
	if p.Cancel(); p.Progress() != (pool.Progress{Jobs: 1, Ended: 1, Share: 1}) {
		t.Errorf("after Cancel: %+v", p.Progress())
	}
}

// A pool that gets more clients uses them; one that gets fewer lets those go that have nothing to do, and loses no job.
func TestPoolIsResized(t *testing.T) {
	var clients staff
	p := pool.New(1, clients.open)
	defer p.Cancel()
	for seed := range uint64(6) {
		p.Add(small(seed+1), 1)
	}
	running := func() (n int) {
		for job := range 6 {
			if state, _ := p.At(job); state == pool.Running {
				n++
			}
		}
		return n
	}
	p.Turn(time.Now())
	if n := running(); n != 1 {
		t.Errorf("%d jobs run on one client", n)
	}
	p.Resize(3)
	p.Turn(time.Now())
	if n := running(); n != 3 {
		t.Errorf("%d jobs run on three clients", n)
	}
	p.Resize(1)
	clients.until(t, p, func() bool { return p.Progress().Ended >= 4 })
	if n := running(); n > 1 {
		t.Errorf("%d jobs run on one client of three", n)
	}
	clients.until(t, p, p.Idle)
	for job := range 6 {
		if state, steps := p.At(job); state != pool.Ended || steps != 12 || p.Result(job).Status != run.Done {
			t.Errorf("job %d: state %d after %d steps", job, state, steps)
		}
	}
}

func TestPoolTellsOfJobs(t *testing.T) {
	var clients staff
	p := pool.New(1, clients.open)
	p.Add(small(1), 1)
	p.Add(small(2), 1)
	clients.until(t, p, func() bool { return p.Progress().Ended == 1 })
	p.Cancel()
	for job, want := range []pool.State{pool.Ended, pool.Cancelled} {
		if state, _ := p.At(job); state != want {
			t.Errorf("job %d: %d, want %d", job, state, want)
		}
	}
	if !p.Idle() {
		t.Error("it is busy with nothing")
	}
}
