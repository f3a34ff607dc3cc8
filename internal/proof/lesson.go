package proof

import (
	"math"

	"promptscope/internal/rule"
	"promptscope/viz/place/learn/lesson"
)

// Tried is a lesson with one seed: the runs it rests on, and what they say.
type Tried struct {
	Runs    []*Case // as it opens, as the bet is decided, and again, where these differ
	Decided *Case

	Value   rule.Value // of the bet's measure
	Zone    int        // -1: not known
	Margin  float64    // to the nearest border, or of the lowest lane to the next
	Verdict int        // as in lesson.Outcome; -1: not known
	Same    rule.Value // whether what should be as in the lesson before is; not known if nothing should
	Again   rule.Value // whether what is said of the run again holds; not known if there is none
}

// Lesson tries a lesson with a seed; before is the lesson before it, or nil. Its expressions have to be rules.
func (b *Bench) Lesson(l, before *lesson.Lesson, seed uint64) (*Tried, error) {
	t := &Tried{Zone: -1, Verdict: -1, Margin: math.Inf(1)}
	if err := t.runs(b, l, seed); err != nil {
		return nil, err
	}
	measure, err := rule.Parse(l.Bet.Measure)
	if err != nil {
		return nil, err
	}
	when := make([]string, len(l.Bet.Zones))
	for i, z := range l.Bet.Zones {
		when[i] = z.When
	}
	zones, err := rule.ParseZones(measure, when)
	if err != nil {
		return nil, err
	}
	t.Value = measure.Eval(t.Decided)
	t.Zone, t.Margin = zones.Of(t.Value), zones.Margin(t.Value)
	if measure.Kind() == rule.Lane {
		t.Margin = t.ahead(measure)
	}
	if t.Verdict, err = verdict(l.Verdict, t.Decided); err != nil {
		return nil, err
	}
	if l.Again != nil {
		if t.Again, err = eval(l.Again.Rule, t.Runs[len(t.Runs)-1]); err != nil {
			return nil, err
		}
	}
	return t, t.same(b, l, before, seed)
}

// runs are the cases of the lesson.
func (t *Tried) runs(b *Bench, l *lesson.Lesson, seed uint64) error {
	var err error
	if t.Decided, err = b.Case(l.Link, seed, nil); err != nil {
		return err
	}
	t.Runs = []*Case{t.Decided}
	if l.Do.Sets != "" {
		if t.Decided, err = b.Case(l.Decides(), seed, t.Decided); err != nil {
			return err
		}
		t.Runs = append(t.Runs, t.Decided)
	}
	if l.Again != nil {
		again, err := b.Case(lesson.With(l.Decides(), l.Again.Sets), seed, t.Decided)
		if err != nil {
			return err
		}
		t.Runs = append(t.Runs, again)
	}
	return nil
}

// ahead is how far the lowest lane is below the next.
func (t *Tried) ahead(measure *rule.Expr) float64 {
	least, next := math.Inf(1), math.Inf(1)
	asks, _ := measure.Asks()
	for _, f := range asks {
		x, ok := t.Decided.Fact(f).Number()
		switch {
		case !ok:
			return 0
		case x < least:
			least, next = x, least
		case x < next:
			next = x
		}
	}
	return next - least
}

func eval(text string, f rule.Facts) (rule.Value, error) {
	e, err := rule.Rule(text)
	if err != nil {
		return rule.Value{}, err
	}
	return e.Eval(f), nil
}

// verdict is 0, 1 or 2, or -1 if it is not known.
func verdict(v lesson.Verdict, f rule.Facts) (int, error) {
	for i, text := range []string{v.Holds, v.Part} {
		if text == "" {
			continue
		}
		value, err := eval(text, f)
		if err != nil {
			return -1, err
		}
		switch holds, known := value.Holds(); {
		case !known:
			return -1, nil
		case holds:
			return i, nil
		}
	}
	return 2, nil
}

func (t *Tried) same(b *Bench, l, before *lesson.Lesson, seed uint64) error {
	if l.Same == "" || before == nil {
		return nil
	}
	old, err := b.Case(before.Decides(), seed, nil)
	if err != nil {
		return err
	}
	now, err := b.Case(l.Decides(), seed, old)
	if err != nil {
		return err
	}
	t.Same, err = eval(l.Same, now)
	return err
}

// Committed tells whether committed runs answer for everything that an expression asks.
func Committed(e *rule.Expr) bool {
	now, before := e.Asks()
	for _, f := range append(now, before...) {
		switch f.Name {
		case "h", "loss", "digest", "trained", "kept", "total", "stored", "best":
		default:
			return false
		}
	}
	return true
}

// Evidence is what the runs of all seeds say of a lesson, for those who show it without training.
func (b *Bench) Evidence(l *lesson.Lesson) (e lesson.Evidence, err error) {
	for _, seed := range Seeds {
		t, err := b.Lesson(l, nil, seed)
		if err != nil {
			return e, err
		}
		o := lesson.Outcome{Seed: seed, Zone: t.Zone, Verdict: t.Verdict}
		o.Value, _ = t.Value.Number()
		for _, s := range t.Decided.Specs() {
			line, ok := b.Line(s)
			if !ok {
				continue
			}
			o.Lanes = append(o.Lanes, lesson.Lane{H: 100 * line.Accuracy, Loss: line.Loss, Trained: line.Trainable, Kept: line.Stored, Digest: line.Digest})
		}
		e.Seeds = append(e.Seeds, o)
	}
	e.Stored, err = b.asked(l)
	return e, err
}

// asked are the facts that the lesson's rules ask of committed runs.
func (b *Bench) asked(l *lesson.Lesson) (out []lesson.Stored, err error) {
	c, err := b.Case(l.Decides(), Seeds[0], nil)
	if err != nil {
		return nil, err
	}
	for _, text := range []string{l.Bet.Measure, l.Verdict.Holds, l.Verdict.Part} {
		if text == "" {
			continue
		}
		e, err := rule.Parse(text)
		if err != nil {
			return nil, err
		}
		now, before := e.Asks()
		for _, f := range append(now, before...) {
			if x, ok := c.Fact(f).Number(); ok && (f.Name == "stored" || f.Name == "best") {
				out = append(out, lesson.Stored{Method: f.Of, Settings: f.With, Percent: x})
			}
		}
	}
	return out, nil
}
