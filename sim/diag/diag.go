// Package diag measures what a soft prompt does inside a frozen model. Each function is one measure. Of those that were
// tried, two really tell methods apart: the shift of the words' states and the drift of the virtual tokens' own; the
// attention mass does not.
package diag

import (
	"math"

	. "promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/rng"
)

// Subject is a prompted model with the examples to measure it on.
type Subject struct {
	Model  *nn.Model
	Inject *nn.Inject
	Rows   [][]int32 // input rows; virtual tokens are nn.Virtual ids
	First  int       // position id of the first token of a row
	// Loss is the loss of example i, given the output of the model and where each word of its row stands in it
	// (-1 for a virtual token that has been taken out).
	Loss func(a *nn.Acts, i int, at []int32) float64
}

// row lays out example i without the tokens that drop names; every token keeps its position.
func (s *Subject) row(i, first int, drop func(id int32) bool) (b *nn.Batch, at []int32) {
	b = &nn.Batch{Off: []int32{0}}
	for k, id := range s.Rows[i] {
		if drop != nil && drop(id) {
			at = append(at, -1)
			continue
		}
		at = append(at, int32(len(b.ID)))
		b.ID, b.Pos, b.Type = append(b.ID, id), append(b.Pos, int32(first+k)), append(b.Type, 0)
	}
	b.Off = append(b.Off, int32(len(b.ID)))
	return b, at
}

func (s *Subject) acts() *nn.Acts {
	longest := 0
	for _, r := range s.Rows {
		longest = max(longest, len(r))
	}
	return nn.NewActs(s.Model.Config, longest, longest, s.Inject)
}

func virtual(id int32) bool { return id < 0 }

// Shift is how far the prompt moves the words' states from the unprompted model's, mean over words and examples of
// ‖h - h₀‖/‖h₀‖, for the embedding (index 0) and behind each layer. The unprompted row starts at position 0.
func Shift(s *Subject) []float64 {
	m, with, without := s.Model, s.acts(), s.acts()
	out, count := make([]float64, m.L+1), 0
	for i := range s.Rows {
		b, _ := s.row(i, s.First, nil)
		m.Forward(with, b, s.Inject)
		plain := &nn.Batch{}
		plain.Reset()
		var words []int32 // rows of the words in b
		var ids []int32
		for k, id := range b.ID {
			if !virtual(id) {
				words, ids = append(words, int32(k)), append(ids, id)
			}
		}
		plain.Add(ids, 0)
		m.Forward(without, plain, &nn.Inject{})
		for l := range out {
			for k, w := range words {
				h, h0 := with.X[l][int(w)*m.C:][:m.C], without.X[l][k*m.C:][:m.C]
				out[l] += distance(h, h0) / norm(h0)
			}
		}
		count += len(words)
	}
	scale(out, count)
	return out
}

// Drift is how much the states of input virtual tokens depend on the input: behind each layer the standard deviation
// over the examples, as a length, divided by the length of the mean; the mean over the tokens. It is 0 for the
// embedding, and 0 everywhere for deep prompts, which are constants: computed against trained.
func Drift(s *Subject) []float64 {
	m := s.Model
	out := make([]float64, m.L+1)
	n := len(s.Inject.Virtual) / m.C
	if n == 0 {
		return out
	}
	a := s.acts()
	sum, square := make([]float64, (m.L+1)*n*m.C), make([]float64, (m.L+1)*n*m.C)
	for i := range s.Rows {
		b, _ := s.row(i, s.First, nil)
		m.Forward(a, b, s.Inject)
		for k, id := range b.ID {
			if !virtual(id) {
				continue
			}
			for l := range out {
				at := (l*n + int(-1-id)) * m.C
				for j, v := range a.X[l][k*m.C:][:m.C] {
					sum[at+j] += float64(v)
					square[at+j] += float64(v) * float64(v)
				}
			}
		}
	}
	count := float64(len(s.Rows))
	for l := range out {
		for t := range n {
			variance, length := 0.0, 0.0
			for j := range m.C {
				at := (l*n+t)*m.C + j
				mean := sum[at] / count
				variance += max(0, square[at]/count-float64(mean*mean))
				length += float64(mean * mean)
			}
			out[l] += math.Sqrt(variance/length) / float64(n)
		}
	}
	return out
}

// Lambda is the attention mass λ on virtual tokens, in the row or deep, of example i: [layer][head][token of the row].
func Lambda(s *Subject, i int) [][][]float64 {
	m, a := s.Model, s.acts()
	b, _ := s.row(i, s.First, nil)
	m.Forward(a, b, s.Inject)
	out := make([][][]float64, m.L)
	t := b.Rows()
	for l := range out {
		p, att := s.Inject.At(l), a.Attention(l, 0)
		for h := range m.NH {
			masses := make([]float64, t)
			for r := range t {
				for j, w := range att[(h*t+r)*(p+t):][:p+t] {
					if j < p || virtual(b.ID[j-p]) {
						masses[r] += float64(w)
					}
				}
			}
			out[l] = append(out[l], masses)
		}
	}
	return out
}

// Mass is the mean of Lambda over examples and their words: [layer][head].
func Mass(s *Subject) [][]float64 {
	out := make([][]float64, s.Model.L)
	for l := range out {
		out[l] = make([]float64, s.Model.NH)
	}
	count := 0
	for i, row := range s.Rows {
		masses := Lambda(s, i)
		for k, id := range row {
			if virtual(id) {
				continue
			}
			count++
			for l := range out {
				for h := range out[l] {
					out[l][h] += masses[l][h][k]
				}
			}
		}
	}
	for l := range out {
		scale(out[l], count)
	}
	return out
}

// Loss is the mean loss over the examples.
func Loss(s *Subject) float64 { return s.loss(s.Inject, nil, -1) }

// Change is by how much the loss rises when a part of the prompt is damaged.
type Change struct {
	Removed  float64
	Zeroed   float64
	Shuffled float64
}

// Tokens damages one virtual token after the other. Removed: it is not there, and all others keep their positions.
// Zeroed: its numbers are 0, which is still a token. Shuffled: its numbers are in another order.
func Tokens(s *Subject) []Change {
	base, r := Loss(s), rng.New(1, 0x64696167)
	n, width := s.Inject.P, 2*s.Model.L*s.Model.C
	deep := n > 0
	if !deep {
		n, width = len(s.Inject.Virtual)/s.Model.C, s.Model.C
	}
	out := make([]Change, n)
	for i := range out {
		in, table := s.clone()
		row := table[i*width:][:width]
		r.Shuffle(width, func(a, b int) { row[a], row[b] = row[b], row[a] })
		out[i].Shuffled = s.loss(in, nil, -1) - base
		clear(row)
		out[i].Zeroed = s.loss(in, nil, -1) - base
		if deep {
			in.Prefix, in.P = append(table[:i*width:i*width], table[(i+1)*width:]...), n-1
			out[i].Removed = s.loss(in, nil, -1) - base
		} else {
			out[i].Removed = s.loss(in, func(id int32) bool { return id == nn.Virtual(i) }, -1) - base
		}
	}
	return out
}

// Layers damages the prompt in one layer after the other. Removed: in that layer no word attends to a virtual token,
// whether it stands in the row or is deep. Zeroed and Shuffled are for deep prompts (NaN for others): keys and values are
// 0, or every key gets the value of another token.
func Layers(s *Subject) []Change {
	base, c, width := Loss(s), s.Model.C, 2*s.Model.L*s.Model.C
	out := make([]Change, s.Model.L)
	for l := range out {
		out[l].Removed = s.loss(s.Inject, nil, l) - base
		if s.Inject.At(l) == 0 {
			out[l].Zeroed, out[l].Shuffled = math.NaN(), math.NaN()
			continue
		}
		in, table := s.clone()
		for i := range in.P {
			clear(table[i*width+2*l*c:][:2*c])
		}
		out[l].Zeroed = s.loss(in, nil, -1) - base
		in, table = s.clone()
		for i := range in.P {
			from := (i + 1) % in.P
			copy(table[i*width+(2*l+1)*c:][:c], s.Inject.Prefix[from*width+(2*l+1)*c:])
		}
		out[l].Shuffled = s.loss(in, nil, -1) - base
	}
	return out
}

// clone is the prompt with numbers of its own, and those numbers.
func (s *Subject) clone() (*nn.Inject, []Real) {
	in := s.Inject.Clone()
	if in.P > 0 {
		return &in, in.Prefix
	}
	return &in, in.Virtual
}

// loss is the mean loss with another prompt, without some tokens, and with one layer in which no word attends to virtual
// tokens (cut; -1 for none).
func (s *Subject) loss(in *nn.Inject, drop func(id int32) bool, cut int) float64 {
	m, a, b := s.Model, s.acts(), s.acts()
	sum := 0.0
	for i := range s.Rows {
		batch, at := s.row(i, s.First, drop)
		m.Embed(a, batch, in)
		for l := range m.L {
			m.ForwardLayer(a, batch, in, l)
			if l == cut {
				s.cut(a, b, i, in, l)
			}
		}
		m.Finish(a, batch)
		sum += s.Loss(a, i, at)
	}
	return sum / float64(len(s.Rows))
}

// cut computes layer l again for the words alone and puts their states in the place of those in a.
func (s *Subject) cut(a, b *nn.Acts, i int, in *nn.Inject, l int) {
	m, c := s.Model, s.Model.C
	words, at := s.row(i, s.First, virtual)
	for k, r := range at {
		if r >= 0 {
			copy(b.X[l][int(r)*c:][:c], a.X[l][k*c:])
		}
	}
	rest := in.Wordless()
	m.ForwardLayer(b, words, &rest, l)
	for k, r := range at {
		if r >= 0 {
			copy(a.X[l+1][k*c:][:c], b.X[l+1][int(r)*c:])
		}
	}
}

func distance(a, b []Real) float64 {
	sum := 0.0
	for i, v := range a {
		d := float64(v) - float64(b[i])
		sum += float64(d * d)
	}
	return math.Sqrt(sum)
}

func norm(x []Real) float64 {
	sum := 0.0
	for _, v := range x {
		sum += float64(v) * float64(v)
	}
	return math.Sqrt(sum)
}

func scale(x []float64, count int) {
	for i := range x {
		x[i] /= float64(count)
	}
}
