package study

import (
	"fmt"
	"math"
	"strings"

	"promptscope/internal/rule"
)

// Verdict is what became of a claim.
type Verdict uint8

// The verdicts. TooFew: there are not the runs to decide it.
const (
	TooFew Verdict = iota
	Not
	InPart
	Holds
)

// Names are those of two settings in rules: full fine-tuning and what is compared with it.
type Names struct{ Full, Other string }

// behind is how many points the other is behind full fine-tuning, as an expression.
func (p Names) behind() string { return "h(" + p.Full + ")-h(" + p.Other + ")" }

// InputOverSize is the claim that prompts in the input row are weak on small models and near fine-tuning on large ones (Lester et
// al. 2021; Liu et al. 2022, figure 1), from the smallest and the largest model: rules for "holds" and "holds in part".
func InputOverSize(small, large Names) (holds, part string) {
	return small.behind() + " > 20 and " + large.behind() + " < 5", small.behind() + " > " + large.behind() + "+10"
}

// near is how many points behind fine-tuning still count as level.
const near = "3"

// Near is the claim that a method is level with full fine-tuning at every point; in part: from the point of that index on.
func Near(pairs []Names, from int) (holds, part string) {
	behind := func(of []Names) string {
		var gaps []string
		for _, p := range of {
			gaps = append(gaps, p.behind())
		}
		return "max(0, " + strings.Join(gaps, ", ") + ") < " + near
	}
	return behind(pairs), behind(pairs[min(from, len(pairs)-1):])
}

// Gain is the claim that more of a setting is better.
func Gain(least, most string) string { return "h(" + most + ")-h(" + least + ") > 2" }

// Slow is the claim that what is behind after few steps is only slow: rules from the fewest steps and the most.
func Slow(few, many Names) (holds, part string) {
	return many.behind() + " < " + near, few.behind() + "-(" + many.behind() + ") > " + near
}

// Group is where a method acts, as far as the claims tell methods apart.
type Group uint8

// The groups.
const (
	Other Group = iota // in every layer, or in weights
	Input              // in the input row alone
	Full
	Probe
)

// Row is the runs of one method: values in percent by point and seed, NaN where there is none.
type Row struct {
	Method string
	Group  Group
	Values [][]float64
}

// Grid is the runs of an experiment, points from the smallest on.
type Grid struct {
	Experiment string
	Points     []string
	Rows       []Row
}

// Statement is what the runs say of one method.
type Statement struct {
	Method      string
	Group       Group
	Verdict     Verdict
	Points      []string  // that have runs enough,
	Numbers     []float64 // and there points behind full fine-tuning; of Length and Depth the measure
	Back        int       // index of a point at which it is more than a point worse than at the one before; 0 = there is none
	Comparisons bool      // Numbers are points behind full fine-tuning
}

// fewest is how many seeds a verdict needs at a point: of one seed nothing is better.
const fewest = 2

// Judge says of each method of the grid what the claim of its experiment comes to.
func Judge(g *Grid) (out []Statement) {
	full := -1
	for i := range g.Rows {
		if g.Rows[i].Group == Full {
			full = i
		}
	}
	for i := range g.Rows {
		r := &g.Rows[i]
		gains := g.Experiment == Length || g.Experiment == Depth
		if r.Group == Full || r.Group == Probe || full < 0 && !gains {
			continue
		}
		s := Statement{Method: r.Method, Group: r.Group, Comparisons: !gains}
		var at []int
		for p := range g.Points {
			mean := g.mean(i, p)
			if !gains {
				mean = g.mean(full, p) - mean
			}
			if mean == mean {
				at = append(at, p)
				s.Points, s.Numbers = append(s.Points, g.Points[p]), append(s.Numbers, mean)
			}
		}
		s.Back = backward(s.Numbers, gains)
		if len(at) >= 2 {
			s.Verdict = g.judge(r.Group, full, i, at)
		}
		out = append(out, s)
	}
	return out
}

// judge evaluates the claim's rules over the points of at.
func (g *Grid) judge(group Group, full, row int, at []int) Verdict {
	var pairs []Names
	for _, p := range at {
		pairs = append(pairs, Names{name(full, p), name(row, p)})
	}
	first, last := pairs[0], pairs[len(pairs)-1]
	var holds, part string
	switch {
	case g.Experiment == Length || g.Experiment == Depth:
		holds = Gain(first.Other, last.Other)
	case g.Experiment == Steps:
		holds, part = Slow(first, last)
	case g.Experiment == Labels:
		holds, part = Near(pairs, len(pairs)-1)
	case group == Input:
		holds, part = InputOverSize(first, last)
	default:
		holds, part = Near(pairs, 2)
	}
	switch {
	case g.holds(holds):
		return Holds
	case part != "" && g.holds(part):
		return InPart
	}
	return Not
}

// backward is the index of the first number that falls more than a point behind the one before it.
func backward(numbers []float64, gains bool) int {
	for i := 1; i < len(numbers); i++ {
		worse := numbers[i] - numbers[i-1]
		if gains {
			worse = -worse
		}
		if worse > 1 {
			return i
		}
	}
	return 0
}

// Overall is the verdict on the figure as a whole: it holds where each statement does.
func Overall(list []Statement) Verdict {
	known, holds, not := 0, 0, 0
	for _, s := range list {
		switch s.Verdict {
		case TooFew:
			continue
		case Holds:
			holds++
		case Not:
			not++
		}
		known++
	}
	switch {
	case known == 0:
		return TooFew
	case holds == known:
		return Holds
	case not == known:
		return Not
	}
	return InPart
}

// mean is the mean over the seeds of a cell; NaN for fewer than a verdict needs.
func (g *Grid) mean(row, point int) float64 {
	if row < 0 {
		return math.NaN()
	}
	var v []float64
	for _, x := range g.Rows[row].Values[point] {
		if x == x {
			v = append(v, x)
		}
	}
	if len(v) < fewest {
		return math.NaN()
	}
	return Summarize(v).Mean
}

// Complete tells whether every method has runs enough at a point.
func (g *Grid) Complete(point int) bool {
	for i := range g.Rows {
		if m := g.mean(i, point); m != m {
			return false
		}
	}
	return len(g.Rows) > 0
}

// name is a cell's name in rules.
func name(row, point int) string { return fmt.Sprintf("r%dp%d", row, point) }

func (g *Grid) names() (out []string) {
	for r := range g.Rows {
		for p := range g.Points {
			out = append(out, name(r, p))
		}
	}
	return out
}

// holds evaluates a rule of this package: one that cannot be read is a mistake in its code.
func (g *Grid) holds(text string) bool {
	e, err := rule.Parse(text, g.names()...)
	if err != nil {
		panic(fmt.Sprintf("study: %v", err))
	}
	holds, known := e.Eval(g).Holds()
	return holds && known
}

// Fact is of rule.Facts: h, the mean of a cell.
func (g *Grid) Fact(f rule.Fact) rule.Value {
	if f.Name != "h" || f.Lane < 0 {
		return rule.Value{}
	}
	return rule.Exactly(g.mean(f.Lane/len(g.Points), f.Lane%len(g.Points)))
}

// Before is of rule.Facts: there is no run before.
func (g *Grid) Before() rule.Facts { return nil }
