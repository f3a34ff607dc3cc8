package main

import (
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
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
	Grad   [][]float64 `json:"grad,omitempty"`    // of a prompt a row for each virtual token, in the adapter's layout; of others a row for each tensor
	Names  []string    `json:"grad_of,omitempty"` // the tensors of those rows
}

func (r *logitsRun) flags(f *flag.FlagSet) {
	f.StringVar(&r.model, "model", "", "folder with config.json and model.safetensors, in one piece or in shards, layout bert, megatron-bert or gpt2 (required)")
	f.StringVar(&r.adapter, "adapter", "", "folder that promptscope export or PEFT made, of kind "+strings.Join(peft.Kinds(), ", "))
	f.StringVar(&r.ids, "ids", "", `token ids with specials, such as "2 17 4 3" (required)`)
	f.StringVar(&r.types, "types", "", "token type ids (default all 0)")
	f.StringVar(&r.mask, "mask", "", "attention mask of 0 and 1 (default all 1); padding may stand on either side")
	f.IntVar(&r.label, "label", -1, "class to compute the loss for: of the pooled row, or of every token; of a head of one number (regression) the value")
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

// run computes the line.
func (r *logitsRun) run() (*logitsLine, error) {
	if r.model == "" || r.ids == "" {
		return nil, errUsage{errors.New("--model and --ids are needed")}
	}
	if r.grad && r.label == -1 {
		return nil, errUsage{errors.New("--grad needs --label: want a class from 0")}
	}
	if r.label < -1 {
		return nil, errUsage{fmt.Errorf("--label %d: want a class from 0", r.label)}
	}
	ck, err := ckpt.ReadModel(os.DirFS(r.model))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", r.model, err)
	}
	h, err := r.readHead(ck)
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
	in, err := r.input(ck.Params.Config, virtual, first, inject.P)
	if err == nil && h.task == peft.SeqCls {
		err = r.pooled(in, ck, virtual)
	}
	if err != nil {
		return nil, errUsage{err}
	}
	m := nn.NewModel(ck.Params)
	acts := nn.NewActs(m.Config, in.batch.Rows(), in.batch.Rows(), &inject)
	m.Forward(acts, &in.batch, &inject)
	return r.finish(m, acts, in, &inject, h)
}

func floats(x []kernel.Real) []float64 {
	out := make([]float64, len(x))
	for i, v := range x {
		out[i] = float64(v)
	}
	return out
}
