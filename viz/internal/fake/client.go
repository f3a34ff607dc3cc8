package fake

import (
	"math"
	"time"

	"promptscope/sim/run"
	"promptscope/viz/state"
)

// Client is a lane that invents its numbers as time goes by.
type Client struct {
	catalog state.Catalog
	run     uint32
	spec    run.Spec
	running bool
	until   int32
	index   int32
	row     int32
	speed   float64
	step    float64
	stopAt  float64
	last    time.Time
	Sent    []run.Command // everything it was told
}

// NewClient makes a lane without a run.
func NewClient(c state.Catalog) *Client { return &Client{catalog: c, row: -1, last: time.Now()} }

// Send obeys an order.
func (c *Client) Send(cmd run.Command) {
	c.Sent = append(c.Sent, cmd)
	switch cmd.Kind {
	case run.Reset:
		*c = Client{catalog: c.catalog, run: cmd.Run, spec: cmd.Spec, row: -1, speed: c.speed, last: time.Now(), Sent: c.Sent}
	case run.Go:
		c.running, c.stopAt = true, math.Inf(1)
		if cmd.Steps > 0 {
			c.stopAt = c.step + float64(cmd.Steps)
		}
	case run.Pause:
		c.running = false
	case run.Speed:
		c.speed = cmd.Speed
	case run.Until:
		c.until = cmd.Steps
	case run.Example:
		c.index, c.row = cmd.Index, cmd.Row
	}
}

// Latest invents what has happened since the last call.
func (c *Client) Latest() *run.Snapshot {
	now := time.Now()
	rate := 240.0
	if c.speed > 0 {
		rate = min(c.speed, rate)
	}
	if c.running {
		was := c.step
		c.step += now.Sub(c.last).Seconds() * rate
		if c.until > 0 && math.IsInf(c.stopAt, 1) { // steps that were counted out are done all the same
			c.step = max(min(c.step, float64(c.until)), was)
		}
		if c.step >= c.stopAt {
			c.step, c.running = c.stopAt, false
		}
	}
	c.last = now
	s := Snapshot(c.catalog, c.spec, int(c.step))
	s.Run, s.Trace.Index = c.run, c.index
	if c.row >= 0 && int(c.row) < len(s.Trace.Tokens) {
		s.Trace.Row = c.row
	}
	if !c.running {
		s.Status = run.Paused
	}
	return s
}

// Close does nothing.
func (c *Client) Close() error { return nil }
