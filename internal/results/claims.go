package results

import (
	"fmt"
	"io"
	"math"
	"strings"

	"promptscope/sim/run"
)

// Verdict is what became of a claim at this size.
type Verdict string

// The verdicts.
const (
	Holds   Verdict = "holds"
	InPart  Verdict = "holds in part"
	Not     Verdict = "does not hold here"
	Unknown Verdict = "not measured yet"
)

// Claim is a sentence of the lecture and how the runs decide it.
type Claim struct {
	Says  string
	Judge func(*Data) (Verdict, string)
}

func writeClaims(w io.Writer, d *Data) {
	fmt.Fprintf(w, "## The lecture's claims\n\nThe verdicts are computed from the tables above by the rules in `internal/results`. Toy size: the same shape can have another cause than in models of billions.\n\n| the lecture says | here | numbers |\n|---|---|---|\n")
	for _, c := range Claims() {
		v, text := c.judge(d)
		fmt.Fprintf(w, "| %s | **%s** | %s |\n", c.Says, v, text)
	}
}

// judge is Judge, but a claim with a number that is not there has no verdict.
func (c Claim) judge(d *Data) (Verdict, string) {
	v, text := c.Judge(d)
	if strings.Contains(text, "NaN") || strings.Contains(text, "not measured") {
		return Unknown, "–"
	}
	return v, text
}

// verdict picks by two conditions.
func verdict(holds, inPart bool) Verdict {
	switch {
	case holds:
		return Holds
	case inPart:
		return InPart
	}
	return Not
}

func on(task, backbone, method string) run.Spec {
	return run.Spec{Task: task, Backbone: backbone, Method: method}
}

func hand(backbone, template string) run.Spec {
	return run.Spec{Task: "fact", Backbone: backbone, Method: "hand", Settings: run.Settings{Template: template}}
}

// handRange is the worst and the best of the hand-written templates.
func (d *Data) handRange(backbone string) (worst, best float64) {
	worst = math.Inf(1)
	for _, t := range run.Templates() {
		m := d.mean(hand(backbone, t))
		worst, best = min(worst, m), max(best, m)
	}
	return worst, best
}

// places is how far the placements of raw embeddings on a task are apart, and their measures in text.
func (d *Data) places(task string) (apart float64, text string) {
	var all []string
	least, most := math.Inf(1), 0.0
	for _, p := range []string{"prefix", "infix", "suffix", "split"} {
		s := run.Spec{Task: task, Backbone: "2x64", Method: "p-tuning", Settings: run.Settings{Encoder: "none", Placement: p}}
		least, most = min(least, d.mean(s)), max(most, d.mean(s))
		all = append(all, p+" "+d.measured(s))
	}
	return most - least, strings.Join(all, ", ") + " %"
}

// Claims is the list, in the lecture's order.
func Claims() []Claim {
	return append(claimsOfPrompts(), claimsOfDepth()...)
}

func claimsOfPrompts() []Claim {
	return []Claim{
		{"Hand-written prompts swing the result wildly", func(d *Data) (Verdict, string) {
			worst, best := d.handRange("2x64")
			a, b := d.mean(hand("2x64", run.Templates()[0])), d.mean(hand("2x64", run.Templates()[2]))
			return verdict(best-worst > 50, best-worst > 10), fmt.Sprintf("%.1f to %.1f %% on one frozen 2x64; without its full stop the best wording falls from %.1f to %.1f %%", worst, best, a, b)
		}},
		{"Continuous prompts end the search for words", func(d *Data) (Verdict, string) {
			_, best := d.handRange("2x64")
			raw, lstm := on("fact", "2x64", "prompt-tuning"), on("fact", "2x64", "p-tuning")
			learned := max(d.mean(raw), d.mean(lstm))
			how := "they match the best wording, they do not beat it"
			if learned > best+1 {
				how = "they beat the best wording"
			} else if learned < best-3 {
				how = "they stay below the best wording"
			}
			return verdict(learned > best-3, learned > best-10), fmt.Sprintf("Prompt Tuning %s, P-Tuning %s %%, best hand-written prompt %.1f %% (2x64): %s", d.measured(raw), d.measured(lstm), best, how)
		}},
		{"Discrete search is costly and finds less", func(d *Data) (Verdict, string) {
			at := func(method, proposal string, steps int) run.Spec {
				return run.Spec{Task: "fact", Backbone: "2x64", Method: method, Settings: run.Settings{Proposal: proposal}, Steps: steps}
			}
			g, r, p := at("search", "gradient", 600), at("search", "reward", 600), at("p-tuning", "", 200)
			return verdict(max(d.mean(g), d.mean(r)) < d.mean(p)-3, min(d.mean(g), d.mean(r)) < d.mean(p)-3),
				fmt.Sprintf("after 600 steps of twelve trials each: by gradients %s, by reward %s %%; P-Tuning after 200 steps %s %%", d.measured(g), d.measured(r), d.measured(p))
		}},
		{"Virtual tokens need not be a prefix", func(d *Data) (Verdict, string) {
			facts, a := d.places("fact")
			roles, b := d.places("srl")
			return verdict(max(facts, roles) < 5, min(facts, roles) < 5), "raw embeddings in an encoder, 2x64; capitals: " + a + "; roles: " + b
		}},
		{"In a GPT the place decides", func(d *Data) (Verdict, string) {
			of := func(place string) run.Spec {
				return run.Spec{Task: "fact", Backbone: "2x64-gpt2", Method: "p-tuning", Settings: run.Settings{Encoder: "none", Placement: place}}
			}
			front, behind := d.mean(of("prefix")), d.mean(of("suffix"))
			return verdict(behind > front+50, behind > front+10), fmt.Sprintf("causal model, capitals: in front of the country %s, behind it %s %%; P-Tuning v2, which has nothing behind it either, %s %%", d.measured(of("prefix")), d.measured(of("suffix")), d.measured(on("fact", "2x64-gpt2", "p-tuning-v2")))
		}},
		{"An LSTM or MLP encoder of the prompt helps", func(d *Data) (Verdict, string) {
			of := func(task, encoder string) run.Spec {
				return run.Spec{Task: task, Backbone: "2x64", Method: "p-tuning", Settings: run.Settings{Encoder: encoder}}
			}
			facts := d.mean(of("fact", "lstm")) - d.mean(of("fact", "none"))
			roles := d.mean(of("srl", "lstm")) - d.mean(of("srl", "none"))
			return verdict(facts > 1 && roles > 1, facts > 1 || roles > 1),
				fmt.Sprintf("LSTM against raw embeddings on 2x64: capitals %s against %s, roles %s against %s %%", d.measured(of("fact", "lstm")), d.measured(of("fact", "none")), d.measured(of("srl", "lstm")), d.measured(of("srl", "none")))
		}},
		{"Input-only prompts are weak on small models and near fine-tuning on large ones", func(d *Data) (Verdict, string) {
			small, large := d.gap("prompt-tuning", "2x16"), d.gap("prompt-tuning", "4x192")
			return verdict(small > 20 && large < 5, small > large+10), fmt.Sprintf("roles: Prompt Tuning is %.1f points behind full fine-tuning on 2x16, %.1f on 2x64, %.1f on 4x192", small, d.gap("prompt-tuning", "2x64"), large)
		}},
		{"Input-only prompts fail on sequence labelling", func(d *Data) (Verdict, string) {
			p, f := on("srl", "2x64", "prompt-tuning"), on("srl", "2x64", "probe")
			lift := d.mean(p) - d.mean(f)
			return verdict(lift < 3, d.gap("prompt-tuning", "2x64") > 5), fmt.Sprintf("weak, not dead: on 2x64 %s %% where a linear head on the frozen model has %s and full fine-tuning %s", d.measured(p), d.measured(f), d.measured(on("srl", "2x64", "full")))
		}},
	}
}

func claimsOfDepth() []Claim {
	return []Claim{
		{"P-Tuning v2 is near fine-tuning at every size", func(d *Data) (Verdict, string) {
			var text []string
			worst, later := 0.0, 0.0
			for i, b := range strings.Split(sizes, ";") {
				g := d.gap("p-tuning-v2", b)
				worst = max(worst, g)
				if i > 1 {
					later = max(later, g)
				}
				text = append(text, fmt.Sprintf("%s %.1f", b, g))
			}
			long := on("srl", "2x16", "p-tuning-v2")
			long.Steps = 16_000
			given := fmt.Sprintf("; 2x16 after %d steps %s %%", long.Steps, d.measured(long))
			if d.mean(on("srl", "2x16", "full"))-d.mean(long) < 3 {
				given += ": slow there, not weak"
			}
			return verdict(worst < 3, later < 3), "roles, points behind full fine-tuning: " + strings.Join(text, ", ") + given
		}},
		{"P-Tuning v2 works on sequence labelling", func(d *Data) (Verdict, string) {
			roles, names := on("srl", "2x64", "p-tuning-v2"), on("ner", "2x64", "p-tuning-v2")
			return verdict(d.gap("p-tuning-v2", "2x64") < 3, d.gap("p-tuning-v2", "2x64") < 8), fmt.Sprintf("2x64: roles %s %% (full %s), named entities %s %% (full %s)", d.measured(roles), d.measured(on("srl", "2x64", "full")), d.measured(names), d.measured(on("ner", "2x64", "full")))
		}},
		{"P-Tuning v2 is better everywhere", func(d *Data) (Verdict, string) {
			better, all := 0, 0
			for _, task := range []string{"srl", "ner", "rel", "fact"} {
				for _, b := range strings.Split(knowing, ";") {
					if a, c := d.mean(on(task, b, "p-tuning-v2")), d.mean(on(task, b, "prompt-tuning")); a > c+1 {
						better++
					}
					all++
				}
			}
			return verdict(better == all, better > all/4), fmt.Sprintf("more than a point better than Prompt Tuning in %d of %d cases (four tasks, the backbones from 2x64 up); capitals on 2x64: %s against %s %%", better, all,
				d.measured(on("fact", "2x64", "p-tuning-v2")), d.measured(on("fact", "2x64", "prompt-tuning")))
		}},
		{"Deep prompts win because they stand in every layer", func(d *Data) (Verdict, string) {
			of := func(method, layers string) run.Spec {
				return run.Spec{Task: "srl", Backbone: "4x64", Method: method, Settings: run.Settings{Layers: layers}}
			}
			input := on("srl", "4x64", "prompt-tuning")
			depth := d.mean(of("deep-hidden", "all")) - d.mean(of("deep-hidden", "1"))
			free := d.mean(of("p-tuning-v2", "1")) - d.mean(of("deep-hidden", "1"))
			return verdict(depth > 2*free, depth > 1), fmt.Sprintf("roles on 4x64: input %s; hidden states in layer 1 %s, in all layers %s (depth %+.1f); free keys and values in layer 1 %s (%+.1f), in all %s",
				d.measured(input), d.measured(of("deep-hidden", "1")), d.measured(of("deep-hidden", "all")), depth, d.measured(of("p-tuning-v2", "1")), free, d.measured(of("p-tuning-v2", "all")))
		}},
		{"Prompts in later layers matter more", func(d *Data) (Verdict, string) {
			var text []string
			for _, l := range []string{"1", "2", "3", "4"} {
				text = append(text, "layer "+l+" "+d.measured(run.Spec{Task: "srl", Backbone: "4x64", Method: "p-tuning-v2", Settings: run.Settings{Layers: l}}))
			}
			first, last := d.mean(run.Spec{Task: "srl", Backbone: "4x64", Method: "p-tuning-v2", Settings: run.Settings{Layers: "1"}}), d.mean(run.Spec{Task: "srl", Backbone: "4x64", Method: "p-tuning-v2", Settings: run.Settings{Layers: "4"}})
			return verdict(last > first+1, false), "roles on 4x64, P-Tuning v2 in one layer: " + strings.Join(text, ", ") + " %"
		}},
		{"At equal numbers deep prompts are better", func(d *Data) (Verdict, string) {
			deep, input := run.Spec{Task: "srl", Backbone: "4x64", Method: "p-tuning-v2", Settings: run.Settings{N: 1}}, run.Spec{Task: "srl", Backbone: "4x64", Method: "prompt-tuning", Settings: run.Settings{N: 8}}
			return verdict(d.mean(deep) > d.mean(input)+1, d.mean(deep) > d.mean(input)-1), fmt.Sprintf("512 trained numbers, roles on 4x64: one deep virtual token %s, eight in the input %s %%", d.measured(deep), d.measured(input))
		}},
		{"Longer prompts are better on hard tasks, short ones do on easy ones", func(d *Data) (Verdict, string) {
			of := func(task, method string, n int) run.Spec {
				return run.Spec{Task: task, Backbone: "2x64", Method: method, Settings: run.Settings{N: n}}
			}
			easy := d.mean(of("fact", "p-tuning-v2", 32)) - d.mean(of("fact", "p-tuning-v2", 2))
			hard := d.mean(of("srl", "p-tuning-v2", 32)) - d.mean(of("srl", "p-tuning-v2", 2))
			return verdict(hard > 2 && easy < 2, hard > 2 || easy < 2), fmt.Sprintf("P-Tuning v2 with 2, 8, 32 virtual tokens: roles %s, %s, %s; capitals %s, %s, %s %%",
				d.measured(of("srl", "p-tuning-v2", 2)), d.measured(of("srl", "p-tuning-v2", 8)), d.measured(of("srl", "p-tuning-v2", 32)),
				d.measured(of("fact", "p-tuning-v2", 2)), d.measured(of("fact", "p-tuning-v2", 8)), d.measured(of("fact", "p-tuning-v2", 32)))
		}},
		{"The projection (MLP) helps or harms, depending on the task", func(d *Data) (Verdict, string) {
			var text []string
			least, most := math.Inf(1), math.Inf(-1)
			for _, task := range []string{"srl", "rel", "fact"} {
				with, without := run.Spec{Task: task, Backbone: "2x64", Method: "p-tuning-v2", Settings: run.Settings{Projection: true}}, on(task, "2x64", "p-tuning-v2")
				gain := d.mean(with) - d.mean(without)
				least, most = min(least, gain), max(most, gain)
				text = append(text, fmt.Sprintf("%s %+.1f", task, gain))
			}
			return verdict(least < -1 && most > 1, most-least > 1), "points gained with it on 2x64: " + strings.Join(text, ", ")
		}},
		{"With deep prompts a linear head does without a verbalizer", func(d *Data) (Verdict, string) {
			words, linear := on("rel", "2x64", "p-tuning-v2"), on("rel", "2x64", "p-tuning-v2")
			linear.Head = run.HeadLinear
			lost := d.mean(words) - d.mean(linear)
			return verdict(lost < 2, lost < 8), fmt.Sprintf("P-Tuning v2 on `rel`, 2x64: linear %s, words %s %%; Prompt Tuning with words %s", d.measured(linear), d.measured(words), d.measured(on("rel", "2x64", "prompt-tuning")))
		}},
		{"One prompt can serve several tasks", func(d *Data) (Verdict, string) {
			joint := d.parts(on("srl+ner", "2x64", "p-tuning-v2"))
			a, b := d.mean(on("srl", "2x64", "p-tuning-v2")), d.mean(on("ner", "2x64", "p-tuning-v2"))
			worst := max(a-joint[0], b-joint[1])
			return verdict(worst < 2, worst < 6), fmt.Sprintf("P-Tuning v2 on 2x64, jointly against alone: roles %.1f against %.1f, names %.1f against %.1f %%", joint[0], a, joint[1], b)
		}},
		{"Fine-tuning damages what the frozen model knows; prompts leave it", func(d *Data) (Verdict, string) {
			worse, all := 0, 0
			for _, b := range strings.Split(knowing, ";") {
				all++
				if d.mean(on("fact", b, "full")) < d.mean(on("fact", b, "prompt-tuning"))-1 {
					worse++
				}
			}
			return verdict(worse == all, worse > 0), fmt.Sprintf("unseen capitals: full fine-tuning is more than a point below Prompt Tuning on %d of %d backbones; 2x64 %s against %s %%", worse, all, d.measured(on("fact", "2x64", "full")), d.measured(on("fact", "2x64", "prompt-tuning")))
		}},
		{"0.01 % of the parameters (input) against 0.1 to 3 % (deep)", func(d *Data) (Verdict, string) {
			share := func(b, m string) float64 {
				if g := d.group(resolved(on("fact", b, m))); g != nil { // no head in a cloze
					return g.Share()
				}
				return math.NaN()
			}
			input, deep := share("4x192", "prompt-tuning"), share("4x192", "p-tuning-v2")
			return verdict(input < 0.02 && deep > 0.1 && deep < 3, 2*input < deep), fmt.Sprintf("tiny models have few weights, so shares are larger; the order is right: input %.2f %% on 2x64 and %.2f %% on 4x192, deep %.2f and %.2f %%", share("2x64", "prompt-tuning"), share("4x192", "prompt-tuning"), share("2x64", "p-tuning-v2"), share("4x192", "p-tuning-v2"))
		}},
	}
}
