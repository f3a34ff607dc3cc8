package rule

import (
	"math"
	"slices"
	"strconv"
	"strings"
)

// Zones divide the values of an expression into answers: numbers into stretches of the line, lanes into one answer each, what
// holds into true and false. They cover every value once.
type Zones struct {
	kind    Kind
	borders []Border
	zones   int
	order   []int // Lane, Truth: the zone of each value
}

// Border is where two stretches of the line meet.
type Border struct {
	At    float64
	Below bool // At itself belongs to the zone below
}

// ParseZones reads the zones of an expression, in ascending order:
//
//	< -2   -2..2   >2..10   > 10     a number; "<", "<=", ">", ">=" say on which side a border counts, and a bare one counts
//	true   false                     a comparison
//	a   b   c                        a lane, by the names that the expression was parsed with
func ParseZones(e *Expr, texts []string) (Zones, error) {
	z := Zones{kind: e.Kind(), zones: len(texts)}
	if len(texts) < 2 {
		return z, &Error{Text: list(texts), Column: 1, Found: decimal(len(texts)) + " zones", Want: "2 or more"}
	}
	switch z.kind {
	case Number:
		return z, z.line(texts)
	case Truth:
		return z, z.named(texts, truths, truths)
	case Lane:
		return z, z.named(texts, e.lanes, e.answers())
	}
	return z, &Error{Text: e.text, Column: 1, Found: e.text, Want: "a number, a comparison or a lane"}
}

var truths = []string{"false", "true"} // in the order of their values

// answers are the lanes that the expression can come to.
func (e *Expr) answers() []string {
	if e.root.op != opLowest {
		return e.lanes
	}
	out := make([]string, len(e.root.kids))
	for i, k := range e.root.kids {
		out[i] = e.lanes[k.fact.Lane]
	}
	return out
}

// named gives each answer a zone; order has all values, of which the answers are some.
func (z *Zones) named(texts, values, answers []string) error {
	z.order = slices.Repeat([]int{-1}, len(values))
	for i, t := range texts {
		at := slices.Index(values, t)
		if !slices.Contains(answers, t) || z.order[at] >= 0 {
			return &Error{Text: t, Column: 1, Found: t, Want: "one of " + list(answers) + ", each once"}
		}
		z.order[at] = i
	}
	if len(texts) != len(answers) {
		return &Error{Text: list(texts), Column: 1, Found: decimal(len(texts)) + " zones", Want: decimal(len(answers)) + ", one for each of " + list(answers)}
	}
	return nil
}

// stretch is one zone of the line.
type stretch struct {
	lo, hi     float64
	loIn, hiIn bool // the end belongs to it
}

func (s stretch) has(x float64) bool {
	return (x > s.lo || s.loIn && x == s.lo) && (x < s.hi || s.hiIn && x == s.hi)
}

func (z *Zones) line(texts []string) error {
	var last stretch
	for i, t := range texts {
		s, err := parseStretch(t)
		if err != nil {
			return err
		}
		switch {
		case i == 0 && !math.IsInf(s.lo, -1):
			return &Error{Text: t, Column: 1, Found: t, Want: "a first zone without a lower end, such as < -2"}
		case i > 0 && (s.lo != last.hi || s.loIn == last.hiIn):
			return &Error{Text: t, Column: 1, Found: t, Want: "a zone that begins at " + begins(last)}
		case i > 0:
			z.borders = append(z.borders, Border{s.lo, last.hiIn})
		}
		last = s
	}
	if !math.IsInf(last.hi, 1) {
		t := texts[len(texts)-1]
		return &Error{Text: t, Column: 1, Found: t, Want: "a last zone without an upper end, such as > 10"}
	}
	return nil
}

// begins is how the zone behind s has to begin.
func begins(s stretch) string {
	switch {
	case math.IsInf(s.hi, 1):
		return "nothing: the one before it has no upper end"
	case s.hiIn:
		return ">" + short(s.hi)
	}
	return short(s.hi)
}

func short(x float64) string { return strconv.FormatFloat(x, 'g', -1, 64) }

func parseStretch(text string) (stretch, error) {
	s := stretch{lo: math.Inf(-1), hi: math.Inf(1)}
	t := strings.ReplaceAll(text, " ", "")
	bad := &Error{Text: text, Column: 1, Found: text, Want: "a zone such as < -2, <= -2, -2..2, >2..10, 2..<10, > 10 or >= 10"}
	if low, high, both := strings.Cut(t, ".."); both {
		var ok1, ok2 bool
		s.loIn, s.hiIn = !strings.HasPrefix(low, ">"), !strings.HasPrefix(high, "<")
		s.lo, ok1 = end(strings.TrimPrefix(low, ">"))
		s.hi, ok2 = end(strings.TrimPrefix(high, "<"))
		if !ok1 || !ok2 || s.lo > s.hi || s.lo == s.hi && !(s.loIn && s.hiIn) {
			return s, bad
		}
		return s, nil
	}
	var x *float64
	var in *bool
	switch {
	case strings.HasPrefix(t, "<"):
		x, in = &s.hi, &s.hiIn
	case strings.HasPrefix(t, ">"):
		x, in = &s.lo, &s.loIn
	default:
		return s, bad
	}
	number := strings.TrimPrefix(t[1:], "=")
	*in = len(number) < len(t)-1
	var ok bool
	if *x, ok = end(number); !ok {
		return s, bad
	}
	return s, nil
}

// end reads the end of a zone: a plain decimal number.
func end(text string) (float64, bool) {
	for i := range len(text) {
		if c := text[i]; !isDigit(c) && c != '.' && !(c == '-' && i == 0) {
			return 0, false
		}
	}
	x, err := strconv.ParseFloat(text, 64)
	return x, err == nil && !math.IsInf(x, 0)
}

// Len is how many zones there are.
func (z Zones) Len() int { return z.zones }

// Borders are the borders of zones of numbers, ascending.
func (z Zones) Borders() []Border { return z.borders }

// Of is the zone of a value; -1 if the value is not known, or not well enough.
func (z Zones) Of(v Value) int {
	switch {
	case v.kind != z.kind || v.kind == Unknown:
		return -1
	case v.kind != Number:
		if i := int(v.lo); i < len(z.order) {
			return z.order[i]
		}
		return -1
	}
	if lo, hi := z.at(v.lo), z.at(v.hi); lo == hi {
		return lo
	}
	return -1
}

// at is the zone of a number.
func (z Zones) at(x float64) int {
	i := 0
	for ; i < len(z.borders); i++ {
		if b := z.borders[i]; x < b.At || b.Below && x == b.At {
			break
		}
	}
	return i
}

// Margin is how far a number is from the nearest border; infinite where there is none.
func (z Zones) Margin(v Value) float64 {
	out := math.Inf(1)
	if x, ok := v.Number(); ok {
		for _, b := range z.borders {
			out = min(out, math.Abs(x-b.At))
		}
	}
	return out
}
