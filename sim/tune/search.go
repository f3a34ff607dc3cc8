package tune

import (
	"fmt"
	"math"

	. "promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/optim"
	"promptscope/sim/rng"
	"promptscope/sim/run"
)

func init() { Register(4, search{}) }

// search is discrete prompt search: the prompt stays n real words, and a step swaps some of them.
//
// gradient: AutoPrompt (Shin et al. 2020, arXiv:2010.15980; code ucinlp/autoprompt). The gradient at one word proposes
// those that should lower the loss most to first order; true evaluations on another batch decide.
//
// reward: the prompt generator of P-Tuning's figure 2(a). A generator (a softmax over the vocabulary for each place)
// emits words and learns only from the score that comes back (REINFORCE); no gradient passes through the model.
type search struct{}

func (search) Info() run.Method {
	return run.Method{ID: "search", Name: "Discrete search", Paper: "arXiv:2010.15980", Formula: "w ← argmin over top-k of -E·∂loss/∂e(w)", Where: run.InputRow | run.RealWords,
		Knobs: []string{"n", "placement", "anchor", "proposal"}, Needs: run.Gap,
		// Where words can be read: in front of everything, no search finds a prompt.
		Defaults:  map[string]string{"placement": "infix", "anchor": "stop"},
		Recommend: search{}.Rates(run.Settings{}), DefaultN: 4}
}

// Rates are the generator's; proposing by gradients has no rate.
func (search) Rates(run.Settings) run.Rates { return run.Rates{Fact: 1e-1, Relation: 1e-1, Own: 1e-1} }

func (search) Export(run.Settings, nn.Config) Export {
	return noPEFT("the prompt is words, which need no adapter: want a method that trains virtual tokens")
}

func (search) Attach(s Setup) (*Tuner, error) {
	c, v := s.Model.C, s.Model.V
	w := &words{ids: make([]int32, s.N), best: make([]int32, s.N), virtual: make([]Real, s.N*c), table: s.Model.Word, c: c, first: s.Words, r: s.Rand}
	for i := range w.ids {
		w.ids[i] = int32(s.Mask) // as AutoPrompt starts
	}
	w.show(w.ids)
	t := &Tuner{Stored: s.N, Input: s.N, Words: w.ids, NoPast: run.WordsJump,
		NoStart: "a search has nothing to begin with: its prompt is words, and every search starts at [MASK]"}
	t.Inject.Virtual = w.virtual
	switch s.Proposal {
	case "gradient":
		g := &byGradient{words: w, grad: make([]Real, s.N*c)}
		t.Inject.DVirtual, t.Search = g.grad, g
	case "reward":
		g := &byReward{words: w, logits: newParam("generator", s.N*v), p: make([]Real, s.N*v), v: v}
		t.Params = []optim.Param{{Name: g.logits.name, X: g.logits.x, G: g.logits.g, Rate: s.Rate}}
		t.Search = g
	default:
		return nil, fmt.Errorf("unknown proposal %q: want gradient, reward", s.Proposal)
	}
	return t, nil
}

// words is a prompt of real words.
type words struct {
	ids, best []int32
	virtual   []Real // their embeddings
	table     []Real // (V, C)
	c         int
	first     int // ordinary words begin here
	r         *rng.Rand
}

// show puts a prompt into the model.
func (w *words) show(ids []int32) {
	for i, id := range ids {
		copy(w.virtual[i*w.c:][:w.c], w.table[int(id)*w.c:])
	}
}

// lowest is the index of the smallest loss; a tie keeps the first, which is the prompt as it is.
func lowest(losses []float64) int {
	best := 0
	for k, l := range losses {
		if l < losses[best] {
			best = k
		}
	}
	return best
}

// byGradient swaps one word a step.
type byGradient struct {
	*words
	grad  []Real
	place int
	top   [Candidates]int32 // top[0] is the word that stands there
}

// Propose ranks all words w by the first-order estimate of the change of loss, e(w)·g, at one random place.
func (b *byGradient) Propose() int {
	b.place = b.r.IntN(len(b.ids))
	g := b.grad[b.place*b.c:][:b.c]
	var score [Candidates]Real
	count := 1
	b.top[0] = b.ids[b.place]
	for id := b.first; id*b.c < len(b.table); id++ {
		var s Real
		for j, v := range b.table[id*b.c:][:b.c] {
			s += Real(v * g[j])
		}
		if int32(id) == b.top[0] || count == Candidates && s >= score[count-1] {
			continue
		}
		k := min(count, Candidates-1)
		for ; k > 1 && score[k-1] > s; k-- {
			score[k], b.top[k] = score[k-1], b.top[k-1]
		}
		score[k], b.top[k] = s, int32(id)
		count = min(count+1, Candidates)
	}
	return count
}

func (b *byGradient) Try(k int) {
	copy(b.best, b.ids)
	b.best[b.place] = b.top[k]
	b.show(b.best)
}

func (b *byGradient) Decide(losses []float64) int {
	taken := lowest(losses)
	b.ids[b.place] = b.top[taken]
	b.show(b.ids)
	return taken
}

func (b *byGradient) Candidate(k int) []int32 {
	copy(b.best, b.ids)
	b.best[b.place] = b.top[k]
	return b.best
}

// byReward samples whole prompts.
type byReward struct {
	*words
	logits param
	p      []Real // softmax of logits
	v      int
	drawn  [Candidates][]int32
}

func (b *byReward) Propose() int {
	copy(b.p, b.logits.x)
	for i := range b.ids {
		row := b.p[i*b.v:][:b.v]
		Softmax(row[b.first:])
		clear(row[:b.first])
	}
	for k := range b.drawn {
		b.drawn[k] = append(b.drawn[k][:0], b.ids...)
		for i := range b.ids {
			if k > 0 {
				b.drawn[k][i] = b.sample(b.p[i*b.v:][:b.v])
			}
		}
	}
	return Candidates
}

func (b *byReward) sample(p []Real) int32 {
	x := Real(b.r.Float64())
	for id := b.first; id < len(p); id++ {
		if x -= p[id]; x < 0 {
			return int32(id)
		}
	}
	return int32(len(p) - 1)
}

func (b *byReward) Try(k int) { b.show(b.drawn[k]) }

func (b *byReward) Candidate(k int) []int32 { return b.drawn[k] }

// Decide keeps the best prompt seen and leaves the generator's gradient: ∇ -Σ advantage·ln p(words), the advantage being
// how much lower than the average of this step a prompt's loss was, in standard deviations.
func (b *byReward) Decide(losses []float64) int {
	mean, square := 0.0, 0.0
	n := float64(len(losses) - 1)
	for _, l := range losses[1:] {
		mean += l / n
	}
	for _, l := range losses[1:] {
		square += float64((l - mean) * (l - mean))
	}
	sd := math.Sqrt(square/n) + 1e-6
	for k, l := range losses {
		if k == 0 {
			continue
		}
		a := Real((mean - l) / sd / n)
		for i, id := range b.drawn[k] {
			g, p := b.logits.g[i*b.v:][:b.v], b.p[i*b.v:][:b.v]
			for j := b.first; j < b.v; j++ {
				g[j] += Real(a * p[j])
			}
			g[id] -= a
		}
	}
	taken := lowest(losses)
	copy(b.ids, b.drawn[taken])
	b.show(b.ids)
	return taken
}
