package main

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"promptscope/internal/results"
	"promptscope/sim/ckpt"
)

// tree is every file below a folder with its text, to see that nothing has changed.
func tree(t *testing.T, dir string) map[string]string {
	t.Helper()
	out := map[string]string{}
	err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		data, err := os.ReadFile(path)
		out[path] = string(data)
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	return out
}

func put(t *testing.T, path, text string) string {
	t.Helper()
	if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
		t.Fatal(err)
	}
	return path
}

// What a person has stays as it is, and is found out before training: a file, a folder with something in it, a page that
// another program wrote, a model, a folder that cannot be made.
func TestNothingIsOverwritten(t *testing.T) {
	dir := t.TempDir()
	notes, full := put(t, filepath.Join(dir, "notes.txt"), "precious"), filepath.Join(dir, "full")
	put(t, filepath.Join(full, "mine.txt"), "precious")
	readme := put(t, filepath.Join(dir, "README.md"), "# My own\n")
	model := filepath.Join(dir, "model")
	put(t, filepath.Join(model, ckpt.WeightsFile), "precious")
	runs := filepath.Join(dir, "runs")
	if _, errOut, code := call("sweep", "--task", "fact", "--methods", "prompt-tuning", "--seeds", "1", "--steps", "1", "--labels", "4", "--out", runs); code != exitDone {
		t.Fatal(errOut)
	}
	put(t, filepath.Join(runs, "plots", "fact-2x64-curves.svg"), "<svg>mine</svg>")
	before := tree(t, dir)
	for _, tt := range []struct{ args, want string }{
		{"export --task fact --steps 20000 --out " + notes, "is a file"},
		{"export --task fact --steps 20000 --out " + full, "not empty"},
		{"export --task fact --steps 20000 --out " + filepath.Join(notes, "below"), "notes.txt"},
		{"pretrain --backbone 2x16 --out " + model, "--replace"},
		{"pretrain --backbone 2x16 --out " + notes, "notes.txt"},
		{"results --jobs 0 --page " + readme, "not written by this command"},
		{"results --jobs 0 --page " + dir, "is no file"},
		{"results --jobs 0 --dir " + filepath.Join(dir, "typo") + " --page " + filepath.Join(dir, "new.md"), "typo"},
		{"results --jobs 0 --dir " + runs + " --page " + filepath.Join(dir, "new.md"), "no run of the plan"},
		{"report " + runs, "not written by this command"},
		{"sweep --task fact --methods prompt-tuning --steps 1 --out " + notes, "notes.txt"},
	} {
		_, errOut, code := call(strings.Fields(tt.args)...)
		if code == exitDone || !strings.Contains(errOut, tt.want) {
			t.Errorf("%s: code %d, %s; want %q", tt.args, code, errOut, tt.want)
		}
	}
	os.Remove(filepath.Join(runs, "plots", "fact-best.svg"))
	after := tree(t, dir)
	for name, text := range before {
		if after[name] != text {
			t.Errorf("%s was changed to %.60q", name, after[name])
		}
	}
	if !results.Ours([]byte("# What holds at this size\n\nWritten by `make results` from 3 runs")) || results.Ours([]byte("# Mine\n")) {
		t.Error("the page of results is not told from another")
	}
}

// Siblings of a file in the way: a link to one, a link to a folder, and what a killed export left.
func TestWriteFolder(t *testing.T) {
	dir := t.TempDir()
	file, folder := put(t, filepath.Join(dir, "file"), "precious"), filepath.Join(dir, "folder")
	if err := os.Mkdir(folder, 0o755); err != nil {
		t.Fatal(err)
	}
	files := map[string][]byte{"a": []byte("1"), filepath.Join("b", "c"): []byte("2")}
	for name, to := range map[string]string{"to-file": file, "to-folder": folder} {
		link := filepath.Join(dir, name)
		if err := os.Symlink(to, link); err != nil {
			t.Skip(err)
		}
		if err := writeFolder(link, files); err == nil {
			t.Errorf("%s was written through", name)
		}
	}
	put(t, filepath.Join(dir, ".new.unfinished", "a"), "half")
	for _, name := range []string{"new", "folder", filepath.Join("deep", "er")} {
		at := filepath.Join(dir, name)
		if err := writeFolder(at, files); err != nil {
			t.Errorf("%s: %v", name, err)
		}
		if got := tree(t, at); len(got) != 2 || got[filepath.Join(at, "b", "c")] != "2" {
			t.Errorf("%s holds %v", name, got)
		}
	}
	put(t, filepath.Join(dir, ".other.unfinished", "mine"), "precious")
	if err := writeFolder(filepath.Join(dir, "other"), files); err == nil || !strings.Contains(err.Error(), "in the way") {
		t.Errorf("a folder of another program: %v", err)
	}
	if text, err := os.ReadFile(file); err != nil || string(text) != "precious" {
		t.Errorf("the file: %s, %v", text, err)
	}
	left, _ := filepath.Glob(filepath.Join(dir, ".*"))
	if len(left) != 1 { // the other program's
		t.Errorf("left behind: %v", left)
	}
}

// A file that cannot be written leaves the old one and nothing beside it.
func TestWriteFileFails(t *testing.T) {
	dir := t.TempDir()
	name := put(t, filepath.Join(dir, "page.md"), "old")
	if err := os.Mkdir(name+".tmp", 0o755); err != nil {
		t.Fatal(err)
	}
	if err := writeFile(name, []byte("new")); err == nil {
		t.Error("a file was written over a folder")
	}
	if err := writeFile(filepath.Join(dir, "none", "page.md"), []byte("new")); err == nil {
		t.Error("a file was written into no folder")
	}
	if text, _ := os.ReadFile(name); string(text) != "old" {
		t.Errorf("the old file is %q", text)
	}
}

// full is an output that takes a few bytes.
type full struct{ room int }

func (f *full) Write(b []byte) (int, error) {
	if n := min(len(b), f.room); n < len(b) {
		f.room = 0
		return n, errors.New("no space left on device")
	}
	f.room -= len(b)
	return len(b), nil
}

// What did not arrive is not done: every command that prints says so with its exit code.
func TestOutputThatCannotBeWritten(t *testing.T) {
	runs := filepath.Join(t.TempDir(), "runs")
	if _, errOut, code := call("sweep", "--task", "fact", "--methods", "prompt-tuning", "--seeds", "1", "--steps", "1", "--labels", "4", "--out", runs); code != exitDone {
		t.Fatal(errOut)
	}
	for _, args := range []string{"help", "train --help", "methods", "methods --json", "tasks", "backbones", "train --task fact --steps 1 --labels 8", "train --json --task fact --steps 1 --labels 8",
		"report " + runs, "bench --workload S --method full --seconds 0.01", "bench --json --workload S --method full --seconds 0.01", "export --task fact --steps 1 --labels 8 --out " + filepath.Join(t.TempDir(), "x")} {
		for _, room := range []int{0, 30} {
			var said strings.Builder
			if strings.HasPrefix(args, "export") && room > 0 {
				continue // the folder is there now
			}
			if code := promptscope(strings.Fields(args), &full{room}, &said); code != exitFailed || !strings.Contains(said.String(), "no space left") {
				t.Errorf("%s with room for %d bytes: code %d, %s", args, room, code, said.String())
			}
		}
	}
}

// Numbers that flags take have limits, and what is no number is none of them.
func TestLimitsOfFlags(t *testing.T) {
	out := filepath.Join(t.TempDir(), "x")
	many := strings.TrimSuffix(strings.Repeat("1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,", 40), ",")
	for _, tt := range []struct{ args, want string }{
		{"bench --seconds -1", "--seconds -1"}, {"bench --seconds NaN", "--seconds NaN"}, {"bench --seconds +Inf", "--seconds +Inf"}, {"bench --seconds 0", "--seconds 0"}, {"bench --seconds 1e300", "at most 3600"},
		{"train --lr NaN", "lr NaN"}, {"train --lr -1", "lr -1"}, {"train --lr +Inf", "lr +Inf"}, {"train --steps 1000000000", "1 to 20000"}, {"train --batch -3", "1 to 64"}, {"train --labels -1", "want 1 to"}, {"train --n -1", "want 1 to 32"}, {"train --seed -1", "--seed"},
		{"train --method lora --rank -1", "want 1 to 16"}, {"train --dropout 100", "want 0 to 90"},
		{"pretrain --steps -1 --out " + out, "--steps -1"}, {"pretrain --steps 1000000000 --out " + out, "to 20000000"},
		{"sweep --jobs 0 --out " + out, "want 1 to 1024"}, {"sweep --jobs 1000000000 --out " + out, "want 1 to 1024"}, {"sweep --lr NaN --out " + out, "no combination"}, {"sweep --methods prompt-tuning --layers 9 --out " + out, "layers 9"},
		{"sweep --shard 1/1000000000 --out " + out, "i/k"}, {"sweep --seeds 1-100000 --out " + out, "seeds"}, {"results --jobs -1", "--jobs -1"}, {"results --jobs 5000", "0 to 1024"},
		{"sweep --methods lora --rank " + many + " --alpha " + many + " --out " + out, "more than 100000 combinations"},
		{"logits --model x --ids 1 --label -2", "--label -2"},
	} {
		if _, errOut, code := call(strings.Fields(tt.args)...); code != exitUsage || !strings.Contains(errOut, tt.want) {
			t.Errorf("%.80s: code %d, %s; want %q", tt.args, code, errOut, tt.want)
		}
	}
	if _, err := os.Stat(out); err == nil {
		t.Error("something was written")
	}
}

// Weights that are finite but too large: a sentence, not a failure of JSON.
func TestHugeWeights(t *testing.T) {
	dir := folderOf(t, opened(t, "2x16"), func(files map[string][]byte) {
		files[ckpt.WeightsFile] = retensored(t, files[ckpt.WeightsFile], func(x *ckpt.Tensor) {
			for i := range x.Data {
				x.Data[i] *= 1e30
			}
		})
	})
	for _, args := range [][]string{{"--json"}, {}, {"--json", "--label", "1"}} {
		_, errOut, code := call(append([]string{"logits", "--model", dir, "--ids", "2 9 3"}, args...)...)
		if code != exitFailed || !strings.Contains(errOut, "not finite") || strings.Contains(errOut, "json") {
			t.Errorf("%v: code %d, %s", args, code, errOut)
		}
	}
}
