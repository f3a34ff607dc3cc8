package own

import (
	"encoding/json"
	"math"
	"os"
	"slices"
	"strings"
	"testing"

	"promptscope/sim/data"
	"promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/peft"
	"promptscope/sim/run"
	"promptscope/sim/task"
	"promptscope/sim/train"
)

// fixture is two layers of a real checkpoint, cut out by internal/build/real/cut.py.
const fixture = "testdata/minilm-cut"

func open(t *testing.T) *Model {
	t.Helper()
	m, err := Open(os.DirFS(fixture))
	if err != nil {
		t.Fatal(err)
	}
	return m
}

// Ids, output and pooled row of a real checkpoint are those of transformers, recorded beside it.
func TestRealCheckpointIsThatOfTransformers(t *testing.T) {
	raw, err := os.ReadFile(fixture + "/expected.json")
	if err != nil {
		t.Fatal(err)
	}
	var expected []struct {
		Text          string
		IDs           []int32
		First, Pooled []float64
	}
	if err := json.Unmarshal(raw, &expected); err != nil || len(expected) < 10 {
		t.Fatalf("%d sentences, %v", len(expected), err)
	}
	m := open(t)
	net := nn.NewModel(m.Params)
	for _, e := range expected {
		x, _ := data.Input(data.Label, data.Row{Text: e.Text}, m.Tok, 64)
		ids := append(append([]int32{m.Tok.CLS}, x.Words...), m.Tok.SEP)
		if !slices.Equal(ids, e.IDs) {
			t.Errorf("%q: ids %v, want %v", e.Text, ids, e.IDs)
			continue
		}
		b := &nn.Batch{}
		b.Reset()
		b.Add(ids, 0)
		in := &nn.Inject{}
		acts := nn.NewActs(net.Config, len(ids), len(ids), in)
		net.Forward(acts, b, in)
		head := nn.NewLinearHead(1, net.C, 1)
		head.Pool = net
		pooled := make([]float64, net.C)
		for k := range pooled { // a head that reads one number of the pooled row
			clear(head.W)
			head.W[k] = 1
			head.Repack()
			head.Forward(acts, []int32{0})
			pooled[k] = float64(head.Logits[0])
		}
		for k := range e.First {
			if a, b := math.Abs(float64(acts.Out[k])-e.First[k]), math.Abs(pooled[k]-e.Pooled[k]); a > 1e-4 || b > 1e-4 {
				t.Errorf("%q: number %d is off by %.1e and %.1e", e.Text, k, a, b)
				break
			}
		}
	}
}

// From sentences to answers on a real checkpoint: a prompt is tuned to tag words of several pieces, saved as PEFT has it, read again, and answers as the run did.
func TestRealCheckpointLearns(t *testing.T) {
	m := open(t)
	raw, err := os.ReadFile("testdata/tags.conll")
	if err != nil {
		t.Fatal(err)
	}
	f, err := data.Read("tags.conll", raw, "")
	if err != nil {
		t.Fatal(err)
	}
	set := f.Split(1, 0.2)
	d, _, err := set.Task("tags", m.Tok, 32)
	if err != nil {
		t.Fatal(err)
	}
	x, err := train.NewOn(run.Spec{Method: "p-tuning-v2", Backbone: run.Custom + "cut", Steps: 40, Batch: 8, Seed: 1}, m.Checkpoint, d)
	if err != nil {
		t.Fatal(err)
	}
	for x.Step() {
	}
	evals := x.Evals()
	first, last := evals[0], evals[len(evals)-1]
	if last.Loss > 0.8*first.Loss || last.Accuracy < first.Accuracy+0.5 {
		t.Errorf("held-out loss %.3f -> %.3f, %.2f -> %.2f", first.Loss, last.Loss, first.Accuracy, last.Accuracy)
	}
	trained := x.Trained()
	a, err := peft.New(peft.PrefixTuning, trained.Inject, m.Params.Config, nil)
	if err != nil {
		t.Fatal(err)
	}
	h := trained.Heads[0]
	a.Task, a.Classes, a.HeadW, a.HeadB = peft.TokenCls, h.K, h.W, h.B
	files := a.Files()
	again, err := peft.Decode(files[peft.ConfigFile], files[peft.WeightsFile])
	if err != nil {
		t.Fatal(err)
	}
	q, err := NewAnswerer(m, again, &Note{Kind: data.Tag, Labels: set.Labels})
	if err != nil {
		t.Fatal(err)
	}
	tally := task.Tally{}
	for i, row := range set.Held {
		got, err := q.Ask(row)
		if err != nil {
			t.Fatal(err)
		}
		var tags []int32
		for _, tag := range got.Tags {
			tags = append(tags, int32(slices.Index(set.Labels, tag)))
		}
		d.Count(&tally, &d.Heldout[i], tags)
	}
	if f1 := d.Value(tally); math.Abs(f1-float64(last.Accuracy)) > 1e-6 {
		t.Errorf("the adapter has span F1 %.4f, the run had %.4f", f1, last.Accuracy)
	}
}

// What does not go together is named.
func TestAnswererRefuses(t *testing.T) {
	m := open(t)
	for _, tt := range []struct {
		a    peft.Adapter
		note *Note
		want string
	}{
		{peft.Adapter{Kind: peft.PrefixTuning, Task: peft.SeqCls, N: 1, Width: 384, Layers: 3, Heads: 12}, nil, "3"},
		{peft.Adapter{Kind: peft.PrefixTuning, Task: peft.SeqCls, N: 1, Width: 384, Layers: 2, Heads: 12, Classes: 2, HeadW: make([]kernel.Real, 2*384), HeadB: make([]kernel.Real, 2)}, &Note{Kind: data.Tag}, "is for label"},
		{peft.Adapter{Kind: peft.PrefixTuning, Task: peft.SeqCls, N: 1, Width: 384, Layers: 2, Heads: 12, Classes: 2, HeadW: make([]kernel.Real, 2*384), HeadB: make([]kernel.Real, 2)}, &Note{Kind: data.Label, Labels: []string{"a", "b", "c"}}, "3 labels"},
		{peft.Adapter{Kind: peft.PrefixTuning, Task: peft.FeatureExt, N: 1, Width: 384, Layers: 2, Heads: 12}, nil, "no head for words"},
	} {
		if _, err := NewAnswerer(m, &tt.a, tt.note); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%+v: %v, want %q", tt.note, err, tt.want)
		}
	}
}
