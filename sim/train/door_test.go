package train

import (
	"reflect"
	"testing"

	"promptscope/sim/run"
)

// A savepoint has everything that the rest of a run depends on: from one, the run without any observer repeats itself, for
// methods of every kind, those that keep no past among them unless the backbone moves or a search has a state of its own.
func TestSavepoint(t *testing.T) {
	for _, s := range every() {
		spec, err := Resolve(s)
		if err != nil {
			t.Fatal(err)
		}
		r, err := newRun(spec, open(t), nil)
		if err != nil {
			t.Fatal(err)
		}
		if r.info.Where.Moves() || r.tuner.Search != nil || r.info.Still {
			continue
		}
		r.eval = r.eval[:1]
		to := func(step int) {
			for r.step < step || !r.Between() {
				r.Tick()
			}
		}
		d := door{r}
		p := d.newSavepoint()
		to(4)
		d.save(&p)
		to(8)
		digest, evals := r.Digest(), append([]run.Eval(nil), r.evals...)
		d.restore(&p)
		if r.step != 4 || len(r.losses) != 4 {
			t.Errorf("%s on %s: restored to step %d with %d losses", s.Method, s.Task, r.step, len(r.losses))
		}
		if to(8); r.Digest() != digest || !reflect.DeepEqual(r.evals, evals) {
			t.Errorf("%s on %s: digest %s after restoring, %s before", s.Method, s.Task, r.Digest(), digest)
		}
		if n := testing.AllocsPerRun(3, func() { d.save(&p) }); n != 0 {
			t.Errorf("%s on %s: %v allocations to save", s.Method, s.Task, n)
		}
	}
}

// A branch changes the method's rates and leaves the head's alone; rates are of what was asked for, not of the last factor.
func TestBranch(t *testing.T) {
	x := trainer(t, run.Spec{Task: "srl", Method: "p-tuning-v2", Settings: run.Settings{N: 2}, Labels: 8, LR: 0.08, Steps: 40})
	settled(x, 2)
	d := door{x.Run}
	d.branch(0.5)
	d.branch(0.5)
	if n := len(x.tuner.Params); x.opt.Params[0].Rate != 0.02 || x.opt.Params[n].Rate != HeadRate || x.Spec().LR != 0.02 || x.spec.LR != 0.08 || x.branched != 2 {
		t.Errorf("rate %g, head's %g, shown %g, asked %g, branched at %d", x.opt.Params[0].Rate, x.opt.Params[n].Rate, x.Spec().LR, x.spec.LR, x.branched)
	}
	if d.rates(1); x.opt.Params[0].Rate != 0.08 {
		t.Errorf("back at factor 1 the rate is %g", x.opt.Params[0].Rate)
	}
}

// The hash can be taken again between steps, and not in the middle of one.
func TestHashAgain(t *testing.T) {
	x := trainer(t, run.Spec{Task: "fact", Method: "full", Labels: 8, Steps: 40})
	settled(x, 1)
	before, d := x.Sha(), door{x.Run}
	x.Tick()
	if d.hashAgain(); x.at.phase == hashing {
		t.Error("a step was left")
	}
	settled(x, 1)
	for !x.Between() {
		x.Tick()
	}
	for d.hashAgain(); x.at.phase == hashing; {
		x.Tick()
	}
	if x.Sha() == before || x.Sha() != x.Rehash() {
		t.Errorf("hash %.8s, was %.8s, is %.8s", x.Sha(), before, x.Rehash())
	}
}
