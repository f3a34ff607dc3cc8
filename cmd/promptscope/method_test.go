package main

import (
	"path/filepath"
	"strings"
	"testing"

	"promptscope/internal/toy"
)

// A method that is registered is listed and can be trained, with the flags of its knobs and no others; export asks it.
func TestMethodIsPickedUp(t *testing.T) {
	toy.Register()
	if out, _, code := call("methods"); code != exitDone || !strings.Contains(out, "\n"+toy.ID+" ") {
		t.Errorf("methods: code %d, %s", code, out)
	}
	args := []string{"--method", toy.ID, "--task", "srl", "--labels", "8", "--steps", "2"}
	all := lines(t, append(args, "--alpha", "16")...)
	if last := all[len(all)-1]; last["event"] != "done" || last["method"] != toy.ID {
		t.Errorf("the last line is %v", last)
	}
	if _, errOut, code := call(append([]string{"train", "--rank", "2"}, args...)...); code != exitUsage || !strings.Contains(errOut, "want one of --alpha") {
		t.Errorf("a flag that is not its own: code %d, %s", code, errOut)
	}
	if _, errOut, code := call(append([]string{"export", "--out", filepath.Join(t.TempDir(), "x")}, args...)...); code != exitUsage || !strings.Contains(errOut, "want") {
		t.Errorf("export: code %d, %s", code, errOut)
	}
}
