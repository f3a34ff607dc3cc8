package main

import (
	"bytes"
	"encoding/json"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"promptscope/sim/backbone"
	"promptscope/sim/backbone/pretrained"
	"promptscope/sim/ckpt"
	"promptscope/sim/pretrain"
)

// call runs a command line in this process.
func call(args ...string) (out, errOut string, code int) {
	var o, e bytes.Buffer
	code = promptscope(args, &o, &e)
	return o.String(), e.String(), code
}

func TestBadUsageNamesWhatIsAccepted(t *testing.T) {
	for _, tt := range []struct {
		args string
		want string
	}{
		{"", "train"}, {"dance", "pretrain"}, {"train --method magic", "p-tuning-v2"}, {"train --task poem", "srl"}, {"train --backbone 9x9", "2x64"},
		{"train --size 3", "--backbone"}, {"train --n many", "--n"}, {"train --n 99", "1 to 32"}, {"train --placement up", "infix"}, {"train --encoder gru", "lstm"},
		{"train --layers 9", "want all"}, {"train --lr fast", "invalid value"}, {"train --steps -1", "1 to 20000"}, {"train extra", "unexpected argument"},
		{"train --method full --n 4", "full has no settings of its own"}, {"train --method lora --layers 1", "want one of --rank"},
		{"train --positions up", "hf, zero"}, {"pretrain", "--out"}, {"pretrain --backbone 1x1 --out x", "2x64"}, {"serve --dir nowhere", "make build"}, {"methods --yaml", "--json"},
	} {
		_, errOut, code := call(strings.Fields(tt.args)...)
		if code != exitUsage || !strings.Contains(errOut, tt.want) {
			t.Errorf("promptscope %s: exit %d, %q; want exit 2 and %q", tt.args, code, errOut, tt.want)
		}
	}
}

func TestHelpAndLists(t *testing.T) {
	for _, args := range [][]string{{"help"}, {"train", "--help"}, {"methods"}, {"tasks"}, {"backbones"}} {
		if out, errOut, code := call(args...); code != exitDone || out == "" {
			t.Errorf("promptscope %v: exit %d, %s", args, code, errOut)
		}
	}
	for _, name := range []string{"methods", "tasks", "backbones"} {
		out, _, _ := call(name, "--json")
		for line := range strings.Lines(out) {
			if !json.Valid([]byte(line)) {
				t.Errorf("%s --json: %q is no JSON", name, line)
			}
		}
	}
}

// lines runs train --json and returns its lines.
func lines(t *testing.T, args ...string) []map[string]any {
	t.Helper()
	out, errOut, code := call(append([]string{"train", "--json"}, args...)...)
	if code != exitDone {
		t.Fatalf("exit %d: %s", code, errOut)
	}
	return parseLines(t, out)
}

func parseLines(t *testing.T, out string) (all []map[string]any) {
	t.Helper()
	for line := range strings.Lines(out) {
		var m map[string]any
		if err := json.Unmarshal([]byte(line), &m); err != nil {
			t.Fatalf("%q: %v", line, err)
		}
		all = append(all, m)
	}
	return
}

func TestTrainJSON(t *testing.T) {
	all := lines(t, "--task", "fact", "--steps", "4", "--seed", "2", "--method", "p-tuning", "--placement", "infix", "--encoder", "mlp", "--n", "3")
	count := map[string]int{}
	for _, m := range all {
		count[m["event"].(string)]++
	}
	if count["step"] != 4 || count["eval"] != 5 || count["done"] != 1 {
		t.Errorf("events %v", count)
	}
	last := all[len(all)-1]
	for _, key := range []string{"method", "task", "backbone", "seed", "step", "loss", "eval_loss", "eval_accuracy", "trainable", "total", "backbone_sha256_before", "backbone_sha256_after", "digest", "seconds"} {
		if _, ok := last[key]; !ok {
			t.Errorf("the last line has no %s", key)
		}
	}
	if last["event"] != "done" || last["backbone_sha256_before"] != last["backbone_sha256_after"] {
		t.Errorf("last line %v", last)
	}
}

func TestTrainForPeople(t *testing.T) {
	out, errOut, code := call("train", "--task", "fact", "--steps", "2", "--method", "full", "--labels", "8")
	if code != exitDone || !strings.Contains(out, "held-out accuracy") || !strings.Contains(out, "changed to") {
		t.Errorf("exit %d, %s%s", code, out, errOut)
	}
}

// A joint task says how well each of its data sets does.
func TestTrainJoint(t *testing.T) {
	all := lines(t, "--task", "srl+ner", "--steps", "2", "--labels", "20", "--batch", "4")
	parts, _ := all[len(all)-1]["parts"].([]any)
	if len(parts) != 2 || parts[1].(map[string]any)["task"] != "ner" {
		t.Errorf("last line %v", all[len(all)-1])
	}
	if out, _, code := call("train", "--task", "srl+ner", "--steps", "1", "--labels", "20"); code != exitDone || !strings.Contains(out, "the mean of") || !strings.Contains(out, "   ner ") {
		t.Errorf("exit %d, %s", code, out)
	}
}

func TestDivergenceExitsOne(t *testing.T) {
	out, errOut, code := call("train", "--task", "fact", "--steps", "50", "--method", "p-tuning-v2", "--lr", "1e6", "--json")
	all := parseLines(t, out)
	last := all[len(all)-1]
	if code != exitFailed || !strings.Contains(errOut, "last finite step") || last["event"] != "diverged" || last["message"] == "" {
		t.Errorf("exit %d, %s, %v", code, errOut, last)
	}
}

func TestBadCheckpointFolders(t *testing.T) {
	good, err := pretrained.Open("2x64")
	if err != nil {
		t.Fatal(err)
	}
	dir := t.TempDir()
	write := func(name string, cut int) {
		for i, data := range ckpt.Encode(good.Params, good.Vocab) {
			if ckpt.Files()[i] == name {
				data = data[:cut]
			}
			if err := os.WriteFile(filepath.Join(dir, ckpt.Files()[i]), data, 0o644); err != nil {
				t.Fatal(err)
			}
		}
	}
	write("", 0)
	if all := lines(t, "--model", dir, "--task", "fact", "--steps", "1"); all[len(all)-1]["event"] != "done" {
		t.Error("a good folder does not train")
	}
	write(ckpt.WeightsFile, 1000)
	if _, errOut, code := call("train", "--model", dir, "--steps", "1"); code != exitFailed || !strings.Contains(errOut, ckpt.WeightsFile) {
		t.Errorf("truncated weights: exit %d, %s", code, errOut)
	}
	write(ckpt.VocabFile, 40)
	if _, errOut, code := call("train", "--model", dir, "--steps", "1"); code != exitFailed || !strings.Contains(errOut, ckpt.VocabFile) {
		t.Errorf("truncated vocabulary: exit %d, %s", code, errOut)
	}
	if _, errOut, code := call("train", "--model", filepath.Join(dir, "none")); code != exitFailed || !strings.Contains(errOut, "config.json") {
		t.Errorf("no folder: exit %d, %s", code, errOut)
	}
}

// The command gives the same digest as js/wasm under Node, for every method.
func TestSameDigestAsWasm(t *testing.T) {
	if testing.Short() {
		t.Skip("builds a second program")
	}
	node, err := exec.LookPath("node")
	if err != nil {
		t.Skip("node is not installed; make test installs or names it")
	}
	goroot, err := exec.Command("go", "env", "GOROOT").Output()
	if err != nil {
		t.Fatal(err)
	}
	wasm := filepath.Join(t.TempDir(), "promptscope.wasm")
	build := exec.Command("go", "build", "-o", wasm, ".")
	build.Env = append(os.Environ(), "GOOS=js", "GOARCH=wasm")
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	runner := filepath.Join(strings.TrimSpace(string(goroot)), "lib", "wasm", "wasm_exec_node.js")
	for _, method := range []string{"p-tuning", "p-tuning-v2", "full", "probe"} {
		args := []string{"--task", "srl", "--labels", "32", "--steps", "3", "--batch", "4", "--method", method}
		native := lines(t, args...)
		cmd := exec.Command(node, append([]string{"--stack-size=8192", runner, wasm, "train", "--json"}, args...)...)
		cmd.Env = []string{"PATH=" + os.Getenv("PATH"), "HOME=" + os.Getenv("HOME")} // Go's runner limits the size of the environment
		out, err := cmd.Output()
		if err != nil {
			t.Fatalf("%s under node: %v", method, err)
		}
		there := parseLines(t, string(out))
		a, b := native[len(native)-1], there[len(there)-1]
		if a["digest"] != b["digest"] || a["eval_loss"] != b["eval_loss"] || a["backbone_sha256_after"] != b["backbone_sha256_after"] {
			t.Errorf("%s: digest %v natively, %v as wasm", method, a["digest"], b["digest"])
		}
	}
}

// A run that was killed goes on from its state, ends with the same files, and takes the state away. A state of another run
// is an error that leaves it alone.
func TestPretrainGoesOn(t *testing.T) {
	whole, killed := t.TempDir(), t.TempDir()
	args := func(dir string, more ...string) []string {
		return append([]string{"pretrain", "--backbone", "2x16", "--steps", "8", "--out", dir}, more...)
	}
	if out, errOut, code := call(args(whole)...); code != exitDone || strings.Contains(out, "continues") {
		t.Fatalf("exit %d, %s%s", code, out, errOut)
	}
	b, err := backbone.Lookup("2x16")
	if err != nil {
		t.Fatal(err)
	}
	half := pretrain.New(b, 1, 8)
	for range 5 {
		half.Do()
	}
	state := filepath.Join(killed, stateFile)
	if err := writeFile(state, half.State()); err != nil {
		t.Fatal(err)
	}
	if _, errOut, code := call(args(killed, "--seed", "2")...); code == exitDone || !strings.Contains(errOut, "another run") {
		t.Errorf("another seed: exit %d, %s", code, errOut)
	}
	if out, errOut, code := call(args(killed)...); code != exitDone || !strings.Contains(out, "continues at step 5 of 8") {
		t.Fatalf("exit %d, %s%s", code, out, errOut)
	}
	for _, name := range ckpt.Files() {
		a, err := os.ReadFile(filepath.Join(whole, name))
		if err != nil {
			t.Fatal(err)
		}
		if b, err := os.ReadFile(filepath.Join(killed, name)); err != nil || !bytes.Equal(a, b) {
			t.Errorf("%s differs after a kill (%v)", name, err)
		}
	}
	if _, err := os.Stat(state); !os.IsNotExist(err) {
		t.Errorf("the state is still there: %v", err)
	}
}
