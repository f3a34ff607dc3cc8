package learn

import (
	"promptscope/internal/rule"
	"promptscope/sim/run"
	"promptscope/viz/facts"
	"promptscope/viz/place/learn/lesson"
	"promptscope/viz/state"
)

// The runs that belong to a lesson: as it opens, as its bet is decided, and the one behind that.
const (
	opening = iota
	deciding
	again
	runs
)

// sitting is a lesson that is open: its runs, and what has been seen of them.
type sitting struct {
	lesson   *lesson.Lesson
	evidence lesson.Evidence
	rules    rules

	settings [runs]state.State
	books    [runs]facts.Book
	seed     uint64
	match    int // which of its runs the lanes are now; -1 = none
	seeds    lesson.Match
	lanes    []*run.Snapshot
	acted    bool // the action has been done
}

// rules are the expressions of a lesson, parsed.
type rules struct {
	measure            *rule.Expr
	zones              rule.Zones
	holds, part, again *rule.Expr
	same               *rule.Expr
}

func parseRules(l *lesson.Lesson) (r rules, err error) {
	if r.measure, err = rule.Parse(l.Bet.Measure); err != nil {
		return r, err
	}
	when := make([]string, len(l.Bet.Zones))
	for i, z := range l.Bet.Zones {
		when[i] = z.When
	}
	if r.zones, err = rule.ParseZones(r.measure, when); err != nil {
		return r, err
	}
	parse := func(dst **rule.Expr, text string) {
		if text != "" && err == nil {
			*dst, err = rule.Rule(text)
		}
	}
	parse(&r.holds, l.Verdict.Holds)
	parse(&r.part, l.Verdict.Part)
	parse(&r.same, l.Same)
	if l.Again != nil {
		parse(&r.again, l.Again.Rule)
	}
	return r, err
}

// sit opens a lesson.
func sit(l *lesson.Lesson, e lesson.Evidence, c *state.Catalog) (*sitting, error) {
	r, err := parseRules(l)
	if err != nil {
		return nil, err
	}
	s := &sitting{lesson: l, evidence: e, rules: r, match: -1}
	links := [runs]string{l.Link, l.Decides(), l.Decides()}
	if l.Again != nil {
		links[again] = lesson.With(links[again], l.Again.Sets)
	}
	for i, link := range links {
		s.settings[i], _ = state.Parse(link, *c)
	}
	s.begin()
	return s, nil
}

// begin forgets what has been seen: another seed is another experiment.
func (s *sitting) begin() {
	s.books = [runs]facts.Book{}
	for i := range s.books {
		s.books[i].Stored = s.stored
	}
	s.books[deciding].Earlier, s.books[again].Earlier = &s.books[opening], &s.books[deciding]
}

// stored are the means of committed runs that the lesson's rules ask for.
func (s *sitting) stored(f rule.Fact) rule.Value {
	for _, have := range s.evidence.Stored {
		if have.Method == f.Of && have.Settings == f.With {
			return rule.Exactly(have.Percent)
		}
	}
	return rule.Value{}
}

// follow takes in what the lanes show; it tells whether something counts differently now.
func (s *sitting) follow(now *state.State, c *state.Catalog, lanes []*run.Snapshot) {
	if now.Seed != s.seed {
		s.seed = now.Seed
		s.begin()
	}
	s.match = -1
	for i := range s.settings {
		if i == again && s.lesson.Again == nil {
			continue
		}
		if m := lesson.Decided(s.settings[i], *now, *c); m != lesson.Others {
			s.match, s.seeds = i, m
			s.see(i, lanes)
		}
	}
	if s.match == opening && lesson.Decided(s.settings[deciding], *now, *c) != lesson.Others {
		s.match = deciding
	}
	s.lanes = lanes
	s.acted = s.acted || s.lesson.Do.DoneIn(lesson.Seen{Opening: &s.settings[opening], Deciding: &s.settings[deciding], Now: now, Lanes: lanes})
}

// see shows a book the lanes.
func (s *sitting) see(i int, lanes []*run.Snapshot) {
	s.books[i].Lanes(len(lanes))
	for lane, snap := range lanes {
		if snap != nil && snap.Spec.Method != "" {
			s.books[i].See(lane, snap)
		}
	}
}

// value is the bet's measure: as it was decided, or while the run goes on as it stands now.
func (s *sitting) value(live bool) rule.Value {
	b := &s.books[deciding]
	b.Live = live
	defer func() { b.Live = false }()
	return s.rules.measure.Eval(b)
}

// zone is the answer that the run has given; -1 while it has not.
func (s *sitting) zone() int { return s.rules.zones.Of(s.value(false)) }

// verdict is 0 for holds, 1 for in part, 2 for not here; -1 while it is not known.
func (s *sitting) verdict() int {
	for i, e := range []*rule.Expr{s.rules.holds, s.rules.part} {
		if e == nil {
			continue
		}
		switch holds, known := e.Eval(&s.books[deciding]).Holds(); {
		case !known:
			return -1
		case holds:
			return i
		}
	}
	return 2
}

// sealed tells whether the lanes would give the answer away before a bet: where nothing trains, what they measure is the result.
func (s *sitting) sealed(c *state.Catalog) bool {
	if s.zone() >= 0 || s.training() {
		return false
	}
	for i := range s.settings[deciding].Count() {
		if c.Method(s.settings[deciding].Lanes[i].Method).Still {
			return true
		}
	}
	return false
}

// diverged tells whether a lane of the deciding run has no result.
func (s *sitting) diverged() bool {
	for _, l := range s.lanes {
		if s.match == deciding && l != nil && (l.Status == run.Diverged || l.Status == run.Failed) {
			return true
		}
	}
	return false
}

// training tells whether the deciding run is under way.
func (s *sitting) training() bool {
	for _, l := range s.lanes {
		if s.match == deciding && l != nil && l.Step > 0 && l.Status < run.Done {
			return true
		}
	}
	return false
}

// again says whether what the lesson says of its last run holds.
func (s *sitting) after() (holds, known bool) {
	if s.rules.again == nil {
		return false, false
	}
	return s.rules.again.Eval(&s.books[again]).Holds()
}

// compared is what a lesson's statement about the lesson before is asked of: this run, and that one's.
type compared struct {
	*facts.Book
	before earlier
}

// Before is the lesson before.
func (c compared) Before() rule.Facts { return c.before }

// earlier is the deciding run of the lesson before: as it was seen here, or the digests of the committed runs.
type earlier struct {
	seen     *facts.Book // nil: not in this visit
	evidence lesson.Evidence
	seed     uint64
}

func (earlier) Before() rule.Facts { return nil }

func (e earlier) Fact(f rule.Fact) rule.Value {
	if e.seen != nil {
		if v := e.seen.Fact(f); v.Known() || v.Kind() == rule.Text {
			return v
		}
	}
	for _, o := range e.evidence.Seeds {
		if f.Name == "digest" && o.Seed == e.seed && f.Lane < len(o.Lanes) {
			return rule.Digest(o.Lanes[f.Lane].Digest)
		}
	}
	return rule.Value{}
}
