package train

import (
	"slices"
	"strings"
	"testing"

	. "promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/run"
)

// A run that begins from the prompt and head of another begins where that one ended: its first evaluation is the last one
// there. A joint run's prompt begins a single task.
func TestBegin(t *testing.T) {
	for _, s := range []run.Spec{{Task: "srl", Method: "p-tuning-v2", Settings: run.Settings{N: 3}}, {Task: "ner", Method: "prompt-tuning", Settings: run.Settings{N: 2}}, {Task: "srl", Method: "p-tuning", Settings: run.Settings{Encoder: "none", N: 2}}, {Task: "srl", Method: "lora", Settings: run.Settings{Targets: "query,key,value"}}} {
		s.Labels, s.Steps, s.Seed = 64, 20, 1
		a := trainer(t, s)
		for a.Step() {
		}
		s.Seed = 2
		b := trainer(t, s)
		from := a.Trained()
		took, err := b.Begin(from.Inject, from.Heads[0].W, from.Heads[0].B)
		if err != nil || !took {
			t.Fatalf("%s: %v %v", s.Method, took, err)
		}
		b.ready()
		last := a.Evals()[len(a.Evals())-1]
		if first := b.Evals()[0]; first.Loss != last.Loss || first.Accuracy != last.Accuracy || first.Accuracy == 0 {
			t.Errorf("%s on %s begins with %+v, the saved run ended with %+v", s.Method, s.Task, first, last)
		}
		if b.Step(); b.Digest() == trainer(t, s).Digest() {
			t.Errorf("%s: the digest does not tell where the run began", s.Method)
		}
	}
	joint := trainer(t, run.Spec{Task: "srl+ner", Settings: run.Settings{N: 3}, Labels: 20, Steps: 1})
	single := trainer(t, run.Spec{Task: "ner", Settings: run.Settings{N: 3}, Labels: 20, Steps: 1})
	if took, err := single.Begin(joint.Trained().Inject, joint.goal.heads[0].W, joint.goal.heads[0].B); err != nil || took {
		t.Errorf("a head of 4 classes was taken for 7 (%v), %v", took, err)
	}
	if !slices.Equal(single.Trained().Inject.Prefix, joint.Trained().Inject.Prefix) {
		t.Error("the prompt was not taken")
	}
}

func TestBeginRejects(t *testing.T) {
	saved := &nn.Inject{Virtual: make([]Real, 3*64)}
	for _, tt := range []struct {
		s    run.Spec
		want string
	}{
		{run.Spec{Task: "srl", Method: "p-tuning", Settings: run.Settings{N: 3}}, "encoder none"}, {run.Spec{Task: "srl", Method: "p-tuning-v2", Settings: run.Settings{Projection: true}}, "without projection"},
		{run.Spec{Task: "srl", Method: "lora"}, "rank 4"}, {run.Spec{Task: "srl", Method: "prompt-tuning", Settings: run.Settings{N: 2}}, "192 numbers"}, {run.Spec{Task: "fact", Method: "search", Settings: run.Settings{N: 3}}, "nothing to begin"},
		{run.Spec{Task: "srl", Method: "p-tuning-v2", Settings: run.Settings{N: 3}}, "no prompt in the layers"}, {run.Spec{Task: "srl", Method: "probe"}, "nothing to begin"},
	} {
		if _, err := trainer(t, tt.s).Begin(saved, nil, nil); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: %v, want %q", tt.s, err, tt.want)
		}
	}
	x := trainer(t, run.Spec{Task: "srl", Method: "prompt-tuning", Settings: run.Settings{N: 3}, Labels: 8, Steps: 2})
	x.Step()
	if _, err := x.Begin(saved, nil, nil); err == nil || !strings.Contains(err.Error(), "under way") {
		t.Errorf("under way: %v", err)
	}
}
