package tune

import (
	"math"
	"testing"

	. "promptscope/sim/kernel"
	"promptscope/sim/rng"
)

// Rows computed by PEFT's own PromptEncoder and PrefixEncoder in float64, with element i of the k-th tensor in the order
// of registration set to 0.5·sin(0.7i + 1.3k + 0.1).
func fillGolden(ps []param) int {
	count := 0
	for k, p := range ps {
		for i := range p.x {
			p.x[i] = Real(0.5 * math.Sin(0.7*float64(i)+1.3*float64(k)+0.1))
		}
		count += len(p.x)
	}
	return count
}

func checkRows(t *testing.T, got []Real, want []float64) {
	t.Helper()
	tol := 1e-5
	if Epsilon < 1e-10 {
		tol = 1e-8 + 5e-9 // the rows are printed with eight digits
	}
	for i, w := range want {
		if math.Abs(float64(got[i])-w) > tol {
			t.Errorf("element %d = %.8f, want %.8f", i, got[i], w)
		}
	}
}

func TestGoldenMLPEncoder(t *testing.T) {
	e := newPerceptron(3, "embedding.weight", "mlp_head.", []int{4, 5, 5, 4}, ReLU, ReLUBackward, rng.New(1, 1))
	if n := fillGolden(e.params()); n != 91 {
		t.Errorf("%d parameters, want 91", n)
	}
	e.forward()
	checkRows(t, e.out(), []float64{0.72456380, 0.30573807, -0.04775576, -0.00456150, 0.72912108, 0.29879628, -0.03931168, -0.01343474,
		0.75107907, 0.28095263, -0.02785005, -0.01705773})
}

func TestGoldenLSTMEncoder(t *testing.T) {
	e := newLSTMEncoder(3, 4, 2, rng.New(1, 1))
	if n := fillGolden(e.params()); n != 308 {
		t.Errorf("%d parameters, want 308", n)
	}
	e.forward()
	checkRows(t, e.head.out(), []float64{0.49282178, 0.42491867, 0.40557105, 0.00445298, 0.50082544, 0.41335456, 0.41935932, -0.00996614,
		0.50753549, 0.40095381, 0.43601779, -0.02895737})
}

func TestGoldenPrefixEncoder(t *testing.T) {
	e := newPerceptron(2, "embedding.weight", "transform.", []int{4, 3, 16}, TanhForward, TanhBackward, rng.New(1, 1))
	if n := fillGolden(e.params()); n != 87 {
		t.Errorf("%d parameters, want 87", n)
	}
	e.forward()
	checkRows(t, e.out(), []float64{-0.36271622, -0.25587326, 0.26629888, 0.50102656})
}

// Published sizes: PEFT's documentation has 300,288 for its MLP encoder at d=1024, u=128, n=20; the LAMA encoder of
// P-Tuning at BERT-base (d=768, n=9) trains 8,278,272.
func TestPublishedCounts(t *testing.T) {
	count := func(ps []param) (n int) {
		for _, p := range ps {
			n += len(p.x)
		}
		return
	}
	r := rng.New(1, 1)
	if n := count(newPerceptron(20, "e", "m.", []int{1024, 128, 128, 1024}, ReLU, ReLUBackward, r).params()); n != 300288 {
		t.Errorf("PEFT's MLP encoder has %d numbers, want 300288", n)
	}
	if n := count(newLSTMEncoder(9, 768, 384, r).params()); n != 8278272 {
		t.Errorf("P-Tuning's encoder at BERT-base has %d numbers, want 8278272", n)
	}
}
