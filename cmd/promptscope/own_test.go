package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"promptscope/internal/own"
	"promptscope/sim/ckpt"
	"promptscope/sim/run"
)

// ownFolder is a small backbone as somebody's folder of transformers, with a tokenizer of word pieces.
func ownFolder(t *testing.T) string {
	t.Helper()
	c := *opened(t, "2x16")
	return folderOf(t, &c, func(files map[string][]byte) {
		words := strings.Split(strings.TrimSpace(string(files[ckpt.VocabFile])), "\n")
		for i, p := range []string{"##s", "##ing", "play", "red", "blue"} { // in the place of words that the data do not use
			words[len(words)-1-i] = p
		}
		files[ckpt.VocabFile] = []byte(strings.Join(words, "\n") + "\n")
	})
}

func writeTemp(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(content), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// coloured is a data set that anything learns: the label is a word of the text.
func coloured(n int) string {
	var b strings.Builder
	names := strings.Fields("paris berlin tokyo madrid rome")
	for i := range n {
		c := []string{"red", "blue"}[i*7%11%2]
		fmt.Fprintf(&b, "the %s state of %s is %s %d\t%s\n", names[i%5], names[i/5%5], c, i, c)
	}
	return b.String()
}

// A person's model and sentences: checked, trained, saved, asked. The digest does not depend on the number of cores.
func TestOwnFromDataToAnswers(t *testing.T) {
	model, file := ownFolder(t), writeTemp(t, "mine.tsv", coloured(120))
	if out, errOut, code := call("check", "--model", model, "--data", file); code != exitDone || !strings.Contains(out, "96 to train on, 24 held out (one is 4.2 points)") {
		t.Fatalf("check: exit %d, %s%s", code, out, errOut)
	}
	args := []string{"--model", model, "--data", file, "--method", "p-tuning-v2", "--lr", "0.1", "--steps", "60"}
	dir := filepath.Join(t.TempDir(), "adapter")
	one := lines(t, append(args, "--cores", "1")...)
	all := lines(t, append(args, "--cores", "4", "--out", dir)...)
	last := all[len(all)-1]
	if last["digest"] != one[len(one)-1]["digest"] || last["task"] != "own:mine" || all[0]["event"] != "data" || all[0]["cores"] != 4.0 {
		t.Errorf("one core %v, four %v; data %v", one[len(one)-1], last, all[0])
	}
	n, err := own.ReadNote(os.DirFS(dir))
	if err != nil || n == nil || n.Digest != last["digest"] || strings.Join(n.Labels, " ") != "blue red" || n.Kind != "label" {
		t.Fatalf("note %+v, %v", n, err)
	}
	right := 0
	texts := writeTemp(t, "texts.txt", "the paris state is red\n\nthe rome state is blue\n")
	out, errOut, code := call("predict", "--model", model, "--adapter", dir, texts)
	for i, line := range strings.Split(strings.TrimSpace(out), "\n") {
		var p predictLine
		if err := json.Unmarshal([]byte(line), &p); err != nil || p.Line != []int{1, 3}[i] || len(p.Scores) != 2 {
			t.Fatalf("%s: %v", line, err)
		}
		if strings.Contains(p.Text, p.Label) {
			right++
		}
	}
	if code != exitDone || last["eval_accuracy"].(float64) > 0.9 && right != 2 {
		t.Errorf("exit %d, %s, %d right at held-out %v\n%s", code, errOut, right, last["eval_accuracy"], out)
	}
}

// Tags and clozes have answers of their own kind, and a line without a gap gets an error in its place.
func TestOwnTagsAndClozes(t *testing.T) {
	model := ownFolder(t)
	var tags, gaps strings.Builder
	for i := range 60 {
		fmt.Fprintf(&tags, "paris B-LOC\nis O\nred%s O\n\n", strings.Repeat("s", i%2))
		fmt.Fprintf(&gaps, "%s is the [MASK] state %d\t%s\n", []string{"paris", "rome"}[i%2], i, []string{"red", "blue"}[i%2])
	}
	for kind, file := range map[string]string{"tag": writeTemp(t, "a.conll", tags.String()+unlike(t, 60)), "cloze": writeTemp(t, "a.tsv", gaps.String())} {
		dir := filepath.Join(t.TempDir(), "adapter")
		got := lines(t, "--model", model, "--data", file, "--steps", "4", "--out", dir)
		if got[0]["kind"] != kind {
			t.Errorf("%s was read as %v", kind, got[0]["kind"])
		}
		out, errOut, code := call("predict", "--model", model, "--adapter", dir, writeTemp(t, "x.txt", "paris is [MASK]\n"))
		var p predictLine
		if err := json.Unmarshal([]byte(out), &p); err != nil || code != exitDone {
			t.Fatalf("%s: exit %d %s %v", out, code, errOut, err)
		}
		if kind == "tag" && len(p.Tags) != 3 || kind == "cloze" && len(p.Fills) != 5 {
			t.Errorf("%s: %s", kind, out)
		}
		if kind == "cloze" {
			out, errOut, code = call("predict", "--model", model, "--adapter", dir, writeTemp(t, "x.txt", "paris is red\n"))
			if code != exitFailed || !strings.Contains(out, "no [MASK]") || !strings.Contains(errOut, "1 of 1") {
				t.Errorf("exit %d, %s%s", code, out, errOut)
			}
		}
	}
}

// unlike are sentences of which no two are the same.
func unlike(t *testing.T, n int) string {
	var b strings.Builder
	words := opened(t, "2x16").Vocab
	for i := range n {
		fmt.Fprintf(&b, "rome B-LOC\nis O\n%s O\n\n", words.Word(100+i))
	}
	return b.String()
}

// A run that is stopped goes on where it was, to the same digest, and leaves nothing behind; what does not fit is refused.
func TestOwnGoesOn(t *testing.T) {
	model, file := ownFolder(t), writeTemp(t, "mine.tsv", coloured(120))
	dir := filepath.Join(t.TempDir(), "adapter")
	args := []string{"--model", model, "--data", file, "--steps", "30"}
	want := lines(t, args...)
	for _, step := range []int{1, 12} {
		var s run.Spec
		f := newFlags("train", io.Discard)
		d := specFlags(f, &s)
		if err := parse(f, args); err != nil {
			t.Fatal(err)
		}
		x, _, _, err := openRun(s, d)
		if err != nil {
			t.Fatal(err)
		}
		k, _, err := newKeeper(x, dir)
		if err != nil {
			t.Fatal(err)
		}
		k.stop <- os.Interrupt
		for x.StepsDone() < step {
			x.Tick()
		}
		if err := k.tick(); err == nil || !strings.Contains(err.Error(), fmt.Sprint("stopped at step ", step)) {
			t.Fatalf("asked to stop: %v", err)
		}
		if _, errOut, code := call(append([]string{"train", "--lr", "0.01", "--out", dir}, args...)...); code != exitFailed || !strings.Contains(errOut, "remove it to begin again") {
			t.Errorf("other settings: exit %d, %s", code, errOut)
		}
		got := lines(t, append(args, "--out", dir)...)
		if got[1]["event"] != "resumed" || got[1]["step"] != float64(step) || got[len(got)-1]["digest"] != want[len(want)-1]["digest"] {
			t.Errorf("gone on at %d: %v … %v, want digest %v", step, got[1], got[len(got)-1], want[len(want)-1]["digest"])
		}
		if _, err := os.Stat(dir + ".run"); err == nil {
			t.Error("the saved run is still there")
		}
		os.RemoveAll(dir)
	}
}

// What cannot be is refused with the place and what was expected, before anything trains.
func TestOwnRefuses(t *testing.T) {
	model, good := ownFolder(t), writeTemp(t, "good.tsv", coloured(60))
	full := t.TempDir()
	if err := os.WriteFile(filepath.Join(full, "keep"), nil, 0o644); err != nil {
		t.Fatal(err)
	}
	foreign := ownFolder(t)
	if err := os.WriteFile(filepath.Join(foreign, "config.json"), []byte(`{"model_type":"roberta"}`), 0o644); err != nil {
		t.Fatal(err)
	}
	for _, tt := range []struct {
		args, want string
		code       int
	}{
		{"train --held-out x.tsv", "--data, which is missing", exitUsage},
		{"train --model " + model + " --data nowhere.tsv", "nowhere.tsv", exitFailed},
		{"train --model " + model + " --data " + good + " --kind poem", "cloze", exitFailed},
		{"train --model " + model + " --data " + good + " --share 2", "between 0 and 1", exitUsage},
		{"train --model " + model + " --data " + good + " --max-tokens 4", "want 8 to", exitUsage},
		{"train --model " + model + " --data " + good + " --out " + full, "not empty", exitFailed},
		{"train --model " + model + " --data " + good + " --method full --out " + filepath.Join(full, "x"), "PEFT has a form for", exitUsage},
		{"train --out x", "--out goes with --data and --model", exitUsage},
		{"train --model " + model + " --data " + good + " --method hand", "needs a gap", exitUsage},
		{"train --model " + foreign + " --data " + good, "roberta", exitFailed},
		{"train --model " + model + " --data " + writeTemp(t, "u.tsv", "\xff\xfea\x00"), "UTF-16", exitFailed},
		{"train --model " + model + " --data " + writeTemp(t, "few.tsv", coloured(10)), "at least 20", exitFailed},
		{"train --model " + model + " --data " + writeTemp(t, "one.tsv", strings.ReplaceAll(coloured(60), "blue\n", "red\n")), "one label only", exitFailed},
		{"train --model " + model + " --data " + writeTemp(t, "zh.tsv", strings.ReplaceAll(coloured(60), "state", "这 是 中 文 句 子")), "does not know", exitFailed},
		{"train --model " + model + " --data " + writeTemp(t, "broken.tsv", coloured(19)+"no label here\n"), "line 20: one column", exitFailed},
		{"train --backbone 2x64-gpt2 --data " + good, "want a BERT", exitUsage},
		{"check --data " + good, "both are needed", exitUsage},
		{"predict --model " + model, "want both folders", exitUsage},
		{"predict --model " + model + " --adapter " + full, "adapter", exitFailed},
		{"predict --model " + model + " --adapter " + full + " a b", "unexpected argument", exitUsage},
	} {
		out, errOut, code := call(strings.Fields(tt.args)...)
		if code != tt.code || !strings.Contains(errOut, tt.want) {
			t.Errorf("promptscope %s: exit %d, %q; want exit %d and %q%.200s", tt.args, code, errOut, tt.code, tt.want, out)
		}
	}
	if entries, _ := os.ReadDir(full); len(entries) != 1 {
		t.Errorf("a refused run left %v", entries)
	}
}

// A backbone of ours takes data of one's own, too: its words stand between spaces.
func TestOwnDataOnABackbone(t *testing.T) {
	var b strings.Builder
	for i := range 60 {
		fmt.Fprintf(&b, "%s is the capital of %s\t%s\n", strings.Fields("paris berlin tokyo madrid rome")[i%5], strings.Fields("france germany japan spain italy peru")[i/5%6], []string{"a", "b"}[i%2])
	}
	got := lines(t, "--backbone", "2x16", "--data", writeTemp(t, "a.tsv", b.String()), "--steps", "2")
	if got[0]["unknown"].(float64) > 0 || got[len(got)-1]["event"] != "done" {
		t.Errorf("%v … %v", got[0], got[len(got)-1])
	}
}
