package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"text/tabwriter"

	"promptscope/sim/ckpt"
	"promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/peft"
)

// logits is one forward pass of a folder of transformers with an adapter of PEFT, for comparing with them.
type logitsRun struct {
	model, adapter, ids, types, mask, positions, pool string
	label                                             int
	grad, json                                        bool
}

// logitsLine is what --json prints.
type logitsLine struct {
	Task   string      `json:"task"`   // SEQ_CLS, TOKEN_CLS, or for a folder without classifier MLM or CAUSAL_LM
	Rows   []int       `json:"rows"`   // index of the token of each row of logits; -1 is the pooled row
	Logits [][]float64 `json:"logits"` // masked tokens have no row
	Loss   *float64    `json:"loss,omitempty"`
	Norm   *float64    `json:"grad_norm,omitempty"`
	Grad   [][]float64 `json:"grad,omitempty"` // of the prompt, a row for each virtual token, in the adapter's layout; of LORA a row for each matrix: A, B of each update
}

func (r *logitsRun) flags(f *flag.FlagSet) {
	f.StringVar(&r.model, "model", "", "folder with config.json and model.safetensors, layout bert, megatron-bert or gpt2 (required)")
	f.StringVar(&r.adapter, "adapter", "", "folder with adapter_config.json and adapter_model.safetensors: PROMPT_TUNING, P_TUNING, PREFIX_TUNING or LORA")
	f.StringVar(&r.ids, "ids", "", `token ids with specials, such as "2 17 4 3" (required)`)
	f.StringVar(&r.types, "types", "", "token type ids (default all 0)")
	f.StringVar(&r.mask, "mask", "", "attention mask of 0 and 1 (default all 1)")
	f.IntVar(&r.label, "label", -1, "class to compute the loss for: of the pooled row, or of every token")
	f.BoolVar(&r.grad, "grad", false, "with --label: also the gradient of the adapter's prompt or updates")
	f.StringVar(&r.positions, "positions", "hf", "position of the first token behind a deep prefix: hf (= n, as transformers does) or zero")
	f.StringVar(&r.pool, "pool", "first", "SEQ_CLS with a prompt in the input: pool the first row, as PEFT does, or cls, the real [CLS] behind the prompt")
	f.BoolVar(&r.json, "json", false, "one JSON object")
}

func runLogits(args []string, out io.Writer) error {
	var r logitsRun
	f := newFlags("logits", out)
	r.flags(f)
	if err := parse(f, args); err != nil {
		return err
	}
	line, err := r.run()
	if err != nil {
		return err
	}
	if r.json {
		return json.NewEncoder(out).Encode(line)
	}
	return line.print(out)
}

func (l *logitsLine) print(out io.Writer) error {
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintf(w, "%s\ttoken\tlogits\n", l.Task)
	for i, row := range l.Logits {
		at := strconv.Itoa(l.Rows[i])
		if l.Rows[i] < 0 {
			at = "pooled"
		}
		fmt.Fprintf(w, "\t%s\t%s\n", at, numbers(row))
	}
	if l.Loss != nil {
		fmt.Fprintf(w, "loss\t\t%.8f\n", *l.Loss)
	}
	if l.Norm != nil {
		fmt.Fprintf(w, "gradient norm\t\t%.8f\n", *l.Norm)
	}
	for i, row := range l.Grad {
		fmt.Fprintf(w, "gradient\t%d\t%s\n", i+1, numbers(row))
	}
	return w.Flush()
}

// numbers writes up to eight of a row.
func numbers(row []float64) string {
	var b strings.Builder
	for i, v := range row {
		if i == 8 {
			fmt.Fprintf(&b, " … %d more", len(row)-8)
			break
		}
		fmt.Fprintf(&b, "%12.8f", v)
	}
	return b.String()
}

// input is the checked arguments.
type input struct {
	batch nn.Batch
	rows  []int32 // row of each token that is not masked
	kept  []int   // its index
}

func (r *logitsRun) run() (*logitsLine, error) {
	if r.model == "" || r.ids == "" {
		return nil, errUsage{errors.New("--model and --ids are needed")}
	}
	if r.grad && r.label < 0 {
		return nil, errUsage{errors.New("--grad needs --label: want a class from 0")}
	}
	ck, tokens, err := readModel(r.model)
	if err != nil {
		return nil, err
	}
	h, err := r.readHead(ck, tokens)
	if err != nil {
		return nil, err
	}
	var inject nn.Inject
	virtual, first := 0, 0
	if h.adapter != nil {
		inject, virtual = h.adapter.Inject()
		if r.positions == "hf" {
			first = inject.P
		}
	}
	in, err := r.input(ck.Params.Config, virtual, first)
	if err != nil {
		return nil, errUsage{err}
	}
	m := nn.NewModel(ck.Params)
	acts := nn.NewActs(m.Config, in.batch.Rows(), in.batch.Rows(), &inject)
	m.Forward(acts, &in.batch, &inject)
	return r.finish(m, acts, in, &inject, h, virtual)
}

// readModel opens a folder, which needs no vocabulary here; tokens reports whether its classifier reads each token.
func readModel(dir string) (ck *ckpt.Checkpoint, tokens bool, err error) {
	var raw [2][]byte
	for i, name := range []string{ckpt.ConfigFile, ckpt.WeightsFile} {
		if raw[i], err = os.ReadFile(filepath.Join(dir, name)); err != nil {
			return nil, false, err
		}
	}
	c, err := ckpt.DecodeConfig(raw[0])
	if err != nil {
		return nil, false, fmt.Errorf("%s: %s: %w", dir, ckpt.ConfigFile, err)
	}
	if ck, err = ckpt.DecodeWeights(c, raw[1]); err != nil {
		return nil, false, fmt.Errorf("%s: %s: %w", dir, ckpt.WeightsFile, err)
	}
	return ck, strings.Contains(string(raw[0]), "ForTokenClassification"), nil // among the architectures
}

// head is what turns hidden states into logits; w is nil for the MLM head.
type head struct {
	task    string
	adapter *peft.Adapter
	w, b    []kernel.Real
}

// readHead opens the adapter if there is one, and finds the classifier there or in the model's file.
func (r *logitsRun) readHead(ck *ckpt.Checkpoint, tokens bool) (*head, error) {
	h := &head{task: "MLM"}
	if ck.Params.Causal() {
		h.task = peft.CausalLM
	}
	for _, t := range ck.Other {
		switch t.Name {
		case "classifier.weight":
			h.w, h.task = t.Data, peft.SeqCls
			if tokens {
				h.task = peft.TokenCls
			}
		case "classifier.bias":
			h.b = t.Data
		}
	}
	if r.adapter != "" {
		a, err := peft.Read(os.DirFS(r.adapter))
		if err != nil {
			return nil, fmt.Errorf("%s: %w", r.adapter, err)
		}
		if err := a.Fits(ck.Params.Config); err != nil {
			return nil, fmt.Errorf("%s: %w", r.adapter, err)
		}
		h.adapter = a
		if a.Classes > 0 {
			h.task, h.w, h.b = a.Task, a.HeadW, a.HeadB
		}
	}
	lacks := func(part string) bool { return strings.Contains(strings.Join(ck.Missing, " "), part) }
	switch {
	case h.w != nil && (len(h.b) == 0 || len(h.w) != len(h.b)*ck.Params.C):
		return nil, fmt.Errorf("%s: classifier.weight has %d numbers and classifier.bias %d; width is %d", r.model, len(h.w), len(h.b), ck.Params.C)
	case h.w == nil && lacks("cls."):
		return nil, fmt.Errorf("%s has neither a classifier nor the head cls.predictions", r.model)
	case h.task == peft.SeqCls && (lacks("pooler") || ck.Params.Causal()):
		return nil, fmt.Errorf("%s has no pooler, which SEQ_CLS reads", r.model)
	}
	return h, nil
}

// input checks ids, types and mask and lays out the row: virtual tokens, then the tokens that are not masked, each at the
// position it has with the others.
func (r *logitsRun) input(c nn.Config, virtual, first int) (*input, error) {
	if r.positions != "hf" && r.positions != "zero" || r.pool != "first" && r.pool != "cls" {
		return nil, fmt.Errorf("--positions %q --pool %q: want hf, zero and first, cls", r.positions, r.pool)
	}
	ids, err := ints("ids", r.ids, 0, c.V-1)
	if err != nil {
		return nil, err
	}
	types, mask := make([]int, len(ids)), make([]int, len(ids))
	for i := range mask {
		mask[i] = 1
	}
	for _, x := range []struct {
		name, text string
		most       int
		dst        *[]int
	}{{"types", r.types, c.Types - 1, &types}, {"mask", r.mask, 1, &mask}} {
		if x.text == "" {
			continue
		}
		if *x.dst, err = ints(x.name, x.text, 0, x.most); err != nil {
			return nil, err
		}
		if len(*x.dst) != len(ids) {
			return nil, fmt.Errorf("--%s has %d numbers, --ids %d", x.name, len(*x.dst), len(ids))
		}
	}
	if need := first + virtual + len(ids); need > c.MaxPos {
		return nil, fmt.Errorf("--ids needs %d positions with the prompt, the model has %d", need, c.MaxPos)
	}
	in := &input{}
	b := &in.batch
	b.Off = []int32{0}
	put := func(id int32, position, kind int) {
		b.ID, b.Pos, b.Type = append(b.ID, id), append(b.Pos, int32(position)), append(b.Type, int32(kind))
	}
	for i := range virtual {
		put(nn.Virtual(i), i, 0)
	}
	for i, id := range ids {
		if mask[i] == 1 {
			in.rows, in.kept = append(in.rows, int32(b.Rows())), append(in.kept, i)
			put(int32(id), first+virtual+i, types[i])
		}
	}
	b.Off = append(b.Off, int32(b.Rows()))
	if len(in.kept) == 0 || in.kept[0] != 0 {
		return nil, errors.New("--mask leaves out the first token")
	}
	return in, nil
}

func ints(name, text string, least, most int) ([]int, error) {
	var out []int
	for _, s := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' }) {
		v, err := strconv.Atoi(s)
		if err != nil || v < least || v > most {
			return nil, fmt.Errorf("--%s %q: want numbers from %d to %d", name, s, least, most)
		}
		out = append(out, v)
	}
	return out, nil
}

// finish computes logits, loss and gradient.
func (r *logitsRun) finish(m *nn.Model, a *nn.Acts, in *input, inject *nn.Inject, h *head, virtual int) (*logitsLine, error) {
	line := &logitsLine{Task: h.task}
	var logits []kernel.Real // rows of k
	var k int
	var back func(d []kernel.Real)
	switch {
	case h.w == nil:
		mlm := nn.NewMLMHead(m.Config, len(in.rows))
		mlm.Forward(m, a, in.rows)
		logits, k, line.Rows = mlm.Logits, m.V, in.kept
		back = func(d []kernel.Real) { mlm.Backward(m, a, in.rows, d) }
	case h.task == peft.TokenCls:
		lin := nn.NewLinearHead(len(h.b), m.C, len(in.rows))
		copy(lin.W, h.w)
		copy(lin.B, h.b)
		lin.Repack()
		lin.Forward(a, in.rows)
		logits, k, line.Rows = lin.Logits, lin.K, in.kept
		back = func(d []kernel.Real) { lin.Backward(a, in.rows, d) }
	default:
		row := 0
		if r.pool == "cls" {
			row = virtual
		}
		k, line.Rows = len(h.b), []int{-1}
		w := kernel.NewMatrix(h.w, k, m.C)
		pooled := make([]kernel.Real, m.C)
		m.Pool(pooled, a, row)
		logits = make([]kernel.Real, k)
		kernel.Linear(logits, pooled, w, h.b, 1)
		back = func(d []kernel.Real) {
			dpooled := make([]kernel.Real, m.C)
			kernel.LinearBackwardInput(dpooled, d, w, 1, false)
			m.PoolBackward(dpooled, pooled, a, row)
		}
	}
	n := len(line.Rows)
	for i := range n {
		line.Logits = append(line.Logits, floats(logits[i*k:][:k]))
	}
	if r.label < 0 {
		return line, nil
	}
	if r.label >= k {
		return nil, errUsage{fmt.Errorf("--label %d: want classes from 0 to %d", r.label, k-1)}
	}
	r.backward(line, m, a, in, inject, logits, n, k, back)
	return line, nil
}

// backward is the mean cross-entropy of the label over the rows, and the prompt's gradient.
func (r *logitsRun) backward(line *logitsLine, m *nn.Model, a *nn.Acts, in *input, inject *nn.Inject, logits []kernel.Real, n, k int, back func([]kernel.Real)) {
	loss := 0.0
	for i := range n {
		p := logits[i*k:][:k]
		loss += kernel.CrossEntropy(p, r.label) / float64(n)
		kernel.CrossEntropyBackward(p, p, r.label, kernel.Real(1/float64(n)))
	}
	line.Loss = &loss
	if !r.grad {
		return
	}
	back(logits)
	m.Backward(a, &in.batch, inject)
	g, width := inject.DVirtual, m.C
	if inject.P > 0 {
		g, width = inject.DPrefix, 2*m.L*m.C
	}
	for i := 0; i < len(g); i += width {
		line.Grad = append(line.Grad, floats(g[i:][:width]))
	}
	for _, l := range inject.Low {
		line.Grad = append(line.Grad, floats(l.DA), floats(l.DB))
	}
	norm := 0.0
	for _, row := range line.Grad {
		for _, v := range row {
			norm += v * v
		}
	}
	norm = math.Sqrt(norm)
	line.Norm = &norm
}

func floats(x []kernel.Real) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = float64(v)
	}
	return out
}
