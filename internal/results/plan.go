// Package results holds the page of results, docs/results.md: which runs it rests on, its tables, and the lecture's
// claims with their verdicts. Every number on it comes from the runs of a sweep folder; none is typed.
package results

import (
	"cmp"
	"slices"
	"strings"

	"promptscope/internal/sweep"
	"promptscope/sim/run"
)

// Section is a part of the page: a table over the runs of its grids.
type Section struct {
	ID, Title string
	Text      string // in front of the table
	Row, Col  func(run.Spec) string
	Head      string // of the first column
	Grids     [][]sweep.Axis
	Scale     bool // the columns are backbones: a second table of shares, and a plot of the measure over size
	Count     bool // a column with the numbers that train
	Note      func(*Data) string
}

// seeds are those reported. Rates were chosen on others, and on other examples (see Rates).
const seeds = "1;2;3"

// grid builds axes from pairs of names and values separated by semicolons.
func grid(pairs ...string) (axes []sweep.Axis) {
	for i := 0; i < len(pairs); i += 2 {
		axes = append(axes, sweep.Axis{ID: pairs[i], Values: strings.Split(pairs[i+1], ";")})
	}
	return append(axes, sweep.Axis{ID: "seed", Values: strings.Split(seeds, ";")})
}

// once keeps one seed of a grid in which nothing is random.
func once(axes []sweep.Axis) []sweep.Axis {
	axes[len(axes)-1].Values = axes[len(axes)-1].Values[:1]
	return axes
}

const (
	sizes   = "2x16;2x32;2x64;4x64;4x128;4x192" // pre-LN, smallest first
	post    = "2x64-post"                       // BERT's own layout
	methods = "prompt-tuning;p-tuning;prefix-tuning;p-tuning-v2;full;lora;bitfit"
	tagging = "probe;" + methods
	inside  = "ia3;adapter"                     // on two backbones only, which tell enough
	knowing = "2x64;2x64-post;4x64;4x128;4x192" // backbones that hold the facts
)

func method(s run.Spec) string   { return s.Method }
func backbone(s run.Spec) string { return s.Backbone }

// by makes a label of the named settings.
func by(ids ...string) func(run.Spec) string {
	return func(s run.Spec) string {
		var out []string
		for _, id := range ids {
			switch v := sweep.Setting(s, id); {
			case id == "projection" && v == "no", v == "0":
			case id == "projection":
				out = append(out, "with projection")
			case id == "layers" && v != "":
				out = append(out, "layers "+v)
			case id == "n" && len(ids) > 1:
				out = append(out, "n="+v)
			case v != "":
				out = append(out, v)
			}
		}
		return strings.Join(out, " ")
	}
}

// Sections is the plan of the page.
func Sections() []Section {
	return append(mainSections(), detailSections()...)
}

// few is a task's grid for the methods that run on two backbones only.
func few(task string) []sweep.Axis {
	return grid("task", task, "backbone", "2x64;4x64", "method", inside)
}

// mainSections are method × task × backbone.
func mainSections() []Section {
	return []Section{
		{ID: "roles", Title: "Roles: the lecture's figure at this size", Head: "method", Row: method, Col: backbone, Scale: true,
			Text:  "Who gave what to whom (`srl`): 1600 labelled sentences, 1000 steps, span F1.",
			Grids: [][]sweep.Axis{grid("task", "srl", "backbone", sizes+";"+post, "method", tagging), few("srl")}, Note: gaps},
		{ID: "ner", Title: "Named entities", Head: "method", Row: method, Col: backbone, Scale: true,
			Text:  "No name of the held-out set occurs in training (`ner`): 400 labelled sentences, 300 steps, span F1.",
			Grids: [][]sweep.Axis{grid("task", "ner", "backbone", sizes+";"+post, "method", tagging), few("ner")}},
		{ID: "rel", Title: "Classification", Head: "method", Row: method, Col: backbone, Scale: true,
			Text:  "Which relation a sentence states (`rel`): 64 labelled sentences, 150 steps, accuracy; chance is 25 %.",
			Grids: [][]sweep.Axis{grid("task", "rel", "backbone", sizes+";"+post, "method", methods), few("rel")}},
		{ID: "facts", Title: "Recall of facts", Head: "method", Row: method, Col: backbone, Scale: true,
			Text:  "The capital of a country that the prompt was not tuned on (`fact`): 61 countries to tune on, 61 to score, 200 steps, accuracy. One country is 1.6 points.",
			Grids: [][]sweep.Axis{grid("task", "fact", "backbone", sizes+";"+post, "method", methods), few("fact")}},
		{ID: "relations", Title: "The other relations", Head: "method", Row: method, Col: by("task"),
			Text:  "As above on 2x64, for each relation.",
			Grids: [][]sweep.Axis{grid("task", "fact;fact-continent;fact-language;fact-currency", "backbone", "2x64", "method", methods)}},
	}
}

// detailSections change one thing at a time.
func detailSections() []Section {
	return []Section{
		{ID: "templates", Title: "Hand-written prompts", Head: "template (X country, _ gap, R relation)", Row: by("template"), Col: backbone,
			Text:  "Accuracy on the same 61 held-out capitals, nothing trained.",
			Grids: [][]sweep.Axis{once(grid("task", "fact", "backbone", knowing, "method", "hand", "template", strings.Join(run.Templates(), ";")))}},
		{ID: "search", Title: "Discrete search against continuous prompts", Head: "method", Row: searchRow, Col: by("steps"),
			Text: "Capitals on 2x64. `search` swaps real words: proposed by gradients and decided by true evaluations (AutoPrompt), or drawn by a generator that sees only its reward. A step of search measures twelve candidates. " +
				"Its four words stand in the middle, with a full stop behind the gap; `p-tuning` is shown with the same template, and as it comes: eight virtual tokens in front.",
			Grids: [][]sweep.Axis{
				grid("task", "fact", "backbone", "2x64", "method", "search", "proposal", "gradient;reward", "anchor", "stop;none", "steps", "50;200;600"),
				grid("task", "fact", "backbone", "2x64", "method", "p-tuning", "n", "4", "placement", "infix", "anchor", "stop;none", "steps", "50;200;600"),
				grid("task", "fact", "backbone", "2x64", "method", "prompt-tuning;p-tuning", "steps", "50;200;600"),
			}},
		{ID: "length", Title: "Number of virtual tokens", Head: "task and method", Row: by("task", "method"), Col: by("n"),
			Text: "2x64; the columns are the numbers of virtual tokens.",
			Grids: [][]sweep.Axis{
				grid("task", "srl;fact", "backbone", "2x64", "method", "prompt-tuning;p-tuning-v2", "n", "1;2;4;8;16;32"),
			}},
		{ID: "placement", Title: "Place of the virtual tokens", Head: "task and method", Row: by("task", "method", "encoder"), Col: by("placement"),
			Text: "2x64, an encoder: attention sees both sides. P-Tuning without an encoder is Prompt Tuning at any place.",
			Grids: [][]sweep.Axis{
				grid("task", "fact", "backbone", "2x64", "method", "p-tuning", "encoder", "none;lstm", "placement", "prefix;infix;suffix;split"),
				grid("task", "srl", "backbone", "2x64", "method", "p-tuning", "encoder", "none", "placement", "prefix;infix;suffix;split"),
			}},
		{ID: "causal", Title: "The same in a causal model", Head: "method", Row: by("method", "encoder"), Col: causalCol,
			Text: "Capitals on 2x64-gpt2, which reads the answer off the last token and never saw a capital right behind its country: a prompt in front of the country cannot stand between the two.",
			Grids: [][]sweep.Axis{
				grid("task", "fact", "backbone", "2x64-gpt2", "method", "p-tuning", "encoder", "none;lstm", "placement", "prefix;infix;suffix;split"),
				grid("task", "fact", "backbone", "2x64-gpt2", "method", "p-tuning-v2;full"),
			}},
		{ID: "depth", Title: "Depth, or free keys and values?", Head: "method", Row: by("method", "layers", "n"), Col: by("task"), Count: true,
			Text: "Roles on 4x64, 1600 labels. `deep-hidden` is a control, not a method of the literature: its virtual tokens stand in the layers as hidden states, whose keys and values still pass the frozen projections.",
			Grids: [][]sweep.Axis{
				grid("task", "srl", "backbone", "4x64", "method", "p-tuning-v2", "layers", "all;1;2;3;4"),
				grid("task", "srl", "backbone", "4x64", "method", "deep-hidden", "layers", "all;1"),
				grid("task", "srl", "backbone", "4x64", "method", "p-tuning-v2", "n", "1;2"),
				grid("task", "srl", "backbone", "4x64", "method", "prompt-tuning", "n", "8;16"),
			}},
		{ID: "encoder", Title: "What computes the virtual tokens", Head: "method", Row: by("method", "encoder", "init", "projection"), Col: by("task"),
			Text: "2x64. P-Tuning's encoder, the start of Prompt Tuning, and the projection of P-Tuning v2.",
			Grids: [][]sweep.Axis{
				grid("task", "srl;rel;fact", "backbone", "2x64", "method", "p-tuning", "encoder", "lstm;mlp;none"),
				grid("task", "srl;rel;fact", "backbone", "2x64", "method", "prompt-tuning", "init", "vocab;class;random"),
				grid("task", "srl;rel;fact", "backbone", "2x64", "method", "p-tuning-v2", "init", "vocab;class"),
				grid("task", "srl;rel;fact", "backbone", "2x64", "method", "p-tuning-v2", "projection", "no;yes"),
			}},
		{ID: "joint", Title: "Two tasks jointly", Head: "method", Row: method, Col: by("task"),
			Text:  "2x64: one prompt for roles and names with a head each (`srl+ner`, 1300 steps, so that each task sees as many examples as alone), against a prompt for each.",
			Grids: [][]sweep.Axis{grid("task", "srl;ner;srl+ner", "backbone", "2x64", "method", "probe;prompt-tuning;p-tuning-v2;lora;full")}},
		{ID: "head", Title: "Words or a linear head", Head: "method", Row: method, Col: by("head"),
			Text:  "Classification (`rel`) on 2x64: the answer as a word at [MASK] (verbalizer), or a linear head on [CLS].",
			Grids: [][]sweep.Axis{grid("task", "rel", "backbone", "2x64", "head", "verbalizer;linear", "method", "probe;prompt-tuning;p-tuning;p-tuning-v2;lora;full")}},
		{ID: "time", Title: "Time on the smallest backbone", Head: "method", Row: method, Col: by("steps"),
			Text:  "Roles on 2x16, 1600 labels; the columns are steps. What is weak after 1000 steps may only be slow.",
			Grids: [][]sweep.Axis{grid("task", "srl", "backbone", "2x16", "steps", "1000;4000;16000", "method", "prompt-tuning;p-tuning;prefix-tuning;p-tuning-v2;full")}},
		{ID: "labels", Title: "Few labels", Head: "method", Row: method, Col: by("labels"),
			Text:  "Roles on 2x64, 1000 steps; the columns are labelled sentences.",
			Grids: [][]sweep.Axis{grid("task", "srl", "backbone", "2x64", "labels", "100;400;1600", "method", "prompt-tuning;p-tuning;p-tuning-v2;full")}},
		{ID: "shown", Title: "What the cards show", Head: "task, backbone, method and what is not as recommended", Row: unusual, Col: heldOut,
			Text: "Runs that no other table has, and that an interview card rests on.",
			Grids: [][]sweep.Axis{
				grid("task", "fact", "backbone", "2x64", "method", "prompt-tuning", "lr", "0.0003"),
				grid("task", "fact", "backbone", "2x64", "method", "p-tuning", "steps", "50", "anchor", "stop"),
				grid("task", "fact", "backbone", "2x64", "method", "lora", "rank", "8", "alpha", "8"),
				grid("task", "fact", "backbone", "2x64", "method", "lora", "alpha", "16"),
				grid("task", "fact;srl", "backbone", "2x64", "method", "lora", "zeroed", "a"),
				grid("task", "fact;srl", "backbone", "2x64", "method", "lora", "ratio", "4;16"),
				grid("task", "srl", "backbone", "2x64", "method", "lora", "steps", "100"),
				grid("task", "srl", "backbone", "2x64", "method", "lora", "steps", "100", "ratio", "4;16"),
				grid("task", "srl", "backbone", "2x64", "method", "p-tuning-v2", "labels", "100", "init", "vocab"),
				grid("task", "ner", "backbone", "2x32", "method", "lora", "rank", "8", "alpha", "16", "targets", "query"),
				grid("task", "ner", "backbone", "2x32", "method", "lora", "rank", "8", "alpha", "16", "targets", "value"),
				grid("task", "srl", "backbone", "2x64", "method", "p-tuning-v2", "positions", "zero"),
				grid("task", "srl", "backbone", "2x64", "method", "p-tuning-v2", "dropout", "10"),
				grid("task", "srl", "backbone", "2x64", "method", "p-tuning-v2;full", "steps", "100"),
				grid("task", "srl", "backbone", "2x64", "method", "p-tuning-v2", "lr", "0.001"),
				grid("task", "srl", "backbone", "2x64", "method", "full", "lr", "0.07"),
			}},
	}
}

// unusual names a run by what differs from the recommended settings.
func unusual(s run.Spec) string {
	usual := resolved(run.Spec{Task: s.Task, Backbone: s.Backbone, Method: s.Method})
	out := s.Task + " " + s.Backbone + " " + s.Method
	ids := []string{"labels", "steps", "batch", "lr"}
	for _, k := range run.Knobs() {
		ids = append(ids, k.ID)
	}
	for _, id := range ids {
		if v := sweep.Setting(s, id); v != sweep.Setting(usual, id) {
			out += " " + id + "=" + v
		}
	}
	return out
}

func heldOut(run.Spec) string { return "held out" }

// causalCol is the place of virtual tokens in the row, where there are any.
func causalCol(s run.Spec) string {
	if s.Placement == "" {
		return "nothing in the row"
	}
	return s.Placement
}

// searchRow names a row of the search table: how words are proposed, and the template where it is not the method's own.
func searchRow(s run.Spec) string {
	out := strings.TrimSpace(s.Method + " " + s.Proposal)
	switch {
	case s.Placement == "infix" && s.Anchor == "stop":
		out += ", in the middle, full stop"
	case s.Placement == "infix":
		out += ", in the middle"
	}
	return out
}

// Points is every run that the page needs, once, the cheap ones first: a sweep that is cut short has seen a bit of everything.
func Points(cost func(run.Spec) int64) ([]run.Spec, error) {
	seen := map[run.Spec]bool{}
	var out []run.Spec
	grids := rateGrids()
	for _, s := range Sections() {
		grids = append(grids, s.Grids...)
	}
	for _, g := range grids {
		points, _, err := sweep.Points(g)
		if err != nil {
			return nil, err
		}
		for _, p := range points {
			if !seen[p] {
				seen[p] = true
				out = append(out, p)
			}
		}
	}
	slices.SortStableFunc(out, func(a, b run.Spec) int { return cmp.Compare(cost(a), cost(b)) })
	return out, nil
}

// Planned is the runs that the plan asks for, in its order.
func Planned(lines []sweep.Line, points []run.Spec) (out []sweep.Line) {
	at := map[run.Spec]int{}
	for i, l := range lines {
		at[l.Spec] = i
	}
	for _, p := range points {
		if i, ok := at[p]; ok {
			out = append(out, lines[i])
		}
	}
	return out
}
