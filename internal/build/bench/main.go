// Command bench turns rows of `promptscope bench --json` (and of the programs in peers, which print the same) into tables:
//
//	go run ./internal/build/bench FILE…                         a table of all rows
//	go run ./internal/build/bench -doc docs/performance.md      bench, peers, page and soak.jsonl of docs into the document
//
// Several rows of one thing, from rounds in turns, become their median.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"slices"
	"strings"
)

// row is what the report needs of a line.
type row struct {
	Workload, Method, Platform, Vector string
	Rate                               float64 `json:"steps_per_second"`
	CPURate                            float64 `json:"steps_per_cpu_second"`
	FLOP                               float64 `json:"flop_per_step"`
	Step                               float64 `json:"step_gflops"`
	Gemm                               float64 `json:"gemm_gflops"`
	Peak                               float64 `json:"peak_gflops"`
	Memory                             float64 `json:"memory_mb"`
}

func (r *row) platform() string { return strings.TrimSpace(r.Platform + " " + r.Vector) }
func (r *row) key() string      { return r.platform() + "|" + r.Workload + "|" + r.Method }

func main() {
	doc := flag.String("doc", "", "write the measured part of this document from bench, peers, page and soak.jsonl beside it")
	flag.Parse()
	if err := run(*doc, flag.Args(), os.Stdout); err != nil {
		fmt.Fprintln(os.Stderr, "bench:", err)
		os.Exit(1)
	}
}

func run(doc string, files []string, out io.Writer) error {
	if doc == "" {
		for _, f := range files {
			rows, err := read(f)
			if err != nil {
				return err
			}
			table(out, rows)
		}
		return nil
	}
	old, err := os.ReadFile(doc)
	if err != nil {
		return err
	}
	text, err := document(string(old), filepath.Dir(doc))
	if err != nil {
		return err
	}
	return os.WriteFile(doc, []byte(text), 0o644)
}

// read returns the rows of a file in the order of their first lines, with the medians of each.
func read(file string) ([]row, error) {
	raw, err := os.ReadFile(file)
	if err != nil {
		return nil, err
	}
	all, order := map[string][]row{}, []string{}
	lines := bufio.NewScanner(bytes.NewReader(raw))
	for n := 1; lines.Scan(); n++ {
		var r row
		if err := json.Unmarshal(lines.Bytes(), &r); err != nil {
			return nil, fmt.Errorf("%s line %d: %v", file, n, err)
		}
		if all[r.key()] == nil {
			order = append(order, r.key())
		}
		all[r.key()] = append(all[r.key()], r)
	}
	var out []row
	for _, k := range order {
		rs := all[k]
		m := rs[0]
		for _, f := range []func(r *row) *float64{
			func(r *row) *float64 { return &r.Rate }, func(r *row) *float64 { return &r.CPURate }, func(r *row) *float64 { return &r.Step },
			func(r *row) *float64 { return &r.Gemm }, func(r *row) *float64 { return &r.Peak }, func(r *row) *float64 { return &r.Memory },
		} {
			var x []float64
			for i := range rs {
				x = append(x, *f(&rs[i]))
			}
			slices.Sort(x)
			*f(&m) = x[len(x)/2]
		}
		out = append(out, m)
	}
	return out, nil
}

// table prints rows as Markdown, which is also read well in a terminal.
func table(out io.Writer, rows []row) {
	fmt.Fprintf(out, "| %-23s | %-11s | %-11s | steps/s | per CPU s | MFLOP | GEMM of peak | step of GEMM | MB |\n|---|---|---|---|---|---|---|---|---|\n", "platform", "workload", "method")
	for i := range rows {
		r := &rows[i]
		fmt.Fprintf(out, "| %-23s | %-11s | %-11s | %s | %s | %s | %s | %s | %.0f |\n", r.platform(), r.Workload, r.Method, short(r.Rate), short(r.CPURate), short(r.FLOP/1e6), percent(r.Gemm, r.Peak), percent(r.Step, r.Gemm), r.Memory)
	}
	fmt.Fprintln(out)
}

func short(x float64) string {
	switch {
	case x == 0:
		return "-"
	case x < 100:
		return fmt.Sprintf("%.1f", x)
	}
	return fmt.Sprintf("%.0f", x)
}

func percent(a, b float64) string {
	if a == 0 || b == 0 {
		return "-"
	}
	return fmt.Sprintf("%.0f %%", 100*a/b)
}

// The measured part of the document stands between these lines.
const begin, end = "<!-- measured: go run ./internal/build/bench -doc docs/performance.md -->\n", "<!-- end -->\n"

// document replaces the measured part of old.
func document(old, dir string) (string, error) {
	head, rest, ok := strings.Cut(old, begin)
	_, tail, ok2 := strings.Cut(rest, end)
	if !ok || !ok2 {
		return "", fmt.Errorf("the document lacks the lines %q and %q", strings.TrimSpace(begin), strings.TrimSpace(end))
	}
	ours, err := read(filepath.Join(dir, "bench.jsonl"))
	if err != nil {
		return "", err
	}
	peers, err := read(filepath.Join(dir, "peers.jsonl"))
	if err != nil {
		return "", err
	}
	var b strings.Builder
	fmt.Fprint(&b, head, begin, "\n### Beside PyTorch and TensorFlow.js\n\nSteps per second of processor time, median of rounds in which the programs took turns on one machine.\n\n")
	ratios(&b, peers)
	for _, part := range []struct{ title, file, about string }{
		{"The page", "page.jsonl", "`make bench-page`: 1440 × 900, without a GPU, so that drawing takes the cores that train. Times of a picture are Go's Update and Draw."},
		{"A long run", "soak.jsonl", "`make soak`: four lanes, memory of all processes of the browser."},
	} {
		lines, err := os.ReadFile(filepath.Join(dir, part.file))
		if err != nil {
			return "", err
		}
		fmt.Fprintf(&b, "### %s\n\n%s\n\n```\n%s```\n\n", part.title, part.about, lines)
	}
	fmt.Fprint(&b, "### All workloads\n\n")
	table(&b, ours)
	fmt.Fprint(&b, end, tail)
	return b.String(), nil
}

// rival is a program beside ours.
type rival struct{ name, ours, theirs, workload string }

var rivals = []rival{
	{"PyTorch, one thread, native", "linux/amd64 avx2", "pytorch threads=1", "R"},
	{"PyTorch, one thread, native", "linux/amd64 avx2", "pytorch threads=1", "S"},
	{"TensorFlow.js as normally written, Chromium", "chromium js/wasm simd128", "tfjs wasm-simd", "R"},
	{"TensorFlow.js tuned by hand, Chromium", "chromium js/wasm simd128", "tfjs wasm-simd-fastgrad", "R"},
}

func ratios(out io.Writer, rows []row) {
	find := func(platform, workload, method string) float64 {
		for i := range rows {
			if r := &rows[i]; r.platform() == platform && r.Workload == workload && r.Method == method {
				if r.CPURate > 0 {
					return r.CPURate
				}
				return r.Rate
			}
		}
		return 0
	}
	fmt.Fprintf(out, "| beside | workload | method | ours | theirs | ratio |\n|---|---|---|---|---|---|\n")
	for _, v := range rivals {
		for _, m := range []string{"p-tuning", "p-tuning-v2", "full"} {
			a, b := find(v.ours, v.workload, m), find(v.theirs, v.workload, m)
			ratio := "-"
			if a > 0 && b > 0 {
				ratio = fmt.Sprintf("%.1f", a/b)
			}
			fmt.Fprintf(out, "| %s | %s | %s | %s | %s | %s |\n", v.name, v.workload, m, short(a), short(b), ratio)
		}
	}
	fmt.Fprintln(out)
}
