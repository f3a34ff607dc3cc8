package facts_test

import (
	"math"
	"slices"
	"testing"

	"promptscope/internal/rule"
	"promptscope/sim/backbone/pretrained"
	"promptscope/sim/run"
	"promptscope/sim/train"
	"promptscope/viz/facts"
)

// trainer is a run on the smallest backbone that its task can do.
func trainer(t *testing.T, s run.Spec) *train.Trainer {
	t.Helper()
	if s.Backbone == "" {
		s.Backbone = "2x16"
	}
	if s.Steps == 0 {
		s.Steps = 4
	}
	s.Seed = 1
	ck, err := pretrained.Open(s.Backbone)
	if err != nil {
		t.Fatal(err)
	}
	tr, err := train.New(s, ck)
	if err != nil {
		t.Fatal(err)
	}
	return tr
}

// evaluated goes on to the evaluation before the first step.
func evaluated(tr *train.Trainer) {
	for len(tr.Evals()) == 0 {
		tr.Tick()
	}
}

func finish(tr *train.Trainer) {
	for !tr.Over() {
		tr.Step()
	}
}

func look(tr *train.Trainer) *run.Snapshot {
	var s run.Snapshot
	tr.Fill(&s)
	return &s
}

func value(t *testing.T, text string, f rule.Facts) rule.Value {
	t.Helper()
	e, err := rule.Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return e.Eval(f)
}

// A run's own results are known when it has ended, and those of its settings from the start.
func TestWhatIsKnownWhen(t *testing.T) {
	tr := trainer(t, run.Spec{Task: "fact", Method: "p-tuning-v2"})
	var b facts.Book
	if value(t, "kept(a)", &b).Known() || value(t, "total()", &b).Known() {
		t.Error("something is known before anything was seen")
	}
	evaluated(tr)
	b.See(0, look(tr))
	for text, known := range map[string]bool{"kept(a)": true, "trained(a)": true, "total()": true, "flop(a)": false,
		"h(a)": false, "loss(a)": false, "digest(a)": false, "hash(a)": false, "h(b)": false, `changed("backbone", a)`: false, "lambda(a, 1)": false} {
		if got := value(t, text, &b).Known(); got != known {
			t.Errorf("before the first step %s is known: %v", text, got)
		}
	}
	b.Live = true
	if x, ok := value(t, "h(a)", &b).Number(); !ok || x != 100*float64(look(tr).EvalAccuracy) {
		t.Errorf("now: h is %v, %v", x, ok)
	}
	b.Live = false
	finish(tr)
	s := look(tr)
	b.See(0, s)
	for text, want := range map[string]float64{"h(a)": 100 * float64(s.EvalAccuracy), "loss(a)": float64(s.EvalLoss), "kept(a)": float64(s.Stored), "trained(a)": float64(s.Trainable), "flop(a)": float64(s.FLOP),
		"total()": float64(s.Total), `changed("backbone", a)`: 0, `changed("backbone")`: 0} {
		if x, ok := value(t, text, &b).Number(); !ok || x != want {
			t.Errorf("at the end: %s is %v, %v; want %v", text, x, ok, want)
		}
	}
	if d, _ := value(t, "digest(a)", &b).Text(); d != s.Digest {
		t.Errorf("digest %s, want %s", d, s.Digest)
	}
	b.Lanes(2)
	if value(t, `changed("backbone")`, &b).Known() {
		t.Error("all lanes together are known while one is not")
	}
	again := *s
	again.Run, again.Status = 7, run.Running
	b.See(0, &again)
	if value(t, "h(a)", &b).Known() {
		t.Error("a new run has the results of the one before")
	}
}

// The hash tells that weights have changed, not how many.
func TestChangedWeights(t *testing.T) {
	tr := trainer(t, run.Spec{Task: "fact", Method: "full"})
	var b facts.Book
	evaluated(tr)
	b.See(0, look(tr))
	finish(tr)
	b.See(0, look(tr))
	for text, want := range map[string]bool{`changed("backbone", a) == 0`: false, `changed("backbone", a) > 0`: true} {
		if holds, known := value(t, text, &b).Holds(); !known || holds != want {
			t.Errorf("%s: %v, %v", text, holds, known)
		}
	}
	if value(t, `changed("backbone", a)`, &b).Known() {
		t.Error("the number is known from a hash")
	}
	b.Moved(0, 161_323)
	if x, ok := value(t, `changed("backbone", a)`, &b).Number(); !ok || x != 161_323 {
		t.Errorf("counted: %v, %v", x, ok)
	}
}

// A run that was led astray is not that of its settings, and a step of the past is not the end.
func TestStrayedAndPast(t *testing.T) {
	tr := trainer(t, run.Spec{Task: "fact", Method: "prompt-tuning"})
	finish(tr)
	s := look(tr)
	var b facts.Book
	past := *s
	past.Shown = 1
	b.See(0, &past)
	if value(t, "h(a)", &b).Known() || value(t, "kept(a)", &b).Known() {
		t.Error("a step of the past counts")
	}
	b.See(0, s)
	if !value(t, "h(a)", &b).Known() {
		t.Error("the end is not known")
	}
	astray := *s
	astray.Branched = 2
	b.See(0, &astray)
	if value(t, "h(a)", &b).Known() || value(t, "digest(a)", &b).Known() || !value(t, "kept(a)", &b).Known() {
		t.Error("a run that left its path counts")
	}
	failed := *s
	failed.Status = run.Diverged
	b.See(0, &failed)
	if value(t, "h(a)", &b).Known() {
		t.Error("a run that diverged has a result")
	}
}

// Where the answer is read is what the trainer says, for each kind of task.
func TestAnswer(t *testing.T) {
	for _, s := range []run.Spec{
		{Task: "fact", Method: "p-tuning", Settings: run.Settings{Placement: "suffix"}}, {Task: "fact", Method: "p-tuning", Settings: run.Settings{Placement: "infix", Anchor: "stop"}},
		{Task: "fact", Method: "p-tuning-v2"}, {Task: "fact", Method: "hand"}, {Task: "rel", Method: "prompt-tuning"}, {Task: "rel", Method: "prompt-tuning", Head: run.HeadLinear},
		{Task: "rel", Method: "probe"}, {Task: "srl", Method: "p-tuning"}, {Task: "ner", Method: "p-tuning-v2"}, {Task: "srl+ner", Method: "prompt-tuning"},
		{Task: "fact", Method: "p-tuning", Backbone: "2x64-gpt2", Settings: run.Settings{Placement: "suffix"}}, {Task: "fact", Method: "p-tuning-v2", Backbone: "2x64-gpt2"},
	} {
		tr := trainer(t, s)
		for example := range 5 {
			tr.Trace.Example(example, -1)
			snap := look(tr)
			if got := facts.Answer(&snap.Trace, &snap.Spec); got != int(snap.Trace.Row) {
				t.Errorf("%s %s %s, example %d: %d, the trainer reads at %d", s.Task, s.Method, s.Head, example, got, snap.Trace.Row)
			}
		}
	}
}

// λ is the mean over the heads of what the inspector shows for each.
func TestLambda(t *testing.T) {
	for _, method := range []string{"p-tuning", "p-tuning-v2", "full"} {
		tr := trainer(t, run.Spec{Task: "srl", Method: method})
		finish(tr)
		var b facts.Book
		b.See(0, look(tr))
		for layer := range 2 {
			sum := 0.0
			heads := int(look(tr).Trace.Heads)
			for head := range heads {
				tr.Detail.Inspect(true, layer, head, -1)
				sum += float64(look(tr).Detail.Lambda)
			}
			f := rule.Fact{Name: "lambda", Layer: layer + 1, Word: -1}
			if x, ok := b.Fact(f).Number(); !ok || math.Abs(x-sum/float64(heads)) > 1e-6 {
				t.Errorf("%s, layer %d: λ %v, %v; the heads' mean is %v", method, layer+1, x, ok, sum/float64(heads))
			}
		}
	}
}

// The attention of a chosen word has its number among the words, whatever stands between them.
func TestWord(t *testing.T) {
	tr := trainer(t, run.Spec{Task: "fact", Method: "p-tuning", Settings: run.Settings{Placement: "split"}})
	finish(tr)
	var b facts.Book
	s := look(tr)
	b.See(0, s)
	words := 0
	for at, k := range s.Trace.Tokens {
		n := facts.Word(&s.Trace, at)
		if k.Role == run.Virtual {
			if n != -1 {
				t.Errorf("virtual token at %d is word %d", at, n)
			}
			continue
		}
		if n != words {
			t.Errorf("token %d is word %d, want %d", at, n, words)
		}
		words++
	}
	if value(t, "lambda(a, 1, 0)", &b).Known() {
		t.Error("λ of a word that nobody looked at")
	}
	first := slices.IndexFunc(s.Trace.Tokens, func(k run.Token) bool { return k.Role != run.Virtual })
	tr.Trace.Example(0, first)
	b.See(0, look(tr))
	if !value(t, "lambda(a, 1, 0)", &b).Known() || !value(t, "lambda(a, 1)", &b).Known() {
		t.Error("λ of [CLS] is not known, or that of the answer is forgotten")
	}
}

// An ablation stays known when the next one takes its place; one of an earlier step does not count.
func TestAblations(t *testing.T) {
	tr := trainer(t, run.Spec{Task: "fact", Method: "p-tuning-v2"})
	var b facts.Book
	cut := func(text string) run.CutResult {
		e, err := rule.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		now, _ := e.Asks()
		c, ok := facts.Cut(now[0])
		if !ok || !tr.Cut.Start(c) {
			t.Fatalf("%s: no cut", text)
		}
		for tr.Cut.Busy() {
			tr.Cut.Tick()
		}
		s := look(tr)
		b.See(0, s)
		return s.Cut
	}
	tr.Step()
	cut(`ablate(a, "prompt", "zero")`)
	finish(tr)
	b.See(0, look(tr))
	if value(t, `ablate(a, "prompt", "zero")`, &b).Known() {
		t.Error("an ablation of an earlier step counts at the end")
	}
	want := map[string]float64{}
	for _, text := range []string{`ablate(a, "prompt", "zero")`, `ablate(a, "prompt", "remove")`, `ablate(a, "L2", "shuffle")`, `ablate(a, "v3", "zero")`} {
		want[text] = float64(cut(text).LossCut)
	}
	for text, loss := range want {
		if x, ok := value(t, text, &b).Number(); !ok || x != loss {
			t.Errorf("%s: %v, %v; want %v", text, x, ok, loss)
		}
	}
	if want[`ablate(a, "prompt", "zero")`] == want[`ablate(a, "prompt", "remove")`] {
		t.Error("zero and removed are the same loss")
	}
}

// Computed columns change with the example, trained ones do not; and training in between is no change of example.
func TestColumns(t *testing.T) {
	for method, want := range map[string][2]float64{"p-tuning": {8, 8}, "p-tuning-v2": {0, 0}} {
		tr := trainer(t, run.Spec{Task: "srl", Method: method})
		var b facts.Book
		tr.Step()
		b.See(0, look(tr))
		tr.Step()
		tr.Trace.Example(1, -1)
		b.See(0, look(tr))
		if value(t, `changed("L1", a)`, &b).Known() {
			t.Errorf("%s: training counts as another example", method)
		}
		tr.Trace.Example(2, -1)
		b.See(0, look(tr))
		for layer, n := range want {
			f := rule.Fact{Name: "changed", Of: []string{"L1", "L2"}[layer]}
			if x, ok := b.Fact(f).Number(); !ok || x != n {
				t.Errorf("%s: %s: %v, %v; want %v", method, f.Of, x, ok, n)
			}
		}
	}
}

func TestStoredAndBefore(t *testing.T) {
	var old, b facts.Book
	if value(t, `stored("full")`, &b).Known() || value(t, "before(h(a))", &b).Known() {
		t.Error("known without a source")
	}
	b.Stored = func(f rule.Fact) rule.Value {
		if f.Of == "full" && f.With == "n=3" {
			return rule.Exactly(42)
		}
		return rule.Value{}
	}
	b.Earlier = &old
	if x, _ := value(t, `stored("full", "n=3")`, &b).Number(); x != 42 || value(t, `best("hand")`, &b).Known() {
		t.Errorf("stored: %v", x)
	}
	tr := trainer(t, run.Spec{Task: "fact", Method: "prompt-tuning"})
	finish(tr)
	old.See(0, look(tr))
	if x, ok := value(t, "before(kept(a))", &b).Number(); !ok || x != 128 {
		t.Errorf("before: %v, %v", x, ok)
	}
}
