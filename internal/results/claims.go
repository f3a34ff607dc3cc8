package results

import (
	"fmt"
	"strings"

	"promptscope/internal/study"
	"promptscope/sim/run"
)

// Claims is the list, in the lecture's order.
func Claims() []Claim {
	return append(claimsOfPrompts(), claimsOfDepth()...)
}

// templates names the hand-written prompts t0, t1, … on 2x64.
func templates() (out []named) {
	for i, t := range run.Templates() {
		out = append(out, named{name: fmt.Sprintf("t%d", i), spec: at("task=fact&method=hand&template=" + t)})
	}
	return out
}

// all is an expression for each of the templates.
func all(pattern string) string {
	var numbers []int
	for i := range run.Templates() {
		numbers = append(numbers, i)
	}
	return each(pattern, numbers)
}

// everywhere names the runs of a method on each of some backbones: letter, then the backbone as named has it.
func everywhere(letter, backbones, settings string) (out []named) {
	for b := range strings.SplitSeq(backbones, ";") {
		out = append(out, runs(letter+name(b), settings+"&backbone="+b)...)
	}
	return out
}

// name is a backbone's name as rules can have it.
func name(backbone string) string { return strings.ReplaceAll(backbone, "-", "_") }

func claimsOfPrompts() []Claim {
	best, worst := "max("+all("h(t$)")+")", "min("+all("h(t$)")+")"
	places := strings.Fields("prefix infix suffix split")
	apart := func(letter string) string {
		list := each("h("+letter+"$)", places)
		return "max(" + list + ")-min(" + list + ")"
	}
	var placed []named
	for _, p := range places {
		placed = append(placed, runs("f"+p, "task=fact&method=p-tuning&encoder=none&placement="+p, "r"+p, "task=srl&method=p-tuning&encoder=none&placement="+p)...)
	}
	weak, weakInPart := study.InputOverSize(study.Names{Full: "f2x16", Other: "p2x16"}, study.Names{Full: "f4x192", Other: "p4x192"})
	return []Claim{
		{Says: "Hand-written prompts swing the result wildly", Runs: templates(),
			Holds: best + "-" + worst + " > 50", InPart: best + "-" + worst + " > 10",
			Text: "{" + worst + "} to {" + best + "} % on one frozen 2x64; without its full stop the best wording falls from {h(t0)} to {h(t2)} %"},
		{Says: "Continuous prompts end the search for words",
			Runs:  append(templates(), runs("raw", "task=fact&method=prompt-tuning", "lstm", "task=fact&method=p-tuning")...),
			Holds: "max(h(raw), h(lstm)) > " + best + "-3", InPart: "max(h(raw), h(lstm)) > " + best + "-10",
			Text: "Prompt Tuning {raw}, P-Tuning {lstm} %, best hand-written prompt {" + best + "} % (2x64): ",
			Add: []remark{{"max(h(raw), h(lstm)) > " + best + "+1", "they beat the best wording"}, {"max(h(raw), h(lstm)) < " + best + "-3", "they stay below the best wording"},
				{"", "they match the best wording, they do not beat it"}}},
		searchClaim(),
		{Says: "Virtual tokens need not be a prefix", Runs: placed,
			Holds: "max(" + apart("f") + ", " + apart("r") + ") < 5", InPart: "min(" + apart("f") + ", " + apart("r") + ") < 5",
			Text: "raw embeddings in an encoder, 2x64; capitals: " + each("$ {f$}", places) + " %; roles: " + each("$ {r$}", places) + " %"},
		{Says: "In a GPT the place decides",
			Runs: runs("front", "task=fact&backbone=2x64-gpt2&method=p-tuning&encoder=none&placement=prefix",
				"behind", "task=fact&backbone=2x64-gpt2&method=p-tuning&encoder=none&placement=suffix", "deep", "task=fact&backbone=2x64-gpt2&method=p-tuning-v2"),
			Holds: "h(behind) > h(front)+50", InPart: "h(behind) > h(front)+10",
			Text: "causal model, capitals: in front of the country {front}, behind it {behind} %; P-Tuning v2, which has nothing behind it either, {deep} %"},
		{Says: "An LSTM or MLP encoder of the prompt helps",
			Runs: runs("fl", "task=fact&method=p-tuning&encoder=lstm", "fn", "task=fact&method=p-tuning&encoder=none",
				"rl", "task=srl&method=p-tuning&encoder=lstm", "rn", "task=srl&method=p-tuning&encoder=none"),
			Holds: "min(h(fl)-h(fn), h(rl)-h(rn)) > 1", InPart: "max(h(fl)-h(fn), h(rl)-h(rn)) > 1",
			Text: "LSTM against raw embeddings on 2x64: capitals {fl} against {fn}, roles {rl} against {rn} %"},
		{Says: "Input-only prompts are weak on small models and near fine-tuning on large ones",
			Runs:  append(everywhere("f", sizes, "task=srl&method=full"), everywhere("p", sizes, "task=srl&method=prompt-tuning")...),
			Holds: weak, InPart: weakInPart,
			Text: "roles: Prompt Tuning is {h(f2x16)-h(p2x16)} points behind full fine-tuning on 2x16, {h(f2x64)-h(p2x64)} on 2x64, {h(f4x192)-h(p4x192)} on 4x192"},
		{Says: "Input-only prompts fail on sequence labelling",
			Runs:  runs("p", "task=srl&method=prompt-tuning", "head", "task=srl&method=probe", "full", "task=srl&method=full"),
			Holds: "h(p)-h(head) < 3", InPart: "h(full)-h(p) > 5",
			Text: "weak, not dead: on 2x64 {p} % where a linear head on the frozen model has {head} and full fine-tuning {full}"},
	}
}

// searchClaim compares words and vectors with one template: four of them in the middle, and a full stop behind the gap or none.
func searchClaim() Claim {
	c := Claim{Says: "Discrete search is costly and finds less",
		Holds: "max(h(gradient600), h(reward600)) < h(vectors600)-3", InPart: "max(h(vectors50)-h(reward50), h(bare_vectors600)-h(bare_gradient600)) > 3",
		Text: "four in the middle, a full stop behind the gap, after 50 and 600 steps: P-Tuning {vectors50} and {vectors600}, search by gradients {gradient50} and {gradient600}, " +
			"by reward {reward50} and {reward600} %, with twelve trials a step; without the full stop, after 600: P-Tuning {bare_vectors600}, search {bare_gradient600} and {bare_reward600} %"}
	for _, x := range [][2]string{{"vectors", "method=p-tuning"}, {"gradient", "method=search&proposal=gradient"}, {"reward", "method=search&proposal=reward"}} {
		for _, steps := range []string{"50", "600"} {
			same := "task=fact&n=4&placement=infix&steps=" + steps + "&" + x[1]
			c.Runs = append(c.Runs, runs(x[0]+steps, same+"&anchor=stop", "bare_"+x[0]+steps, same+"&anchor=none")...)
		}
	}
	return c
}

func claimsOfDepth() []Claim {
	var cases []int
	var both []named
	for _, task := range []string{"fact", "srl", "ner", "rel"} {
		for b := range strings.SplitSeq(knowing, ";") {
			on, n := "task="+task+"&backbone="+b, fmt.Sprint(len(cases))
			cases = append(cases, len(cases))
			both = append(both, runs("v"+n, on+"&method=p-tuning-v2", "p"+n, on+"&method=prompt-tuning")...)
		}
	}
	better := "count(" + each("h(v$) > h(p$)+1", cases) + ")"
	scale := strings.Split(sizes, ";")
	var pairs []study.Names
	for _, b := range scale {
		pairs = append(pairs, study.Names{Full: "f" + b, Other: "v" + b})
	}
	level, levelInPart := study.Near(pairs, 2)
	slow, _ := study.Slow(pairs[0], study.Names{Full: "f2x16", Other: "long"})
	return []Claim{
		{Says: "P-Tuning v2 is near fine-tuning at every size",
			Runs: append(append(everywhere("f", sizes, "task=srl&method=full"), everywhere("v", sizes, "task=srl&method=p-tuning-v2")...),
				runs("long", "task=srl&backbone=2x16&method=p-tuning-v2&steps=16000")...),
			Holds: level, InPart: levelInPart,
			Text: "roles, points behind full fine-tuning: " + each("$ {h(f$)-h(v$)}", scale) + "; 2x16 after 16000 steps {long} %",
			Add:  []remark{{slow, ": slow there, not weak"}}},
		{Says: "P-Tuning v2 works on sequence labelling",
			Runs:  runs("roles", "task=srl&method=p-tuning-v2", "names", "task=ner&method=p-tuning-v2", "fr", "task=srl&method=full", "fn", "task=ner&method=full"),
			Holds: "h(fr)-h(roles) < 3", InPart: "h(fr)-h(roles) < 8", Text: "2x64: roles {roles} % (full {fr}), named entities {names} % (full {fn})"},
		{Says: "P-Tuning v2 is better everywhere", Runs: both,
			Holds: fmt.Sprintf("%s == %d", better, len(cases)), InPart: fmt.Sprintf("%s > %d", better, len(cases)/4),
			Text: fmt.Sprintf("more than a point better than Prompt Tuning in {%s|%%.0f} of %d cases (four tasks, the backbones from 2x64 up); capitals on 2x64: {v0} against {p0} %%", better, len(cases))},
		{Says: "Deep prompts win because they stand in every layer",
			Runs: runs("input", "task=srl&backbone=4x64&method=prompt-tuning", "one", "task=srl&backbone=4x64&method=deep-hidden&layers=1", "every", "task=srl&backbone=4x64&method=deep-hidden",
				"kv", "task=srl&backbone=4x64&method=p-tuning-v2&layers=1", "kvs", "task=srl&backbone=4x64&method=p-tuning-v2"),
			Holds: "h(every)-h(one) > 2*(h(kv)-h(one))", InPart: "h(every)-h(one) > 1",
			Text: "roles on 4x64: input {input}; hidden states in layer 1 {one}, in all layers {every} (depth {h(every)-h(one)|%+.1f}); free keys and values in layer 1 {kv} ({h(kv)-h(one)|%+.1f}), in all {kvs}"},
		{Says: "Prompts in later layers matter more",
			Runs:  runs("l1", onlyIn("1"), "l2", onlyIn("2"), "l3", onlyIn("3"), "l4", onlyIn("4")),
			Holds: "h(l4) > h(l1)+1",
			Text:  "roles on 4x64, P-Tuning v2 in one layer: " + each("layer $ {l$}", []int{1, 2, 3, 4}) + " %"},
		{Says: "At equal numbers deep prompts are better",
			Runs:  runs("deep", "task=srl&backbone=4x64&method=p-tuning-v2&n=1", "input", "task=srl&backbone=4x64&method=prompt-tuning&n=8"),
			Holds: "h(deep) > h(input)+1", InPart: "h(deep) > h(input)-1",
			Text: "512 trained numbers, roles on 4x64: one deep virtual token {deep}, eight in the input {input} %"},
		{Says: "Longer prompts are better on hard tasks, short ones do on easy ones",
			Runs: runs("r2", "task=srl&method=p-tuning-v2&n=2", "r8", "task=srl&method=p-tuning-v2&n=8", "r32", "task=srl&method=p-tuning-v2&n=32",
				"f2", "task=fact&method=p-tuning-v2&n=2", "f8", "task=fact&method=p-tuning-v2&n=8", "f32", "task=fact&method=p-tuning-v2&n=32"),
			Holds: study.Gain("r2", "r32") + " and h(f32)-h(f2) < 2", InPart: "max(h(r32)-h(r2)-2, 2-h(f32)+h(f2)) > 0",
			Text: "P-Tuning v2 with 2, 8, 32 virtual tokens: roles {r2}, {r8}, {r32}; capitals {f2}, {f8}, {f32} %"},
		{Says: "The projection (MLP) helps or harms, depending on the task",
			Runs: runs("sw", "task=srl&method=p-tuning-v2&projection=yes", "so", "task=srl&method=p-tuning-v2", "rw", "task=rel&method=p-tuning-v2&projection=yes", "ro", "task=rel&method=p-tuning-v2",
				"fw", "task=fact&method=p-tuning-v2&projection=yes", "fo", "task=fact&method=p-tuning-v2"),
			Holds:  "min(h(sw)-h(so), h(rw)-h(ro), h(fw)-h(fo)) < -1 and max(h(sw)-h(so), h(rw)-h(ro), h(fw)-h(fo)) > 1",
			InPart: "max(h(sw)-h(so), h(rw)-h(ro), h(fw)-h(fo))-min(h(sw)-h(so), h(rw)-h(ro), h(fw)-h(fo)) > 1",
			Text:   "points gained with it on 2x64: srl {h(sw)-h(so)|%+.1f}, rel {h(rw)-h(ro)|%+.1f}, fact {h(fw)-h(fo)|%+.1f}"},
		{Says: "With deep prompts a linear head does without a verbalizer",
			Runs:  runs("words", "task=rel&method=p-tuning-v2", "linear", "task=rel&method=p-tuning-v2&head=linear", "input", "task=rel&method=prompt-tuning"),
			Holds: "h(words)-h(linear) < 2", InPart: "h(words)-h(linear) < 8",
			Text: "P-Tuning v2 on `rel`, 2x64: linear {linear}, words {words} %; Prompt Tuning with words {input}"},
		jointClaim(),
		damageClaim(),
		{Says: "0.01 % of the parameters (input) against 0.1 to 3 % (deep)",
			Runs: runs("si", "task=fact&method=prompt-tuning", "sd", "task=fact&method=p-tuning-v2", "sf", "task=fact&method=full", "li", "task=fact&backbone=4x192&method=prompt-tuning",
				"ld", "task=fact&backbone=4x192&method=p-tuning-v2", "lf", "task=fact&backbone=4x192&method=full"), // full keeps the whole backbone: a cloze has no head
			Holds:  "100*kept(li)/kept(lf) < 0.02 and 100*kept(ld)/kept(lf) > 0.1 and 100*kept(ld)/kept(lf) < 3",
			InPart: "2*kept(li) < kept(ld)",
			Text:   "tiny models have few weights, so shares are larger; the order is right: input {100*kept(si)/kept(sf)|%.2f} % on 2x64 and {100*kept(li)/kept(lf)|%.2f} % on 4x192, deep {100*kept(sd)/kept(sf)|%.2f} and {100*kept(ld)/kept(lf)|%.2f} %"},
	}
}

func onlyIn(layer string) string {
	return "task=srl&backbone=4x64&method=p-tuning-v2&layers=" + layer
}

// jointClaim compares the two data sets of one prompt with a prompt for each.
func jointClaim() Claim {
	joint := at("task=srl+ner&method=p-tuning-v2")
	return Claim{Says: "One prompt can serve several tasks",
		Runs:  append(runs("roles", "task=srl&method=p-tuning-v2", "names", "task=ner&method=p-tuning-v2"), named{"jr", joint, 1}, named{"jn", joint, 2}),
		Holds: "max(h(roles)-h(jr), h(names)-h(jn)) < 2", InPart: "max(h(roles)-h(jr), h(names)-h(jn)) < 6",
		Text: "P-Tuning v2 on 2x64, jointly against alone: roles {h(jr)} against {h(roles)}, names {h(jn)} against {h(names)} %"}
}

func damageClaim() Claim {
	var on []string
	for b := range strings.SplitSeq(knowing, ";") {
		on = append(on, name(b))
	}
	worse := "count(" + each("h(f$) < h(p$)-1", on) + ")"
	return Claim{Says: "Fine-tuning damages what the frozen model knows; prompts leave it",
		Runs:  append(everywhere("f", knowing, "task=fact&method=full"), everywhere("p", knowing, "task=fact&method=prompt-tuning")...),
		Holds: fmt.Sprintf("%s == %d", worse, len(on)), InPart: worse + " > 0",
		Text: fmt.Sprintf("unseen capitals: full fine-tuning is more than a point below Prompt Tuning on {%s|%%.0f} of %d backbones; 2x64 {f2x64} against {p2x64} %%", worse, len(on))}
}
