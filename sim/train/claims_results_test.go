package train

import (
	"testing"

	"promptscope/sim/run"
)

// The claims of docs/results.md that hold, each at the smallest size that shows it. Margins are at most half of the
// difference of the means there, and several times the spread over seeds.

// scores trains a Spec over the seeds and returns what is held out of each.
func scores(t *testing.T, s run.Spec) (lowest, highest float64) {
	t.Helper()
	if s.Backbone == "" {
		s.Backbone = "2x32"
	}
	lowest = 1
	for s.Seed = 1; s.Seed <= seeds(); s.Seed++ {
		a := accuracy(t, s)
		lowest, highest = min(lowest, a), max(highest, a)
	}
	t.Logf("%s on %s, %s n=%d layers=%q %s: %.1f to %.1f %%", s.Method, s.Task, s.Backbone, s.N, s.Layers, s.Placement, 100*lowest, 100*highest)
	return lowest, highest
}

// better fails unless every seed of a is at least margin better than every seed of b.
func better(t *testing.T, a, b run.Spec, margin float64) {
	t.Helper()
	low, _ := scores(t, a)
	if _, high := scores(t, b); low < high+margin {
		t.Errorf("%s (%.1f %%) is not %.0f points better than %s (%.1f %%)", a.Method, 100*low, 100*margin, b.Method, 100*high)
	}
}

func TestClaimHandWrittenPromptsSwing(t *testing.T) {
	claims(t)
	worst, best := 1.0, 0.0
	for _, text := range run.Templates() {
		a, _ := scores(t, run.Spec{Task: "fact", Backbone: "2x64", Method: "hand", Settings: run.Settings{Template: text}})
		worst, best = min(worst, a), max(best, a)
	}
	if worst > 0.1 || best < 0.9 {
		t.Errorf("hand-written prompts score %.1f to %.1f %%", 100*worst, 100*best)
	}
	learned, _ := scores(t, run.Spec{Task: "fact", Backbone: "2x64", Method: "prompt-tuning"})
	if learned < best-0.05 {
		t.Errorf("learned prompts reach %.1f %%, the best wording %.1f %%", 100*learned, 100*best)
	}
}

func TestClaimPlacementIsFreeInAnEncoder(t *testing.T) {
	claims(t)
	least, most := 1.0, 0.0
	for _, place := range []string{"prefix", "infix", "suffix", "split"} {
		low, high := scores(t, run.Spec{Task: "fact", Backbone: "2x64", Method: "p-tuning", Settings: run.Settings{Encoder: "none", Placement: place}})
		least, most = min(least, low), max(most, high)
	}
	if most-least > 0.08 { // five of 61 countries
		t.Errorf("placements differ: %.1f to %.1f %%", 100*least, 100*most)
	}
}

// The lecture's figure in small: input-only prompts climb with the backbone, deep ones are there from 2x32 on.
func TestClaimInputPromptsClimbWithSize(t *testing.T) {
	claims(t)
	of := func(backbone, method string) run.Spec {
		return run.Spec{Task: "srl", Backbone: backbone, Method: method}
	}
	better(t, of("2x32", "prompt-tuning"), of("2x16", "prompt-tuning"), 0.04)
	better(t, of("2x64", "prompt-tuning"), of("2x32", "prompt-tuning"), 0.07)
	if low, _ := scores(t, of("2x32", "p-tuning-v2")); low < 0.93 {
		t.Errorf("P-Tuning v2 at 2x32: %.1f %%", 100*low)
	}
}

func TestClaimDeepPromptsAreBetterAtEqualNumbers(t *testing.T) {
	claims(t)
	better(t, run.Spec{Task: "srl", Method: "p-tuning-v2", Settings: run.Settings{N: 2}}, run.Spec{Task: "srl", Method: "prompt-tuning", Settings: run.Settings{N: 8}}, 0.03)
}

// What the lecture puts down to depth is mostly freedom of keys and values, and the first layer does most.
func TestClaimFreeKeysAndValuesInTheFirstLayer(t *testing.T) {
	claims(t)
	first := run.Spec{Task: "srl", Method: "p-tuning-v2", Settings: run.Settings{Layers: "1"}}
	better(t, first, run.Spec{Task: "srl", Method: "deep-hidden", Settings: run.Settings{Layers: "1"}}, 0.03)
	better(t, first, run.Spec{Task: "srl", Method: "p-tuning-v2", Settings: run.Settings{Layers: "2"}}, 0.03)
}

func TestClaimFineTuningDamagesWhatPromptsLeave(t *testing.T) {
	claims(t)
	better(t, run.Spec{Task: "fact", Backbone: "2x64", Method: "prompt-tuning"}, run.Spec{Task: "fact", Backbone: "2x64", Method: "full"}, 0.1)
}

func TestClaimPromptsCannotElicitWhatIsNotThere(t *testing.T) {
	claims(t)
	if _, high := scores(t, run.Spec{Task: "fact", Backbone: "2x16", Method: "p-tuning-v2"}); high > 0.1 {
		t.Errorf("2x16, which knows 2 %% of the capitals, recalls %.1f %%", 100*high)
	}
	if low, _ := scores(t, run.Spec{Task: "rel", Backbone: "2x16", Method: "p-tuning-v2"}); low < 0.9 {
		t.Errorf("2x16 classifies %.1f %%", 100*low)
	}
}

// With deep prompts a linear head on [CLS] does as well as words at [MASK].
func TestClaimLinearHeadNeedsNoVerbalizer(t *testing.T) {
	claims(t)
	linear, _ := scores(t, run.Spec{Task: "rel", Backbone: "2x64", Method: "p-tuning-v2", Head: run.HeadLinear})
	if _, words := scores(t, run.Spec{Task: "rel", Backbone: "2x64", Method: "p-tuning-v2"}); linear < words-0.05 {
		t.Errorf("linear head %.1f %%, words %.1f %%", 100*linear, 100*words)
	}
}
