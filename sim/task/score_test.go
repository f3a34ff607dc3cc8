package task

import (
	"math"
	"slices"
	"testing"
)

var bioLabels = []string{"O", "B-PER", "I-PER", "B-LOC", "I-LOC", "B-ORG", "I-ORG"}

func TestSpans(t *testing.T) {
	roles := []string{"O", "GIVER", "RECEIVER", "THING"}
	for _, c := range []struct {
		name   string
		labels []string
		tags   []int32
		want   []span
	}{
		{"nothing", bioLabels, nil, nil},
		{"all O", bioLabels, []int32{0, 0}, nil},
		{"two words", bioLabels, []int32{1, 2, 0, 3}, []span{{0, 2, "PER"}, {3, 4, "LOC"}}},
		{"B after B starts anew", bioLabels, []int32{1, 1, 2}, []span{{0, 1, "PER"}, {1, 3, "PER"}}},
		{"I of another class ends", bioLabels, []int32{1, 4}, []span{{0, 1, "PER"}, {1, 2, "LOC"}}},
		{"stray I starts", bioLabels, []int32{0, 6, 6}, []span{{1, 3, "ORG"}}},
		{"plain tags join", roles, []int32{1, 1, 2, 0, 3, 3}, []span{{0, 2, "GIVER"}, {2, 3, "RECEIVER"}, {4, 6, "THING"}}},
		{"plain tags apart", roles, []int32{1, 0, 1}, []span{{0, 1, "GIVER"}, {2, 3, "GIVER"}}},
		{"unknown tags are O", roles, []int32{-1, 9, 3}, []span{{2, 3, "THING"}}},
	} {
		if got := allSpans(c.tags, c.labels); !slices.Equal(got, c.want) {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestSpanF1(t *testing.T) {
	task := &Task{Info: Info{Kind: Tagging, Metric: SpanF1}, Labels: bioLabels}
	for _, c := range []struct {
		name       string
		gold, pred []int32
		want       float64
	}{
		{"perfect", []int32{1, 2, 0, 3}, []int32{1, 2, 0, 3}, 1},
		{"nothing found", []int32{1, 2, 0, 3}, []int32{0, 0, 0, 0}, 0},
		{"one of two", []int32{1, 2, 0, 3}, []int32{1, 2, 0, 0}, 2.0 / 3},
		{"half a span is wrong", []int32{1, 2}, []int32{1, 0}, 0},
		{"wrong class", []int32{1, 2}, []int32{3, 4}, 0},
		{"one too many", []int32{1, 0, 0}, []int32{1, 0, 3}, 2.0 / 3},
		{"no spans at all", []int32{0}, []int32{0}, 0},
		{"prediction too short", []int32{1, 0, 3}, []int32{1}, 2.0 / 3},
		{"prediction too long", []int32{1}, []int32{1, 3}, 1},
	} {
		var tally Tally
		task.Count(&tally, &Example{Tags: c.gold}, c.pred)
		if got := task.Value(tally); !(math.Abs(got-c.want) <= 1e-12) {
			t.Errorf("%s: F1 %g of %+v, want %g", c.name, got, tally, c.want)
		}
	}
	// Micro average: counts add up over sentences before the ratio. 1 right, 2 guessed, 3 wanted.
	var tally Tally
	task.Count(&tally, &Example{Tags: []int32{1, 0}}, []int32{1, 3})
	task.Count(&tally, &Example{Tags: []int32{1, 3}}, []int32{0, 0})
	if got := task.Value(tally); got != 0.4 {
		t.Errorf("micro F1 %g, want 0.4", got)
	}
}

func TestAccuracy(t *testing.T) {
	task := &Task{Info: Info{Kind: Cloze, Metric: Accuracy}}
	var tally Tally
	if task.Value(tally) != 0 {
		t.Error("an empty tally is not 0")
	}
	for _, pred := range [][]int32{{7}, {8}, nil, {7}} {
		task.Count(&tally, &Example{Answer: 7}, pred)
	}
	if got := task.Value(tally); got != 0.5 || tally.Wanted != 4 {
		t.Errorf("accuracy %g of %+v, want 0.5", got, tally)
	}
}

// Gold tags score 1 in every task, so no recipe produces tags that its own measure cannot read.
func TestGoldScoresOne(t *testing.T) {
	for _, info := range All() {
		task := newTask(t, info.ID, 0, 1)
		tallies := make([]Tally, len(task.Sets()))
		for i := range task.Heldout {
			ex := &task.Heldout[i]
			pred := ex.Tags
			if task.Kind == Cloze {
				pred = []int32{ex.Answer}
			}
			task.Sets()[ex.Part].Count(&tallies[ex.Part], ex, pred)
		}
		if v := task.Mean(tallies); v != 1 {
			t.Errorf("%s: gold scores %g", info.ID, v)
		}
	}
}

func allSpans(tags []int32, labels []string) (out []span) {
	for at := 0; ; {
		s, next, ok := nextSpan(tags, labels, at)
		if !ok {
			return out
		}
		out, at = append(out, s), next
	}
}

func TestCountAllocatesNothing(t *testing.T) {
	k := &Task{Info: Info{Kind: Tagging}, Labels: []string{"O", "B-PER", "I-PER"}}
	ex := &Example{Tags: []int32{1, 2, 0, 1, 2, 2}}
	pred := []int32{1, 2, 0, 2, 1, 2}
	var tally Tally
	if n := testing.AllocsPerRun(10, func() { k.Count(&tally, ex, pred) }); n != 0 {
		t.Errorf("%v allocations", n)
	}
}
