package app

import (
	"slices"
	"time"
)

// costs keeps what the last pictures cost in Go: a turn and the painting after it. What the browser does with the
// triangles is not in it.
type costs struct {
	turn  time.Duration
	last  [256]time.Duration
	drawn int
}

// FrameCost sums them up.
type FrameCost struct {
	Pictures int     `json:"pictures"` // since the program began; the figures are of the last 256
	Median   float64 `json:"median_ms"`
	P99      float64 `json:"p99_ms"`
}

func (c *costs) turned(d time.Duration) { c.turn = d }

func (c *costs) painted(d time.Duration) {
	c.last[c.drawn%len(c.last)] = c.turn + d
	c.drawn++
}

func (c *costs) sum() FrameCost {
	n := min(c.drawn, len(c.last))
	if n == 0 {
		return FrameCost{}
	}
	sorted := c.last
	slices.Sort(sorted[:n])
	ms := func(d time.Duration) float64 { return float64(d.Microseconds()) / 1000 }
	return FrameCost{c.drawn, ms(sorted[n/2]), ms(sorted[n*99/100])}
}
