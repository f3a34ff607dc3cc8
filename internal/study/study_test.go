package study

import (
	"math"
	"math/rand/v2"
	"os"
	"slices"
	"strings"
	"testing"

	"gonum.org/v1/gonum/floats"
	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"

	"promptscope/internal/runlog"
	"promptscope/internal/sweep"
	"promptscope/sim/run"
	"promptscope/sim/train"
)

var roles = Task{ID: "srl", Labels: 1600, Steps: 1000}

func TestSummarize(t *testing.T) {
	s := Summarize([]float64{70, 72, 74})
	// t of 2 degrees of freedom at 97.5 % is 4.302653; half = 4.302653 * 2 / sqrt(3)
	if s.N != 3 || s.Mean != 72 || math.Abs(s.SD-2) > 1e-12 || math.Abs(s.Hi-72-4.968276) > 1e-5 || math.Abs(72-s.Lo-4.968276) > 1e-5 {
		t.Errorf("%+v", s)
	}
	if s := Summarize([]float64{70}); s.Mean != 70 || s.SD == s.SD || s.Lo == s.Lo {
		t.Errorf("one seed has a spread: %+v", s)
	}
	if s := Summarize(nil); s.N != 0 || s.Mean == s.Mean {
		t.Errorf("%+v of nothing", s)
	}
}

// What the page computes without gonum/stat is what gonum/stat computes.
func TestAgainstGonum(t *testing.T) {
	r := rand.New(rand.NewPCG(7, 0))
	near := func(a, b float64) bool { return math.Abs(a-b) <= 1e-9*max(1, math.Abs(b)) }
	for n := 2; n <= 20; n++ {
		v, w := make([]float64, n), make([]float64, n)
		for i := range v {
			v[i], w[i] = 50+30*r.NormFloat64(), 50+30*r.NormFloat64()
		}
		d := distuv.StudentsT{Sigma: 1, Nu: float64(n - 1)}
		s := Summarize(v)
		half := stat.StdErr(stat.StdDev(v, nil), float64(n)) * d.Quantile(0.975)
		if !near(s.Mean, stat.Mean(v, nil)) || !near(s.SD, stat.StdDev(v, nil)) || !near(s.Hi, s.Mean+half) || !near(s.Lo, s.Mean-half) {
			t.Errorf("%d values: %+v", n, s)
		}
		diff := make([]float64, n)
		floats.SubTo(diff, v, w)
		p := 2 * d.Survival(math.Abs(stat.Mean(diff, nil)/stat.StdErr(stat.StdDev(diff, nil), float64(n))))
		if got := Pair(v, w); n >= Enough && !near(got.P, p) {
			t.Errorf("%d pairs: p = %g, want %g", n, got.P, p)
		}
	}
}

// Below five seeds nothing is called certain, however clear it looks; from five on the test decides.
func TestPair(t *testing.T) {
	nan := math.NaN()
	for name, c := range map[string]struct {
		a, b    []float64
		n       int
		p       float64 // NaN: not tested
		certain bool
	}{
		"one seed":            {[]float64{90}, []float64{10}, 1, nan, false},
		"four seeds":          {[]float64{90, 91, 92, 93}, []float64{10, 11, 13, 12}, 4, nan, false},
		"five, clear":         {[]float64{90, 91, 92, 93, 94}, []float64{80, 82, 81, 84, 83}, 5, 2.3683e-5, true},
		"five, not clear":     {[]float64{90, 80, 92, 81, 94}, []float64{80, 91, 81, 94, 83}, 5, 0.78797, false},
		"a seed is missing":   {[]float64{90, nan, 92, 93, 94}, []float64{80, 82, 81, 84, 83}, 4, nan, false},
		"equal":               {[]float64{90, 90, 90, 90, 90}, []float64{90, 90, 90, 90, 90}, 5, nan, false},
		"of different length": {[]float64{90, 91}, []float64{10}, 1, nan, false},
	} {
		got := Pair(c.a, c.b)
		if got.N != c.n || got.Certain != c.certain || (got.P == got.P) != (c.p == c.p) || c.p == c.p && math.Abs(got.P-c.p) > 1e-4*c.p {
			t.Errorf("%s: %+v, want n %d, p %g, certain %v", name, got, c.n, c.p, c.certain)
		}
	}
}

// planted makes a grid over the sizes from means; two seeds a point apart.
func planted(full, input, deep []float64) *Grid {
	row := func(method string, g Group, means []float64) Row {
		r := Row{Method: method, Group: g}
		for _, m := range means {
			r.Values = append(r.Values, []float64{m - 0.5, m + 0.5})
		}
		return r
	}
	return &Grid{Experiment: Size, Points: Sizes()[:len(full)],
		Rows: []Row{row("full", Full, full), row("p-tuning-v2", Other, deep), row("prompt-tuning", Input, input)}}
}

// Planted results give each kind of verdict.
func TestVerdicts(t *testing.T) {
	all := []float64{100, 100, 100, 100, 100, 100}
	for name, c := range map[string]struct {
		g    *Grid
		want Verdict
		each []Verdict // v2, input
		back int       // of the input row
	}{
		"holds":         {planted(all, []float64{60, 70, 80, 90, 95, 97}, []float64{99, 99, 99, 99, 99, 99}), Holds, []Verdict{Holds, Holds}, 0},
		"in part":       {planted(all, []float64{60, 70, 80, 90, 95, 97}, []float64{70, 99, 99, 99, 99, 99}), InPart, []Verdict{InPart, Holds}, 0},
		"does not hold": {planted(all, []float64{96, 96, 96, 96, 96, 96}, []float64{90, 90, 90, 90, 90, 90}), Not, []Verdict{Not, Not}, 0},
		"not monotone":  {planted(all, []float64{60, 70, 90, 83, 96, 97}, []float64{99, 99, 99, 99, 99, 99}), Holds, []Verdict{Holds, Holds}, 3},
		"one size":      {planted(all[:1], []float64{60}, []float64{99}), TooFew, []Verdict{TooFew, TooFew}, 0},
		"two sizes":     {planted(all[:2], []float64{60, 97}, []float64{99, 99}), Holds, []Verdict{Holds, Holds}, 0},
	} {
		list := Judge(c.g)
		if len(list) != 2 || list[0].Verdict != c.each[0] || list[1].Verdict != c.each[1] || Overall(list) != c.want || list[1].Back != c.back {
			t.Errorf("%s: %+v, overall %d", name, list, Overall(list))
		}
	}
	one := planted(all, []float64{60, 70, 80, 90, 95, 97}, all)
	for i := range one.Rows {
		for p := range one.Rows[i].Values {
			one.Rows[i].Values[p] = one.Rows[i].Values[p][:1]
		}
	}
	if v := Overall(Judge(one)); v != TooFew {
		t.Errorf("one seed gives the verdict %d", v)
	}
	none := planted(all, all, all)
	none.Rows = none.Rows[1:]
	if list := Judge(none); len(list) != 0 {
		t.Errorf("without full fine-tuning: %+v", list)
	}
}

// The other experiments ask other things.
func TestVerdictsOfTheOthers(t *testing.T) {
	grid := func(experiment string, full, deep []float64) *Grid {
		g := planted(full, deep, deep)
		g.Experiment, g.Rows = experiment, g.Rows[:2]
		return g
	}
	flat := []float64{100, 100, 100}
	for name, c := range map[string]struct {
		g    *Grid
		want Verdict
	}{
		"longer is better":         {grid(Length, flat, []float64{80, 85, 90}), Holds},
		"longer is no better":      {grid(Length, flat, []float64{80, 85, 81}), Not},
		"depth helps":              {grid(Depth, flat, []float64{80, 85, 90}), Holds},
		"slow":                     {grid(Steps, flat, []float64{70, 90, 99}), Holds},
		"faster than nothing":      {grid(Steps, flat, []float64{70, 80, 90}), InPart},
		"weak":                     {grid(Steps, flat, []float64{70, 70, 71}), Not},
		"few labels do":            {grid(Labels, flat, []float64{99, 99, 99}), Holds},
		"only many labels do":      {grid(Labels, flat, []float64{80, 90, 99}), InPart},
		"no number of labels does": {grid(Labels, flat, []float64{80, 90, 95}), Not},
	} {
		if got := Overall(Judge(c.g)); got != c.want {
			t.Errorf("%s: %d, want %d", name, got, c.want)
		}
	}
}

// Every run of a grid can be trained, its command asks for the same runs, and its link opens it.
func TestGridsAreWhatTheirCommandsTrain(t *testing.T) {
	for _, id := range IDs() {
		x := Find(id)
		points := x.Points(roles)
		want := map[run.Spec]bool{}
		for _, p := range points {
			for _, m := range x.Methods {
				for seed := range uint64(2) {
					r, err := train.Resolve(x.Spec(roles, p, m, seed+1))
					if err != nil {
						t.Fatalf("%s %s %s: %v", id, p, m, err)
					}
					want[r] = true
				}
			}
		}
		got, _, err := sweep.Points(axes(t, x.Command(roles, points, x.Methods, 2)))
		if err != nil {
			t.Fatal(err)
		}
		if len(got) != len(want) {
			t.Errorf("%s: the command trains %d runs, the grid %d", id, len(got), len(want))
		}
		for _, s := range got {
			if !want[s] {
				t.Errorf("%s: the command trains %+v, the grid does not", id, s)
			}
		}
	}
}

// axes reads a command as the program does.
func axes(t *testing.T, command string) []sweep.Axis {
	t.Helper()
	fields := strings.Fields(strings.ReplaceAll(command, `"`, ""))
	if !slices.Equal(fields[:2], []string{"promptscope", "sweep"}) {
		t.Fatalf("command %q", command)
	}
	var out []sweep.Axis
	for i := 2; i+1 < len(fields); i += 2 {
		id := strings.TrimSuffix(strings.TrimPrefix(fields[i], "--"), "s")
		a := sweep.Axis{ID: map[string]string{"layer": "layers", "label": "labels", "step": "steps"}[id], Values: sweep.List(fields[i+1])}
		if a.ID == "" {
			a.ID = id
		}
		switch id {
		case "out":
			continue
		case "seed":
			a.Values, _ = sweep.Seeds(fields[i+1])
		}
		out = append(out, a)
	}
	return out
}

// committed is the committed runs on roles as a grid of sizes.
func committed(t *testing.T) *Grid {
	t.Helper()
	lines, _, err := sweep.Read(os.DirFS("../../docs/results"))
	if err != nil {
		t.Fatal(err)
	}
	at := map[run.Spec]runlog.Line{}
	for _, l := range lines {
		at[l.Spec] = l
	}
	x := Find(Size)
	g := &Grid{Experiment: Size, Points: x.Points(roles)}
	for _, m := range x.Methods {
		r := Row{Method: m, Group: map[string]Group{"full": Full, "probe": Probe, "prompt-tuning": Input, "p-tuning": Input}[m]}
		for _, p := range g.Points {
			var v []float64
			for seed := range uint64(3) {
				s, err := train.Resolve(x.Spec(roles, p, m, seed+1))
				l, ok := at[s]
				if err != nil || !ok {
					t.Fatalf("%s on %s, seed %d: %v, committed: %v", m, p, seed+1, err, ok)
				}
				v = append(v, 100*l.Accuracy)
			}
			r.Values = append(r.Values, v)
		}
		g.Rows = append(g.Rows, r)
	}
	return g
}

// The committed runs give what docs/results.md says of them: the same rules decide both.
func TestCommittedRuns(t *testing.T) {
	page, err := os.ReadFile("../../docs/results.md")
	if err != nil {
		t.Fatal(err)
	}
	words := map[Verdict]string{Holds: "**holds**", InPart: "**holds in part**", Not: "**does not hold here**"}
	claims := map[string]string{"prompt-tuning": "Input-only prompts are weak on small models and near fine-tuning on large ones", "p-tuning-v2": "P-Tuning v2 is near fine-tuning at every size"}
	seen := 0
	for _, s := range Judge(committed(t)) {
		claim, ok := claims[s.Method]
		if !ok {
			continue
		}
		seen++
		if line := "| " + claim + " | " + words[s.Verdict] + " |"; !strings.Contains(string(page), line) {
			t.Errorf("%s: the rules say %q, docs/results.md does not", s.Method, line)
		}
	}
	if seen != len(claims) {
		t.Errorf("%d of %d claims judged", seen, len(claims))
	}
}
