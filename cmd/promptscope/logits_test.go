package main

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"io"
	"math"
	"os"
	"path/filepath"
	"slices"
	"sort"
	"strconv"
	"strings"
	"testing"

	"promptscope/sim/ckpt"
	"promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/peft"
	"promptscope/sim/run"
)

// goldenFolders writes the model and the adapters of the golden rows (see sim/nn/golden_test.go) as folders.
func goldenFolders(t *testing.T) (model, prefix, prompt string) {
	t.Helper()
	p := nn.NewParams(nn.Config{Layout: nn.Bert, V: 11, C: 8, L: 2, NH: 2, FF: 16, MaxPos: 16, Types: 2, Eps: 1e-12})
	var ts []ckpt.Tensor
	for _, x := range p.Tensors {
		if strings.HasPrefix(x.Name, "bert.") {
			ts = append(ts, ckpt.Tensor{Name: x.Name, Shape: x.Shape, Data: x.Data})
		}
	}
	w, b := ckpt.Tensor{Name: "classifier.weight", Shape: []int{3, 8}, Data: make([]kernel.Real, 24)}, ckpt.Tensor{Name: "classifier.bias", Shape: []int{3}, Data: make([]kernel.Real, 3)}
	ts = append(ts, w, b)
	sort.Slice(ts, func(i, j int) bool { return ts[i].Name < ts[j].Name })
	for k, x := range ts {
		for i := range x.Data {
			v := math.Sin(0.7*float64(i) + 1.3*float64(k) + 0.1)
			x.Data[i] = kernel.Real(0.3 * v)
			if strings.Contains(x.Name, "LayerNorm.weight") {
				x.Data[i] = kernel.Real(1 + 0.1*v)
			}
		}
	}
	root := t.TempDir()
	write := func(folder, name string, data []byte) string {
		dir := filepath.Join(root, folder)
		if err := os.MkdirAll(dir, 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
		return dir
	}
	write("model", ckpt.ConfigFile, []byte(`{"model_type":"bert","vocab_size":11,"hidden_size":8,"num_hidden_layers":2,"num_attention_heads":2,"intermediate_size":16,
		"max_position_embeddings":16,"type_vocab_size":2,"layer_norm_eps":1e-12,"hidden_act":"gelu","architectures":["BertForSequenceClassification"]}`))
	model = write("model", ckpt.WeightsFile, ckpt.EncodeTensors(ts))
	for _, x := range []struct {
		folder, kind string
		n            int
	}{{"prefix", peft.PrefixTuning, 64}, {"prompt", peft.PromptTuning, 16}} {
		a := &peft.Adapter{Kind: x.kind, Task: peft.SeqCls, N: 2, Width: 8, Layers: 2, Heads: 2, Classes: 3, HeadW: w.Data, HeadB: b.Data}
		for j := range x.n {
			a.Prompt = append(a.Prompt, kernel.Real(0.4*math.Cos(0.3*float64(j))))
		}
		js, weights := a.Encode()
		write(x.folder, peft.ConfigFile, js)
		write(x.folder, peft.WeightsFile, weights)
	}
	return model, filepath.Join(root, "prefix"), filepath.Join(root, "prompt")
}

// The golden rows of transformers and PEFT through files and flags, the mask included.
func TestLogitsGolden(t *testing.T) {
	model, prefix, prompt := goldenFolders(t)
	input := []string{"logits", "--json", "--model", model, "--ids", "2 5 7 3 0", "--mask", "1 1 1 1 0", "--types", "0,0,1,1,0"}
	for _, tt := range []struct {
		name string
		args []string
		want [3]float64
	}{
		{"no prompt", nil, [3]float64{-0.79546355, -0.83487554, -0.50561224}},
		{"prefix", []string{"--adapter", prefix}, [3]float64{-0.55727448, -0.83800977, -0.74866292}},
		{"prefix, positions zero", []string{"--adapter", prefix, "--positions", "zero"}, [3]float64{-0.71121998, -0.87382410, -0.65027015}},
		{"prompt", []string{"--adapter", prompt}, [3]float64{-0.74642844, -0.83283262, -0.55147851}},
		{"prompt, [CLS]", []string{"--adapter", prompt, "--pool", "cls"}, [3]float64{-0.71482204, -0.87076095, -0.64191675}},
	} {
		out, errOut, code := call(append(input, tt.args...)...)
		var line logitsLine
		if code != exitDone || json.Unmarshal([]byte(out), &line) != nil || line.Task != peft.SeqCls || len(line.Logits) != 1 {
			t.Fatalf("%s: code %d, %s%s", tt.name, code, out, errOut)
		}
		for i, w := range tt.want {
			if math.Abs(line.Logits[0][i]-w) > 1e-5 {
				t.Errorf("%s: logit %d = %.8f, want %.8f", tt.name, i, line.Logits[0][i], w)
			}
		}
	}
	out, _, _ := call(append(input, "--adapter", prefix, "--label", "1", "--grad")...)
	var line logitsLine
	if err := json.Unmarshal([]byte(out), &line); err != nil || line.Loss == nil || math.Abs(*line.Loss-1.2289276994908824) > 1e-5 || len(line.Grad) != 2 {
		t.Fatalf("loss: %v %s", err, out)
	}
	for l, want := range []float64{0.00141828, 0.03879031} {
		sum := 0.0
		for _, row := range line.Grad {
			for _, v := range row[16*l:][:16] {
				sum += v * v
			}
		}
		if math.Abs(math.Sqrt(sum)-want) > 1e-5 {
			t.Errorf("gradient norm of layer %d is %.8f, want %.8f", l, math.Sqrt(sum), want)
		}
	}
	if out, _, code := call("logits", "--model", model, "--ids", "2 5 3", "--label", "0"); code != exitDone || !strings.Contains(out, "pooled") || !strings.Contains(out, "loss") {
		t.Errorf("for people: %s", out)
	}
}

func TestLogitsRejects(t *testing.T) {
	model, prefix, _ := goldenFolders(t)
	file := filepath.Join(prefix, peft.WeightsFile)
	good, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		name, want string
		code       int
		damage     func([]byte) []byte
		args       []string
	}{
		{"no ids", "needed", exitUsage, nil, []string{"--ids", ""}},
		{"large id", "numbers from 0 to 10", exitUsage, nil, []string{"--ids", "2 11"}},
		{"short mask", "--mask has 2", exitUsage, nil, []string{"--mask", "1 1"}},
		{"label", "classes from 0 to 2", exitUsage, nil, []string{"--label", "3"}},
		{"grad alone", "--grad needs --label", exitUsage, nil, []string{"--grad"}},
		{"too long", "positions", exitUsage, nil, []string{"--ids", strings.Repeat("2 ", 15)}},
		{"no folder", "nowhere", exitFailed, nil, []string{"--adapter", "nowhere"}},
		{"NaN", "finite", exitFailed, func(b []byte) []byte {
			binary.LittleEndian.PutUint32(b[len(b)-4:], math.Float32bits(float32(math.NaN())))
			return b
		}, nil},
		{"lying header", "header says", exitFailed, func(b []byte) []byte { binary.LittleEndian.PutUint64(b, 1<<50); return b }, nil},
		{"cut", "data_offsets", exitFailed, func(b []byte) []byte { return b[:len(b)-8] }, nil},
		{"no classifier", "needs the classifier", exitFailed, func(b []byte) []byte {
			return bytes.Replace(b, []byte("base_model.classifier.bias"), []byte("base_model.classifier.bi_s"), 1)
		}, nil},
	} {
		data := bytes.Clone(good)
		if tt.damage != nil {
			data = tt.damage(data)
		}
		if err := os.WriteFile(file, data, 0o644); err != nil {
			t.Fatal(err)
		}
		out, errOut, code := call(append([]string{"logits", "--model", model, "--adapter", prefix, "--ids", "2 5 3"}, tt.args...)...)
		if code != tt.code || !strings.Contains(errOut, tt.want) || strings.Count(errOut, "\n") != 1 || out != "" {
			t.Errorf("%s: code %d, %q, %q; want %d and %q", tt.name, code, out, errOut, tt.code, tt.want)
		}
	}
}

// exported trains, exports, and compares what logits makes of the folder with the trainer's own probabilities.
func exported(t *testing.T, args, want string) {
	t.Helper()
	dir := filepath.Join(t.TempDir(), "x")
	common := append(strings.Fields(args), "--labels", "8", "--steps", "4", "--seed", "2")
	out, errOut, code := call(append([]string{"export", "--out", dir}, common...)...)
	if code != exitDone || !strings.Contains(out, want) {
		t.Fatalf("%s: code %d, %s%s; want %q", args, code, out, errOut, want)
	}
	var s run.Spec
	f := newFlags("test", io.Discard)
	d := specFlags(f, &s)
	if err := f.Parse(common); err != nil {
		t.Fatal(err)
	}
	x, ck, _, err := openRun(s, d)
	if err != nil {
		t.Fatal(err)
	}
	for x.Step() {
	}
	var snap run.Snapshot
	x.Fill(&snap)
	tr := &snap.Trace
	var ids []string
	for _, k := range tr.Tokens {
		if k.Role == run.Virtual {
			continue // the adapter puts them in front
		}
		id, _ := ck.Vocab.Lookup(k.Text)
		ids = append(ids, strconv.Itoa(id))
	}
	out, errOut, _ = call("logits", "--model", filepath.Join(dir, "backbone"), "--adapter", filepath.Join(dir, "adapter"), "--ids", strings.Join(ids, " "), "--label", "1", "--grad", "--json")
	var line logitsLine
	if err := json.Unmarshal([]byte(out), &line); err != nil || *line.Norm == 0 {
		t.Fatalf("%s: %v %s%s", args, err, out, errOut)
	}
	row, probs := 0, []float64{}
	for _, g := range tr.Top {
		probs = append(probs, float64(g.Prob))
	}
	switch line.Task {
	case "MLM":
		row = int(tr.Row)
	case peft.CausalLM:
		row = len(line.Logits) - 1
	case peft.TokenCls:
		row = 1 // the first word
		for _, v := range tr.Tags[len(tr.Labels):][:len(tr.Labels)] {
			probs = append(probs, float64(v))
		}
	}
	logits, sum := line.Logits[row], 0.0
	for i, v := range logits {
		logits[i] = math.Exp(v)
		sum += logits[i]
	}
	// Compared by size, since a trace does not say the index of a word.
	slices.Sort(logits)
	slices.Sort(probs)
	for i, p := range probs {
		if got := logits[len(logits)-len(probs)+i] / sum; math.Abs(got-p) > 2e-5 {
			t.Errorf("%s: the trainer's probabilities are %.6f, number %d of the exported model is %.6f", args, probs, i, got)
		}
	}
}

// What is exported is what was trained: the same prompt, head and backbone, and logits can read it.
func TestExport(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "made", "here")
	args := []string{"export", "--task", "srl", "--method", "prefix-tuning", "--n", "3", "--labels", "8", "--steps", "1", "--out", dir}
	if _, errOut, code := call(args...); code != exitDone {
		t.Fatal(errOut)
	}
	a, err := peft.Read(os.DirFS(filepath.Join(dir, "adapter")))
	if err != nil || a.N != 3 || a.Classes != 4 || a.Task != peft.TokenCls {
		t.Fatalf("%+v, %v", a, err)
	}
	if ck, err := ckpt.Read(os.DirFS(filepath.Join(dir, "backbone"))); err != nil || a.Fits(ck.Params.Config) != nil {
		t.Fatal(err)
	}
	if _, errOut, code := call("logits", "--model", filepath.Join(dir, "backbone"), "--adapter", filepath.Join(dir, "adapter"), "--ids", "2 9 3"); code != exitDone {
		t.Error(errOut)
	}
	if _, errOut, code := call(args...); code != exitFailed || !strings.Contains(errOut, "not empty") {
		t.Errorf("into the same folder: code %d, %s", code, errOut)
	}
	// A joint task has a folder for each data set: the prompt is the same, the head is not.
	dir = filepath.Join(t.TempDir(), "joint")
	if _, errOut, code := call("export", "--task", "srl+ner", "--n", "2", "--labels", "20", "--steps", "2", "--out", dir); code != exitDone {
		t.Fatal(errOut)
	}
	srl, err1 := peft.Read(os.DirFS(filepath.Join(dir, "adapter-srl")))
	ner, err2 := peft.Read(os.DirFS(filepath.Join(dir, "adapter-ner")))
	if err1 != nil || err2 != nil || srl.Classes != 4 || ner.Classes != 7 || !slices.Equal(srl.Prompt, ner.Prompt) {
		t.Errorf("%+v %v, %+v %v", srl, err1, ner, err2)
	}
	// Each can begin a run of its task, which then starts where the joint run ended.
	said := lines(t, "--task", "ner", "--start", filepath.Join(dir, "adapter-ner"), "--labels", "4", "--steps", "1")
	if said[0]["event"] != "start" || said[0]["head"] != "taken" {
		t.Errorf("the head: %v", said[0])
	}
	first := said[1]
	if plain := lines(t, "--task", "ner", "--n", "2", "--labels", "4", "--steps", "1")[0]; first["event"] != "eval" || first["eval_loss"] == plain["eval_loss"] {
		t.Errorf("begins with %v, without --start %v", first, plain)
	}
	for _, tt := range []struct {
		args []string
		want string
		code int
	}{{[]string{"--method", "prompt-tuning"}, "no prompt in the row", exitUsage}, {[]string{"--method", "lora"}, "what is saved has no bert", exitUsage}, {[]string{"--n", "3"}, "numbers", exitUsage}, {[]string{"--backbone", "4x64"}, "num_layers 2", exitUsage},
		{[]string{"--start", t.TempDir()}, "adapter_config.json", exitFailed}} {
		if _, errOut, code := call(append([]string{"train", "--start", filepath.Join(dir, "adapter-ner")}, tt.args...)...); code != tt.code || !strings.Contains(errOut, tt.want) {
			t.Errorf("--start with %v: code %d, %s", tt.args, code, errOut)
		}
	}
	for _, tt := range [][]string{{"--method", "bitfit"}, {"--task", "rel", "--head", "linear", "--method", "p-tuning"}, {"--method", "p-tuning", "--placement", "infix"}, {"--layers", "1"}, {"--positions", "zero"}, {"--task", "fact", "--method", "hand"}} {
		out := filepath.Join(t.TempDir(), "x")
		_, errOut, code := call(append([]string{"export", "--out", out}, tt...)...)
		if _, err := os.Stat(out); code != exitUsage || !strings.Contains(errOut, "want") || err == nil {
			t.Errorf("%v: code %d, %s", tt, code, errOut)
		}
	}
	for _, tt := range []struct{ args, want string }{
		{"--task srl --method lora", "LORA TOKEN_CLS, rank 4"}, {"--task fact --method lora", "LORA no task, rank 4"}, {"--task rel --method lora --head linear --rank 2", "LORA SEQ_CLS, rank 2"},
		{"--task rel --head linear --n 2", "PREFIX_TUNING SEQ_CLS, 2 virtual tokens"},
		{"--task fact --backbone 2x64-gpt2 --method lora --rank 2", "LORA no task, rank 4"}, {"--task srl --backbone 2x64-gpt2 --method lora --targets query,key,value", "LORA TOKEN_CLS, rank 12"},
		{"--task fact --backbone 2x64-gpt2 --n 2", "PREFIX_TUNING CAUSAL_LM, 2 virtual tokens"}, {"--task fact --backbone 2x64-gpt2 --method prompt-tuning --n 2", "PROMPT_TUNING CAUSAL_LM, 2"},
		{"--task srl --backbone 2x64-gpt2 --n 2", "PREFIX_TUNING TOKEN_CLS, 2 virtual tokens"},
	} {
		exported(t, tt.args, tt.want)
	}
	if _, errOut, code := call("export"); code != exitUsage || !strings.Contains(errOut, "--out") {
		t.Errorf("no --out: code %d, %s", code, errOut)
	}
}
