package main

import (
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"promptscope/internal/mutate"
	"promptscope/sim/backbone/pretrained"
	"promptscope/sim/ckpt"
	"promptscope/sim/peft"
)

// Cases from the world, each under the name it was found by. Most are rows of the table of foreign folders, with the
// numbers of the libraries; behind the semicolon stand siblings, further examples of the kind that nobody had reported.
func TestCases(t *testing.T) {
	same := map[string]string{
		"activations":              "act gelu_python, act gelu_new, act gelu_pytorch_tanh; act gelu_fast, act gelu_accurate, megatron gelu_new, gpt2 act gelu",
		"decoder-bias-only":        "bias under the other name; words under the other name, gpt2 words under the other name",
		"f64-weights":              "all F64, PROMPT_TUNING F64; one F64, lora F64, PREFIX_TUNING F64",
		"gpt2-inverse-layer-scale": "gpt2 plain; gpt2 upcast, gpt2 n_ctx",
		"gpt2-score-head":          "gpt2 score; gpt2 score, padded, PREFIX_TUNING gpt2 score, PROMPT_TUNING gpt2 score, gpt2 tags",
		"layer-replication":        "lora keys at rest; PREFIX_TUNING new keys at rest, lora pattern",
		"left-padding":             "gpt2 padded on the left; tags padded on the left",
		"no-model-type":            "no model_type, no model_type, no architectures; megatron, no model_type",
		"regression-head":          "regression said; regression",
		"relative-positions":       "positions absolute; decoder false",
		"sharded":                  "two shards;",
		"untied-decoder":           "tied copy; untied, equal, gpt2 tied copy",
	}
	refused := map[string]string{
		"activations":              "act relu; act silu, act null, gpt2 act relu",
		"f64-weights":              "one weight F8_E4M3; one weight I8, PROMPT_TUNING I64, lora I8",
		"gpt2-inverse-layer-scale": "gpt2 scaled by layer; gpt2 unscaled, gpt2 unscaled null",
		"gpt2-score-head":          "gpt2 score in a language model; gpt2 two heads, PREFIX_TUNING score on bert",
		"layer-replication":        "lora layer_replication; lora target_parameters, lora init pissa, lora trainable_token_indices",
		"left-padding":             "classifier padded on the left; gpt2 score, a pad between",
		"no-model-type":            "no model_type, another class; no model_type, bare names",
		"regression-head":          "token classifier of one; label of many labels",
		"relative-positions":       "positions relative_key; positions relative_key_query, positions null, positions alibi, distance embedding alone",
		"saved-embeddings":         "lora saved words, lora saved words, more rows; lora words, lora saved head of words",
		"saved-pooler":             "lora pooler, PREFIX_TUNING said pooler; PREFIX_TUNING saved pooler, PROMPT_TUNING saved pooler, lora pooler tensor alone, lora saved norm",
		"sharded":                  "shards, one is missing; shards, a tensor in neither, shards, a tensor in both, pytorch_model.bin, tf_model.h5",
		"untied-decoder":           "untied; untied, without, tied, other copy, gpt2 own head, gpt2 untied, without",
	}
	root, folders := unpack(t)
	byName := map[string]string{}
	for _, f := range folders {
		var x foreign
		readJSON(t, filepath.Join(root, f, "case.json"), &x)
		byName[x.Name] = filepath.Join(root, f)
	}
	for _, list := range []struct {
		rows map[string]string
		want []string
	}{{same, []string{"same"}}, {refused, []string{"refused"}}} {
		for name, rows := range list.rows {
			t.Run(name+"/"+list.want[0], func(t *testing.T) {
				for _, row := range namesIn(rows, byName) {
					dir := byName[row]
					var x foreign
					readJSON(t, filepath.Join(dir, "case.json"), &x)
					out, errOut, code := call(x.args(dir)...)
					if got := x.judge(t, dir, out, errOut, code); got != list.want[0] {
						t.Errorf("%s is %s, want %s: %s", row, got, list.want[0], errOut)
					}
				}
			})
		}
	}
	t.Run("overlapping-offsets", overlappingOffsets)
	t.Run("padded-vocab", paddedVocab)
	t.Run("no-mlm-head", noMLMHead)
	t.Run("start-from-seqcls", startFromSeqCls)
	t.Run("start-head-left-out", startHeadLeftOut)
	t.Run("export-tokenizer", exportTokenizer)
}

// namesIn splits a list of rows; some names have commas of their own, so the longest known name is taken.
func namesIn(list string, known map[string]string) (out []string) {
	for _, half := range strings.Split(list, ";") {
		parts := strings.Split(strings.TrimSpace(half), ", ")
		for len(parts) > 0 && parts[0] != "" {
			n := len(parts)
			for n > 1 && known[strings.Join(parts[:n], ", ")] == "" {
				n--
			}
			out, parts = append(out, strings.Join(parts[:n], ", ")), parts[n:]
		}
	}
	return out
}

// Places in the data that overlap, leave a hole or leave a rest are refused, as the reference reader does.
func overlappingOffsets(t *testing.T) {
	base, dir := good(t)[0], filepath.Join(t.TempDir(), "x")
	weights := filepath.Join("model", ckpt.WeightsFile)
	const q, k = "bert.encoder.layer.0.attention.self.query.weight", "bert.encoder.layer.0.attention.self.key.weight"
	for name, change := range map[string]func(es []mutate.Entry, body []byte, q, k int) ([]mutate.Entry, []byte){
		"overlap": func(es []mutate.Entry, body []byte, q, k int) ([]mutate.Entry, []byte) {
			es[k].Begin, es[k].End = es[q].Begin, es[q].End
			return es, body
		},
		"hole": func(es []mutate.Entry, body []byte, q, _ int) ([]mutate.Entry, []byte) {
			return slices.Delete(es, q, q+1), body
		},
		"rest": func(es []mutate.Entry, body []byte, _, _ int) ([]mutate.Entry, []byte) {
			return es, append(body, 0, 0, 0, 0)
		},
	} {
		es, body, ok := mutate.Split(base[weights])
		if !ok {
			t.Fatal("the folder is damaged before it is")
		}
		at := func(name string) int {
			return slices.IndexFunc(es, func(e mutate.Entry) bool { return e.Name == name })
		}
		es, body = change(es, body, at(q), at(k))
		files := map[string][]byte{filepath.Join("model", ckpt.ConfigFile): base[filepath.Join("model", ckpt.ConfigFile)], weights: mutate.Join(es, body)}
		if tried(t, name, dir, files) {
			t.Errorf("%s: accepted", name)
		}
		if _, errOut, _ := call("logits", "--model", filepath.Join(dir, "model"), "--ids", "2 3"); !strings.Contains(errOut, "data_offsets") {
			t.Errorf("%s: %s", name, errOut)
		}
	}
}

// folderOf writes a checkpoint, with changes, and gives its place.
func folderOf(t *testing.T, c *ckpt.Checkpoint, change func(files map[string][]byte)) string {
	t.Helper()
	dir, files := t.TempDir(), map[string][]byte{}
	for i, data := range c.EncodeAs(ckpt.F32) {
		files[ckpt.Files()[i]] = data
	}
	if change != nil {
		change(files)
	}
	for name, data := range files {
		if err := os.WriteFile(filepath.Join(dir, name), data, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func opened(t *testing.T, name string) *ckpt.Checkpoint {
	t.Helper()
	c, err := pretrained.Open(name)
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// retensored writes the weights again with changed tensors.
func retensored(t *testing.T, data []byte, change func(*ckpt.Tensor)) []byte {
	t.Helper()
	ts, err := ckpt.DecodeTensors(data)
	if err != nil {
		t.Fatal(err)
	}
	for i := range ts {
		change(&ts[i])
	}
	return ckpt.EncodeTensors(ts)
}

// More rows of embeddings than words: the run is that of the model without them. Fewer words than rows by more than
// rounding explains, and more words than rows, are refused. Siblings: a causal model, lines that end in \r\n.
func paddedVocab(t *testing.T) {
	for _, backbone := range []string{"2x16", "2x64-gpt2"} {
		c := opened(t, backbone)
		want := lines(t, "--backbone", backbone, "--task", "fact", "--method", "prompt-tuning", "--steps", "2", "--labels", "8")
		dir := folderOf(t, c, func(files map[string][]byte) {
			old, padded := c.Params.V, c.Params.V+5
			js := strings.Replace(string(files[ckpt.ConfigFile]), "\"vocab_size\": "+join([]int{old}), "\"vocab_size\": "+join([]int{padded}), 1)
			files[ckpt.ConfigFile] = []byte(js)
			files[ckpt.WeightsFile] = retensored(t, files[ckpt.WeightsFile], func(x *ckpt.Tensor) {
				if x.Shape[0] != old {
					return
				}
				width := len(x.Data) / old
				x.Shape, x.Data = slices.Clone(x.Shape), slices.Clone(x.Data)
				x.Shape[0] = padded
				for range 5 * width {
					x.Data = append(x.Data, 9) // the best answer, if it were one
				}
			})
			files[ckpt.VocabFile] = []byte(strings.ReplaceAll(string(files[ckpt.VocabFile]), "\n", "\r\n"))
		})
		got := lines(t, "--model", dir, "--task", "fact", "--method", "prompt-tuning", "--steps", "2", "--labels", "8")
		if a, b := got[len(got)-1]["digest"], want[len(want)-1]["digest"]; a != b {
			t.Errorf("%s padded: digest %v, without %v", backbone, a, b)
		}
	}
	c := opened(t, "2x16")
	words := strings.SplitAfter(string(c.Vocab.Bytes()), "\n")
	for what, vocab := range map[string]string{"too few": strings.Join(words[:len(words)/2], ""), "too many": strings.Join(words, "") + "one-more\n"} {
		dir := folderOf(t, c, func(files map[string][]byte) { files[ckpt.VocabFile] = []byte(vocab) })
		if _, errOut, code := call("train", "--model", dir, "--steps", "1"); code == exitDone || !strings.Contains(errOut, "vocab_size") {
			t.Errorf("%s words: code %d, %s", what, code, errOut)
		}
	}
}

// A checkpoint without the head for words: tasks that read it are refused before training, others train, and the export has
// no head of zeros. Siblings: a causal model whose words come out of nothing, classification with both heads.
func noMLMHead(t *testing.T) {
	bare := *opened(t, "2x16")
	for _, x := range bare.Params.Tensors {
		if strings.HasPrefix(x.Name, "cls.") || strings.HasPrefix(x.Name, "bert.pooler.") {
			bare.Missing = append(bare.Missing, x.Name)
		}
	}
	dir := folderOf(t, &bare, nil)
	causal := folderOf(t, opened(t, "2x64-gpt2"), func(files map[string][]byte) {
		files[ckpt.ConfigFile] = []byte(strings.Replace(string(files[ckpt.ConfigFile]), `"tie_word_embeddings": true`, `"tie_word_embeddings": false`, 1))
	})
	for _, x := range []struct {
		args string
		want string // empty: it trains
	}{
		{dir + " --task fact --method p-tuning-v2", "cls.predictions"}, {dir + " --task rel", "cls.predictions"}, {dir + " --task fact --method hand", "cls.predictions"},
		{dir + " --task fact --method search", "cls.predictions"}, {causal + " --task fact", "lm_head"},
		{dir + " --task ner", ""}, {dir + " --task rel --head linear", ""}, {causal + " --task srl", ""},
	} {
		args := append([]string{"train", "--steps", "1", "--labels", "8", "--model"}, strings.Fields(x.args)...)
		_, errOut, code := call(args...)
		if x.want == "" && code != exitDone || x.want != "" && (code != exitUsage || !strings.Contains(errOut, x.want)) {
			t.Errorf("%s: code %d, %s; want %q", x.args, code, errOut, x.want)
		}
	}
	out := filepath.Join(t.TempDir(), "x")
	if _, errOut, code := call("export", "--model", dir, "--task", "ner", "--steps", "1", "--labels", "8", "--out", out); code != exitDone {
		t.Fatal(errOut)
	}
	c, err := ckpt.Read(os.DirFS(filepath.Join(out, "backbone")))
	if err != nil || !c.Lacks("words") || !c.Lacks("pooler") || c.Facts.Class != "MegatronBertModel" {
		t.Errorf("the exported backbone: %+v, lacks %v, %v", c.Facts, c.Missing, err)
	}
}

// The exported tokenizer has every word of vocab.txt under its own id and splits at spaces alone; make test-peft tries it
// with AutoTokenizer. Siblings: a causal model, whose text has no [SEP]; the labels of the classes.
func exportTokenizer(t *testing.T) {
	for _, x := range []struct{ args, ends, labels string }{{"--task ner", "[CLS] A [SEP]", `"B-PER"`}, {"--task fact --backbone 2x64-gpt2", "[CLS] A", ""}, {"--task rel --head linear", "[CLS] A [SEP]", `"id2label"`}} {
		dir := filepath.Join(t.TempDir(), "x")
		if _, errOut, code := call(append([]string{"export", "--steps", "1", "--labels", "16", "--out", dir}, strings.Fields(x.args)...)...); code != exitDone {
			t.Fatal(errOut)
		}
		var tokens struct {
			Model struct {
				Type  string
				Vocab map[string]int
			}
			Normalizer any
			Split      struct{ Type string } `json:"pre_tokenizer"`
			Template   struct {
				Single []map[string]struct{ ID string }
			} `json:"post_processor"`
		}
		readJSON(t, filepath.Join(dir, "backbone", "tokenizer.json"), &tokens)
		c, err := ckpt.Read(os.DirFS(filepath.Join(dir, "backbone")))
		if err != nil {
			t.Fatal(err)
		}
		for id := range c.Vocab.Len() {
			if got, ok := tokens.Model.Vocab[c.Vocab.Word(id)]; !ok || got != id {
				t.Fatalf("%s: word %q has id %d, want %d", x.args, c.Vocab.Word(id), got, id)
			}
		}
		var ends []string
		for _, piece := range tokens.Template.Single {
			for _, p := range piece {
				ends = append(ends, p.ID)
			}
		}
		config, err := os.ReadFile(filepath.Join(dir, "backbone", ckpt.ConfigFile))
		if err != nil || tokens.Model.Type != "WordLevel" || tokens.Split.Type != "WhitespaceSplit" || tokens.Normalizer != nil || strings.Join(ends, " ") != x.ends || !strings.Contains(string(config), x.labels) {
			t.Errorf("%s: %s %s %v, %v, %s", x.args, tokens.Model.Type, tokens.Split.Type, ends, err, config)
		}
		var said map[string]any
		readJSON(t, filepath.Join(dir, "adapter", peft.ConfigFile), &said)
		if base := said["base_model_name_or_path"]; base != filepath.Join(dir, "backbone") {
			t.Errorf("the base is %v, which opens from one folder only", base)
		}
	}
}
