package app

import (
	"time"

	"promptscope/sim/run"
)

// The common clock: no lane may go further than a little ahead of the slowest that still trains.
const (
	leastLead = 4
	mostLead  = 1000
	leadTime  = 0.3 // seconds of steps
)

// clock holds the lanes together.
type clock struct {
	*desk
	lead float64 // of the common clock, in steps
}

// keepTime moves the barrier. The lead is leadTime worth of steps, and grows when the slowest lane comes to the barrier
// before it is moved: then pictures come more slowly than the lead lasts.
func (c *clock) keepTime() {
	slowest, late, rate := c.slowest()
	c.lead = max(c.lead*0.99, leadTime*float64(rate), leastLead)
	if late {
		c.lead = c.lead * 2
	}
	c.lead = min(c.lead, mostLead)
	target := slowest + int32(c.lead)
	if !c.state.OneClock || slowest < 0 {
		target = 0
	}
	for i := range c.lanes {
		c.setUntil(i, target)
	}
}

// slowest is the least step of the lanes that still train, whether that lane stands at its barrier, and the rate of the
// fastest; −1 without such a lane.
func (c *clock) slowest() (step int32, late bool, rate float32) {
	step = -1
	for i := range c.lanes {
		s := c.snaps[i]
		if s == nil {
			if c.lanes[i].client != nil {
				step, late = 0, false
			}
			continue
		}
		if s.Status >= run.Done {
			continue
		}
		if step < 0 || s.Step < step {
			step, late = s.Step, c.lanes[i].until > 0 && s.Step >= c.lanes[i].until
		}
		rate = max(rate, s.StepsPerSecond)
	}
	return step, late, rate
}

// setUntil tells a lane the barrier when it has moved far enough to be worth a message.
func (c *clock) setUntil(i int, target int32) {
	l, s := &c.lanes[i], c.snaps[i]
	if l.client == nil || l.until == target || s == nil || s.Status >= run.Done {
		return
	}
	near := s.Step >= l.until-int32(c.lead/2)
	if target == 0 || l.until <= 0 || near || target < l.until {
		l.until = target
		l.client.Send(run.Command{Kind: run.Until, Steps: target})
	}
}

// Pictures that only bring new numbers come at most 12 times a second, and take at most a third of the time: drawing in
// software would starve the training.
const (
	redrawLeast = time.Second / 12
	redrawMost  = time.Second / 2
)

// pace measures how long a picture takes until the next turn.
type pace struct {
	drawn time.Time // begin of the picture not yet accounted for
	every time.Duration
}

func (p *pace) begin(now time.Time) { p.drawn = now }

// turn accounts for a picture drawn since the last turn, and returns the least time between pictures.
func (p *pace) turn(now time.Time) time.Duration {
	if !p.drawn.IsZero() {
		cost := now.Sub(p.drawn)
		p.drawn = time.Time{}
		p.every = (p.every*3 + cost*3) / 4
	}
	return min(max(p.every, redrawLeast), redrawMost)
}
