package results

import (
	"bytes"
	"fmt"
	"os"
	"strings"
	"testing"

	"promptscope/internal/rule"
	"promptscope/internal/sample"
	"promptscope/internal/sweep"
	"promptscope/sim/backbone/pretrained"
	"promptscope/sim/run"
	"promptscope/sim/train"
)

const root = "../../docs/"

// committed is the runs in docs/results that the plan asks for, and how many it lacks.
func committed(t *testing.T) (lines []sweep.Line, missing int) {
	t.Helper()
	points, err := Points(func(run.Spec) int64 { return 0 })
	if err != nil {
		t.Fatal(err)
	}
	all, _, err := sweep.Read(os.DirFS(root + "results"))
	if err != nil {
		t.Fatal(err)
	}
	lines = Planned(all, points)
	return lines, len(points) - len(lines)
}

// No number of the page is typed by hand: it is what the runs give, and the runs are all there.
func TestPageIsWrittenFromRuns(t *testing.T) {
	lines, missing := committed(t)
	var b bytes.Buffer
	Write(&b, lines, missing)
	page, err := os.ReadFile(root + "results.md")
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(page, b.Bytes()) {
		t.Error("docs/results.md is not what its runs give: " + Command)
	}
	if missing > 0 {
		t.Errorf("%d runs of the plan are missing: %s", missing, Command)
	}
	d := NewData(lines)
	for _, c := range Claims() {
		if v, text := c.judge(d); v == Unknown {
			t.Errorf("%s: %s", c.Says, text)
		}
	}
}

// The runs are of this engine and these weights: trained again, they come to the same bits. make test-all has all runs on the
// smallest backbones, make test one a task.
func TestRunsRepeat(t *testing.T) {
	if testing.Short() {
		t.Skip("trains")
	}
	lines, _ := committed(t)
	for _, task := range []string{"srl", "rel", "fact", "ner"} {
		var runs []sweep.Line
		for _, l := range lines {
			if l.Spec.Task == task && (l.Spec.Backbone == "2x16" || l.Spec.Backbone == "2x64-gpt2") {
				runs = append(runs, l)
			}
		}
		for i, l := range sample.Of(t, runs, 1) {
			t.Run(fmt.Sprintf("%s/%d", task, i), func(t *testing.T) {
				t.Parallel()
				repeats(t, l)
			})
		}
	}
}

func repeats(t *testing.T, l sweep.Line) {
	t.Helper()
	again, err := sweep.One(l.Spec, pretrained.Open)
	if err != nil {
		t.Fatal(err)
	}
	if again.Digest != l.Digest || again.SHA != l.SHA || again.Accuracy != l.Accuracy {
		t.Errorf("%+v: digest %s and %.4f, the runs have %s and %.4f: remove docs/results/runs-*.jsonl and %s", l.Spec, again.Digest, again.Accuracy, l.Digest, l.Accuracy, Command)
	}
}

// A recommended rate was tried, and none that was tried is more than two points better.
func TestRecommendedRates(t *testing.T) {
	lines, _ := committed(t)
	d := NewData(lines)
	for _, c := range candidates() {
		for _, tasks := range rateTasks() {
			tries := c.tries(d, tasks)
			if len(tries) == 0 {
				t.Errorf("%s: no rate was tried for %v", c.spec.Method, tasks)
				continue
			}
			score := -1.0
			for _, x := range tries {
				if x.rate == c.recommended(tasks[0]) {
					score = x.score
				}
			}
			if score < best(tries)-2 {
				t.Errorf("%s (projection %v) on %v: %g scores %.1f %% on validation, of %v", c.spec.Method, c.spec.Projection, tasks, c.recommended(tasks[0]), score, tries)
			}
		}
	}
}

// made is a run that never was.
func made(s run.Spec, seed uint64, accuracy float64) sweep.Line {
	r, err := train.Resolve(s)
	if err != nil {
		panic(err)
	}
	r.Seed = seed
	return sweep.Line{Spec: r, Accuracy: accuracy, Total: 1000, Stored: 10}
}

// Words and vectors are compared with one template: what else differs would be what is measured.
func TestSearchIsComparedWithEqualTemplates(t *testing.T) {
	c := searchClaim()
	for _, r := range c.Runs {
		s := r.spec
		want := "stop"
		if strings.HasPrefix(r.name, "bare") {
			want = "none"
		}
		if s.Anchor != want || s.Placement != "infix" || s.N != 4 {
			t.Errorf("%s: %d virtual tokens, %s, anchor %s; want 4, infix, %s", r.name, s.N, s.Placement, s.Anchor, want)
		}
	}
	if len(c.Runs) != 12 {
		t.Errorf("%d runs, want 12", len(c.Runs))
	}
}

// Every rule of a claim is one, and so is every number of its text.
func TestClaimsAreRules(t *testing.T) {
	for _, c := range Claims() {
		m := means{NewData(nil), c.Runs}
		for _, text := range []string{c.Holds, c.InPart} {
			if _, err := rule.Rule(text, m.names()...); err != nil && text != "" {
				t.Errorf("%s: %v", c.Says, err)
			}
		}
		if v, text := c.judge(NewData(nil)); v != Unknown || text != "–" {
			t.Errorf("%s: %s (%s) without runs", c.Says, v, text)
		}
	}
}

// Verdicts follow the numbers, and a missing number leaves none.
func TestVerdicts(t *testing.T) {
	var claim Claim
	for _, c := range Claims() {
		if strings.HasPrefix(c.Says, "Input-only prompts are weak on small") {
			claim = c
		}
	}
	for _, tt := range []struct {
		small, large float64
		want         Verdict
	}{{0.6, 0.98, Holds}, {0.85, 0.98, InPart}, {0.97, 0.98, Not}} {
		var lines []sweep.Line
		for seed := uint64(1); seed <= 2; seed++ {
			for b, a := range map[string]float64{"2x16": tt.small, "2x64": 0.9, "4x192": tt.large} {
				lines = append(lines, made(at("task=srl&method=full&backbone="+b), seed, 1), made(at("task=srl&method=prompt-tuning&backbone="+b), seed, a))
			}
		}
		if v, text := claim.judge(NewData(lines)); v != tt.want {
			t.Errorf("%v: %s (%s)", tt, v, text)
		}
		if v, _ := claim.judge(NewData(lines[:len(lines)/4])); v != Unknown {
			t.Errorf("with numbers missing: %s", v)
		}
	}
}
