package state_test

import (
	"flag"
	"fmt"
	"os"
	"strings"
	"testing"

	"promptscope/internal/catalog"
	"promptscope/sim/run"
	"promptscope/sim/train"
	"promptscope/viz/state"
)

var update = flag.Bool("update", false, "write testdata/links-v1.golden anew")

// The keys of links of version 1, as they were when these links were published.
const keysV1 = "lang theme task backbone a b c d seed n placement encoder layers projection positions lra lrb lrc lrd steps labels batch speed clock run metric " +
	"scale axis example row lane panel seen span open hide lock embed projector answer fair"

// Links that were published must open as they did. Each line of testdata/links-v1.txt is one; what it means is
// the value of every key and what the lanes train.
func TestLinksOfVersion1(t *testing.T) {
	links, err := os.ReadFile("testdata/links-v1.txt")
	if err != nil {
		t.Fatal(err)
	}
	c := catalog.New()
	d, _ := state.Parse("v=1", c)
	var b strings.Builder
	n := 0
	for link := range strings.Lines(string(links)) {
		link = strings.TrimSpace(link)
		n++
		s, notices := state.Parse(link, c)
		fmt.Fprintf(&b, "%s\n", link)
		for _, key := range strings.Fields(keysV1) {
			if _, lane := state.CutLane(key); lane >= s.Count() {
				continue // there is no such lane
			}
			if state.Get(s, key) != state.Get(d, key) {
				fmt.Fprintf(&b, "  %s=%s", key, state.Get(s, key))
			}
		}
		fmt.Fprintf(&b, "\n")
		for i, spec := range state.Specs(s, c) {
			fmt.Fprintf(&b, "  %c %s\n", 'A'+i, trained(spec))
		}
		for _, n := range notices {
			fmt.Fprintf(&b, "  ! %s %q becomes %q\n", n.Key, n.Value, n.Used)
		}
	}
	if n < 40 {
		t.Errorf("%d links, want at least 40", n)
	}
	const golden = "testdata/links-v1.golden"
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	got, old := strings.Split(b.String(), "\n"), strings.Split(string(want), "\n")
	for i := range max(len(got), len(old)) {
		if i >= len(got) || i >= len(old) || got[i] != old[i] {
			t.Fatalf("line %d is\n%s\nand was\n%s", i+1, at(got, i), at(old, i))
		}
	}
}

// trained is what a lane trains, as text; settings at their default are left out, so that a new one changes nothing here.
func trained(spec run.Spec) string {
	spec, err := train.Resolve(spec)
	if err != nil {
		return "error"
	}
	text := fmt.Sprintf("%s %s %s %s labels=%d steps=%d batch=%d lr=%g seed=%d", spec.Task, spec.Backbone, spec.Method, spec.Head, spec.Labels, spec.Steps, spec.Batch, spec.LR, spec.Seed)
	for _, k := range run.Knobs() {
		if k.Given(&spec.Settings) {
			text += fmt.Sprintf(" %s=%s", k.ID, k.Get(&spec.Settings))
		}
	}
	return text
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return "(end)"
}
