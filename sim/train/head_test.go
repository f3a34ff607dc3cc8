package train

import (
	"slices"
	"strings"
	"testing"

	"promptscope/sim/internal/gradcheck"
	. "promptscope/sim/kernel"
	"promptscope/sim/run"
	"promptscope/sim/task"
	"promptscope/sim/tune"
)

func TestHeadAuto(t *testing.T) {
	for _, tt := range []struct {
		s    run.Spec
		want string
	}{
		{run.Spec{Task: "rel", Method: "p-tuning-v2"}, run.HeadVerbalizer}, {run.Spec{Task: "rel", Method: "probe"}, run.HeadLinear}, {run.Spec{Task: "rel", Method: "p-tuning", Head: run.HeadLinear}, run.HeadLinear},
		{run.Spec{Task: "srl"}, ""}, {run.Spec{Task: "srl", Head: run.HeadLinear}, ""}, {run.Spec{Task: "fact", Head: run.HeadVerbalizer}, ""}, {run.Spec{Task: "srl+ner", Head: run.HeadAuto}, ""},
	} {
		s, err := Resolve(tt.s)
		if err != nil || s.Head != tt.want {
			t.Errorf("%+v: head %q, %v; want %q", tt.s, s.Head, err, tt.want)
		}
		if again, err := Resolve(s); again != s || err != nil {
			t.Errorf("resolving %+v twice gives %+v, %v", s, again, err)
		}
	}
}

// Can says of every method and task what Resolve says.
func TestCan(t *testing.T) {
	for _, m := range tune.All() {
		for _, k := range task.All() {
			if _, err := Resolve(run.Spec{Task: k.ID, Method: m.ID}); (err == nil) != Can(m.Needs, k) {
				t.Errorf("%s on %s: Can is %v, %v", m.ID, k.ID, Can(m.Needs, k), err)
			}
		}
	}
}

// A linear head on a classification reads [CLS] of the text without [MASK], wherever virtual tokens stand.
func TestLinearHeadReadsCLS(t *testing.T) {
	for _, s := range []run.Spec{{Method: "probe"}, {Method: "p-tuning", Settings: run.Settings{Placement: "infix", N: 2}}, {Method: "p-tuning", Settings: run.Settings{N: 2}}, {Method: "p-tuning-v2", Settings: run.Settings{N: 2}}} {
		s.Task, s.Head = "rel", run.HeadLinear
		x := trainer(t, s)
		var snap run.Snapshot
		x.Fill(&snap)
		tr := &snap.Trace
		var words []string
		for _, k := range tr.Tokens {
			words = append(words, k.Text)
		}
		if row := strings.Join(words, " "); strings.Contains(row, "[MASK]") || words[tr.Row] != "[CLS]" {
			t.Errorf("%s %s: row %q, answer at %d", s.Method, s.Placement, row, tr.Row)
		}
		if len(tr.Top) != 4 || !slices.ContainsFunc(tr.Top, func(g run.Guess) bool { return g.Text == tr.Answer }) || len(tr.Labels) != 0 {
			t.Errorf("%s: the classes are %+v, the answer %s", s.Method, tr.Top, tr.Answer)
		}
		if want := x.model.C*4 + 4; int(snap.Trainable)-x.tuner.Trainable() != want {
			t.Errorf("%s: the head has %d numbers, want %d", s.Method, int(snap.Trainable)-x.tuner.Trainable(), want)
		}
	}
}

func TestLinearHeadGradients(t *testing.T) {
	for _, method := range []string{"p-tuning-v2", "p-tuning"} {
		x := trainer(t, run.Spec{Task: "rel", Head: run.HeadLinear, Method: method, Settings: run.Settings{N: 2, Encoder: "none"}, Labels: 8, Seed: 3}) // an encoder has kinks
		gradients(x, []int{0, 1, 2, 3})
		var tensors []gradcheck.Tensor
		for _, p := range x.opt.Params {
			tensors = append(tensors, gradcheck.Tensor{Name: p.Name, X: p.X, Grad: slices.Clone(p.G)})
		}
		gradcheck.Check(t, func() float64 {
			x.goal.repack()
			x.tuner.Forward()
			c := &x.batch[0]
			x.model.Forward(x.acts, &c.batch, &x.tuner.Inject)
			return x.goal.forward(x.model, x.acts, c, 0) / 4
		}, tensors...)
		if len(x.batch) != 1 || norm(x.goal.heads[0].DW) == 0 || Bits(x.goal.heads[0].DB[0]) == 0 {
			t.Errorf("%s: %d chunks, the head has no gradient", method, len(x.batch))
		}
	}
}
