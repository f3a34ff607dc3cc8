package task

import (
	_ "embed"
	"fmt"
	"slices"
	"strings"
	"testing"

	"promptscope/sim/world"
)

var vocab = world.BuildVocab()

func newTask(t *testing.T, id string, labels int, seed uint64) *Task {
	t.Helper()
	task, err := New(id, vocab, Test, labels, seed)
	if err != nil {
		t.Fatal(err)
	}
	return task
}

// each runs f for every task at its default size and a few seeds.
func each(t *testing.T, f func(t *testing.T, task *Task)) {
	for _, info := range All() {
		for seed := range uint64(5) {
			t.Run(fmt.Sprintf("%s/%d", info.ID, seed), func(t *testing.T) { f(t, newTask(t, info.ID, 0, seed)) })
		}
	}
}

func TestOrder(t *testing.T) {
	var ids []string
	for _, info := range All() {
		ids = append(ids, info.ID)
		got, err := Lookup(info.ID)
		if err != nil || got != info {
			t.Errorf("Lookup(%q) = %+v, %v", info.ID, got, err)
		}
		if info.Steps <= 0 || info.TrainSize > info.MaxTrain {
			t.Errorf("%s: %+v", info.ID, info)
		}
	}
	if got := strings.Join(ids, " "); got != "fact fact-continent fact-language fact-currency rel srl ner srl+ner" {
		t.Errorf("order is %s", got)
	}
}

func TestSetsShareNoKey(t *testing.T) {
	each(t, func(t *testing.T, task *Task) {
		seen := map[string]bool{}
		for _, ex := range task.Train {
			for _, k := range keyParts(task, ex) {
				seen[k] = true
			}
		}
		for _, ex := range task.Heldout {
			for _, k := range keyParts(task, ex) {
				if k == "" || seen[k] {
					t.Fatalf("%q is in both sets", k)
				}
			}
		}
	})
}

// keyParts splits a key of ner into its names, each of which must be new. In a joint task this holds for each data set.
func keyParts(task *Task, ex Example) []string {
	if task.Sets()[ex.Part].ID == "ner" {
		return strings.Fields(ex.Key)
	}
	return []string{ex.Key}
}

func TestSizesAndWords(t *testing.T) {
	each(t, func(t *testing.T, task *Task) {
		if len(task.Train) != task.TrainSize || len(task.Heldout) != task.HeldoutSize {
			t.Fatalf("%d and %d examples", len(task.Train), len(task.Heldout))
		}
		sentences := map[string]bool{}
		for _, ex := range slices.Concat(task.Train, task.Heldout) {
			checkExample(t, task, ex)
			sentences[text(ex.Words)] = true
		}
		if n := len(task.Train) + len(task.Heldout); len(sentences) != n {
			t.Errorf("%d different sentences of %d", len(sentences), n)
		}
	})
}

func checkExample(t *testing.T, task *Task, ex Example) {
	t.Helper()
	masks := 0
	for _, w := range ex.Words {
		switch int(w) {
		case vocab.Mask:
			masks++
		case vocab.Pad, vocab.Unk, vocab.CLS, vocab.SEP:
			t.Errorf("%s holds a special word", text(ex.Words))
		}
	}
	if len(ex.Words) == 0 || len(ex.Words) > world.MaxWords {
		t.Errorf("%d words", len(ex.Words))
	}
	task = task.Sets()[ex.Part]
	if task.Kind == Tagging {
		if masks != 0 || ex.Answer != -1 || len(ex.Tags) != len(ex.Words) || task.LabelIDs != nil {
			t.Errorf("%s: %d masks, answer %d, %d tags", text(ex.Words), masks, ex.Answer, len(ex.Tags))
		}
		if slices.Min(ex.Tags) < 0 || int(slices.Max(ex.Tags)) >= len(task.Labels) {
			t.Errorf("%s: tags %v", text(ex.Words), ex.Tags)
		}
		return
	}
	if masks != 1 || int(ex.Answer) < 5 || ex.Tags != nil {
		t.Errorf("%s: %d masks, answer %d, tags %v", text(ex.Words), masks, ex.Answer, ex.Tags)
	}
	if task.LabelIDs != nil && !slices.Contains(task.LabelIDs, ex.Answer) {
		t.Errorf("answer %s is not a label", vocab.Word(int(ex.Answer)))
	}
}

func text(ids []int32) string {
	var b []string
	for _, id := range ids {
		b = append(b, vocab.Word(int(id)))
	}
	return strings.Join(b, " ")
}

func sameSet(a, b []Example) bool {
	return slices.EqualFunc(a, b, func(x, y Example) bool {
		return slices.Equal(x.Words, y.Words) && slices.Equal(x.Tags, y.Tags) && x.Answer == y.Answer && x.Key == y.Key
	})
}

func TestSeedDecides(t *testing.T) {
	for _, info := range All() {
		a, b, c := newTask(t, info.ID, 0, 3), newTask(t, info.ID, 0, 3), newTask(t, info.ID, 0, 4)
		if !sameSet(a.Train, b.Train) || !sameSet(a.Heldout, b.Heldout) {
			t.Errorf("%s: the same seed gives different sets", info.ID)
		}
		if sameSet(a.Heldout, c.Heldout) || sameSet(a.Train, c.Train) {
			t.Errorf("%s: seeds 3 and 4 give the same set", info.ID)
		}
	}
}

func TestLabelCounts(t *testing.T) {
	for _, info := range All() {
		all := newTask(t, info.ID, info.MaxTrain, 2)
		if len(all.Train) != info.MaxTrain {
			t.Errorf("%s: %d examples, want %d", info.ID, len(all.Train), info.MaxTrain)
		}
		for _, n := range []int{0, 1, 8, info.TrainSize / 2} {
			some := newTask(t, info.ID, n, 2)
			if !sameSet(some.Heldout, all.Heldout) {
				t.Errorf("%s: %d labels change the held-out set", info.ID, n)
			}
			if want := all.Train[:len(some.Train)]; !sameSet(some.Train, want) {
				t.Errorf("%s: %d labels are not the first of %d", info.ID, n, info.MaxTrain)
			}
			if n > 0 && len(some.Train) != n {
				t.Errorf("%s: %d examples for %d labels", info.ID, len(some.Train), n)
			}
		}
	}
}

func TestFactsSplitAlike(t *testing.T) {
	capital, currency := newTask(t, "fact", 0, 6), newTask(t, "fact-currency", 0, 6)
	for i := range capital.Heldout {
		if capital.Heldout[i].Key != currency.Heldout[i].Key {
			t.Fatalf("example %d is of %s and of %s", i, capital.Heldout[i].Key, currency.Heldout[i].Key)
		}
	}
	if capital.Labels != nil || capital.LabelIDs != nil {
		t.Error("a fact has labels")
	}
}

func TestErrors(t *testing.T) {
	foreign, err := world.ReadVocab([]byte("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\nthe\n"))
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		name, id string
		v        *world.Vocab
		labels   int
		want     []string
	}{
		{"unknown task", "facts", vocab, 0, []string{`"facts"`, "fact, fact-continent, fact-language, fact-currency, rel, srl, ner, srl+ner"}},
		{"no task", "", vocab, 0, []string{`""`, "fact, "}},
		{"too many labels", "srl", vocab, 4001, []string{"srl", "4001", "1 to 4000", "default 1600"}},
		{"negative labels", "ner", vocab, -1, []string{"ner", "-1", "1 to 4000", "default 400"}},
		{"too many for rel", "rel", vocab, 401, []string{"1 to 400", "default 64"}},
		{"no vocabulary", "rel", nil, 0, []string{"world.BuildVocab"}},
		{"foreign vocabulary", "fact", foreign, 0, []string{"lacks", "6 words", "world.BuildVocab"}},
	} {
		task, err := New(c.id, c.v, Test, c.labels, 1)
		if err == nil || task != nil {
			t.Errorf("%s: no error", c.name)
			continue
		}
		for _, w := range c.want {
			if !strings.Contains(err.Error(), w) {
				t.Errorf("%s: error %q does not name %q", c.name, err, w)
			}
		}
	}
	if _, err := Lookup("x"); err == nil || !strings.Contains(err.Error(), "srl") {
		t.Errorf("Lookup: %v", err)
	}
}

//go:embed testdata/examples.golden
var golden string

// Data sets are part of shared links. When this fails on purpose, replace the file by the output.
func TestGoldenExamples(t *testing.T) {
	var b strings.Builder
	for _, info := range All() {
		task := newTask(t, info.ID, 0, 1)
		for _, ex := range []Example{task.Train[0], task.Train[1], task.Heldout[0]} {
			fmt.Fprintf(&b, "%s: %s", info.ID, text(ex.Words))
			if task.Kind == Cloze {
				fmt.Fprintf(&b, " = %s", vocab.Word(int(ex.Answer)))
			}
			for _, tag := range ex.Tags {
				fmt.Fprintf(&b, " %s", task.Sets()[ex.Part].Labels[tag])
			}
			b.WriteByte('\n')
		}
	}
	if b.String() != golden {
		t.Errorf("examples of seed 1:\n%swant:\n%s", b.String(), golden)
	}
}
