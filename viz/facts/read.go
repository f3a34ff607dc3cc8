package facts

import (
	"slices"
	"strconv"

	"promptscope/internal/rule"
	"promptscope/sim/run"
)

func (l *lane) counts(s *run.Snapshot) {
	l.value["trained"], l.value["kept"] = rule.Exactly(float64(s.Trainable)), rule.Exactly(float64(s.Stored))
	if s.Total > 0 {
		l.value["total"] = rule.Exactly(float64(s.Total))
	}
	if s.FLOP > 0 {
		l.value["flop"] = rule.Exactly(float64(s.FLOP))
	}
}

func (l *lane) measures(s *run.Snapshot) {
	if s.EvalStep >= 0 {
		l.value["h"], l.value["loss"] = rule.Exactly(100*float64(s.EvalAccuracy)), rule.Exactly(float64(s.EvalLoss))
	}
	l.value["digest"], l.value["hash"] = rule.Digest(s.Digest), rule.Digest(s.BackboneSHA)
}

// backbone compares the hash with the one that the weights had before the first step of any run on them.
func (b *Book) backbone(l *lane, s *run.Snapshot) {
	if b.clean == nil {
		b.clean = map[string]string{}
	}
	if s.Step == 0 && s.BackboneSHA != "" {
		b.clean[s.Spec.Backbone] = s.BackboneSHA
	}
	switch was := b.clean[s.Spec.Backbone]; {
	case was == "" || s.BackboneSHA == "":
	case was == s.BackboneSHA:
		l.value["backbone"] = rule.Exactly(0)
	default:
		l.value["backbone"] = rule.Between(1, float64(s.Total))
	}
}

// attention is how much of it goes to virtual tokens, from the traced position, in each layer: the mean over the heads.
func (l *lane) attention(t *run.Trace, spec *run.Spec) {
	columns := int(t.P) + len(t.Tokens)
	if t.Heads == 0 || len(t.Attention) != int(t.Layers*t.Heads)*columns {
		return
	}
	for layer := range int(t.Layers) {
		sum := 0.0
		for i, w := range t.Attention[layer*int(t.Heads)*columns:][:int(t.Heads)*columns] {
			if at := i%columns - int(t.P); at < 0 || t.Tokens[at].Role == run.Virtual {
				sum += float64(w)
			}
		}
		v := rule.Exactly(sum / float64(t.Heads))
		f := rule.Fact{Name: "lambda", Layer: layer + 1, Word: Word(t, int(t.Row))}
		if f.Word >= 0 {
			l.more[f] = v
		}
		if f.Word = -1; int(t.Row) == Answer(t, spec) {
			l.more[f] = v
		}
	}
}

// Word is the number of a position among the words of the row, virtual tokens left out; -1 for a virtual token.
func Word(t *run.Trace, at int) int {
	if at < 0 || at >= len(t.Tokens) || t.Tokens[at].Role == run.Virtual {
		return -1
	}
	n := 0
	for _, k := range t.Tokens[:at] {
		if k.Role != run.Virtual {
			n++
		}
	}
	return n
}

// Answer is the position where the answer is read: [CLS] by a linear head, [MASK], the last token of a causal model; in
// tagging the first word that has a tag.
func Answer(t *run.Trace, spec *run.Spec) int {
	role := func(r run.Role) int {
		return slices.IndexFunc(t.Tokens, func(k run.Token) bool { return k.Role == r })
	}
	switch {
	case len(t.Labels) > 0:
		if at := slices.IndexFunc(t.Tokens, func(k run.Token) bool { return k.Gold > 0 }); at >= 0 {
			return at
		}
		return slices.IndexFunc(t.Tokens, func(k run.Token) bool { return k.Gold == 0 })
	case spec.Head == run.HeadLinear:
		return role(run.Special)
	case role(run.Mask) >= 0:
		return role(run.Mask)
	}
	return len(t.Tokens) - 1
}

var operations = map[run.Surgery]string{run.Zero: "zero", run.Shuffle: "shuffle", run.Remove: "remove"}

// cut keeps an ablation that is done: the next one takes its place in the snapshot.
func (l *lane) cut(c *run.CutResult) {
	if c.Surgery == run.NoCut || c.Total == 0 || c.Done < c.Total || c.Step != l.step {
		return
	}
	of := "prompt"
	switch {
	case c.Layer >= 0 && c.Unit >= 0:
		return // a rule has no name for it
	case c.Layer >= 0:
		of = "L" + strconv.Itoa(int(c.Layer)+1)
	case c.Unit >= 0:
		of = "v" + strconv.Itoa(int(c.Unit)+1)
	}
	l.more[rule.Fact{Name: "ablate", Of: of, With: operations[c.Surgery]}] = rule.Exactly(float64(c.LossCut))
}

// Cut is the order that measures an ablation; ok is false for another fact.
func Cut(f rule.Fact) (c run.Cut, ok bool) {
	if f.Name != "ablate" {
		return c, false
	}
	c = run.Cut{Layer: -1, Unit: -1}
	for s, name := range operations {
		if name == f.With {
			c.Surgery = s
		}
	}
	if n, err := strconv.Atoi(f.Of[1:]); err == nil {
		if f.Of[0] == 'L' {
			c.Layer = int32(n) - 1
		} else {
			c.Unit = int32(n) - 1
		}
	}
	return c, true
}

// columns are the numbers of the virtual tokens in each layer, for one example at one step.
type columns struct {
	example, step int32
	layers        [][][]float32
}

// columns counts the virtual tokens of each layer that are not what they were for the example before: keys and values where a
// layer has its own, the hidden state behind the layer where they come from below. Only at one and the same step does the
// difference come from the example.
func (l *lane) columns(s *run.Snapshot) {
	t := &s.Trace
	if l.last.layers != nil && l.last.example == t.Index && l.last.step == s.Step {
		return
	}
	now := columns{t.Index, s.Step, make([][][]float32, t.Layers)}
	for k := range now.layers {
		now.layers[k] = virtual(t, k)
	}
	if l.last.step == s.Step && len(l.last.layers) == len(now.layers) {
		for k, list := range now.layers {
			if n, ok := differing(l.last.layers[k], list); ok {
				l.value["L"+strconv.Itoa(k+1)] = rule.Exactly(float64(n))
			}
		}
	}
	l.last = now
}

func differing(a, b [][]float32) (n int, ok bool) {
	for i := range b {
		if i < len(a) && !slices.Equal(a[i], b[i]) {
			n++
		}
	}
	return n, len(a) == len(b)
}

// virtual is the columns of layer k, copied.
func virtual(t *run.Trace, k int) (out [][]float32) {
	w, n := int(t.Width), len(t.Tokens)
	if k < len(t.Deep) && t.Deep[k] {
		for i := range int(t.P) {
			at := (k*int(t.P) + i) * w
			out = append(out, slices.Concat(t.Keys[at:][:w], t.Values[at:][:w]))
		}
	}
	for i := range t.Tokens {
		if t.Tokens[i].Role == run.Virtual && len(t.Hidden) >= (k+2)*n*w {
			out = append(out, slices.Clone(t.Hidden[((k+1)*n+i)*w:][:w]))
		}
	}
	return out
}
