package train

import (
	"encoding/binary"
	"encoding/json"
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"promptscope/sim/backbone/pretrained"
	"promptscope/sim/ckpt"
	"promptscope/sim/optim"
	"promptscope/sim/run"
)

// parityFile has for each run the loss of each of its steps in PyTorch with transformers and PEFT, which began from the same
// numbers and saw the same batches. internal/build/peft/parity.py trained them, and says how to do it again.
const parityFile = "testdata/parity.json"

// paritySteps is the length of the runs.
const paritySteps = 50

// parityRuns are the methods on their tasks, layouts and heads.
var parityRuns = []struct{ name, task, method, backbone, more string }{
	{"roles, P-Tuning v2", "srl", "p-tuning-v2", "2x64", "n 4"},
	{"facts, Prompt Tuning", "fact", "prompt-tuning", "2x64", "n 4"},
	{"relations, LoRA", "rel", "lora", "2x64", ""},
	{"roles, P-Tuning by an LSTM", "srl", "p-tuning", "2x64", "n 4 encoder lstm"},
	{"names, P-Tuning by an MLP", "ner", "p-tuning", "2x64", "n 4 encoder mlp"},
	{"names, Prefix-Tuning", "ner", "prefix-tuning", "2x64", "n 4"},
	{"relations, P-Tuning v2, linear head", "rel", "p-tuning-v2", "2x64", "n 4 head linear"},
	{"roles, P-Tuning v2, post-LN", "srl", "p-tuning-v2", "2x64-post", "n 4"},
	{"facts, P-Tuning v2, post-LN", "fact", "p-tuning-v2", "2x64-post", "n 4"},
	{"roles, LoRA, 4x128", "srl", "lora", "4x128", ""},
	{"facts, full", "fact", "full", "2x64", ""},
	{"roles, BitFit", "srl", "bitfit", "2x64", ""},
	{"facts, Prompt Tuning, GPT-2", "fact", "prompt-tuning", "2x64-gpt2", "n 4"},
}

// parityTrainer prepares run i; held-out examples do not matter here.
func parityTrainer(t *testing.T, i int) (*Trainer, *ckpt.Checkpoint) {
	t.Helper()
	r := parityRuns[i]
	s := run.Spec{Task: r.task, Method: r.method, Backbone: r.backbone, Steps: paritySteps, Seed: 3}
	for f := strings.Fields(r.more); len(f) > 1; f = f[2:] {
		if f[0] == "head" {
			s.Head = f[1]
		} else if err := run.FindKnob(f[0]).Set(&s.Settings, f[1]); err != nil {
			t.Fatal(err)
		}
	}
	ck, err := pretrained.Open(r.backbone)
	if err != nil {
		t.Fatal(err)
	}
	x, err := New(s, ck)
	if err != nil {
		t.Fatal(err)
	}
	x.eval = x.eval[:1]
	return x, ck
}

// The loss curve of every method is PyTorch's to the fifth digit, from the first step to the last.
func TestTrainingParity(t *testing.T) {
	data, err := os.ReadFile(parityFile)
	if err != nil {
		t.Fatal(err)
	}
	var want map[string][]float64
	if err := json.Unmarshal(data, &want); err != nil {
		t.Fatal(err)
	}
	if len(want) != len(parityRuns) {
		t.Fatalf("%d runs are recorded, want %d", len(want), len(parityRuns))
	}
	worst := 0.0
	for i, r := range parityRuns {
		if testing.Short() && i >= 3 {
			break
		}
		x, _ := parityTrainer(t, i)
		losses := want[r.name]
		if len(losses) != paritySteps {
			t.Fatalf("%s: %d losses", r.name, len(losses))
		}
		for k, w := range losses {
			x.Step()
			far := math.Abs(x.Loss()-w) / max(w, 0.01)
			if worst = max(worst, far); far > 1e-5 {
				t.Errorf("%s: loss of step %d is %.8g, PyTorch's %.8g", r.name, k+1, x.Loss(), w)
				break
			}
		}
		if first, last := losses[0], losses[paritySteps-1]; !(last < first) {
			t.Errorf("%s: nothing was learnt: loss %g to %g", r.name, first, last)
		}
	}
	t.Logf("largest difference %.1e of max(loss, 0.01)", worst)
}

// What parity.py needs of a run, beside the backbone's folder and the start of all that trains.
type parityDump struct {
	Name     string
	Method   string
	Layout   string
	Encoder  string
	N        int
	Alpha    int
	Rank     int
	First    int     // position of the first token
	Classes  []int32 // ids of the words that answer; empty: all, or a linear head
	Linear   bool
	Factors  []float64 // of the rates, step by step
	Tensors  []parityTensor
	Batches  [][]paritySequence
	Backbone string
}

type parityTensor struct {
	Name string
	Size int
	Rate float64
}

// paritySequence is an example: ids (-1-i is virtual token i), and the rows whose answers count, with these.
type paritySequence struct{ IDs, Rows, Gold []int32 }

// TestDumpParity writes the runs for parity.py into the folder that PROMPTSCOPE_DUMP names.
func TestDumpParity(t *testing.T) {
	root := os.Getenv("PROMPTSCOPE_DUMP")
	if root == "" {
		t.Skip("PROMPTSCOPE_DUMP names no folder")
	}
	for i, r := range parityRuns {
		x, ck := parityTrainer(t, i)
		dir := filepath.Join(root, r.name)
		s := x.Spec()
		d := parityDump{Name: r.name, Method: s.Method, Layout: ck.Params.Layout, Encoder: s.Encoder, N: s.N, Alpha: s.Alpha, Rank: s.Rank, First: x.tuner.First, Classes: x.goal.ids, Linear: x.goal.heads != nil}
		var start []byte
		for _, p := range x.opt.Params {
			d.Tensors = append(d.Tensors, parityTensor{p.Name, len(p.X), p.Rate})
			for _, v := range p.X {
				start = binary.LittleEndian.AppendUint32(start, math.Float32bits(float32(v)))
			}
		}
		for k := range paritySteps {
			d.Factors = append(d.Factors, optim.LinearDecay(k, paritySteps))
			for x.at.phase != forward {
				x.Tick()
			}
			d.Batches = append(d.Batches, sequences(x))
			x.Step()
		}
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		js, _ := json.Marshal(d)
		files := map[string][]byte{"run.json": js, "start.bin": start}
		for i, data := range ckpt.Encode(ck.Params, ck.Vocab) {
			files[ckpt.Files()[i]] = data
		}
		for name, data := range files {
			if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
}

// sequences is the batch of the step under way.
func sequences(x *Trainer) (out []paritySequence) {
	for i := range x.batch {
		c := &x.batch[i]
		for s, smp := range c.samples {
			end := len(c.rows)
			if s+1 < len(c.first) {
				end = int(c.first[s+1])
			}
			q := paritySequence{IDs: smp.ids, Rows: []int32{}, Gold: []int32{}}
			for k := int(c.first[s]); k < end; k++ {
				q.Rows, q.Gold = append(q.Rows, c.rows[k]-c.batch.Off[s]), append(q.Gold, int32(x.goal.class(c.gold[k])))
			}
			out = append(out, q)
		}
	}
	return out
}
