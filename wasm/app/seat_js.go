package main

import (
	"slices"
	"time"

	"promptscope/sim/host"
	"promptscope/sim/run"
	"promptscope/wasm/fetch"
	"promptscope/wasm/link"
)

// seat is where a lane trains: in a worker, in another one after that was lost, or on this page if the browser refuses workers.
type seat struct {
	run.Client
	page    *page
	worker  *link.Worker  // nil: on the page
	inline  *host.Inline  // on the page
	told    []run.Command // until the worker has said something: for another place, if it never does
	inspect run.Command   // what the picture looks at, which outlives a reset
}

// client makes a lane.
func (p *page) client() run.Client {
	s := &seat{page: p, inspect: run.Command{Kind: run.Inspect, Head: -1}}
	if !s.hire() {
		s.stay()
	}
	return s
}

// hire takes a worker, if there are any.
func (s *seat) hire() (hired bool) {
	defer func() {
		if recover() != nil { // boot.newWorker throws
			hired = false
		}
	}()
	w := link.New(s.page.boot.Call("newWorker"))
	w.Refused = func() { s.leave(); s.stay() }
	s.Client, s.worker = w, w
	s.page.seats = append(s.page.seats, s)
	return true
}

// stay trains on the page, which takes up what the worker was told.
func (s *seat) stay() {
	p := s.page
	lane := host.NewInline(fetch.Library(p.boot.Get("base").String()))
	p.inline = append(p.inline, lane)
	p.boot.Call("awake")
	s.Client, s.worker, s.inline = lane, nil, lane
	for _, c := range s.told {
		lane.Send(c)
	}
	s.told = nil
	p.tell("no-worker")
}

// leave lets the worker go.
func (s *seat) leave() {
	if s.worker == nil {
		return
	}
	_ = s.worker.Close()
	s.page.dismiss(s)
	s.worker = nil
}

// Send passes an order on. A reset of a lane whose worker was lost gets another one.
func (s *seat) Send(c run.Command) {
	if c.Kind == run.Reset && s.worker != nil && s.worker.Lost() {
		s.leave()
		if s.told = nil; !s.hire() {
			s.stay()
		}
		defer s.Send(s.inspect)
	}
	if c.Kind == run.Inspect {
		s.inspect = c
	}
	if s.worker != nil && !s.worker.Heard() {
		if c.Kind == run.Reset {
			s.told = nil
		}
		s.told = append(s.told, c)
	} else {
		s.told = nil
	}
	s.Client.Send(c)
}

// Close ends the lane.
func (s *seat) Close() error {
	s.leave()
	if s.inline != nil {
		s.page.inline = slices.DeleteFunc(s.page.inline, func(l *host.Inline) bool { return l == s.inline })
	}
	return nil
}

// watch looks once a second whether the workers are there.
func (p *page) watch() {
	hidden := p.window.Get("document").Get("hidden").Bool()
	if hidden { // no frames come, and what is trained beside the lanes goes on
		p.app.Reach().Tend(time.Now())
	}
	for _, s := range p.seats {
		if s.worker.Check(time.Now(), hidden) {
			p.tell("worker-silent")
		}
	}
}
