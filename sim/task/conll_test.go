package task

import (
	"fmt"
	"strings"
	"testing"

	"promptscope/sim/rng"
)

// conll finds spans as conlleval does: by asking at each border between two tags whether a chunk ends and whether one starts.
func conll(tags []int32, labels []string) (out []span) {
	split := func(i int) (mark, class string) {
		if i < 0 || i >= len(tags) || tags[i] < 0 || int(tags[i]) >= len(labels) || labels[tags[i]] == "O" {
			return "O", ""
		}
		mark, class, bio := strings.Cut(labels[tags[i]], "-")
		if !bio {
			return "I", labels[tags[i]] // without marks, neighbours of one class are one chunk
		}
		return mark, class
	}
	start := -1
	for i := 0; i <= len(tags); i++ {
		before, class := split(i - 1)
		now, next := split(i)
		ends := before != "O" && (now == "O" || now == "B" || class != next)
		starts := now != "O" && (before == "O" || now == "B" || class != next)
		if ends && start >= 0 {
			out = append(out, span{start, i, class})
			start = -1
		}
		if starts {
			start = i
		}
	}
	return out
}

// Random tags, most of them no sequence that a person would write: the score is conlleval's for both kinds of labels.
func TestScoreIsConlleval(t *testing.T) {
	for name, labels := range map[string][]string{"BIO": bioLabels, "plain": {"O", "GIVER", "RECEIVER", "THING"}} {
		task, r := &Task{Info: Info{Kind: Tagging}, Labels: labels}, rng.New(81, uint64(len(labels)))
		for range 3000 {
			draw := func(n int) []int32 {
				out := make([]int32, n)
				for i := range out {
					out[i] = int32(r.IntN(len(labels)+2)) - 1 // one before the first and one behind the last too
				}
				return out
			}
			gold := draw(r.IntN(9))
			pred := draw(len(gold))
			if r.IntN(3) == 0 {
				copy(pred, gold) // and sometimes nearly right
				if len(pred) > 0 {
					pred[r.IntN(len(pred))] = 0
				}
			}
			var want, got Tally
			inGold := map[span]bool{}
			for _, s := range conll(gold, labels) {
				inGold[s] = true
				want.Wanted++
			}
			for _, s := range conll(pred, labels) {
				if want.Guessed++; inGold[s] {
					want.Right++
				}
			}
			if task.Count(&got, &Example{Tags: gold}, pred); got != want {
				t.Fatalf("%s: gold %v, guessed %v: %+v, conlleval says %+v", name, gold, pred, got, want)
			}
			var turned Tally
			task.Count(&turned, &Example{Tags: pred}, gold)
			if v := task.Value(got); v != task.Value(turned) || v < 0 || v > 1 {
				t.Fatalf("%s: F1 of %v and %v is %v one way and %v the other", name, gold, pred, v, task.Value(turned))
			}
		}
	}
}

// Counting over a set in any order and in pieces gives one measure: tallies are sums.
func TestTalliesAddUp(t *testing.T) {
	task := newTask(t, "ner", 5, 2)
	var whole, first, second Tally
	for i := range task.Heldout {
		ex := &task.Heldout[i]
		pred := append([]int32(nil), ex.Tags...)
		pred[i%len(pred)] = int32(i % len(task.Labels))
		task.Count(&whole, ex, pred)
		if i%2 == 0 {
			task.Count(&first, ex, pred)
		} else {
			task.Count(&second, ex, pred)
		}
	}
	sum := Tally{first.Right + second.Right, first.Guessed + second.Guessed, first.Wanted + second.Wanted}
	if sum != whole || task.Value(whole) <= 0.3 || task.Value(whole) >= 1 {
		t.Errorf("pieces give %+v, the whole %+v with %v", sum, whole, task.Value(whole))
	}
}

// Dealing gives nothing to a part of weight 0, comes out even after each round of all weights, and is never off by more than one
// from the exact share with two parts. With more, the first of each part set the others back by one each.
func TestDealKeepsTheProportion(t *testing.T) {
	r := rng.New(82, 1)
	for range 400 {
		weights, sum := make([]int, 1+r.IntN(2)+r.IntN(2)), 0
		for i := range weights {
			weights[i] = r.IntN(40)
			sum += weights[i]
		}
		if sum == 0 {
			continue
		}
		taken := make([]int, len(weights))
		for k := 1; k <= 3*sum; k++ {
			p := Deal(taken, weights)
			if p < 0 || weights[p] == 0 {
				t.Fatalf("weights %v, taken %v: dealt to %d", weights, taken, p)
			}
			taken[p]++
			for i, w := range weights {
				if off, most := taken[i]*sum-w*k, max(1, len(weights)-1)*sum; off > most || off < -most {
					t.Fatalf("weights %v: %v after %d deals", weights, taken, k)
				}
			}
		}
		for i, w := range weights {
			if taken[i] != 3*w {
				t.Fatalf("weights %v: %v after three rounds", weights, taken)
			}
		}
	}
	if got := Deal([]int{0, 0}, []int{0, 0}); got != -1 {
		t.Errorf("nothing to deal to is part %d", got)
	}
}

func ExampleTask_Value() {
	task := &Task{Info: Info{Kind: Tagging, Metric: SpanF1}, Labels: []string{"O", "B-PER", "I-PER", "B-LOC"}}
	gold := []int32{1, 2, 0, 3} // john smith … paris
	var tally Tally
	task.Count(&tally, &Example{Tags: gold}, []int32{1, 2, 0, 0}) // the place is missed
	fmt.Printf("%+v %.2f\n", tally, task.Value(tally))
	task.Count(&tally, &Example{Tags: gold}, []int32{1, 0, 0, 3}) // half a name is a wrong one
	fmt.Printf("%+v %.2f\n", tally, task.Value(tally))
	// Output:
	// {Right:1 Guessed:1 Wanted:2} 0.67
	// {Right:2 Guessed:3 Wanted:4} 0.57
}
