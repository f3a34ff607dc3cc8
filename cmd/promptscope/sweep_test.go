package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// Two shards and a report, as a person would type them.
func TestSweepAndReport(t *testing.T) {
	dir := filepath.Join(t.TempDir(), "results")
	grid := []string{"sweep", "--task", "fact", "--methods", "hand,prompt-tuning", "--n", "1,2", "--steps", "1", "--labels", "4", "--seeds", "1-2", "--out", dir}
	for _, shard := range []string{"1/2", "2/2"} {
		out, errOut, code := call(append(grid, "--shard", shard)...)
		if code != exitDone || !strings.Contains(out, "6 runs in the grid") || !strings.Contains(out, "3 runs done") {
			t.Fatalf("shard %s: code %d, %s%s", shard, code, out, errOut)
		}
	}
	if out, _, _ := call(append(grid, "--shard", "2/2")...); !strings.Contains(out, "0 to do") {
		t.Errorf("again: %s", out)
	}
	out, errOut, code := call("report", dir)
	if code != exitDone || !strings.Contains(out, "| prompt-tuning n=2 |") || !strings.Contains(out, "6 runs") {
		t.Errorf("report: code %d, %s%s", code, out, errOut)
	}
	if _, err := os.Stat(filepath.Join(dir, "plots", "fact-length.svg")); err != nil {
		t.Error(err)
	}
	if err := os.WriteFile(filepath.Join(dir, "runs-1-of-9.jsonl"), []byte("{\"promptscope_sweep\":7}\n"), 0o644); err != nil {
		t.Fatal(err)
	}
	if _, errOut, code := call("report", dir); code != exitFailed || !strings.Contains(errOut, "version 2") {
		t.Errorf("a file of another version: code %d, %s", code, errOut)
	}
}

func TestSweepRejects(t *testing.T) {
	out := t.TempDir()
	for _, tt := range []struct {
		args []string
		want string
	}{
		{[]string{}, "--out"}, {[]string{"--out", out, "--shard", "3/2"}, "i/k"}, {[]string{"--out", out, "--methods", "full,magic"}, "want hand"},
		{[]string{"--out", out, "--task", "poem"}, "srl"}, {[]string{"--out", out, "--n", "8,99"}, "1 to 32"}, {[]string{"--out", out, "--encoder", "gru"}, "lstm"},
		{[]string{"--out", out, "--seeds", "a-b"}, "1-3"}, {[]string{"--out", out, "--methods", "hand"}, "no combination"}, {[]string{"--out", out, "--backbones", "9x9"}, "2x64"},
	} {
		if _, errOut, code := call(append([]string{"sweep"}, tt.args...)...); code != exitUsage || !strings.Contains(errOut, tt.want) {
			t.Errorf("%v: code %d, %s; want %q", tt.args, code, errOut, tt.want)
		}
	}
	if left, _ := os.ReadDir(out); len(left) != 0 {
		t.Errorf("something was written: %v", left)
	}
	for _, args := range [][]string{{"report"}, {"report", out}, {"report", filepath.Join(out, "nowhere")}} {
		if _, errOut, code := call(args...); code == exitDone || !strings.Contains(errOut, "want") {
			t.Errorf("%v: code %d, %s", args, code, errOut)
		}
	}
}
