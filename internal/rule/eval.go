package rule

import "strings"

// Eval is the value of the expression over facts.
func (e *Expr) Eval(f Facts) Value { return e.root.eval(f) }

func (n *node) eval(f Facts) Value {
	switch n.op {
	case opNumber:
		return Exactly(n.value)
	case opFact:
		v := f.Fact(n.fact)
		if v.kind != n.kind {
			return Value{}
		}
		return v
	case opLane:
		return laneValue(n.fact.Lane)
	case opLowest:
		return n.lowest(f)
	case opBefore:
		if old := f.Before(); old != nil {
			return n.kids[0].eval(old)
		}
		return Value{}
	case opGroup:
		return n.kids[0].eval(f)
	case opMin, opMax:
		return n.extreme(f)
	case opCount:
		return n.count(f)
	case opNegate:
		return arithmetic(opSubtract, Exactly(0), n.kids[0].eval(f))
	case opAnd:
		return both(n.kids[0].eval(f), n.kids[1].eval(f))
	}
	a, b := n.kids[0].eval(f), n.kids[1].eval(f)
	if n.op >= opLess {
		return compare(n.op, a, b)
	}
	return arithmetic(n.op, a, b)
}

// lowest is the lane with the lowest held-out measure. Where two share it, there is none.
func (n *node) lowest(f Facts) Value {
	lane, least, twice := -1, 0.0, false
	for _, k := range n.kids {
		x, ok := f.Fact(Fact{Name: "h", Lane: k.fact.Lane}).Number()
		if !ok {
			return Value{}
		}
		switch {
		case lane < 0 || x < least:
			lane, least, twice = k.fact.Lane, x, false
		case x == least:
			twice = true
		}
	}
	if twice {
		return Value{}
	}
	return laneValue(lane)
}

// extreme is the least or the greatest of numbers, by their bounds.
func (n *node) extreme(f Facts) Value {
	out := n.kids[0].eval(f)
	for _, k := range n.kids[1:] {
		v := k.eval(f)
		switch {
		case v.kind != Number || out.kind != Number:
			return Value{}
		case n.op == opMin:
			out = Between(min(out.lo, v.lo), min(out.hi, v.hi))
		default:
			out = Between(max(out.lo, v.lo), max(out.hi, v.hi))
		}
	}
	return out
}

// count is how many comparisons hold: between those that are known to, and those that are not known not to.
func (n *node) count(f Facts) Value {
	lo, hi := 0.0, 0.0
	for _, k := range n.kids {
		holds, known := k.eval(f).Holds()
		if holds {
			lo++
		}
		if holds || !known {
			hi++
		}
	}
	return Between(lo, hi)
}

// Spell writes the expression out with the numbers of a run in the place of its facts: "99.0 − 86.9". number writes a number,
// and what is not known is a question mark.
func (e *Expr) Spell(f Facts, number func(float64) string) string {
	return spell{f, e.lanes, number}.node(e.root)
}

type spell struct {
	facts  Facts
	lanes  []string
	number func(float64) string
}

var signs = map[op]string{opAdd: " + ", opSubtract: " − ", opMultiply: " × ", opDivide: " / ", opLess: " < ", opAtMost: " ≤ ",
	opMore: " > ", opAtLeast: " ≥ ", opEqual: " = ", opUnequal: " ≠ ", opAnd: ", "}

func (s spell) node(n *node) string {
	switch n.op {
	case opNumber, opFact, opLane, opLowest, opMin, opMax, opCount:
		return s.value(n.eval(s.facts))
	case opBefore:
		if old := s.facts.Before(); old != nil {
			return spell{old, s.lanes, s.number}.node(n.kids[0])
		}
		return "?"
	case opGroup:
		return "(" + s.node(n.kids[0]) + ")"
	case opNegate:
		return "−" + s.node(n.kids[0])
	}
	return s.node(n.kids[0]) + signs[n.op] + s.node(n.kids[1])
}

func (s spell) value(v Value) string {
	if x, ok := v.Number(); ok {
		return s.number(x)
	}
	if t, ok := v.Text(); ok {
		return t
	}
	if i, ok := v.Lane(); ok {
		return strings.ToUpper(s.lanes[i])
	}
	return "?"
}
