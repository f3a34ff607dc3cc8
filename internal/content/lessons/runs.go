package lessons

import (
	"fmt"

	"promptscope/internal/proof"
	"promptscope/internal/rule"
	"promptscope/sim/run"
	"promptscope/viz/place/learn/lesson"
)

// runs checks a lesson against the runs of the seeds: its settings are among the committed ones, its bet has one answer, and
// what it says of a run holds.
func (k *checker) runs(l, before *lesson.Lesson) {
	if !k.rows(l) {
		return
	}
	zone := -1
	for _, seed := range proof.Seeds {
		t, err := k.Bench.Lesson(l, before, seed)
		if err == nil {
			err = t.Decided.Err()
		}
		if err != nil {
			k.add("link", "seed %d: %v", seed, err)
			return
		}
		at := fmt.Sprintf("seed %d", seed)
		k.zone(l, t, at, &zone)
		k.known("verdict", at, t.Verdict >= 0, true, l.Verdict.Holds, l.Verdict.Part)
		if l.Same != "" && before != nil {
			holds, known := t.Same.Holds()
			k.known("same", at, known, holds, l.Same)
		}
		if l.Again != nil {
			holds, known := t.Again.Holds()
			k.known("again.rule", at, known, holds, l.Again.Rule)
		}
	}
}

// rows checks that every lane of every run of the lesson is a committed run.
func (k *checker) rows(l *lesson.Lesson) bool {
	links := map[string]string{"link": l.Link, "do.sets": l.Decides()}
	if l.Again != nil {
		links["again.sets"] = lesson.With(l.Decides(), l.Again.Sets)
	}
	ok := true
	for _, field := range []string{"link", "do.sets", "again.sets"} {
		link, there := links[field]
		if !there || field == "do.sets" && link == l.Link {
			continue
		}
		specs, err := k.Bench.Specs(link)
		if err != nil {
			k.add(field, "%v", err)
			return false
		}
		for i, s := range specs {
			for _, s.Seed = range proof.Seeds {
				if _, have := k.Bench.Line(s); !have && k.Bench.Training == proof.Never {
					k.add(field, "lane %s, seed %d: no committed run has these settings (%s), want a row of docs/results", rule.Lanes[i], s.Seed, short(s))
					ok = false
				}
			}
		}
	}
	return ok
}

func short(s run.Spec) string {
	return fmt.Sprintf("%s on %s, %s, %d steps", s.Method, s.Task, s.Backbone, s.Steps)
}

// zone checks that all seeds give one answer, and none of them by a hair.
func (k *checker) zone(l *lesson.Lesson, t *proof.Tried, at string, zone *int) {
	e, _ := rule.Parse(l.Bet.Measure)
	if t.Zone < 0 {
		k.known("bet.measure", at, false, false, l.Bet.Measure)
		return
	}
	said := e.Spell(t.Decided, func(x float64) string { return fmt.Sprintf("%.1f", x) })
	if *zone >= 0 && t.Zone != *zone {
		k.add("bet.zone", "%s is in zone %d (%s), seed %d in zone %d; want all seeds in one", at, t.Zone, said, proof.Seeds[0], *zone)
	}
	if *zone = t.Zone; t.Margin < margin {
		k.add("bet.zone", "%s is %.2f from a border (%s), want at least %.1f", at, t.Margin, said, margin)
	}
}

// known checks that rules are decided, and hold. What no committed run can tell waits for a bench that trains.
func (k *checker) known(field, at string, known, holds bool, rules ...string) {
	for _, text := range rules {
		if e, err := rule.Parse(text); !known && err == nil && (proof.Committed(e) || k.Bench.Training != proof.Never) {
			k.add(field, "%s: %q cannot be told from the runs, want facts that they have", at, text)
			return
		}
	}
	if known && !holds {
		k.add(field, "%s: %q does not hold", at, rules[0])
	}
}
