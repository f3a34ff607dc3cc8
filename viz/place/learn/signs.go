package learn

import "promptscope/viz/state"

// face is what a narrow screen shows of a card.
type face uint8

const (
	reading face = iota
	betting
	seeing
)

// signs is everything that a card depends on: as long as it is the same, so is the document.
type signs struct {
	lesson, failed      string
	ready, mine         bool
	match               int
	acted               bool
	training, failedRun bool
	zone, verdict       int
	live                float64
	bet                 int
	seed                uint64
	face                face
	won, all            int
	after               [2]bool
	takes               int
	same                [2]bool
}

// shownKey is what a document was made from.
type shownKey struct {
	signs
	lang   string
	narrow bool
	pick   bool
	points string // part of the picture that is pointed at
}

func (p *Place) signs(s *state.State) signs {
	out := signs{lesson: s.Lesson, ready: p.pack != nil, mine: p.mine != "", face: p.face, zone: -1, verdict: -1, match: -1, bet: -1}
	if p.failed != nil {
		out.failed = p.failed.Error()
	}
	out.won, out.all = p.progress.bets()
	n := p.now
	if n == nil || n.lesson.ID != s.Lesson {
		return out
	}
	out.takes = p.takes
	out.match, out.acted, out.seed = n.match, n.acted, n.seed
	out.training, out.failedRun = n.training(), n.diverged()
	out.zone, out.bet = n.zone(), p.progress.of(s.Lesson).Bet
	if out.zone >= 0 {
		out.verdict = n.verdict()
	}
	out.live, _ = n.value(out.training).Number()
	out.after[0], out.after[1] = n.after()
	out.same[0], out.same[1] = p.same(n)
	return out
}
