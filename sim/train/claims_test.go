package train

import (
	"errors"
	"sync"
	"testing"

	tests "promptscope/internal/sample" // sample is a type here
	"promptscope/sim/backbone/pretrained"
	"promptscope/sim/kernel"
	"promptscope/sim/run"
)

// The claims that the first screen makes, trained headless. Margins leave room for the spread over seeds.

// seeds is how many seeds a claim is shown with: one in make test, three in make test-all.
func seeds() uint64 { return uint64(tests.Count(1, 3)) }

// ends holds the runs of all claims, each trained once: the same run often stands on one side of several.
var ends sync.Map // resolved run.Spec: func() (float64, error)

// accuracy is what a run ends with on the held-out set.
func accuracy(t *testing.T, s run.Spec) float64 {
	t.Helper()
	s, err := Resolve(s)
	if err != nil {
		t.Fatal(err)
	}
	end, _ := ends.LoadOrStore(s, sync.OnceValues(func() (float64, error) { return end(s) }))
	a, err := end.(func() (float64, error))()
	if err != nil {
		t.Fatal(err)
	}
	return a
}

func end(s run.Spec) (float64, error) {
	ck, err := pretrained.Open(s.Backbone)
	if err != nil {
		return 0, err
	}
	x, err := New(s, ck) // not trainer: claims are about the whole held-out set
	if err != nil {
		return 0, err
	}
	for x.Step() {
	}
	if x.Diverged() != "" {
		return 0, errors.New(x.Diverged())
	}
	return float64(x.Evals()[len(x.Evals())-1].Accuracy), nil
}

func claims(t *testing.T) {
	t.Helper()
	if testing.Short() || kernel.Epsilon < 1e-10 {
		t.Skip("claims are about the float32 engine and take a minute")
	}
	t.Parallel() // they only train, each a run of its own
}

// On role labelling, keys and values in every layer beat virtual tokens in the input row by far.
func TestClaimDeepPromptsWinOnRoles(t *testing.T) {
	claims(t)
	for seed := uint64(1); seed <= seeds(); seed++ {
		deep := accuracy(t, run.Spec{Task: "srl", Method: "p-tuning-v2", Seed: seed})
		input := accuracy(t, run.Spec{Task: "srl", Method: "p-tuning", Seed: seed})
		t.Logf("seed %d: P-Tuning v2 %.1f %%, P-Tuning %.1f %%", seed, 100*deep, 100*input)
		if deep < input+0.10 || deep < 0.92 {
			t.Errorf("seed %d: P-Tuning v2 %.1f %%, P-Tuning %.1f %%; the page says at least ten points apart", seed, 100*deep, 100*input)
		}
	}
}

// With a quarter of the labels and half of the steps the order is the same.
func TestClaimDeepPromptsWinWithFewLabels(t *testing.T) {
	claims(t)
	deep := accuracy(t, run.Spec{Task: "srl", Method: "p-tuning-v2", Labels: 400, Steps: 500, Seed: 1})
	input := accuracy(t, run.Spec{Task: "srl", Method: "p-tuning", Labels: 400, Steps: 500, Seed: 1})
	if deep < input+0.05 {
		t.Errorf("P-Tuning v2 %.1f %%, P-Tuning %.1f %%", 100*deep, 100*input)
	}
}

// On fact recall both ask the question without a hand-written word, of countries they have not been tuned on. Neither wins.
func TestClaimBothRecallFacts(t *testing.T) {
	claims(t)
	for seed := uint64(1); seed <= seeds(); seed++ {
		for _, method := range []string{"p-tuning", "p-tuning-v2"} {
			if a := accuracy(t, run.Spec{Task: "fact", Method: method, Seed: seed}); a < 0.80 {
				t.Errorf("seed %d: %s recalls %.1f %% of the held-out capitals", seed, method, 100*a)
			} else {
				t.Logf("seed %d: %s %.1f %%", seed, method, 100*a)
			}
		}
	}
}

// Full fine-tuning reaches the top on roles, and damages what the backbone knows when tuned on facts: prompts recall more.
func TestClaimFullFineTuning(t *testing.T) {
	claims(t)
	if a := accuracy(t, run.Spec{Task: "srl", Method: "full", Seed: 1}); a < 0.97 {
		t.Errorf("full fine-tuning on roles: %.1f %%", 100*a)
	}
	full, prompt := accuracy(t, run.Spec{Task: "fact", Method: "full", Seed: 1}), accuracy(t, run.Spec{Task: "fact", Method: "p-tuning-v2", Seed: 1})
	t.Logf("facts: full %.1f %%, P-Tuning v2 %.1f %%", 100*full, 100*prompt)
}

// The frozen backbone alone, read by a linear head, is the floor that both are compared with.
func TestClaimProbeIsTheFloor(t *testing.T) {
	claims(t)
	floor, input := accuracy(t, run.Spec{Task: "srl", Method: "probe", Seed: 1}), accuracy(t, run.Spec{Task: "srl", Method: "p-tuning", Seed: 1})
	if !(floor < input-0.03) {
		t.Errorf("probe %.1f %%, P-Tuning %.1f %%", 100*floor, 100*input)
	}
}
