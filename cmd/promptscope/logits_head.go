package main

import (
	"errors"
	"fmt"
	"math"
	"os"

	"promptscope/sim/ckpt"
	"promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/peft"
)

// head is what turns hidden states into logits; w is nil for words as answers.
type head struct {
	task    string
	problem string // problem_type of the model's config
	adapter *peft.Adapter
	w, b    []kernel.Real // (k, width), (k) or nil
	k       int
}

// readHead opens the adapter if there is one, and finds the classifier there or in the model's file.
func (r *logitsRun) readHead(ck *ckpt.Checkpoint) (*head, error) {
	h := &head{task: "MLM", problem: ck.Facts.Problem}
	if ck.Params.Causal() {
		h.task = peft.CausalLM
	}
	if r.adapter != "" {
		a, err := peft.Read(os.DirFS(r.adapter))
		if err == nil {
			err = a.Fits(ck.Params.Config)
		}
		if err != nil {
			return nil, fmt.Errorf("%s: %w", r.adapter, err)
		}
		h.adapter = a
		if a.Classes > 0 {
			h.task, h.w, h.b, h.k = a.Task, a.HeadW, a.HeadB, a.Classes
		}
	}
	var err error
	if h.w == nil && len(ck.Other) > 0 {
		err = h.modelHead(ck)
	} else if h.w == nil && ck.Facts.Task() != "" {
		err = fmt.Errorf("%s has no classifier, and no adapter brings one", ck.Facts.Class)
	}
	switch {
	case err != nil:
	case h.w == nil && ck.Lacks("words"):
		err = fmt.Errorf("it has neither a classifier nor the head for words (%s)", ck.Missing[len(ck.Missing)-1])
	case h.task == peft.SeqCls && ck.Lacks("pooler"):
		err = errors.New("it has no pooler, which SEQ_CLS reads")
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", r.model, err)
	}
	return h, nil
}

// modelHead takes the classifier of the model's folder.
func (h *head) modelHead(ck *ckpt.Checkpoint) error {
	if h.task = ck.Facts.Task(); h.task == "" {
		return fmt.Errorf("config.json has no architectures, so nothing says what %s reads: add \"architectures\": [\"…ForSequenceClassification\"] or [\"…ForTokenClassification\"]", ck.Other[0].Name)
	}
	var w, b *ckpt.Tensor
	for i, t := range ck.Other {
		if t.Name == "classifier.bias" {
			b = &ck.Other[i]
		} else {
			w = &ck.Other[i]
		}
	}
	if w == nil || len(w.Shape) != 2 || w.Shape[0] < 1 {
		return errors.New("its classifier has no weight of shape [classes width]")
	}
	if err := w.Check([]int{w.Shape[0], ck.Params.C}); err != nil {
		return err
	}
	h.w, h.k = w.Data, w.Shape[0]
	if b != nil {
		h.b = b.Data
		if err := b.Check([]int{h.k}); err != nil {
			return err
		}
	} else if w.Name != "score.weight" {
		return errors.New("tensor \"classifier.bias\" is missing")
	}
	if ck.Facts.Classes != 0 && ck.Facts.Classes != h.k {
		return fmt.Errorf("%s has %d classes, config.json %d (num_labels, id2label)", w.Name, h.k, ck.Facts.Classes)
	}
	return nil
}

// answers is rows of logits, with the way back.
type answers struct {
	logits []kernel.Real // rows of k
	k      int
	back   func(d []kernel.Real)
}

// answer computes the logits.
func (h *head) answer(m *nn.Model, a *nn.Acts, in *input) answers {
	switch {
	case h.w == nil:
		mlm := nn.NewMLMHead(m.Config, len(in.rows))
		mlm.Forward(m, a, in.rows)
		return answers{mlm.Logits, m.V, func(d []kernel.Real) { mlm.Backward(m, a, in.rows, d) }}
	case h.task == peft.TokenCls:
		return h.linear(m, a, in.rows)
	case m.Causal():
		return h.linear(m, a, []int32{int32(in.pool)})
	}
	w := kernel.NewMatrix(h.w, h.k, m.C)
	pooled := make([]kernel.Real, m.C)
	m.Pool(pooled, a, in.pool)
	out := answers{logits: make([]kernel.Real, h.k), k: h.k}
	kernel.Linear(out.logits, pooled, w, h.b, 1)
	out.back = func(d []kernel.Real) {
		dpooled := make([]kernel.Real, m.C)
		kernel.LinearBackwardInput(dpooled, d, w, 1, false)
		m.PoolBackward(dpooled, pooled, a, in.pool)
	}
	return out
}

// linear is a classifier on rows of the output.
func (h *head) linear(m *nn.Model, a *nn.Acts, rows []int32) answers {
	lin := nn.NewLinearHead(h.k, m.C, len(rows))
	copy(lin.W, h.w)
	copy(lin.B, h.b)
	lin.Repack()
	lin.Forward(a, rows)
	return answers{lin.Logits, h.k, func(d []kernel.Real) { lin.Backward(a, rows, d) }}
}

// finish computes logits, loss and gradient. What is not finite is an error: JSON has no way to say it.
func (r *logitsRun) finish(m *nn.Model, a *nn.Acts, in *input, inject *nn.Inject, h *head) (*logitsLine, error) {
	line := &logitsLine{Task: h.task, Rows: in.kept}
	if h.task == peft.SeqCls {
		line.Rows = []int{-1}
	}
	x := h.answer(m, a, in)
	for i := range line.Rows {
		line.Logits = append(line.Logits, floats(x.logits[i*x.k:][:x.k]))
	}
	if !finite(line.Logits) {
		return nil, fmt.Errorf("%s: the logits are not finite: some weights are too large for numbers of 32 bits", r.model)
	}
	if r.label < 0 {
		return line, nil
	}
	loss, err := h.loss(x, len(line.Rows), r.label)
	if err != nil {
		return nil, errUsage{err}
	}
	if line.Loss = &loss; !r.grad || h.adapter == nil {
		return line, nil
	}
	x.back(x.logits)
	m.Backward(a, &in.batch, inject)
	line.takeGrad(inject, h.adapter)
	if !finite(line.Grad) || !finite([][]float64{{*line.Norm}}) {
		return nil, fmt.Errorf("%s: the gradient is not finite: some weights are too large for numbers of 32 bits", r.model)
	}
	return line, nil
}

// loss is the mean cross-entropy of the label over n rows, or transformers' squared error of a head of one number; the
// gradient takes the place of the logits.
func (h *head) loss(x answers, n, label int) (loss float64, err error) {
	regression := h.task == peft.SeqCls && x.k == 1 && (h.problem == "" || h.problem == "regression")
	switch {
	case regression:
		d := float64(x.logits[0]) - float64(label)
		x.logits[0] = kernel.Real(2 * d)
		return d * d, nil
	case x.k == 1:
		return 0, errors.New("--label: a head of one number has no classes to choose from")
	case h.w != nil && h.task == peft.SeqCls && h.problem != "" && h.problem != "single_label_classification":
		return 0, fmt.Errorf("--label: the loss of problem_type %s needs a value for each class; want logits without --label", h.problem)
	case label >= x.k:
		return 0, fmt.Errorf("--label %d: want classes from 0 to %d", label, x.k-1)
	}
	for i := range n {
		p := x.logits[i*x.k:][:x.k]
		loss += kernel.CrossEntropy(p, label) / float64(n)
		kernel.CrossEntropyBackward(p, p, label, kernel.Real(1/float64(n)))
	}
	return loss, nil
}

// takeGrad copies the gradient of the prompt or the updates, and its norm.
func (l *logitsLine) takeGrad(in *nn.Inject, a *peft.Adapter) {
	for _, g := range a.Grads(in) {
		if a.N == 0 {
			l.Grad, l.Names = append(l.Grad, floats(g.X)), append(l.Names, g.Name)
			continue
		}
		for width := len(g.X) / a.N; len(g.X) > 0; g.X = g.X[width:] { // a prompt, by virtual tokens
			l.Grad = append(l.Grad, floats(g.X[:width]))
		}
	}
	norm := 0.0
	for _, row := range l.Grad {
		for _, v := range row {
			norm += v * v
		}
	}
	norm = math.Sqrt(norm)
	l.Norm = &norm
}

// finite reports whether all are numbers.
func finite(rows [][]float64) bool {
	for _, row := range rows {
		for _, v := range row {
			if v-v != 0 {
				return false
			}
		}
	}
	return true
}
