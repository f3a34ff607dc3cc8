package proof_test

import (
	"cmp"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"promptscope/internal/content/cards"
	"promptscope/internal/content/lessons"
	"promptscope/internal/proof"
	"promptscope/internal/rule"
	"promptscope/internal/sample"
	"promptscope/sim/backbone/pretrained"
	"promptscope/viz/place/learn/lesson"
)

func bench(t testing.TB, training proof.Training) *proof.Bench {
	t.Helper()
	b, err := proof.New(os.DirFS("../../docs/results"), pretrained.Open)
	if err != nil {
		t.Fatal(err)
	}
	b.Training = training
	return b
}

// statement is something that a card or a lesson says of its runs, with one seed.
type statement struct {
	name, link string
	committed  bool // committed runs answer for all of it
	// holds tells whether it does, and what it rests on; known is false where the bench may not train.
	holds func(*proof.Bench) (holds, known bool, on []*proof.Case, err error)
}

// statements are all of cards and lessons, those of one link beside each other: they share its runs.
func statements(t *testing.T) (out []statement) {
	t.Helper()
	bank, err := cards.Open()
	if err != nil {
		t.Fatal(err)
	}
	for _, topic := range bank.Topics {
		for _, c := range topic.Cards {
			if c.Proof != nil {
				out = append(out, ofRule(t, c.ID, c.Proof.Link, c.Proof.Rule)...)
			}
		}
	}
	course, err := lessons.Open()
	if err != nil {
		t.Fatal(err)
	}
	for i := range course.Lessons {
		var before *lesson.Lesson
		if i > 0 {
			before = &course.Lessons[i-1]
		}
		out = append(out, ofLesson(t, &course.Lessons[i], before)...)
	}
	slices.SortStableFunc(out, func(a, b statement) int { return cmp.Compare(a.link, b.link) })
	return out
}

func ofRule(t *testing.T, name, link, text string) (out []statement) {
	t.Helper()
	e, err := rule.Rule(text)
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	for _, seed := range proof.Seeds {
		out = append(out, statement{fmt.Sprintf("%s, seed %d: %s", name, seed, text), link, proof.Committed(e),
			func(b *proof.Bench) (holds, known bool, on []*proof.Case, err error) {
				c, err := b.Case(link, seed, nil)
				if err != nil {
					return false, false, nil, err
				}
				holds, known = e.Eval(c).Holds()
				return holds, known, []*proof.Case{c}, c.Err()
			}})
	}
	return out
}

// ofLesson is what a lesson says: its bet has an answer that is not near a border, its verdict is decided, what it says of
// the lesson before and of the run again holds.
func ofLesson(t *testing.T, l, before *lesson.Lesson) (out []statement) {
	t.Helper()
	committed := true
	for _, text := range []string{l.Bet.Measure, l.Verdict.Holds, l.Verdict.Part, l.Same} {
		if e, err := rule.Parse(text); err == nil {
			committed = committed && proof.Committed(e)
		}
	}
	for _, seed := range proof.Seeds {
		out = append(out, statement{fmt.Sprintf("%s, seed %d", l.ID, seed), l.Link, committed,
			func(b *proof.Bench) (holds, known bool, on []*proof.Case, err error) {
				x, err := b.Lesson(l, before, seed)
				if err != nil {
					return false, false, nil, err
				}
				holds, known = x.Margin >= 0.5, x.Zone >= 0 && x.Verdict >= 0
				for _, v := range []struct {
					asked bool
					value rule.Value
				}{{l.Same != "", x.Same}, {l.Again != nil, x.Again}} {
					if v.asked {
						h, k := v.value.Holds()
						holds, known = holds && h, known && k
					}
				}
				return holds, known, x.Runs, x.Decided.Err()
			}})
	}
	return out
}

// What committed runs tell is told by them, without training.
func TestStatementsByCommittedRuns(t *testing.T) {
	b := bench(t, proof.Never)
	told := 0
	all := statements(t)
	for _, s := range all {
		holds, known, _, err := s.holds(b)
		switch {
		case err != nil:
			t.Errorf("%s: %v", s.name, err)
		case !known && s.committed:
			t.Errorf("%s: on %s a run is missing: want its settings in internal/results/plan.go, and make results", s.name, s.link)
		case known && !holds:
			t.Errorf("%s: does not hold on %s", s.name, s.link)
		case known:
			told++
		}
	}
	if told < len(all)/2 {
		t.Errorf("%d of %d statements are told, want most", told, len(all))
	}
	t.Logf("%d of %d statements are told by committed runs", told, len(all))
}

// What is said holds of runs that are trained here, and these come to the bits that are committed. make test takes a few
// statements on cheap tasks, of those that no committed run can tell and of the others; make test-all trains for all of them.
func TestStatementsByTrainedRuns(t *testing.T) {
	if testing.Short() {
		t.Skip("trains")
	}
	var told, untold []statement
	for _, s := range statements(t) {
		if cheap := strings.HasPrefix(s.link, "task=fact") && !strings.Contains(s.link, "steps=600"); !cheap && !sample.All() {
			continue
		}
		if s.committed {
			told = append(told, s)
		} else {
			untold = append(untold, s)
		}
	}
	b := bench(t, proof.Always)
	for _, s := range slices.Concat(sample.Of(t, untold, 4), sample.Of(t, told, 3)) {
		holds, known, on, err := s.holds(b)
		if err != nil || !known || !holds {
			t.Errorf("%s: on %s it holds: %v, known: %v, %v", s.name, s.link, holds, known, err)
		}
		for _, c := range on {
			repeats(t, b, c)
		}
	}
}

// repeats holds the trained runs of a link to the committed ones.
func repeats(t *testing.T, b *proof.Bench, c *proof.Case) {
	t.Helper()
	for i, s := range c.Specs() {
		line, ok := b.Line(s)
		if !ok {
			t.Errorf("%s: lane %s, seed %d is no committed run: want its settings in internal/results/plan.go, and make results", c.Link, rule.Lanes[i], c.Seed)
			continue
		}
		digest, known := c.Fact(rule.Fact{Name: "digest", Lane: i}).Text()
		h, _ := c.Fact(rule.Fact{Name: "h", Lane: i}).Number()
		if !known || digest != line.Digest || h != 100*line.Accuracy {
			t.Errorf("%s, lane %s, seed %d: digest %s and %.2f, the committed run has %s and %.2f", c.Link, rule.Lanes[i], c.Seed, digest, h, line.Digest, 100*line.Accuracy)
		}
	}
}

func TestStoredAndBest(t *testing.T) {
	b := bench(t, proof.Never)
	c, err := b.Case("task=srl&backbone=4x64&a=probe&b=p-tuning", 1, nil)
	if err != nil {
		t.Fatal(err)
	}
	for text, known := range map[string]bool{
		`stored("full")`: true, `stored("p-tuning-v2", "layers=1")`: true, `stored("full", "backbone=2x16&steps=16000")`: true, `stored("prompt-tuning", "task=fact&n=32&backbone=2x64")`: true,
		`stored("full", "steps=7")`:        false, // never run
		`stored("hand")`:                   false, // it fills no tags
		`stored("nothing")`:                false,
		`stored("full", "colour=blue")`:    false,
		`best("hand")`:                     false, // roles have no templates
		`h(a)`:                             true,
		`h(c)`:                             false, // there is no lane C
		`hash(a)`:                          false, // a committed run has none of its end
		`changed("backbone")`:              false,
		`before(h(a))`:                     false,
		`kept(a)+trained(b)+total()`:       true,
		`loss(a)`:                          true,
		`digest(a)`:                        true,
		`lambda(a, 1)`:                     false,
		`ablate(b, "prompt", "zero")`:      false,
		`stored("full") - stored("probe")`: true,
	} {
		e, err := rule.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := e.Eval(c).Known(); got != known {
			t.Errorf("%s is known: %v, want %v", text, got, known)
		}
	}
	facts, err := b.Case("task=fact", 2, c)
	if err != nil {
		t.Fatal(err)
	}
	e, _ := rule.Parse(`best("hand")`)
	if x, ok := e.Eval(facts).Number(); !ok || x < 96 || x > 97 {
		t.Errorf("best hand-written prompt: %v, %v", x, ok)
	}
	e, _ = rule.Parse(`before(stored("full"))`)
	if x, ok := e.Eval(facts).Number(); !ok || x < 99 {
		t.Errorf("full fine-tuning of the run before: %v, %v", x, ok)
	}
}

// A link that the page does not take as it stands has no runs.
func TestLinksAreTakenAsTheyStand(t *testing.T) {
	b := bench(t, proof.Never)
	for _, link := range []string{"task=poetry", "n=99", "nn=3", "task=srl&a=hand", "task=fact&backbone=2x64-gpt2&a=hand&template@a=_+of+X"} {
		if c, err := b.Case(link, 1, nil); err == nil {
			t.Errorf("%s has runs: %+v", link, c.Specs())
		}
	}
}

// Evidence is what those show who do not train.
func TestEvidence(t *testing.T) {
	course, err := lessons.Open()
	if err != nil {
		t.Fatal(err)
	}
	b := bench(t, proof.Never)
	l, _ := course.Find("small-models")
	e, err := b.Evidence(l)
	if err != nil {
		t.Fatal(err)
	}
	if len(e.Seeds) != 3 || e.Seeds[0].Zone != 2 || e.Seeds[0].Verdict != 0 || len(e.Seeds[0].Lanes) != 2 || e.Seeds[0].Lanes[1].H-e.Seeds[0].Lanes[0].H != e.Seeds[0].Value {
		t.Errorf("%+v", e.Seeds)
	}
	if len(e.Stored) != 2 || e.Stored[0].Method != "full" || e.Stored[0].Settings != "backbone=4x192" || e.Stored[0].Percent < 99 {
		t.Errorf("%+v", e.Stored)
	}
}
