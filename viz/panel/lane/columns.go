package lane

import (
	"promptscope/sim/run"
	"promptscope/viz/scene"
)

const (
	maxWords = 64
	maxGaps  = maxWords + 1
)

// grid is the columns of the token rows from left to right: one a word, and slots for virtual tokens in the gaps between
// words. Gap g lies in front of word g. All lanes share it, so that the only difference to see is where the virtual tokens
// stand.
type grid struct {
	words    int
	slots    [maxGaps]int      // slots in each gap
	wordX    [maxWords]float32 // middle of each word's column
	wordW    [maxWords]float32
	slotX    [maxGaps]float32 // left edge of the first slot of each gap
	slotW    float32
	left     float32
	right    float32
	textSize float32
	space    float32 // between columns
	upright  bool    // words read upwards
}

// wordsOf counts the tokens that are not virtual.
func wordsOf(t *run.Trace) int {
	n := 0
	for i := range t.Tokens {
		if t.Tokens[i].Role != run.Virtual {
			n++
		}
	}
	return min(n, maxWords)
}

// demand raises the slots of g to what a lane's trace needs.
func (g *grid) demand(t *run.Trace) {
	word, streak := 0, 0
	for i := range t.Tokens {
		if t.Tokens[i].Role == run.Virtual {
			streak++
			g.slots[word] = max(g.slots[word], streak)
			continue
		}
		streak, word = 0, min(word+1, maxWords)
	}
	g.slots[0] = max(g.slots[0], int(t.P))
}

// layGrid fits the columns of a lane into x0…x1. Lanes with the same words share their slots.
func (f *frame) layGrid(x0, x1 float32) {
	g := grid{left: x0, right: x1, textSize: 11, space: columnGap}
	own := &f.snap.Trace
	g.words = wordsOf(own)
	for i := range f.In.Count() {
		if t := &f.In.Snapshot(i).Trace; wordsOf(t) == g.words {
			g.demand(t)
		}
	}
	g.natural(own)
	g.fit(x1 - x0)
	g.place()
	f.grid = g
}

// natural sets every column's width to what its word and its tag need.
func (g *grid) natural(t *run.Trace) {
	st := scene.Style{Size: g.textSize}
	word := 0
	for i := range t.Tokens {
		tok := &t.Tokens[i]
		if tok.Role == run.Virtual || word >= maxWords {
			continue
		}
		w := scene.Measure(tok.Text, st) + 7
		g.wordW[word] = max(w, 18)
		word++
	}
}

const (
	columnGap   = 4
	columnTight = 2.5
	slotMost    = 19 // widest and narrowest slot that still shows two strips
	slotGood    = 9
	slotLeast   = 8
	wordGood    = 34 // words are cut to this before slots get narrower than slotGood
	wordLeast   = 14
	wordTight   = 12
)

// fit shrinks the columns until they fill avail: slots to slotGood, then the widest words, then slots to slotLeast.
// Where that is not enough the words stand upright.
func (g *grid) fit(avail float32) {
	total, gaps := 0, 0
	for _, n := range g.slots[:g.words+1] {
		total += n
		gaps += min(n, 1)
	}
	spaces := float32(g.words - 1 + gaps)
	avail -= spaces * columnGap
	var sum, good float32
	for _, w := range g.wordW[:g.words] {
		sum += w
		good += min(w, wordGood)
	}
	g.slotW = slotMost
	if n := float32(total); n > 0 {
		g.slotW = min(max((avail-sum)/n, slotGood), slotMost)
		if g.slotW*n+good > avail {
			g.slotW = max((avail-good)/n, slotLeast)
		}
	}
	if g.upright = g.slotW*float32(total)+good > avail; g.upright {
		g.space = columnTight
		avail += spaces * (columnGap - columnTight)
		g.raise(avail, float32(total))
	}
	g.shrink(avail - g.slotW*float32(total))
}

// raise sets the widths where words stand upright: slots as wide as leaves every word its least width, in smaller type
// where the slots would not show their strips.
func (g *grid) raise(avail, slots float32) {
	least := float32(wordLeast)
	if slots > 0 && (avail-float32(g.words)*least)/slots < slotLeast {
		least, g.textSize = wordTight, 10
	}
	for i := range g.wordW[:g.words] {
		g.wordW[i] = least
	}
	if slots > 0 {
		g.slotW = min(max((avail-float32(g.words)*least)/slots, 2), slotGood)
	}
}

// shrink cuts the widest words to a common width at which all fit, or widens all to fill the room.
func (g *grid) shrink(room float32) {
	words := g.wordW[:g.words]
	lo, hi := float32(4), float32(200)
	for range 20 {
		limit, sum := (lo+hi)/2, float32(0)
		for _, w := range words {
			sum += min(w, limit)
		}
		if sum > room {
			hi = limit
		} else {
			lo = limit
		}
	}
	var sum float32
	for i := range words {
		words[i] = min(words[i], lo)
		sum += words[i]
	}
	if g.words == 0 {
		return
	}
	extra := min(max(room-sum, 0)/float32(g.words), 16)
	for i := range words {
		words[i] += extra
	}
}

// place gives every column its x.
func (g *grid) place() {
	x := g.left
	for i := 0; i <= g.words; i++ {
		if n := g.slots[i]; n > 0 {
			g.slotX[i] = x
			x += float32(n)*g.slotW + g.space
		}
		if i < g.words {
			g.wordX[i] = x + g.wordW[i]/2
			x += g.wordW[i] + g.space
		}
	}
	g.right = x - g.space
}

// slot is the rectangle of a slot without y.
func (g *grid) slot(gapIndex, i int) scene.Rect {
	return scene.Rect{X: g.slotX[gapIndex] + float32(i)*g.slotW, W: g.slotW}
}

// strip is the width of a word's column of cells.
func (g *grid) strip(word int) float32 { return min(g.wordW[word]*0.66, 17) }

// column is where token i of a trace stands: its middle and whether it is virtual.
type column struct {
	x       float32
	word    int // index without virtual tokens, -1 for virtual ones
	gap, at int
}

// walk calls f for every token of the trace with its column.
func (g *grid) walk(t *run.Trace, f func(i int, c column)) {
	word, streak := 0, 0
	for i := range t.Tokens {
		if t.Tokens[i].Role == run.Virtual {
			r := g.slot(word, streak)
			f(i, column{x: r.CX(), word: -1, gap: word, at: streak})
			streak++
			continue
		}
		if word >= g.words {
			return
		}
		f(i, column{x: g.wordX[word], word: word})
		streak, word = 0, word+1
	}
}
