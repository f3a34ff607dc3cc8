package learn

import (
	"encoding/json"
	"fmt"

	"promptscope/viz/keep"
)

// version of what is kept; what a later one has written is left alone.
const version = 1

// progress is what is kept of a person's way through the lessons.
type progress struct {
	Version int              `json:"version"`
	Lessons map[string]entry `json:"lessons"`
}

// entry is one lesson: the answer that was bet on and the one the run gave, from 0; -1 = none.
type entry struct {
	Done    bool   `json:"done,omitempty"` // decided at least once
	Acted   bool   `json:"acted,omitempty"`
	Bet     int    `json:"bet"`
	Zone    int    `json:"zone"`
	Verdict int    `json:"verdict"`
	Seed    uint64 `json:"seed,omitempty"`
}

func (e entry) won() bool { return e.Done && e.Bet >= 0 && e.Bet == e.Zone }

func fresh() progress { return progress{Version: version, Lessons: map[string]entry{}} }

// read takes progress that was kept or exported.
func read(data []byte) (progress, error) {
	p := progress{}
	if err := json.Unmarshal(data, &p); err != nil {
		return fresh(), err
	}
	switch {
	case p.Version > version:
		return fresh(), keep.ErrNewer
	case p.Version < 1 || p.Lessons == nil:
		return fresh(), fmt.Errorf("version %d with %d lessons: want version 1 and a list of lessons", p.Version, len(p.Lessons))
	}
	return p, nil
}

func (p *progress) of(id string) entry {
	if e, ok := p.Lessons[id]; ok {
		return e
	}
	return entry{Bet: -1, Zone: -1, Verdict: -1}
}

// bets counts those that were decided, and those that were won.
func (p *progress) bets() (won, all int) {
	for _, e := range p.Lessons {
		if e.Done && e.Bet >= 0 {
			all++
		}
		if e.won() {
			won++
		}
	}
	return won, all
}
