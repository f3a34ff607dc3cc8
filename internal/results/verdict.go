package results

import (
	"fmt"
	"io"
	"math"
	"regexp"
	"strings"

	"promptscope/internal/rule"
	"promptscope/internal/sweep"
	"promptscope/sim/run"
)

// Verdict is what became of a claim at this size.
type Verdict string

// The verdicts.
const (
	Holds   Verdict = "holds"
	InPart  Verdict = "holds in part"
	Not     Verdict = "does not hold here"
	Unknown Verdict = "not measured yet"
)

// Claim is a sentence of the lecture and how the runs decide it. In its rules, h and the other facts of a name are means over
// the seeds.
type Claim struct {
	Says          string
	Runs          []named
	Holds, InPart string // rules, tried in this order; if neither holds the claim does not
	// Text has the numbers: {name} is a mean with its spread, {expression} a number with one digit, {expression|%.2f} one in
	// another form.
	Text string
	Add  []remark // the first whose rule holds is appended
}

// named is the runs of one setting, which may be unresolved; part is the data set of a joint task, from 1, or 0.
type named struct {
	name string
	spec run.Spec
	part int
}

// remark is a text for when a rule holds; "" always does.
type remark struct{ rule, text string }

// at is one setting, as in the plan: "task=srl&method=p-tuning&encoder=none"; what is not named is as recommended, on 2x64.
func at(settings string) run.Spec {
	axes := []sweep.Axis{{ID: "backbone", Values: []string{"2x64"}}}
	for part := range strings.SplitSeq(settings, "&") {
		id, value, _ := strings.Cut(part, "=")
		axes = append(axes, sweep.Axis{ID: id, Values: []string{value}})
	}
	points, _, err := sweep.Points(axes)
	if err != nil {
		panic(fmt.Sprintf("results: %s: %v", settings, err))
	}
	return points[0]
}

// runs are names with their settings, in pairs.
func runs(pairs ...string) (out []named) {
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, named{name: pairs[i], spec: at(pairs[i+1])})
	}
	return out
}

// each writes a pattern for several numbers or names, joined by commas.
func each[T any](pattern string, values []T) string {
	var out []string
	for _, v := range values {
		out = append(out, strings.ReplaceAll(pattern, "$", fmt.Sprint(v)))
	}
	return strings.Join(out, ", ")
}

func writeClaims(w io.Writer, d *Data) {
	fmt.Fprintf(w, "## The lecture's claims\n\nThe verdicts are computed from the tables above by the rules in `internal/results`. Toy size: the same shape can have another cause than in models of billions.\n\n| the lecture says | here | numbers |\n|---|---|---|\n")
	for _, c := range Claims() {
		v, text := c.judge(d)
		fmt.Fprintf(w, "| %s | **%s** | %s |\n", c.Says, v, text)
	}
}

// judge gives the verdict with its numbers. A claim with a number that is not there has none.
func (c Claim) judge(d *Data) (Verdict, string) {
	m := means{d, c.Runs}
	text, ok := m.text(c.Text)
	for _, r := range c.Add {
		if holds, known := m.holds(r.rule); holds && known {
			more, all := m.text(r.text)
			text, ok = text+more, ok && all
			break
		}
	}
	holds, known := m.holds(c.Holds)
	part, knownPart := false, true
	if c.InPart != "" {
		part, knownPart = m.holds(c.InPart)
	}
	switch {
	case !ok || !known || !holds && !knownPart:
		return Unknown, "–"
	case holds:
		return Holds, text
	case part:
		return InPart, text
	}
	return Not, text
}

// means are the runs of a claim as facts.
type means struct {
	d    *Data
	runs []named
}

func (m means) names() (out []string) {
	for _, r := range m.runs {
		out = append(out, r.name)
	}
	return out
}

// parse reads an expression of this package: an error is a mistake in its code.
func (m means) parse(text string) *rule.Expr {
	e, err := rule.Parse(text, m.names()...)
	if err != nil {
		panic(fmt.Sprintf("results: %v", err))
	}
	return e
}

// holds evaluates a rule; "" holds.
func (m means) holds(text string) (holds, known bool) {
	if text == "" {
		return true, true
	}
	return m.parse(text).Eval(m).Holds()
}

// Before is nothing: a page has no run before.
func (m means) Before() rule.Facts { return nil }

// Fact is a mean over the seeds, or a count that they share.
func (m means) Fact(f rule.Fact) rule.Value {
	if f.Lane < 0 {
		return rule.Value{}
	}
	g := m.group(f.Lane)
	switch {
	case g == nil:
	case f.Name == "h":
		return rule.Exactly(g.Mean())
	case f.Name == "kept":
		return rule.Exactly(float64(g.Lines[0].Stored))
	case f.Name == "trained":
		return rule.Exactly(float64(g.Lines[0].Trainable))
	}
	return rule.Value{}
}

// group is the runs of a name, nil if there are none.
func (m means) group(i int) *sweep.Group {
	r := m.runs[i]
	g := m.d.group(resolved(r.spec))
	if g != nil && r.part > 0 {
		part := g.Part(r.part - 1)
		return &part
	}
	return g
}

var inText = regexp.MustCompile(`\{([^{}|]+)(?:\|([^{}]+))?\}`)

// text fills a text with numbers; ok is false if one of them is not there.
func (m means) text(pattern string) (text string, ok bool) {
	ok = true
	text = inText.ReplaceAllStringFunc(pattern, func(part string) string {
		p := inText.FindStringSubmatch(part)
		v := m.parse(p[1]).Eval(m)
		if i, lane := v.Lane(); lane {
			g := m.group(i)
			ok = ok && g != nil
			if g == nil {
				return ""
			}
			return measured(g)
		}
		x, known := v.Number()
		ok = ok && known
		format := p[2]
		if format == "" {
			format = "%.1f"
		}
		return fmt.Sprintf(format, x)
	})
	return text, ok
}

// measured is a mean with its spread in text.
func measured(g *sweep.Group) string {
	if sd := g.SD(); !math.IsNaN(sd) {
		return fmt.Sprintf("%.1f ± %.1f", g.Mean(), sd)
	}
	return fmt.Sprintf("%.1f", g.Mean())
}
