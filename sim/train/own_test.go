package train

import (
	"reflect"
	"slices"
	"testing"

	"promptscope/sim/internal/gradcheck"
	. "promptscope/sim/kernel"
	"promptscope/sim/run"
	"promptscope/sim/task"
	"promptscope/sim/tune"
)

// labelled is the classification of the list as a data set of one's own: the text without its [MASK], and a label.
func labelled(t testing.TB, train, held int) *task.Task {
	t.Helper()
	v := open(t).Vocab
	rel, err := task.New("rel", v, task.Test, train, dataSeed)
	if err != nil {
		t.Fatal(err)
	}
	out := &task.Task{Info: task.Info{ID: "own:rel", Kind: task.Labelling, Metric: task.Accuracy, TrainSize: train, MaxTrain: train, HeldoutSize: held, Steps: 60, Rate: run.OwnRate}, Labels: rel.Labels}
	turn := func(set []task.Example) (out []task.Example) {
		for _, x := range set {
			words := slices.DeleteFunc(slices.Clone(x.Words), func(w int32) bool { return int(w) == v.Mask })
			out = append(out, task.Example{Words: words, Key: x.Key, Answer: int32(slices.Index(rel.LabelIDs, x.Answer))})
		}
		return out
	}
	out.Train, out.Heldout = turn(rel.Train), turn(rel.Heldout[:held])
	return out
}

func onOwn(t testing.TB, s run.Spec, data *task.Task) *Trainer {
	t.Helper()
	x, err := NewOn(s, open(t), data)
	if err != nil {
		t.Fatal(err)
	}
	return x
}

// Labels are read in the first row, through the pooler: with a prompt in front that is a virtual token, as in PEFT.
func TestLabelsAreReadInTheFirstRow(t *testing.T) {
	data := labelled(t, 32, 20)
	for _, m := range tune.All() {
		s := run.Spec{Method: m.ID, Steps: 8, Batch: 4, Seed: 3}
		if !Can(m.Needs, data.Info) {
			if _, err := NewOn(s, open(t), data); err == nil {
				t.Errorf("%s trains on labels, which it cannot", m.ID)
			}
			continue
		}
		x := onOwn(t, s, data)
		if x.goal.heads[0].Pool == nil || x.train[0].read != 0 {
			t.Errorf("%s: pooler %v, row %d", m.ID, x.goal.heads[0].Pool != nil, x.train[0].read)
		}
		for x.Step() {
		}
		if x.Diverged() != "" || len(x.Evals()) < 2 {
			t.Errorf("%s: %q, %d evaluations", m.ID, x.Diverged(), len(x.Evals()))
		}
		var snap run.Snapshot
		x.Fill(&snap)
		if tr := &snap.Trace; len(tr.Top) != 4 || !slices.Contains(data.Labels, tr.Top[0].Text) || !slices.Contains(data.Labels, tr.Answer) {
			t.Errorf("%s: %+v, answer %q", m.ID, tr.Top, tr.Answer)
		}
	}
}

// What is learned from labels is right: the loss falls far below that of a guess.
func TestLabelsAreLearned(t *testing.T) {
	x := onOwn(t, run.Spec{Method: "full", LR: 1e-3, Steps: 60, Seed: 1}, labelled(t, 200, 100))
	for x.Step() {
	}
	if e := x.Evals(); e[len(e)-1].Accuracy < 0.8 {
		t.Errorf("accuracy %.2f after 60 steps of fine-tuning", e[len(e)-1].Accuracy)
	}
}

// The gradient of a prompt through pooler and head is that of finite differences, with token types and tags at first pieces too.
func TestOwnGradients(t *testing.T) {
	pairs := labelled(t, 8, 8)
	for i := range pairs.Train {
		x := &pairs.Train[i]
		x.Types = make([]int32, len(x.Words))
		for k := len(x.Words) / 2; k < len(x.Words); k++ {
			x.Types[k] = 1
		}
	}
	srl, err := task.New("srl", open(t).Vocab, task.Test, 8, dataSeed)
	if err != nil {
		t.Fatal(err)
	}
	for i := range srl.Train { // every other word has its tag, as if the ones between were rests of words
		x := &srl.Train[i]
		tags := x.Tags
		x.Tags = nil
		for k := 0; k < len(tags); k += 2 {
			x.At, x.Tags = append(x.At, int32(k)), append(x.Tags, tags[k])
		}
	}
	srl.Heldout = srl.Heldout[:8]
	for _, data := range []*task.Task{pairs, srl} {
		for _, s := range []run.Spec{{Method: "p-tuning", Settings: run.Settings{N: 2, Encoder: "none"}}, {Method: "p-tuning-v2", Settings: run.Settings{N: 2}}} {
			s.Batch, s.Seed = 4, 1
			x := onOwn(t, s, data)
			for x.at.phase != begin {
				x.Tick()
			}
			for x.Tick(); x.at.phase != update; x.Tick() {
			}
			loss := func() float64 {
				x.tuner.Forward()
				x.goal.repack()
				sum := 0.0
				for i := range x.batch {
					b := &x.batch[i].batch
					x.model.Forward(x.acts, b, &x.tuner.Inject)
					sum = x.goal.forward(x.model, x.acts, &x.batch[i], sum)
				}
				return sum / float64(x.counted)
			}
			var ts []gradcheck.Tensor
			for _, p := range x.opt.Params {
				ts = append(ts, gradcheck.Tensor{Name: data.ID + " " + s.Method + " " + p.Name, X: p.X, Grad: p.G})
			}
			gradcheck.Check(t, loss, ts...)
		}
	}
}

// A second text has other embeddings than the first.
func TestTokenTypesMatter(t *testing.T) {
	loss := func(kind int32) float64 {
		data := labelled(t, 20, 20)
		for i := range data.Train {
			x := &data.Train[i]
			x.Types = slices.Repeat([]int32{kind}, len(x.Words))
		}
		x := onOwn(t, run.Spec{Method: "probe", Batch: 4}, data)
		steps(x, 1)
		return x.Loss()
	}
	if loss(0) == loss(1) {
		t.Error("token types change nothing")
	}
}

// Runs on data of one's own repeat themselves, and do so for good: the digest is written down.
func TestGoldenOwn(t *testing.T) {
	if Bits(1) != 0x3f800000 {
		t.Skip("64-bit numbers")
	}
	digest := func() string {
		x := onOwn(t, run.Spec{Method: "p-tuning-v2", Settings: run.Settings{N: 4}, LR: 1e-2, Steps: 5, Batch: 8, Seed: 1}, labelled(t, 32, 20))
		for x.Step() {
		}
		return x.Digest()
	}
	if a, b := digest(), digest(); a != b || a != "9196e71fd6578170" {
		t.Errorf("digests %s and %s, want 9196e71fd6578170", a, b)
	}
}

// Evaluations take no longer than the steps, however much is held out.
func TestEvaluationsHaveABudget(t *testing.T) {
	for held, most := range map[int]int{20: 21, 400: 5} {
		x := onOwn(t, run.Spec{Method: "probe", Steps: 40, Batch: 16}, labelled(t, 64, held))
		for x.Step() {
		}
		if n := len(x.Evals()); n < 2 || n > most {
			t.Errorf("%d held out: %d evaluations, want 2 to %d", held, n, most)
		}
	}
}

// fanOf runs everything with so many goroutines, in no order that one could rely on.
func fanOf(hands int) Fan {
	return func(n int, do func(i, hand int)) {
		jobs, done := make(chan int), make(chan bool)
		for h := range hands {
			go func() {
				for i := range jobs {
					do(i, h)
				}
				done <- true
			}()
		}
		for i := n - 1; i >= 0; i-- {
			jobs <- i
		}
		close(jobs)
		for range hands {
			<-done
		}
	}
}

// The digest, the loss and every evaluation are the same for any number of hands, with every method and kind of data.
func TestHandsDoNotChangeBits(t *testing.T) {
	srl, err := task.New("srl", open(t).Vocab, task.Test, 48, dataSeed)
	if err != nil {
		t.Fatal(err)
	}
	srl.Heldout = srl.Heldout[:30]
	fact, err := task.New("fact", open(t).Vocab, task.Test, 48, dataSeed)
	if err != nil {
		t.Fatal(err)
	}
	for _, data := range []*task.Task{labelled(t, 48, 30), srl, fact} {
		for _, m := range tune.All() {
			if !Can(m.Needs, data.Info) || testing.Short() && m.ID != "p-tuning" && m.ID != "lora" { // slow as WebAssembly, and no other there
				continue
			}
			var want []any
			for _, hands := range []int{1, 2, 4, 16} {
				x := onOwn(t, run.Spec{Method: m.ID, Steps: 3, Batch: 32, Seed: 2}, data)
				got := x.Spread(hands, fanOf(hands))
				if shares := !m.Where.Moves() && m.ID != "search"; (got > 1) != (shares && hands > 1) {
					t.Errorf("%s: %d hands of %d", m.ID, got, hands)
				}
				for x.Step() {
				}
				var snap run.Snapshot
				x.Fill(&snap)
				have := []any{x.Digest(), x.Loss(), x.Evals(), snap.GradNorm, snap.Trace.GradInput, snap.Trace.GradDeep}
				if hands == 1 {
					want = have
				}
				if !reflect.DeepEqual(have, want) {
					t.Errorf("%s on %s with %d hands: %v, with one %v", m.ID, data.ID, hands, have[:3], want[:3])
				}
			}
		}
	}
}
