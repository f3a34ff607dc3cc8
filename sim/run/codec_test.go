package run

import (
	"bytes"
	"reflect"
	"strings"
	"testing"
)

func sampleSnapshot() *Snapshot {
	return &Snapshot{Run: 3, Spec: Spec{Task: "fact", Labels: 61, Backbone: "2x64", Method: "p-tuning", Head: "linear", Settings: Settings{N: 2, Placement: "infix", Encoder: "mlp", Rank: 3, Template: "X _", Projection: true}, LR: 0.5, Steps: 9, Batch: 4, Seed: 1 << 60},
		Status: Running, Message: "…", Step: 2, Loss: 1.5, GradNorm: 2, LR: 3, EvalLoss: 4, EvalAccuracy: 0.5, TrainAccuracy: 0.25, EvalStep: 1, StepsPerSecond: 7, Chance: 6,
		Measure: "accuracy", Trainable: 5, Stored: 4, Total: 1 << 40, BackboneSHA: "ab", Digest: "cd", Parts: []Part{{"srl", 0.5}, {"ner", 0.25}}, Tries: []Try{{"the R of X is _ .", 1, 0.5, true, true}}, Losses: []float32{1, 2}, Evals: []Eval{{1, 2, 3, 4}},
		Trace: Trace{Index: 1, Count: 2, Tokens: []Token{{"v1", Virtual, -1}, {"[MASK]", Mask, 3}}, Row: 1, Layers: 1, Width: 2, Heads: 1, P: 1, Deep: []bool{true},
			Hidden: make([]float32, 8), Keys: []float32{1, 2}, Values: []float32{3, 4}, Attention: []float32{1, 2, 3}, GradInput: []float32{1}, GradDeep: []float32{2},
			Answer: "paris", Top: []Guess{{"paris", 0.5}}, Labels: []string{"O"}, Tags: []float32{1, 1}},
		Shown: 1, Stride: 1, Branched: 2, Repeating: true, Part: StepPart{Update, 1, 4, 9, 0.5}, Bare: Bare{true, 1, 2}, Cut: CutResult{Cut{Remove, 1, -1}, 1, 2, 3, 4, 5, 6, 7},
		Detail: Detail{On: true, Unit: 0, Maps: make([]float32, 6), Lambda: 0.5, Off: 0.1, Context: []float32{1}, Prompt: []float32{2}, Output: []float32{3},
			Vector: []float32{1, 2}, Gradient: []float32{3}, Near: []Near{{"sold", 0.5}},
			Plane: Plane{Words: []float32{1, 2}, Steps: []int32{4}, Path: []float32{5, 6}, Share: 0.25, Spots: []Spot{{"sold", 1, 2}}}}}
}

func TestCodecRoundTrip(t *testing.T) {
	s, got := sampleSnapshot(), new(Snapshot)
	data := AppendSnapshot(nil, s)
	if err := DecodeSnapshot(data, got); err != nil {
		t.Fatal(err)
	}
	if !reflect.DeepEqual(s, got) {
		t.Errorf("snapshot came back as %+v", got)
	}
	if n := testing.AllocsPerRun(10, func() { DecodeSnapshot(data, got); data = AppendSnapshot(data[:0], s) }); n != 0 {
		t.Errorf("%v allocations in a round trip", n)
	}
	m := Command{Kind: Reset, Run: 9, Spec: s.Spec, Steps: -1, Speed: 0.5, Index: 3, Row: -1, Factor: 0.5, Cut: Cut{Shuffle, -1, 3}, Head: 2}
	back, err := DecodeCommand(AppendCommand(nil, &m))
	if err != nil || back != m {
		t.Errorf("command came back as %+v, %v", back, err)
	}
}

func TestCodecRejects(t *testing.T) {
	good := AppendSnapshot(nil, sampleSnapshot())
	for n := range good {
		if err := DecodeSnapshot(good[:n], new(Snapshot)); err == nil {
			t.Fatalf("the first %d of %d bytes are accepted", n, len(good))
		}
	}
	other := bytes.Clone(good)
	other[0]++
	if err := DecodeSnapshot(other, new(Snapshot)); err == nil || !strings.Contains(err.Error(), "different builds") {
		t.Errorf("another version: %v", err)
	}
	bad := sampleSnapshot()
	bad.Trace.Hidden = bad.Trace.Hidden[:3]
	if err := DecodeSnapshot(AppendSnapshot(nil, bad), new(Snapshot)); err == nil || !strings.Contains(err.Error(), "hidden") {
		t.Errorf("a trace that does not fit its shape: %v", err)
	}
	if err := DecodeSnapshot(append(good, 0), new(Snapshot)); err == nil {
		t.Error("a byte too many is accepted")
	}
}

func FuzzDecodeSnapshot(f *testing.F) {
	seeds(func(data []byte) { f.Add(data) })
	f.Fuzz(func(t *testing.T, data []byte) {
		var s Snapshot
		if DecodeSnapshot(data, &s) != nil {
			return
		}
		if again := AppendSnapshot(nil, &s); !bytes.Equal(again, data) {
			t.Error("an accepted message is not written back the same")
		}
	})
}

func FuzzDecodeCommand(f *testing.F) {
	for kind := Reset; kind < numCommands; kind++ {
		f.Add(AppendCommand(nil, &Command{Kind: kind, Run: 1, Spec: sampleSnapshot().Spec, Steps: -1, Factor: 0.5, Cut: Cut{Remove, -1, 2}, Head: -1}))
	}
	f.Add(AppendCommand(nil, &Command{Cut: Cut{Surgery: numSurgeries}}))
	f.Fuzz(func(t *testing.T, data []byte) {
		m, err := DecodeCommand(data)
		if err == nil && !bytes.Equal(AppendCommand(nil, &m), data) {
			t.Error("an accepted message is not written back the same")
		}
	})
}
