package task

import (
	"math"
	"slices"
	"strings"
	"testing"

	"promptscope/sim/world"
)

// A joint task is the data sets of its parts as the single tasks have them, mixed; its description is their sum.
func TestJointIsItsParts(t *testing.T) {
	for _, info := range All() {
		parts := Joint(info.ID)
		if parts == nil {
			continue
		}
		joint, sum := newTask(t, info.ID, 0, 5), Info{}
		for i, id := range parts {
			single := newTask(t, id, 0, 5)
			sum.TrainSize += single.TrainSize
			sum.HeldoutSize += single.HeldoutSize
			sum.Steps += single.Steps
			if single.Kind != info.Kind || single.Metric != info.Metric {
				t.Errorf("%s is of another kind than %s", id, info.ID)
			}
			if !sameSet(of(joint.Train, i), single.Train) || !sameSet(of(joint.Heldout, i), single.Heldout) {
				t.Errorf("%s in %s is not the data set of the single task", id, info.ID)
			}
			if got := joint.Sets()[i]; got.ID != id || !slices.Equal(got.Labels, single.Labels) {
				t.Errorf("part %d is %s with labels %v", i, got.ID, got.Labels)
			}
			// The largest number of labels must not ask a part for more than it has.
			if most := newTask(t, info.ID, info.MaxTrain, 5); len(of(most.Train, i)) > single.MaxTrain {
				t.Errorf("%d labels of %s", len(of(most.Train, i)), id)
			}
		}
		if sum.TrainSize != info.TrainSize || sum.HeldoutSize != info.HeldoutSize || sum.Steps != info.Steps {
			t.Errorf("%s has %+v, its parts together %+v", info.ID, info, sum)
		}
	}
}

func of(set []Example, part int) (out []Example) {
	for _, ex := range set {
		if ex.Part == part {
			out = append(out, ex)
		}
	}
	return out
}

// No held-out sentence of one data set is a training sentence of another.
func TestJointSetsDoNotOverlap(t *testing.T) {
	for seed := range uint64(3) {
		joint, seen := newTask(t, "srl+ner", 5000, seed), map[string]bool{}
		for _, ex := range joint.Train {
			seen[text(ex.Words)] = true
		}
		for _, ex := range joint.Heldout {
			if seen[text(ex.Words)] {
				t.Errorf("seed %d: %q is in both", seed, text(ex.Words))
			}
		}
	}
}

func TestDeal(t *testing.T) {
	for _, weights := range [][]int{{4, 1}, {1000, 300}, {1, 1}, {3, 0, 2}, {1, 50}} {
		taken, sum := make([]int, len(weights)), 0
		for _, w := range weights {
			sum += w
		}
		for k := 1; k <= 3*sum; k++ {
			taken[Deal(taken, weights)]++
			for p, w := range weights {
				if off := math.Abs(float64(taken[p]) - float64(w*k)/float64(sum)); off > 1 {
					t.Fatalf("weights %v: %v after %d", weights, taken, k)
				}
			}
		}
		if taken[0] != 3*weights[0] {
			t.Errorf("weights %v: %v at the end", weights, taken)
		}
	}
}

// Scores of a joint task count each data set by its own labels: GIVER is tag 1 there and B-PER here.
func TestJointMean(t *testing.T) {
	joint := newTask(t, "srl+ner", 5, 1)
	tallies := make([]Tally, 2)
	for i := range joint.Heldout {
		ex := &joint.Heldout[i]
		if ex.Part == 0 {
			joint.Sets()[0].Count(&tallies[0], ex, ex.Tags)
		} else {
			joint.Sets()[1].Count(&tallies[1], ex, make([]int32, len(ex.Words)))
		}
	}
	if got := joint.Mean(tallies); got != 0.5 {
		t.Errorf("one data set right and one wrong give %g (%v)", got, tallies)
	}
}

func TestJointErrors(t *testing.T) {
	foreign, err := world.ReadVocab([]byte("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nthe\n"))
	if err != nil {
		t.Fatal(err)
	}
	if _, err := New("srl+ner", foreign, Test, 0, 1); err == nil || !strings.Contains(err.Error(), "lacks") {
		t.Errorf("foreign vocabulary: %v", err)
	}
	if _, err := New("srl+ner", vocab, Test, 5001, 1); err == nil || !strings.Contains(err.Error(), "1 to 5000") {
		t.Errorf("too many labels: %v", err)
	}
}
