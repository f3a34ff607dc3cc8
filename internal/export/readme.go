package export

import (
	"bytes"
	_ "embed"
	"fmt"
	"strings"

	"promptscope/sim/peft"
	"promptscope/sim/train"
)

//go:embed load.py
var script []byte

// loader is load.py with the folders of this export.
func loader(parts []Part) []byte {
	var list []string
	for _, p := range parts {
		list = append(list, fmt.Sprintf("    %q: (%q, %q),", p.Name, p.Backbone, auto(p.Adapter)))
	}
	return bytes.Replace(script, []byte("    \"adapter\": (\"backbone\", \"AutoModelForTokenClassification\"),"), []byte(strings.Join(list, "\n")), 1)
}

// auto is the class of transformers that opens the backbone for an adapter's task.
func auto(a *peft.Adapter) string {
	switch a.Task {
	case peft.TokenCls:
		return "AutoModelForTokenClassification"
	case peft.SeqCls:
		return "AutoModelForSequenceClassification"
	case peft.CausalLM:
		return "AutoModelForCausalLM"
	case peft.FeatureExt:
		return "AutoModel"
	}
	if strings.HasSuffix(a.Class, "LMHeadModel") {
		return "AutoModelForCausalLM"
	}
	return "AutoModelForMaskedLM"
}

// autoPeft is the class of PEFT that opens adapter and backbone at once.
func autoPeft(a *peft.Adapter) string {
	switch a.Task {
	case "":
		return "AutoPeftModel"
	case peft.FeatureExt:
		return "AutoPeftModelForFeatureExtraction"
	}
	return strings.Replace(auto(a), "AutoModel", "AutoPeftModel", 1)
}

// readme says what the folders are and how to open them.
func readme(t train.Trained, parts []Part) []byte {
	p, s := parts[0], t.Spec
	b := &strings.Builder{}
	fmt.Fprintf(b, "# %s on %s\n\n", s.Method, s.Task)
	fmt.Fprintf(b, "Made by `promptscope export`: method %s, task %s, backbone %s, %d steps, seed %d.\n\n", s.Method, s.Task, s.Backbone, s.Steps, s.Seed)
	for _, p := range parts {
		by := "PEFT"
		if p.Adapter.Own() {
			by = "`load.py` beside it"
		}
		fmt.Fprintf(b, "- `%s/`: %s for %s, task %s\n- `%s/`: its base model for transformers, with a tokenizer that splits at spaces\n", p.Name, p.Adapter.Kind, by, p.taskName(), p.Backbone)
	}
	fmt.Fprintf(b, "- `load.py`: opens both; `python load.py` tries it\n\n")
	if p.Adapter.Own() {
		ownText(b, p)
	} else {
		peftText(b, p)
	}
	if s.Head == "linear" {
		fmt.Fprint(b, "\nThe head was trained on [CLS] itself. The pooler of `backbone/` is 2⁻¹⁴ times the identity and the classifier 2¹⁴ times the\ntrained one, which is the same to seven digits; do not train the pooler on.\n")
	}
	return []byte(b.String())
}

// peftText shows how PEFT opens a part, and what is to be known of it.
func peftText(b *strings.Builder, p Part) {
	fmt.Fprintf(b, "```python\nfrom peft import PeftModel\nfrom transformers import %s, AutoTokenizer\n\n", auto(p.Adapter))
	fmt.Fprintf(b, "tokenizer = AutoTokenizer.from_pretrained(%q)\nmodel = %s.from_pretrained(%q)\nmodel = PeftModel.from_pretrained(model, %q).eval()\n```\n\n", p.Backbone, auto(p.Adapter), p.Backbone, p.Name)
	fmt.Fprintf(b, "`peft.%s.from_pretrained(%q)` finds the base model by the absolute path in `adapter_config.json`; correct it there\nif you move the folder. `load.py` does not need it.\n", autoPeft(p.Adapter), p.Name)
	if p.Adapter.Kind == peft.PrefixTuning && p.Adapter.Classes > 0 {
		fmt.Fprint(b, "\nWith transformers 5.24 PEFT refuses prefixes of classifiers (\"Model does not support past key values\"): call\n`keep_prefix(model)` of `load.py` first. It does nothing with other releases.\n")
	}
	if p.Adapter.Task == peft.FeatureExt {
		fmt.Fprint(b, "\nThe answer is a word at [MASK]: PEFT gives hidden states, and `load.py` puts the head for masked words on them.\n")
	}
}

// ownText shows how a layout of our own is opened.
func ownText(b *strings.Builder, p Part) {
	fmt.Fprintf(b, "```python\nimport sys\nsys.path.insert(0, %q)\nimport load\nfrom transformers import %s, AutoTokenizer\n\n", p.Name, auto(p.Adapter))
	fmt.Fprintf(b, "tokenizer = AutoTokenizer.from_pretrained(%q)\nmodel = load.attach(%s.from_pretrained(%q), %q).eval()\n```\n\n", p.Backbone, auto(p.Adapter), p.Backbone, p.Name)
	fmt.Fprintf(b, "PEFT has no adapters of this kind. `%s/%s` needs torch and safetensors alone, and puts the numbers of\n`%s/%s` into the model's modules by their names.\n", p.Name, peft.ScriptFile, p.Name, peft.OwnWeightsFile)
}

func (p Part) taskName() string {
	if p.Adapter.Task == "" {
		return "none: words as the output"
	}
	return p.Adapter.Task
}
