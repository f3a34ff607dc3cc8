// Package export makes the folders that promptscope export writes: a backbone that transformers opens, adapters that PEFT
// opens, and what a stranger needs to do so: a tokenizer that splits as the vocabulary does, names of the classes, a README
// and a script.
package export

import (
	"path/filepath"

	"promptscope/sim/ckpt"
	"promptscope/sim/peft"
	"promptscope/sim/run"
	"promptscope/sim/task"
	"promptscope/sim/train"
)

// Part is one adapter with its backbone: there is one for each data set of a task. All parts of a joint task have the same
// prompt, each with the head of its set.
type Part struct {
	Name     string // folder of the adapter
	Backbone string // folder of the backbone
	Adapter  *peft.Adapter
	set      *task.Task
}

// Parts turns what has been trained into the form of a format, or says why it has none.
func Parts(t train.Trained, format string) ([]Part, error) {
	var out []Part
	for i, set := range t.Task.Sets() {
		p := Part{Name: "adapter", Backbone: "backbone", set: set}
		if t.Task.Parts != nil { // config.json has room for the classes of one set
			p.Name, p.Backbone = "adapter-"+set.ID, "backbone-"+set.ID
		}
		var err error
		if p.Adapter, err = adapter(t, i, format); err != nil {
			return nil, err
		}
		out = append(out, p)
	}
	return out, nil
}

// Files are the files by their paths below dir, which is absolute: the adapters name their backbones so, since PEFT looks
// for a relative path from where the reader happens to be. tokenizer are the files of a tokenizer that somebody brought; nil makes
// one of whole words.
func Files(t train.Trained, ck *ckpt.Checkpoint, parts []Part, dir string, tokenizer map[string][]byte) (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, p := range parts {
		made, err := backbone(t, ck, p, tokenizer)
		if err != nil {
			return nil, err
		}
		for name, data := range made {
			files[filepath.Join(p.Backbone, name)] = data
		}
		p.Adapter.Base = filepath.Join(dir, p.Backbone)
		for name, data := range p.Adapter.Files() {
			files[filepath.Join(p.Name, name)] = data
		}
	}
	files["README.md"], files["load.py"] = readme(t, parts), loader(parts)
	return files, nil
}

// linear reports whether a classification reads [CLS].
func linear(t train.Trained) bool { return t.Spec.Head == run.HeadLinear }

// labelling reports whether a run gives a label to a text.
func labelling(t train.Trained) bool { return t.Task.Kind == task.Labelling }

// bare reports whether the head reads a row of the output without BERT's pooler between, which PEFT's SEQ_CLS always has.
func bare(t train.Trained) bool { return linear(t) || labelling(t) && t.Heads[0].Pool == nil }
