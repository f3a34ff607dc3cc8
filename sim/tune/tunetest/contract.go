// Package tunetest is the contract of a tuning method: whoever registers one passes it (Run), in every combination of its
// settings. Package tune runs it for all that it has.
package tunetest

import (
	"fmt"
	"strings"
	"testing"

	"promptscope/sim/internal/gradcheck"
	. "promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/run"
	"promptscope/sim/tune"
)

// Run checks a registered method on both layouts of an encoder: gradients against differences, what moves and what does
// not, no allocation in a step, the same bits for the same seed, and that what it says of itself is so.
func Run(t *testing.T, info run.Method) {
	m, err := tune.Lookup(info.ID)
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range Variants(t, info) {
		for _, layout := range []string{nn.Bert, nn.MegatronBert} {
			name := strings.ReplaceAll(fmt.Sprintf("%s %+v %s", info.ID, s, layout), " ", "/")
			t.Run(name, func(t *testing.T) { contract(t, m, info, s, layout) })
		}
	}
}

func contract(t *testing.T, m tune.Method, info run.Method, s run.Settings, layout string) {
	x := NewBench(t, m, s, layout, 1)
	x.Loss()
	x.Backward()
	var tensors []gradcheck.Tensor
	for _, p := range x.Tuner.Params {
		tensors = append(tensors, gradcheck.Tensor{Name: p.Name, X: p.X, Grad: p.G})
	}
	for every := 1 + len(tensors)/12; x.Tuner.Search == nil && len(tensors) > 0; { // of a full backbone some are enough, nn checks them all
		gradcheck.Check(t, x.Loss, tensors[0])
		tensors = tensors[min(every, len(tensors)):]
	}

	before := x.Model.SHA256()
	for range 10 {
		x.Step()
	}
	if after := x.Model.SHA256(); info.Where.Moves() == (after == before) {
		t.Errorf("it says that the backbone moves: %v, but its hash went from %s to %s", info.Where.Moves(), before[:8], after[:8])
	}
	if allocs := testing.AllocsPerRun(3, x.Step); allocs != 0 {
		t.Errorf("%v allocations in a step", allocs)
	}
	y := NewBench(t, m, s, layout, 1)
	for range 14 { // ten, and four of AllocsPerRun
		y.Step()
	}
	for i, p := range x.Tuner.Params {
		for j := range p.X {
			if Bits(p.X[j]) != Bits(y.Tuner.Params[i].X[j]) {
				t.Fatalf("%s[%d] differs between two runs of one seed", p.Name, j)
			}
		}
	}
	declared(t, x, m, s)
}

// declared holds what the method says of itself to what it does.
func declared(t *testing.T, x *Bench, m tune.Method, s run.Settings) {
	info, in := m.Info(), &x.Tuner.Inject
	for place, is := range map[run.Where]bool{
		run.InputRow: x.Tuner.Input > 0, run.KeysValues: in.P > 0, run.LowRank: len(in.Low) > 0, run.Scales | run.Modules: len(in.Inserts) > 0,
		run.Biases | run.Weights: x.Model.Grads != nil, run.TaskHead: x.Tuner.Trainable() == 0 && !info.Still && x.Tuner.Search == nil, run.RealWords: x.Tuner.Words != nil || info.Still,
	} {
		if info.Where.Has(place) != is {
			t.Errorf("it says that it acts at %b, but for %b that is %v", info.Where, place, is)
		}
	}
	if n := s.N; info.Where.Has(run.InputRow) && x.Tuner.Input != n || info.Where.Has(run.KeysValues) && in.P != n {
		t.Errorf("%d virtual tokens in the row, %d in the layers, want %d", x.Tuner.Input, in.P, n)
	}
	if info.Where.Moves() != (x.Tuner.NoPast == run.BackboneMoves) || info.Still != (x.Tuner.NoPast == run.NothingMoves) {
		t.Errorf("acting at %b, it keeps no past because of %d", info.Where, x.Tuner.NoPast)
	}
	switch e := m.Export(s, x.Model.Config); {
	case e.PEFT != "" && (e.Own != "" || e.Why != ""), e.PEFT == "" && !strings.Contains(e.Why, "want"):
		t.Errorf("exported as %+v: want a form of PEFT, or why there is none and what is wanted", e)
	}
	other := NewBench(t, m, s, x.Model.Layout, 5)
	switch err := other.Tuner.Start(in); {
	case err != nil && other.Tuner.NoStart == "" && info.Where.Has(run.InputRow|run.KeysValues|run.LowRank|run.Scales|run.Modules):
		t.Errorf("it cannot begin from its own numbers: %v", err)
	case err == nil && other.Loss() != x.Loss():
		t.Errorf("begun from saved numbers the loss is %v, saved at %v", other.Loss(), x.Loss())
	}
}
