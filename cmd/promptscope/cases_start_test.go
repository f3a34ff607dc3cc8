package main

import (
	"math"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"promptscope/sim/ckpt"
	"promptscope/sim/kernel"
	"promptscope/sim/peft"
)

// losses are the held-out losses of a run, in order, and its first line.
func losses(t *testing.T, args ...string) (out []float64, first map[string]any) {
	t.Helper()
	all := lines(t, args...)
	for _, l := range all {
		if l["event"] == "eval" {
			out = append(out, l["eval_loss"].(float64))
		}
	}
	return out, all[0]
}

// What export wrote with a linear head on [CLS], --start begins from where it ended, though the head in the file is 2¹⁴
// times as large. Siblings: the prefix of a tagging task, whose head has no factor; a head of PEFT, which reads the pooler.
func startFromSeqCls(t *testing.T) {
	for _, args := range []string{"--task rel --head linear --method p-tuning-v2", "--task rel --head linear --method lora", "--task srl --method prefix-tuning --projection=false", "--task ner --method lora --targets query,key,value --rank 3"} {
		dir := filepath.Join(t.TempDir(), "x")
		common := append(strings.Fields(args), "--labels", "32")
		if strings.Contains(args, "prefix-tuning") { // its prompt comes out of an encoder; what is saved begins p-tuning-v2
			common = strings.Fields("--task srl --method p-tuning-v2 --labels 32")
		}
		if _, errOut, code := call(append([]string{"export", "--steps", "40", "--out", dir}, common...)...); code != exitDone {
			t.Fatal(errOut)
		}
		end, _ := losses(t, append([]string{"--steps", "40"}, common...)...)
		begin, said := losses(t, append([]string{"--steps", "2", "--start", filepath.Join(dir, "adapter")}, common...)...)
		if a, b := end[len(end)-1], begin[0]; math.Abs(a-b) > 1e-3*max(1, a) || said["event"] != "start" || said["head"] != "taken" {
			t.Errorf("%s: ended at %g, begins at %g, %v", args, a, b, said)
		}
		if !strings.Contains(args, "linear") {
			continue
		}
		// Saved again by PEFT the file has no note: nothing says any more that the head skips the pooler.
		name := filepath.Join(dir, "adapter", peft.WeightsFile)
		data, err := os.ReadFile(name)
		if err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(name, retensored(t, data, func(*ckpt.Tensor) {}), 0o644); err != nil {
			t.Fatal(err)
		}
		if _, said := losses(t, append([]string{"--steps", "1", "--start", filepath.Join(dir, "adapter")}, common...)...); said["head"] != "new" || !strings.Contains(said["why"].(string), "pooler") {
			t.Errorf("%s: a head of PEFT: %v", args, said)
		}
	}
}

// Whatever becomes of a saved head, the run says it: other classes, another kind of head, words as answers, several heads,
// none saved, a classifier in the folder of the model.
func startHeadLeftOut(t *testing.T) {
	root := t.TempDir()
	export := func(name, args string) string {
		dir := filepath.Join(root, name)
		if _, errOut, code := call(append([]string{"export", "--steps", "1", "--labels", "8", "--n", "2", "--out", dir}, strings.Fields(args)...)...); code != exitDone {
			t.Fatal(errOut)
		}
		return filepath.Join(dir, "adapter")
	}
	ner, rel, fact := export("ner", "--task ner"), export("rel", "--task rel --head linear"), export("fact", "--task fact")
	classifier := folderOf(t, opened(t, "2x64"), func(files map[string][]byte) {
		files[ckpt.ConfigFile] = []byte(strings.Replace(string(files[ckpt.ConfigFile]), "ForMaskedLM", "ForTokenClassification", 1))
		ts, err := ckpt.DecodeTensors(files[ckpt.WeightsFile])
		if err != nil {
			t.Fatal(err)
		}
		files[ckpt.WeightsFile] = ckpt.EncodeTensors(append(ts, ckpt.Tensor{Name: "classifier.weight", Shape: []int{4, 64}, Data: make([]kernel.Real, 256)}, ckpt.Tensor{Name: "classifier.bias", Shape: []int{4}, Data: make([]kernel.Real, 4)}))
	})
	for _, x := range []struct{ args, head, why string }{
		{"--task srl --start " + ner, "new", "7 classes, the run's 4"}, {"--task srl --start " + rel, "new", "the adapter's reads the pooled row"}, {"--task rel --head linear --start " + ner, "new", "the adapter's reads each token"},
		{"--task fact --start " + ner, "none", "words"}, {"--task fact --start " + fact, "none", "words"}, {"--task srl --start " + fact, "new", "has none"}, {"--task srl+ner --start " + ner, "new", "each of its data sets"},
		{"--task ner --start " + ner, "taken", ""}, {"--task srl --model " + classifier, "new", "left out"},
	} {
		args := append([]string{"--steps", "1", "--labels", "8", "--n", "2"}, strings.Fields(x.args)...)
		_, said := losses(t, args...)
		if why, _ := said["why"].(string); said["event"] != "start" || said["head"] != x.head || !strings.Contains(why, x.why) {
			t.Errorf("%s: %v, want head %s: %s", x.args, said, x.head, x.why)
		}
		out, _, _ := call(append([]string{"train"}, args...)...)
		if first, _, _ := strings.Cut(out, "\n"); !strings.HasPrefix(first, "head "+x.head) || !strings.Contains(first, x.why) {
			t.Errorf("%s: says %q", x.args, first)
		}
	}
	if _, said := losses(t, "--task", "srl", "--steps", "1", "--labels", "8"); said["event"] == "start" {
		t.Errorf("without --start: %v", said)
	}
}
