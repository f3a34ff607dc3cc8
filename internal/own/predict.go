package own

import (
	"cmp"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"slices"

	"promptscope/sim/data"
	"promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/peft"
	"promptscope/sim/task"
	"promptscope/sim/tune"
)

// NoteFile stands beside an adapter and says what PEFT's files do not: what it was trained on, and the names of its answers.
const NoteFile = "promptscope.json"

// Note is the content of NoteFile.
type Note struct {
	Kind      string   `json:"kind"` // of data
	Labels    []string `json:"labels,omitempty"`
	Data      string   `json:"data"`
	Method    string   `json:"method"`
	Seed      uint64   `json:"seed"`
	Steps     int      `json:"steps"`
	Measure   string   `json:"measure"`
	HeldOut   float32  `json:"held_out"`
	Digest    string   `json:"digest"`
	MaxTokens int      `json:"max_tokens"`
	Model     string   `json:"model_sha256"` // of the frozen weights
}

// Bytes is the note as a file.
func (n *Note) Bytes() []byte {
	out, _ := json.MarshalIndent(n, "", "  ") // plain values cannot fail
	return append(out, '\n')
}

// ReadNote reads the note of an adapter's folder; nil without an error if there is none, as beside an adapter of PEFT's own.
func ReadNote(folder fs.FS) (*Note, error) {
	raw, err := fs.ReadFile(folder, NoteFile)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	n := &Note{}
	if err == nil {
		err = json.Unmarshal(raw, n)
	}
	if err != nil {
		return nil, fmt.Errorf("%s: %w", NoteFile, err)
	}
	return n, nil
}

// Answerer is a model with an adapter, asked text by text. It is not safe for concurrent use.
type Answerer struct {
	Kind   string
	Labels []string

	model   *Model
	net     *nn.Model
	inject  nn.Inject
	virtual int
	head    *nn.LinearHead // nil for words as answers
	limit   int
}

// NewAnswerer joins model and adapter; note may be nil.
func NewAnswerer(m *Model, a *peft.Adapter, note *Note) (*Answerer, error) {
	if err := a.Fits(m.Params.Config); err != nil {
		return nil, err
	}
	q := &Answerer{model: m, net: nn.NewModel(m.Params), limit: min(512, m.Params.MaxPos)}
	q.inject, q.virtual = a.Inject()
	switch a.Task {
	case peft.SeqCls:
		q.Kind = data.Label
	case peft.TokenCls:
		q.Kind = data.Tag
	default:
		q.Kind = data.Cloze
	}
	if note != nil {
		if note.Kind != q.Kind {
			return nil, fmt.Errorf("%s says kind %q, the adapter is for %s", NoteFile, note.Kind, q.Kind)
		}
		q.Labels = note.Labels
		q.limit = cmp.Or(note.MaxTokens, q.limit)
	}
	q.limit = min(q.limit, m.Params.MaxPos-q.virtual-q.inject.P)
	switch {
	case m.Params.Causal():
		return nil, errors.New("a causal model reads no row backwards: want a BERT")
	case q.Kind == data.Cloze && m.Lacks("words"):
		return nil, errors.New("the model has no head for words, and the adapter brings no classifier")
	case q.Kind == data.Cloze:
		return q, nil
	case q.Kind == data.Label && m.Lacks("pooler"):
		return nil, errors.New("the model has no pooler, which the adapter's classifier reads")
	}
	return q, q.classifier(a)
}

// classifier takes the adapter's head, and names for its classes.
func (q *Answerer) classifier(a *peft.Adapter) error {
	if a.Classes == 0 {
		return errors.New("the adapter has no classifier")
	}
	for k := len(q.Labels); k < a.Classes && k == len(q.Labels); k++ {
		q.Labels = append(q.Labels, fmt.Sprintf("LABEL_%d", k)) // as transformers calls them
	}
	if len(q.Labels) != a.Classes {
		return fmt.Errorf("%s names %d labels, the adapter has %d classes", NoteFile, len(q.Labels), a.Classes)
	}
	rows := 1
	if q.Kind == data.Tag {
		rows = q.limit
	}
	q.head = nn.NewLinearHead(a.Classes, q.net.C, rows)
	copy(q.head.W, a.HeadW)
	copy(q.head.B, a.HeadB)
	q.head.Repack()
	if q.Kind == data.Label {
		q.head.Pool = q.net
	}
	return nil
}

// Guess is an answer with its probability.
type Guess struct {
	Text string  `json:"text"`
	Prob float64 `json:"p"`
}

// Answer is what a model makes of a row: of a label and a cloze the likeliest answers first, of tags the likeliest for each word.
type Answer struct {
	Guesses []Guess
	Tags    []string
	Logits  [][]kernel.Real // of the labels, or for each word of the tags, valid until the next Ask; nil in a cloze
	Cut     bool            // the row was longer than the model takes
}

// Ask answers a row, whose Label and Tags are not looked at.
func (q *Answerer) Ask(row data.Row) (Answer, error) {
	x, cut := data.Input(q.Kind, row, q.model.Tok, q.limit)
	tok := q.model.Tok
	gap := slices.Index(x.Words, tok.Mask)
	if q.Kind == data.Cloze && gap < 0 {
		return Answer{}, fmt.Errorf("no %s: want it once, where a word is asked for", data.Gap)
	}
	b, at := q.batch(&x)
	acts := nn.NewActs(q.net.Config, b.Rows(), b.Rows(), &q.inject)
	q.net.Forward(acts, b, &q.inject)
	out := Answer{Cut: cut}
	switch q.Kind {
	case data.Label:
		q.head.Forward(acts, []int32{0})
		out.Guesses = q.guesses(q.head.Logits, len(q.Labels), func(i int) string { return q.Labels[i] })
		out.Logits = append(out.Logits, q.head.Logits)
	case data.Cloze:
		mlm := nn.NewMLMHead(q.net.Config, 1)
		mlm.Forward(q.net, acts, []int32{at[gap]})
		out.Guesses = q.guesses(mlm.Logits, 5, func(i int) string { return q.model.Vocab.Word(i) })
	default:
		rows := make([]int32, len(x.At))
		for i, word := range x.At {
			rows[i] = at[word]
		}
		q.head.Forward(acts, rows)
		k := len(q.Labels)
		for i := range rows {
			logits := q.head.Logits[i*k:][:k]
			out.Tags = append(out.Tags, q.Labels[slices.Index(logits, slices.Max(logits))])
			out.Logits = append(out.Logits, logits)
		}
	}
	return out, nil
}

// batch is the row as PEFT has it, virtual tokens in front, and the row of each word.
func (q *Answerer) batch(x *task.Example) (b *nn.Batch, rows []int32) {
	ids, rows := tune.Place(nil, nil, "prefix", q.virtual, x.Words, 0, q.model.Tok.CLS, q.model.Tok.SEP)
	b = &nn.Batch{}
	b.Reset()
	b.AddTyped(ids, x.RowTypes(rows, len(ids)), q.inject.P)
	return b, rows
}

// guesses are the k likeliest of logits.
func (q *Answerer) guesses(logits []kernel.Real, k int, name func(int) string) []Guess {
	order, sum, most := make([]int, len(logits)), 0.0, float64(slices.Max(logits))
	for i, v := range logits {
		order[i], sum = i, sum+math.Exp(float64(v)-most)
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(logits[b], logits[a]) })
	var out []Guess
	for _, i := range order[:min(k, len(order))] {
		out = append(out, Guess{name(i), math.Exp(float64(logits[i])-most) / sum})
	}
	return out
}
