package main

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// The document is what the measurements beside it give.
func TestDocumentUpToDate(t *testing.T) {
	const doc = "../../../docs/performance.md"
	old, err := os.ReadFile(doc)
	if err != nil {
		t.Fatal(err)
	}
	text, err := document(string(old), "../../../docs")
	if err != nil {
		t.Fatal(err)
	}
	if text != string(old) {
		t.Error("docs/performance.md is stale; write it with go run ./internal/build/bench -doc docs/performance.md")
	}
}

func TestMedianOfRounds(t *testing.T) {
	file := filepath.Join(t.TempDir(), "x.jsonl")
	line := `{"workload":"R","method":"full","platform":"p","steps_per_cpu_second":`
	os.WriteFile(file, []byte(line+"3}\n"+line+"1}\n"+line+"2}\n"), 0o644)
	rows, err := read(file)
	if err != nil || len(rows) != 1 || rows[0].CPURate != 2 {
		t.Errorf("rows %+v, error %v; want one row with 2", rows, err)
	}
	os.WriteFile(file, []byte("{}\nnonsense\n"), 0o644)
	if _, err := read(file); err == nil || !strings.Contains(err.Error(), "line 2") {
		t.Errorf("error %v does not name line 2", err)
	}
}
