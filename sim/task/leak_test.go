package task

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"promptscope/sim/world"
)

// built remembers the tasks of this file's tests: the largest of names take half a second each.
var built = map[string]*Task{}

func build(t *testing.T, id string, split Split, labels int, seed uint64) *Task {
	t.Helper()
	key := fmt.Sprint(id, split, labels, " ", seed)
	if built[key] == nil {
		task, err := New(id, vocab, split, labels, seed)
		if err != nil {
			t.Fatal(err)
		}
		built[key] = task
	}
	return built[key]
}

// keysOf are all keys of a set, by data set: names may be shared between the parts of a joint task. Of ner they are the names
// that stand in the sentences, whatever its keys say.
func keysOf(task *Task, set []Example) map[string]bool {
	keys := map[string]bool{}
	for _, ex := range set {
		parts := keyParts(task, ex)
		if task.Sets()[ex.Part].ID == "ner" {
			parts = nil
			for _, id := range ex.Words {
				if w := vocab.Word(int(id)); isName[w] {
					parts = append(parts, w)
				}
			}
		}
		for _, k := range parts {
			keys[fmt.Sprint(ex.Part, " ", k)] = true
		}
	}
	return keys
}

var isName = func() map[string]bool {
	set := map[string]bool{}
	for _, n := range world.Names() {
		set[n] = true
	}
	return set
}()

// No key and no sentence is on two sides, for every task, either split and the most labels there are (fewer are the first of
// these, says the next test): training and held-out set of one split, and the test's held-out set and all of the validation
// split.
func TestNothingLeaks(t *testing.T) {
	if testing.Short() {
		t.Skip("draws thousands of sentences for every task: the same on every platform")
	}
	for _, info := range All() {
		for _, at := range []struct {
			seed   uint64
			labels int
		}{{0, info.MaxTrain}, {1, info.TrainSize}} {
			test := build(t, info.ID, Test, at.labels, at.seed)
			secret := keysOf(test, test.Heldout)
			for _, split := range []Split{Test, Validation} {
				task := build(t, info.ID, split, at.labels, at.seed)
				trained, held := keysOf(task, task.Train), keysOf(task, task.Heldout)
				for k := range trained {
					if held[k] || secret[k] {
						t.Fatalf("%s, validation %v: %q is trained, and held out here (%v) or in the test (%v)", info.ID, split, k, held[k], secret[k])
					}
				}
				for k := range secret {
					if split == Validation && held[k] {
						t.Fatalf("%s: %q of the test's held-out set validates", info.ID, k)
					}
				}
				sentences := map[string]bool{}
				for _, ex := range task.Train {
					sentences[text(ex.Words)] = true
				}
				for _, ex := range slices.Concat(task.Heldout, test.Heldout) {
					if sentences[text(ex.Words)] {
						t.Fatalf("%s, validation %v: %q is trained and held out", info.ID, split, text(ex.Words))
					}
				}
			}
		}
	}
}

// What scores a run does not depend on how many labels it has, and more labels are the same ones and then others: in either
// split, from one label to the most.
func TestLabelsAreAddedBehind(t *testing.T) {
	if testing.Short() {
		t.Skip("draws thousands of sentences for every task: the same on every platform")
	}
	for _, info := range All() {
		for _, split := range []Split{Test, Validation} {
			most := build(t, info.ID, split, info.MaxTrain, 0)
			for _, labels := range []int{1, 2, 7, info.TrainSize} {
				some := build(t, info.ID, split, labels, 0)
				if !sameSet(some.Heldout, most.Heldout) {
					t.Errorf("%s: %d labels change what is held out", info.ID, labels)
				}
				if want := min(labels, len(most.Train)); len(some.Train) != want || !sameSet(some.Train, most.Train[:want]) {
					t.Errorf("%s: %d examples for %d labels, or not the first of %d", info.ID, len(some.Train), labels, info.MaxTrain)
				}
			}
		}
	}
}

// The answers are spread: no label of a classification, and no kind of span, is so rare or so frequent that guessing it would do.
func TestAnswersAreSpread(t *testing.T) {
	for _, info := range All() {
		task := newTask(t, info.ID, 0, 9)
		for _, set := range [][]Example{task.Train, task.Heldout} {
			count, total := map[string]int{}, make([]int, len(task.Sets())) // of each data set
			for _, ex := range set {
				part := task.Sets()[ex.Part]
				switch {
				case part.Kind == Tagging:
					for at := 0; ; {
						s, next, ok := nextSpan(ex.Tags, part.Labels, at)
						if !ok {
							break
						}
						count[fmt.Sprint(ex.Part, " ", s.class)]++
						total[ex.Part]++
						at = next
					}
				case part.Labels != nil:
					count[fmt.Sprint("0 ", vocab.Word(int(ex.Answer)))]++
					total[0]++
				}
			}
			for label, n := range count {
				if share := float64(n) / float64(total[label[0]-'0']); share < 0.05 || share > 0.6 {
					t.Errorf("%s: %s is %.0f %% of %d answers", info.ID, label, 100*share, total[label[0]-'0'])
				}
			}
			if info.Kind == Tagging && len(count) < 3 || info.Classes && len(count) != len(task.Labels) {
				t.Errorf("%s: only %v are asked for", info.ID, count)
			}
		}
	}
}

// A fact is asked with the country and a gap alone, and its answer is the country's: there is no word that asks, so the prompt
// must.
func TestFactsAskNothing(t *testing.T) {
	for _, info := range All() {
		if !strings.HasPrefix(info.ID, "fact") {
			continue
		}
		task := newTask(t, info.ID, 0, 4)
		for _, ex := range slices.Concat(task.Train, task.Heldout) {
			if len(ex.Words) != 2 || vocab.Word(int(ex.Words[0])) != ex.Key || int(ex.Words[1]) != vocab.Mask {
				t.Fatalf("%s asks %q about %s", info.ID, text(ex.Words), ex.Key)
			}
		}
	}
}

// What a caller does to a task stays his: no list is the registry's or another task's.
func TestTasksShareNoMemory(t *testing.T) {
	for _, info := range All() {
		a, b := newTask(t, info.ID, 0, 1), newTask(t, info.ID, 0, 1)
		for _, task := range a.Sets() {
			for i := range task.Labels {
				task.Labels[i] = "spoilt"
			}
			for i := range task.Heldout {
				clear(task.Heldout[i].Words)
				clear(task.Heldout[i].Tags)
			}
		}
		c := newTask(t, info.ID, 0, 1)
		for i, task := range b.Sets() {
			if !slices.Equal(task.Labels, c.Sets()[i].Labels) || slices.Contains(task.Labels, "spoilt") || !sameSet(task.Heldout, c.Sets()[i].Heldout) {
				t.Errorf("%s: spoiling one task spoils another", info.ID)
			}
		}
	}
	list := All()
	list[0].ID = "spoilt"
	if All()[0].ID == "spoilt" {
		t.Error("All hands out its own list")
	}
	if parts := Joint("srl+ner"); len(parts) == 2 {
		parts[0] = "spoilt"
	}
	if got := Joint("srl+ner"); !slices.Equal(got, []string{"srl", "ner"}) || Joint("srl") != nil || Joint("nothing") != nil {
		t.Errorf("parts of srl+ner are %v, of srl %v", got, Joint("srl"))
	}
}
