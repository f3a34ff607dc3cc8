// Package fake stands in for trainers and registries: plausible, deterministic numbers for tests of the picture.
package fake

import (
	"math"

	"promptscope/sim/run"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

// Catalog is what the real program registers, by hand.
func Catalog() state.Catalog {
	deep := []string{"n", "layers", "projection", "positions"}
	return state.Catalog{
		Controls: ui.Names(),
		Places:   []string{"lab", "about"},
		Methods: []run.Method{
			{ID: "p-tuning", Name: "P-Tuning", Where: run.InputRow, Knobs: []string{"n", "placement", "encoder"}, Recommend: run.Rates{Fact: 3e-3, Relation: 3e-3, Tagging: 1e-2}},
			{ID: "p-tuning-v2", Name: "P-Tuning v2", Where: run.KeysValues, Knobs: deep, Recommend: run.Rates{Fact: 5e-2, Relation: 1e-1, Tagging: 1e-1}},
			{ID: "hand", Name: "Hand-written prompt", Where: run.RealWords, Needs: run.Gap, Knobs: []string{"template"}},
			{ID: "search", Name: "Discrete search", Where: run.InputRow | run.RealWords, Needs: run.Gap, Knobs: []string{"n", "placement", "proposal"}, Defaults: map[string]string{"placement": "infix"}, DefaultN: 4},
			{ID: "full", Name: "Full fine-tuning", Where: run.Weights, Recommend: run.Rates{Fact: 1e-4, Relation: 1e-3, Tagging: 1e-3}},
			{ID: "probe", Name: "Linear probe", Where: run.TaskHead, Needs: run.Head, Recommend: run.Rates{Fact: 1e-2, Relation: 1e-2, Tagging: 1e-2}},
			{ID: "deep-hidden", Name: "Deep hidden states", Where: run.KeysValues, Comparator: true, Knobs: deep, Recommend: run.Rates{Fact: 3e-2, Relation: 1e-1, Tagging: 1e-1}},
		},
		Langs: []string{"en", "zh"},
		Tasks: []state.Choice{
			{ID: "srl", Steps: 1000, Labels: 1600, Rate: run.TaggingRate, Head: true},
			{ID: "fact", Steps: 200, Labels: 61, Rate: run.FactRate, Gap: true},
			{ID: "fact-continent", Steps: 200, Labels: 61, Rate: run.FactRate, Gap: true},
			{ID: "fact-language", Steps: 200, Labels: 61, Rate: run.FactRate, Gap: true},
			{ID: "fact-currency", Steps: 200, Labels: 61, Rate: run.FactRate, Gap: true},
			{ID: "rel", Steps: 150, Labels: 64, Rate: run.RelationRate, Gap: true, Head: true},
			{ID: "ner", Steps: 300, Labels: 400, Rate: run.TaggingRate, Head: true},
			{ID: "srl+ner", Steps: 1300, Labels: 2000, Rate: run.TaggingRate, Head: true},
		},
		Backbones: []state.Choice{
			{ID: "2x64", Name: "2×64 · 165K", Layers: 2, Params: 165_000},
			{ID: "4x64", Name: "4×64 · 265K", Layers: 4, Params: 265_000},
			{ID: "4x192", Name: "4×192", Layers: 4, Params: 2_014_219},
			{ID: "2x64-gpt2", Name: "2×64 GPT-2, causal", Layers: 2, Params: 156_096, Causal: true},
		},
	}
}

// noise is a number between −1 and 1 that depends on its arguments only.
func noise(args ...int) float64 {
	h := uint64(1469598103934665603)
	for _, a := range args {
		h = (h ^ uint64(a+7919)) * 1099511628211
		h ^= h >> 29
	}
	return float64(h%20011)/10005 - 1
}

// Snapshot is what a run of spec might look like after some steps.
func Snapshot(c state.Catalog, spec run.Spec, steps int) *run.Snapshot {
	task := c.Task(spec.Task)
	if spec.Steps == 0 {
		spec.Steps = task.Steps
	}
	layers := c.Backbone(spec.Backbone).Layers
	m := c.Method(spec.Method)
	_ = spec.Settings.Resolve(m) // a snapshot's Spec has its defaults filled in
	tries := Tries(m, spec)
	s := &run.Snapshot{Run: 1, Tries: tries, Shown: int32(steps), Stride: 1, Branched: -1, Spec: spec, Status: run.Running, Step: int32(steps), EvalStep: -1, StepsPerSecond: 241, StepTime: 4.15, FLOP: 92_272_640,
		Chance: float32(math.Log(4)), Measure: "span F1", Total: int64(165_000), Trainable: 772, Stored: 772,
		BackboneSHA: "3f9ac2e177aa00ff3f9ac2e177aa00ff3f9ac2e177aa00ff3f9ac2e177aa00ff", Digest: "0123456789abcdef"}
	if task.Rate != run.TaggingRate {
		s.Chance, s.Measure = float32(math.Log(811)), "accuracy"
	}
	if spec.Encoder == "lstm" {
		s.Trainable = 59_268
	}
	if m.Where.Has(run.KeysValues) {
		s.Trainable = 260 + int64(2*layers*spec.N*64)
		s.Stored = s.Trainable
	}
	if m.Where.Moves() {
		s.Trainable = s.Total
		s.Stored = s.Total
	}
	curves(s, m, steps)
	if spec.Task == "srl+ner" && len(s.Evals) > 0 {
		s.Parts = []run.Part{{Task: "srl", Accuracy: s.EvalAccuracy + 0.02}, {Task: "ner", Accuracy: s.EvalAccuracy - 0.02}}
	}
	trace(s, m, layers, task.Rate == run.TaggingRate, task.Rate != run.TaggingRate && c.Backbone(spec.Backbone).Causal, steps)
	return s
}

// curves invents the losses and the evaluations.
func curves(s *run.Snapshot, m run.Method, steps int) {
	floor, speed := 0.42, 130.0
	if m.Where.Has(run.KeysValues) {
		floor, speed = 0.05, 70
	}
	start := float64(s.Chance) * 1.05
	for i := range steps {
		mean := floor + (start-floor)*math.Exp(-float64(i)/speed)
		s.Losses = append(s.Losses, float32(max(mean*(1+0.35*noise(i, len(m.ID))), 0.001)))
		if (i+1)%50 == 0 {
			acc := float32(1 - mean/start*0.9)
			s.Evals = append(s.Evals, run.Eval{Step: int32(i + 1), Loss: float32(mean) * 1.1, Accuracy: acc, TrainAccuracy: min(acc*1.05, 1)})
		}
	}
	if n := len(s.Losses); n > 0 {
		s.Loss = s.Losses[n-1]
	}
	if n := len(s.Evals); n > 0 {
		e := s.Evals[n-1]
		s.EvalStep, s.EvalLoss, s.EvalAccuracy, s.TrainAccuracy = e.Step, e.Loss, e.Accuracy, e.TrainAccuracy
	}
}

var (
	sentence = []string{"[CLS]", "acme", "sold", "the", "red", "car", "to", "alice", "in", "switzerland", ".", "[SEP]"}
	gold     = []int16{-1, 1, 0, 0, 0, 3, 0, 2, 0, 0, 0, -1}
	question = []string{"[CLS]", "britain", "[MASK]", "[SEP]"}
)

// trace invents the traced example.
func trace(s *run.Snapshot, m run.Method, layers int, tagging, causal bool, steps int) {
	t := &s.Trace
	t.Count, t.Layers, t.Width, t.Heads = 400, int32(layers), 64, 4
	words := sentence
	if !tagging {
		words = question
	}
	if causal {
		words = question[:2]
	}
	place(t, s.Spec, m, words, tagging)
	if causal {
		t.Row = int32(len(t.Tokens) - 1)
	}
	n := len(t.Tokens)
	for i := range (layers + 1) * n * 64 {
		t.Hidden = append(t.Hidden, float32(noise(i, steps/40)*(1+0.8*noise(i/4, 3))))
	}
	if m.Where.Has(run.KeysValues) {
		t.P = int32(s.Spec.N)
		for l := range layers {
			t.Deep = append(t.Deep, state.HasLayer(s.Spec.Layers, l+1))
		}
		for i := range layers * s.Spec.N * 64 {
			t.Keys = append(t.Keys, float32(noise(i, 5, steps/40)))
			t.Values = append(t.Values, float32(noise(i, 6, steps/40)))
		}
		for i := range layers * s.Spec.N {
			t.GradDeep = append(t.GradDeep, float32(0.02+0.01*noise(i)))
		}
	}
	attention(t, layers, n)
	answer(t, tagging, steps)
}

// place builds the row of tokens with its virtual tokens.
func place(t *run.Trace, spec run.Spec, m run.Method, words []string, tagging bool) {
	at := map[string]int{"prefix": 0, "": 0, "split": 0, "infix": len(words) / 2, "suffix": len(words) - 1}[spec.Placement]
	if len(words) == 2 && at == 1 {
		at = 2 // a causal model answers behind the subject
	}
	for i, w := range words {
		if m.Where.Has(run.InputRow) && i == at {
			virtual(t, spec.N)
		}
		tok := run.Token{Text: w, Role: run.Context, Gold: -1}
		switch w {
		case "[CLS]", "[SEP]":
			tok.Role = run.Special
		case "[MASK]":
			tok.Role = run.Mask
		}
		if tagging {
			tok.Gold = gold[i]
		}
		t.Tokens = append(t.Tokens, tok)
		if w == "[MASK]" || tagging && w == "acme" {
			t.Row = int32(len(t.Tokens) - 1)
		}
	}
	if m.Where.Has(run.InputRow) && at == len(words) {
		virtual(t, spec.N)
	}
}

func virtual(t *run.Trace, n int) {
	for v := range n {
		t.Tokens = append(t.Tokens, run.Token{Text: "v", Role: run.Virtual, Gold: -1})
		t.GradInput = append(t.GradInput, float32(0.02+0.01*noise(v)))
	}
}

func attention(t *run.Trace, layers, n int) {
	for lh := range layers * int(t.Heads) {
		from := len(t.Attention)
		var sum float64
		for j := range int(t.P) + n {
			w := math.Exp(1.6 * noise(lh, j, 11))
			sum += w
			t.Attention = append(t.Attention, float32(w))
		}
		for j := from; j < len(t.Attention); j++ {
			t.Attention[j] /= float32(sum)
		}
	}
}

func answer(t *run.Trace, tagging bool, steps int) {
	sure := 1 - math.Exp(-float64(steps)/120)
	if !tagging {
		t.Answer = "london"
		rest := (1 - sure*0.9) / 4
		t.Top = []run.Guess{{Text: "london", Prob: float32(sure * 0.9)}, {Text: "paris", Prob: float32(rest)},
			{Text: "pound", Prob: float32(rest * 0.8)}, {Text: "dublin", Prob: float32(rest * 0.7)}, {Text: "english", Prob: float32(rest * 0.5)}}
		return
	}
	t.Labels = []string{"O", "GIVER", "RECEIVER", "THING"}
	for i, tok := range t.Tokens {
		for k := range 4 {
			p := 0.1 + 0.05*noise(i, k)
			if int16(k) == tok.Gold {
				p = 0.2 + 0.7*sure
			}
			t.Tags = append(t.Tags, float32(p))
		}
	}
}

// Tries are the templates beside a hand-written prompt, and what a search tried.
func Tries(m run.Method, spec run.Spec) (out []run.Try) {
	switch {
	case m.Has("template"):
		for i, text := range run.Templates() {
			out = append(out, run.Try{Text: text, Loss: float32(i), Accuracy: 0.967 / float32(1+i*i), Known: i < 11, Taken: text == spec.Template})
		}
	case m.Has("proposal"):
		for i, word := range []string{"capital", "city", "town", "river", "king", "seat", "place", "house", "road", "name", "north", "old"} {
			out = append(out, run.Try{Text: "the " + word + " of is", Loss: 2.5 - 0.1*float32(i*5%12), Known: true, Taken: i == 7})
		}
	}
	return out
}
