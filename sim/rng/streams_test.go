package rng

import (
	"fmt"
	"math"
	"math/bits"
	"slices"
	"strings"
	"testing"
)

// The first two rounds of pcg32-demo in O'Neill's reference code, with its seed and stream: six numbers, 65 coins, 33 rolls of
// a die, and a deck of 52 cards, which takes 51 numbers.
func TestReferenceRounds(t *testing.T) {
	r := New(42, 54)
	for i, want := range []struct {
		numbers string
		coins   string
		rolls   string
	}{
		{"[a15c02b7 7b47f409 ba1d3330 83d2f293 bfa4784b cbed606e]", "HHTTTHTHHHTHTTTHHHHHTTTHHHTHTHTHTTHTTTHHHHHHTTTTHHTTTTTHTTTTTTTHT",
			"[3 4 1 1 2 2 3 2 4 3 2 4 3 3 5 2 3 1 3 1 5 1 4 1 5 6 4 6 6 2 6 3 3]"},
		{"[74ab93ad 1c1da000 494ff896 34462f2f d308a3e5 fa83bab]", "HHHHHHHHHHTHHHTHTHTHTHTTTTHHTTTHHTHHTHTTHHTTTHHHHHHTHTTHTHTTTTTTT",
			"[5 1 1 3 3 2 4 5 3 2 2 6 4 3 2 4 2 4 3 2 3 6 3 2 3 4 2 4 1 1 5 4 4]"},
	} {
		numbers, coins, rolls := make([]uint32, 6), "", make([]uint32, 33)
		for k := range numbers {
			numbers[k] = r.Uint32()
		}
		for range 65 {
			coins += string("TH"[r.Uint32()%2])
		}
		for k := range rolls {
			rolls[k] = r.Uint32()%6 + 1
		}
		for range 51 {
			r.Uint32()
		}
		if got := fmt.Sprintf("%x", numbers); got != want.numbers || coins != want.coins || fmt.Sprint(rolls) != want.rolls {
			t.Errorf("round %d: %s %s %v, want %s %s %s", i+1, got, coins, rolls, want.numbers, want.coins, want.rolls)
		}
	}
}

// The bits of each distribution. A shared link replays them for years: when this fails, undo the change.
func TestGoldenDistributions(t *testing.T) {
	r := New(1, 2)
	weights := []float64{1, 0, 2.5, 4}
	order := []int{0, 1, 2, 3, 4, 5, 6, 7}
	got := fmt.Sprintf("%x %d %x %x %x %d", r.Float64(), r.IntN(1000), r.Normal(), r.Normal(), r.Normal(), r.Weighted(weights))
	r.Shuffle(len(order), func(i, j int) { order[i], order[j] = order[j], order[i] })
	got += fmt.Sprint(" ", order, r.Uint32())
	// The same numbers come from the formulas in Python.
	const want = "0x1.ebbd752b7aeap-05 696 -0x1.60ad531817c0bp+00 0x1.1ed0d883043ccp+01 0x1.3da7fdc593e4p-02 3 [6 7 4 0 1 2 3 5] 766758450"
	if got != want {
		t.Errorf("seed 1, stream 2 draws\n%s, want\n%s", got, want)
	}
}

// Two streams of a seed, and one stream of two seeds, share no more bits than chance gives them, at once or shifted.
func TestStreamsShareNoBits(t *testing.T) {
	const n = 4000 // numbers of 32 bits: a share of one half to within 1.4 ‰
	draw := func(seed, stream uint64) []uint32 {
		r, out := New(seed, stream), make([]uint32, n+8)
		for i := range out {
			out[i] = r.Uint32()
		}
		return out
	}
	base := draw(7, 100)
	for _, other := range []struct{ seed, stream uint64 }{
		{7, 101}, {7, 102}, {7, 228}, {7, 99}, {7, 0}, {7, 100 + 1<<40}, {7, 0x7461736b00}, {8, 100}, {6, 100}, {7 + 1<<20, 100}, {7 + 1<<32, 100}, {8, 101}, {100, 7},
	} {
		x := draw(other.seed, other.stream)
		for lag := range 8 {
			equal := 0
			for i := range n {
				equal += 32 - bits.OnesCount32(base[i+lag]^x[i])
			}
			if share := float64(equal) / (32 * n); math.Abs(share-0.5) > 4.5*0.5/math.Sqrt(32*n) {
				t.Errorf("seed %d stream %#x shares %.4f of its bits with seed 7 stream 100, %d later", other.seed, other.stream, share, lag)
			}
		}
	}
}

// The first numbers of neighbouring seeds and streams are as uniform as the numbers of one: consumers take few.
func TestFirstNumbersAreUniform(t *testing.T) {
	for _, tt := range []struct {
		name string
		draw func(i uint64) uint32
	}{
		{"seeds 0, 1, 2, …", func(i uint64) uint32 { return New(i, 3).Uint32() }},
		{"streams 0, 1, 2, …", func(i uint64) uint32 { return New(3, i).Uint32() }},
		{"seed and stream together", func(i uint64) uint32 { return New(i, i).Uint32() }},
		{"second numbers", func(i uint64) uint32 { r := New(i, 5); r.Uint32(); return r.Uint32() }},
	} {
		for _, shift := range []int{0, 8, 16, 24} {
			var count [256]int
			for i := range uint64(256 * 64) {
				count[byte(tt.draw(i)>>shift)]++
			}
			if x := chiSquare(count[:], nil); x > limit(255) {
				t.Errorf("%s: χ² of bits %d to %d is %.0f, want at most %.0f", tt.name, shift, shift+7, x, limit(255))
			}
		}
	}
}

// chiSquare compares counts with expected shares; nil means equal ones.
func chiSquare(count []int, share []float64) float64 {
	total, sum := 0, 0.0
	for _, c := range count {
		total += c
	}
	for i, c := range count {
		want := float64(total) / float64(len(count))
		if share != nil {
			want = float64(total) * share[i]
		}
		sum += (float64(c) - want) * (float64(c) - want) / want
	}
	return sum
}

// limit is what χ² with so many degrees of freedom exceeds once in 30,000 cases (Wilson and Hilferty's approximation at 4σ).
// The seeds are fixed, so a test that passes once passes always.
func limit(freedom float64) float64 {
	a := 2 / (9 * freedom)
	return freedom * math.Pow(1-a+4*math.Sqrt(a), 3)
}

func TestFloat64(t *testing.T) {
	r := New(11, 1)
	var count [64]int
	odd, lowest, highest := 0, 1.0, 0.0
	const n = 100000
	for range n {
		x := r.Float64()
		if x < 0 || x >= 1 {
			t.Fatalf("%v is outside [0, 1)", x)
		}
		lowest, highest = min(lowest, x), max(highest, x)
		count[int(64*x)]++
		if whole := x * (1 << 53); whole != math.Trunc(whole) {
			t.Fatalf("%v has more than 53 bits", x)
		} else if int64(whole)&1 == 1 {
			odd++
		}
	}
	if x := chiSquare(count[:], nil); x > limit(63) {
		t.Errorf("χ² of 64 parts is %.0f, want at most %.0f", x, limit(63))
	}
	if math.Abs(float64(odd)/n-0.5) > 0.007 {
		t.Errorf("the last of 53 bits is set in %d of %d numbers", odd, n)
	}
	if lowest > 1e-3 || highest < 0.999 {
		t.Errorf("numbers from %v to %v", lowest, highest)
	}
}

func TestIntN(t *testing.T) {
	for _, n := range []int{1, 2, 3, 7, 8, 10, 122, 811} {
		r, count := New(12, uint64(n)), make([]int, n)
		for range 200 * n {
			count[r.IntN(n)]++ // panics outside the range
		}
		if x := chiSquare(count, nil); n > 1 && x > limit(float64(n-1)) {
			t.Errorf("IntN(%d): χ² is %.1f, want at most %.1f", n, x, limit(float64(n-1)))
		}
	}
	// With a bound of 3·2³⁰, multiplying without rejection would make one number of three twice as likely.
	r, low := New(13, 1), 0
	const n, bound = 60000, 3 << 30
	for range n {
		if r.IntN(bound)%3 == 0 {
			low++
		}
	}
	if math.Abs(float64(low)/n-1.0/3) > 4*math.Sqrt(2.0/9/n) {
		t.Errorf("%d of %d numbers below 3·2³⁰ are multiples of 3", low, n)
	}
}

func TestIntNRefuses(t *testing.T) {
	for _, n := range []int{0, -1, math.MinInt, 1 << 32, 1<<32 + 5} {
		func() {
			defer func() {
				if text, _ := recover().(string); !strings.Contains(text, "0 < n < 2^32") {
					t.Errorf("IntN(%d): panic %q, want one that says which n", n, text)
				}
			}()
			New(1, 1).IntN(n)
		}()
	}
	if x := New(1, 1).IntN(1<<32 - 1); x < 0 || x >= 1<<32-1 {
		t.Errorf("IntN(2³²-1) = %d", x)
	}
}

// The whole distribution, not only its moments: the share in sixteen parts that are equally likely.
func TestNormalParts(t *testing.T) {
	r := New(14, 1)
	var count, second [16]int
	part := func(x float64) int { return min(15, int(16*(math.Erfc(-x/math.Sqrt2)/2))) }
	before, product, beyond := 0.0, 0.0, 0
	const n = 160000
	for i := range n {
		x := r.Normal()
		count[part(x)]++
		if i%2 == 1 { // the spare of a pair
			second[part(x)]++
		}
		product += x * before
		before = x
		if math.Abs(x) > 3 {
			beyond++
		}
	}
	for name, c := range map[string][]int{"all": count[:], "spares": second[:]} {
		if x := chiSquare(c, nil); x > limit(15) {
			t.Errorf("χ² of %s is %.1f, want at most %.1f", name, x, limit(15))
		}
	}
	if c := product / n; !(math.Abs(c) <= 4/math.Sqrt(n)) {
		t.Errorf("neighbours correlate with %.4f", c)
	}
	if want := n * math.Erfc(3/math.Sqrt2); math.Abs(float64(beyond)-want) > 4*math.Sqrt(want) {
		t.Errorf("%d numbers beyond 3σ, want about %.0f", beyond, want)
	}
}

// Each order of four things is equally likely, and every order is one of the things themselves.
func TestShuffleOrders(t *testing.T) {
	r, count := New(15, 1), map[string]int{}
	for range 24 * 400 {
		p := []int{0, 1, 2, 3}
		r.Shuffle(4, func(i, j int) { p[i], p[j] = p[j], p[i] })
		count[fmt.Sprint(p)]++
		if slices.Sort(p); !slices.Equal(p, []int{0, 1, 2, 3}) {
			t.Fatalf("shuffled into %v", p)
		}
	}
	var counts []int
	for _, c := range count {
		counts = append(counts, c)
	}
	if x := chiSquare(counts, nil); len(counts) != 24 || x > limit(23) {
		t.Errorf("%d orders with χ² %.1f, want 24 and at most %.1f", len(counts), x, limit(23))
	}
	// Nothing to exchange takes no number from the stream, so an empty set changes nothing behind it.
	a, b := New(16, 1), New(16, 1)
	a.Shuffle(0, nil)
	a.Shuffle(1, nil)
	if a.Uint32() != b.Uint32() {
		t.Error("shuffling nothing takes numbers")
	}
}

func TestWeighted(t *testing.T) {
	for _, tt := range []struct {
		name    string
		weights []float64
	}{
		{"one", []float64{3}}, {"equal", []float64{1, 1, 1, 1}}, {"zeros", []float64{0, 2, 0, 0, 3, 0}}, {"far apart", []float64{1e-9, 1, 1e9}},
		{"Zipf", []float64{1, 0.5, 1.0 / 3, 0.25, 0.2}}, {"large", []float64{1e300, 2e300}},
	} {
		total := 0.0
		for _, w := range tt.weights {
			total += w
		}
		r, count := New(17, uint64(len(tt.weights))), make([]int, len(tt.weights))
		const n = 20000
		for range n {
			count[r.Weighted(tt.weights)]++
		}
		for i, w := range tt.weights {
			p := w / total
			if d := math.Abs(float64(count[i]) - n*p); d > 4.5*math.Sqrt(n*p*(1-p))+1e-6 && !(p < 1e-6 && count[i] == 0) {
				t.Errorf("%s: index %d of weight %g drawn %d times of %d", tt.name, i, w, count[i], n)
			}
		}
	}
}
