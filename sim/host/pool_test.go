package host_test

import (
	"testing"
	"time"

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
func (s *staff) work(p *host.Pool) {
	for _, l := range *s {
		l.Pump(2 * time.Millisecond)
	}
	p.Turn()
}

// until works until enough holds.
func (s *staff) until(t *testing.T, p *host.Pool, enough func() bool) {
	t.Helper()
	p.Turn()
	for start := time.Now(); !enough(); s.work(p) {
		if time.Since(start) > time.Minute {
			t.Fatalf("the pool stands at %+v", p.Progress())
		}
	}
}

func TestPoolRunsAllJobs(t *testing.T) {
	var clients staff
	p := host.NewPool(2, clients.open)
	defer p.Close()
	for seed := range uint64(5) {
		if n := p.Add(small(seed + 1)); n != int(seed) {
			t.Errorf("job %d has number %d", seed, n)
		}
	}
	bad := p.Add(run.Spec{Task: "nonsense", Steps: 12})
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
	p := host.NewPool(2, clients.open)
	long := small(1)
	long.Steps = 4000
	for range 3 {
		p.Add(long)
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
	p.Close()
	p.Turn()
	if got := p.Progress(); got.Ended != 0 || p.Result(0) != nil {
		t.Errorf("after Close: %+v", got)
	}
}
