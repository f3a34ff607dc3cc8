package export

import (
	"fmt"
	"strings"

	"promptscope/sim/peft"
	"promptscope/sim/train"
)

// Usage is the README beside an adapter that goes with a model the reader has: how to ask it here, and in Python.
func Usage(t train.Trained, p Part, model string) []byte {
	s, b := t.Spec, &strings.Builder{}
	fmt.Fprintf(b, "# %s on %s\n\nMade by `promptscope train`: method %s, %d steps, seed %d, on the frozen model %s.\n", s.Method, s.Task, s.Method, s.Steps, s.Seed, model)
	fmt.Fprintf(b, "`promptscope.json` has the names of the answers and what the run reached.\n\n```\npromptscope predict --model %s --adapter . texts.txt\n```\n\n", model)
	class := auto(p.Adapter)
	fmt.Fprintf(b, "```python\nfrom peft import PeftModel\nfrom transformers import %s, AutoTokenizer\n\ntokenizer = AutoTokenizer.from_pretrained(%q)\n", class, model)
	extra := ""
	if p.Adapter.Classes > 0 {
		fmt.Fprintf(b, "labels = %s\n", pyList(p.set.Labels))
		extra = ", num_labels=len(labels), id2label=dict(enumerate(labels))"
	}
	fmt.Fprintf(b, "model = %s.from_pretrained(%q%s)\nmodel = PeftModel.from_pretrained(model, \".\").eval()\n```\n", class, model, extra)
	if p.Adapter.Kind == peft.PrefixTuning && p.Adapter.Classes > 0 {
		fmt.Fprint(b, "\nWith transformers 5.24 PEFT refuses prefixes of classifiers (\"Model does not support past key values\"). transformers 5.23 and\nearlier, 4.x among them, open it.\n")
	}
	if p.Adapter.Task == peft.FeatureExt {
		fmt.Fprint(b, "\nThe answer is a word at [MASK]: PEFT gives hidden states, and the head for masked words of the model goes on them.\n")
	}
	return []byte(b.String())
}

// pyList is a list of texts for Python.
func pyList(texts []string) string {
	quoted := make([]string, len(texts))
	for i, t := range texts {
		quoted[i] = fmt.Sprintf("%q", t) // Go's quoting is Python's, but for \U, which both have
	}
	return "[" + strings.Join(quoted, ", ") + "]"
}
