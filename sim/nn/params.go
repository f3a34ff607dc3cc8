package nn

import (
	"encoding/binary"
	"encoding/hex"
	"fmt"
	"math"
	"sort"

	"promptscope/sim/internal/sha256"
	. "promptscope/sim/kernel"
)

// Tensor is a named view into the arena of Params. Name is Hugging Face's.
type Tensor struct {
	Name   string
	Shape  []int // in memory: (out, in)
	Data   []Real
	Conv1D bool // the file has it as (in, out): GPT-2's matrices
}

// Block is the parameters of one layer. The comments have the names of the formulas and of Hugging Face's BERT.
type Block struct {
	// W_q, W_k, W_v and their biases, attention.self.{query,key,value}: neighbours in the arena, so (3C, C) and (3C) are one
	// matrix for the product and three tensors for the file.
	QKVW, QKVB []Real
	// O (C, C) and b_o (C), attention.output.dense: mixes the heads.
	OW, OB []Real
	// LN1 and LN2, weight and bias (C): post-LN behind attention and FFN, pre-LN before them.
	LN1W, LN1B, LN2W, LN2B []Real
	// W1 (FF, C) and b_1 (FF), intermediate.dense; W2 (C, FF) and b_2 (C), output.dense.
	FCW, FCB, ProjW, ProjB []Real
}

// Params is the parameters of an encoder with pooler and MLM head, in one arena. As gradients, the
// views of frozen tensors are nil.
type Params struct {
	Config
	Data    []Real
	Tensors []Tensor // in arena order; only those that exist

	// Embeddings: words (V, C), positions (MaxPos, C), token types (Types, C), whose rows are added.
	Word, Pos, Type []Real
	// The LayerNorm of that sum (C), post-LN only.
	EmbLNW, EmbLNB []Real
	Blocks         []Block
	// The LayerNorm behind the last layer (C), pre-LN only: post-LN each layer ends with one.
	LNW, LNB []Real
	// The pooler (C, C) and (C).
	PoolW, PoolB []Real
	// The MLM head: transform (C, C) and (C), its LayerNorm (C), the decoder's bias (V). The decoder's matrix is Word.
	TransW, TransB           []Real
	TransLNW, TransLNB, DecB []Real
}

// entry is one tensor of the layout: where its view goes, and how it joins the one before (QKV).
type entry struct {
	name  string
	shape []int
	view  *[]Real
	join  bool // extends the view of the entry before
	conv  bool // Tensor.Conv1D
}

// entries lists all tensors in arena order, with the names and shapes that transformers gives them: a checkpoint is read
// and written, and its hash taken, by this list.
func (p *Params) entries() []entry {
	if p.Causal() {
		return p.entriesGPT2()
	}
	c, ff := p.C, p.FF
	// tables: words (V, C), which the MLM head reads again as its decoder, positions (MaxPos, C), types (2, C)
	es := []entry{
		{"bert.embeddings.word_embeddings.weight", []int{p.V, c}, &p.Word, false, false},
		{"bert.embeddings.position_embeddings.weight", []int{p.MaxPos, c}, &p.Pos, false, false},
		{"bert.embeddings.token_type_embeddings.weight", []int{p.Types, c}, &p.Type, false, false},
	}
	norm := func(name string, w, b *[]Real) {
		es = append(es, entry{name + ".weight", []int{c}, w, false, false}, entry{name + ".bias", []int{c}, b, false, false})
	}
	dense := func(name string, out, in int, w, b *[]Real) {
		es = append(es, entry{name + ".weight", []int{out, in}, w, false, false}, entry{name + ".bias", []int{out}, b, false, false})
	}
	if !p.PreLN() {
		norm("bert.embeddings.LayerNorm", &p.EmbLNW, &p.EmbLNB)
	}
	// each layer: the three projections side by side, O, its LayerNorm, the FFN, its LayerNorm. Pre-LN has the same tensors, and
	// the two LayerNorms have names of their own in megatron-bert, where they stand before what follows them here
	for l := range p.Blocks {
		b, at := &p.Blocks[l], fmt.Sprintf("bert.encoder.layer.%d.", l)
		self := at + "attention.self."
		es = append(es,
			entry{self + "query.weight", []int{c, c}, &b.QKVW, false, false}, entry{self + "key.weight", []int{c, c}, &b.QKVW, true, false}, entry{self + "value.weight", []int{c, c}, &b.QKVW, true, false},
			entry{self + "query.bias", []int{c}, &b.QKVB, false, false}, entry{self + "key.bias", []int{c}, &b.QKVB, true, false}, entry{self + "value.bias", []int{c}, &b.QKVB, true, false})
		dense(at+"attention.output.dense", c, c, &b.OW, &b.OB)
		ln1, ln2 := "attention.output.LayerNorm", "output.LayerNorm"
		if p.PreLN() {
			ln1, ln2 = "attention.ln", "ln"
		}
		norm(at+ln1, &b.LN1W, &b.LN1B)
		dense(at+"intermediate.dense", ff, c, &b.FCW, &b.FCB)
		dense(at+"output.dense", c, ff, &b.ProjW, &b.ProjB)
		norm(at+ln2, &b.LN2W, &b.LN2B)
	}
	if p.PreLN() {
		norm("bert.encoder.ln", &p.LNW, &p.LNB)
	}
	// the pooler, which no task of ours reads, and the MLM head but for its decoder
	dense("bert.pooler.dense", c, c, &p.PoolW, &p.PoolB)
	dense("cls.predictions.transform.dense", c, c, &p.TransW, &p.TransB)
	norm("cls.predictions.transform.LayerNorm", &p.TransLNW, &p.TransLNB)
	return append(es, entry{"cls.predictions.bias", []int{p.V}, &p.DecB, false, false})
}

// entriesGPT2 lists the tensors of GPT-2's layout; query, key and value are one tensor there.
func (p *Params) entriesGPT2() []entry {
	c, ff := p.C, p.FF
	es := []entry{{name: "transformer.wte.weight", shape: []int{p.V, c}, view: &p.Word}, {name: "transformer.wpe.weight", shape: []int{p.MaxPos, c}, view: &p.Pos}}
	norm := func(name string, w, b *[]Real) {
		es = append(es, entry{name: name + ".weight", shape: []int{c}, view: w}, entry{name: name + ".bias", shape: []int{c}, view: b})
	}
	conv := func(name string, out, in int, w, b *[]Real) {
		es = append(es, entry{name: name + ".weight", shape: []int{out, in}, view: w, conv: true}, entry{name: name + ".bias", shape: []int{out}, view: b})
	}
	for l := range p.Blocks {
		b, at := &p.Blocks[l], fmt.Sprintf("transformer.h.%d.", l)
		norm(at+"ln_1", &b.LN1W, &b.LN1B)
		// transformers keeps GPT-2's matrices as (in, out), see Tensor.Conv1D
		conv(at+"attn.c_attn", 3*c, c, &b.QKVW, &b.QKVB)
		conv(at+"attn.c_proj", c, c, &b.OW, &b.OB)
		norm(at+"ln_2", &b.LN2W, &b.LN2B)
		conv(at+"mlp.c_fc", ff, c, &b.FCW, &b.FCB)
		conv(at+"mlp.c_proj", c, ff, &b.ProjW, &b.ProjB)
	}
	norm("transformer.ln_f", &p.LNW, &p.LNB)
	return es
}

// NewParams allocates zeroed parameters.
func NewParams(c Config) *Params { return newParams(c, func(string) bool { return true }) }

// NewGrads allocates gradients for the tensors that trained names.
func NewGrads(c Config, trained func(name string) bool) *Params { return newParams(c, trained) }

// newParams makes one arena for the tensors that keep names and cuts it into views: every tensor is a slice of Data, so that
// copying, hashing and zeroing all of them is one pass over one array. The views of the others stay nil.
func newParams(c Config, keep func(string) bool) *Params {
	p := &Params{Config: c, Blocks: make([]Block, c.L)}
	es := p.entries()
	total := 0
	for _, e := range es {
		if keep(e.name) {
			total += size(e.shape)
		}
	}
	p.Data = make([]Real, total)
	at, start := 0, 0
	for _, e := range es {
		if !keep(e.name) {
			continue
		}
		n := size(e.shape)
		if !e.join {
			start = at
		}
		*e.view = p.Data[start : at+n : at+n]
		p.Tensors = append(p.Tensors, Tensor{e.name, e.shape, p.Data[at : at+n : at+n], e.conv})
		at += n
	}
	return p
}

func size(shape []int) int {
	n := 1
	for _, s := range shape {
		n *= s
	}
	return n
}

// Clone returns an independent copy.
func (p *Params) Clone() *Params {
	q := NewParams(p.Config)
	copy(q.Data, p.Data)
	return q
}

// SHA256 returns the hex digest of all weights: tensors in name order, each as its name, a zero byte and its
// float32 values, little endian. It does not depend on the file they came from.
func (p *Params) SHA256() string {
	h := NewHasher(p)
	for !h.Next() {
	}
	return h.Sum()
}

// The hash is what shows that a frozen backbone is frozen: it is taken before the first step and again in the course of a run,
// over every number of every tensor.

// Hasher computes SHA256 tensor by tensor, for callers that must not be away for long.
type Hasher struct {
	left []Tensor
	h    *sha256.Hash
	buf  []byte
}

// NewHasher starts at the first tensor.
func NewHasher(p *Params) *Hasher {
	ts := append([]Tensor(nil), p.Tensors...)
	sort.Slice(ts, func(i, j int) bool { return ts[i].Name < ts[j].Name })
	return &Hasher{left: ts, h: sha256.New()}
}

// Next hashes one tensor and reports whether it was the last.
func (h *Hasher) Next() bool {
	t := h.left[0]
	h.left = h.left[1:]
	h.buf = append(append(h.buf[:0], t.Name...), 0)
	for _, v := range t.Data {
		h.buf = binary.LittleEndian.AppendUint32(h.buf, math.Float32bits(float32(v)))
	}
	h.h.Write(h.buf)
	return len(h.left) == 0
}

// Sum is the hex digest after the last Next.
func (h *Hasher) Sum() string {
	sum := h.h.Sum()
	return hex.EncodeToString(sum[:])
}

// Count is the number of parameters of an encoder of this shape, heads included.
func Count(c Config) int {
	p := Params{Config: c, Blocks: make([]Block, c.L)}
	n := 0
	for _, e := range p.entries() {
		n += size(e.shape)
	}
	return n
}
