package panel

import (
	"promptscope/viz/panel/kit"
)

// xAt is where a lane's step stands.
func (pl *plot) xAt(t *kit.Times, step int) float32 {
	if pl.time {
		return pl.x.at(t.At(step))
	}
	return pl.x.at(float64(step))
}

// timeSpan is the end of an axis of time: with room to go on while a lane trains, like that of steps.
func (p *page) timeSpan() float64 {
	if p.In.View.Over {
		return p.seconds()
	}
	return nice(p.seconds() * 1.08)
}

// seconds is the longest time of a lane.
func (p *page) seconds() (most float64) {
	for i := range p.In.Count() {
		t := &p.In.Times[i]
		if n := len(t.Seconds); n > 0 {
			most = max(most, float64(t.Seconds[n-1]))
		}
	}
	return most
}
