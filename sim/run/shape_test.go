package run

import (
	"fmt"
	"strings"
	"testing"

	"promptscope/sim/nn"
)

// The counts of the papers and of the published checkpoints, to the digit.
func TestPublishedModels(t *testing.T) {
	shapes := map[string]Shape{}
	for _, s := range Published() {
		shapes[s.Name] = s
	}
	for _, tt := range []struct {
		name         string
		total        int
		input, deep  [3]int // n = 8, 20, 100
		share20Deep  string
		share100Deep string
	}{
		{"BERT-base", 109482240, [3]int{6144, 15360, 76800}, [3]int{147456, 368640, 1843200}, "0.337", "1.68"},
		{"BERT-large", 335141888, [3]int{8192, 20480, 102400}, [3]int{393216, 983040, 4915200}, "0.293", "1.47"},
		{"RoBERTa-large", 355359744, [3]int{8192, 20480, 102400}, [3]int{393216, 983040, 4915200}, "0.277", "1.38"},
		{"GPT-2", 124439808, [3]int{6144, 15360, 76800}, [3]int{147456, 368640, 1843200}, "0.296", "1.48"},
		{"GPT-2 medium", 354823168, [3]int{8192, 20480, 102400}, [3]int{393216, 983040, 4915200}, "0.277", "1.39"},
		{"GPT-2 XL", 1557611200, [3]int{12800, 32000, 160000}, [3]int{1228800, 3072000, 15360000}, "0.197", "0.986"},
		{"T5-XXL", 11135332352, [3]int{32768, 81920, 409600}, [3]int{}, "", ""},
	} {
		s, ok := shapes[tt.name]
		if !ok {
			t.Fatalf("no shape %s", tt.name)
		}
		if s.Total() != tt.total {
			t.Errorf("%s has %d numbers, want %d", tt.name, s.Total(), tt.total)
		}
		for i, n := range []int{8, 20, 100} {
			if s.InputPrompt(n) != tt.input[i] {
				t.Errorf("%s n=%d: input prompt %d, want %d", tt.name, n, s.InputPrompt(n), tt.input[i])
			}
			if tt.deep[0] != 0 && s.DeepPrefix(n) != tt.deep[i] {
				t.Errorf("%s n=%d: deep prefix %d, want %d", tt.name, n, s.DeepPrefix(n), tt.deep[i])
			}
		}
		share := func(n int) string { return fmt.Sprintf("%.4f", 100*float64(s.DeepPrefix(n))/float64(s.Total())) }
		near := func(got, want string) bool {
			var a, b float64
			fmt.Sscan(got, &a)
			fmt.Sscan(want, &b)
			return want == "" || a-b < 0.006 && b-a < 0.006
		}
		if !near(share(20), tt.share20Deep) || !near(share(100), tt.share100Deep) {
			t.Errorf("%s: shares %s and %s, want %s and %s", tt.name, share(20), share(100), tt.share20Deep, tt.share100Deep)
		}
	}
	base, large, robertaBase := shapes["BERT-base"], shapes["BERT-large"], Shape{C: 768, L: 12, FF: 3072}
	for _, tt := range []struct {
		name      string
		got, want int
	}{
		{"P-Tuning's encoder at BERT-base", base.PromptEncoder(9), 8278272},
		{"P-Tuning's encoder at BERT-large", large.PromptEncoder(9), 14707712},
		{"Prefix-Tuning's encoder at GPT-2 medium", shapes["GPT-2 medium"].PrefixEncoder(10, 512), 25750016},
		{"its prefix", shapes["GPT-2 medium"].DeepPrefix(10), 491520},
		{"BitFit at BERT-base", base.BitFit(), 102912},
		{"BitFit at BERT-large", large.BitFit(), 272384},
		{"probe at BERT-base", base.Probe(2), 1538},
		{"LoRA r=8 on q, v at RoBERTa-base", robertaBase.LoRA(8, 2), 294912},
		{"LoRA r=4 on q, v at GPT-2 medium", shapes["GPT-2 medium"].LoRA(4, 2), 393216},
		{"LoRA r=1 on q, v at GPT-3", Shape{C: 12288, L: 96}.LoRA(1, 2), 4718592},
		{"PEFT's SEQ_CLS example", base.DeepPrefix(20) + base.Probe(2), 370178},
		{"PEFT's GPT-2 large example", shapes["GPT-2 large"].DeepPrefix(20), 1843200},
	} {
		if tt.got != tt.want {
			t.Errorf("%s: %d, want %d", tt.name, tt.got, tt.want)
		}
	}
}

// The formula and the engine's own arena agree: on GPT-2's layout fully, on BERT's but for the MLM head.
func TestTotalIsTheArena(t *testing.T) {
	for _, layout := range []string{nn.Bert, nn.GPT2} {
		c := nn.Config{Layout: layout, V: 100, C: 16, L: 3, NH: 2, FF: 64, MaxPos: 32, Types: 2, Eps: 1e-5}
		if layout == nn.GPT2 {
			c.Types = 0
		}
		n := 0
		for _, x := range nn.NewParams(c).Tensors {
			if !strings.HasPrefix(x.Name, "cls.") {
				n += len(x.Data)
			}
		}
		if got := ShapeOf("x", c).Total(); got != n {
			t.Errorf("%s: formula %d, arena %d", layout, got, n)
		}
	}
}

// ShapeOf is one of our backbones as a Shape.
func ShapeOf(name string, c nn.Config) Shape {
	f := BERT
	if c.Causal() {
		f = GPT2
	}
	return Shape{Name: name, Family: f, V: c.V, C: c.C, L: c.L, FF: c.FF, MaxPos: c.MaxPos, Types: c.Types}
}
