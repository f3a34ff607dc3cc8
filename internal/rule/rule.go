// Package rule evaluates what lessons, interview cards and the verdicts of docs/results say about runs:
//
//	h(b)-h(a) > 10 and changed("backbone", b) == 0
//
// An expression is parsed once (Parse) and evaluated over Facts: the snapshots of a page, committed runs, or live ones. What is
// not known yet is a value of its own, and so is what depends on it, so that a rule never answers wrongly for want of a number.
//
//	rule       = comparison { "and" comparison }
//	comparison = sum [ ( "<" | "<=" | ">" | ">=" | "==" | "!=" ) sum ]
//	sum        = product { ( "+" | "-" ) product }
//	product    = factor { ( "*" | "/" ) factor }
//	factor     = "-" factor | number | lane | call | "(" rule ")"
//	call       = name "(" [ argument { "," argument } ] ")"
//
// The facts and their arguments are in calls.go. The page links this package, so it needs neither fmt nor an encoding.
package rule

// Limits of a rule: what a person would write, and no deeper than a stack of any host bears.
const (
	MaxLength = 600 // bytes
	maxDepth  = 40
)

// Lanes are the names of the lanes of a link, in their order.
var Lanes = []string{"a", "b", "c", "d"}

// Fact is one thing that is asked of runs. The zero value of a field that a fact does not have is "", 0, or for Lane -1.
type Fact struct {
	Name  string // as in a rule: h, loss, digest, …
	Lane  int    // index into the names that Parse got; -1: all lanes together
	Layer int    // of lambda, from 1
	Word  int    // of lambda: position in the row; -1 = where the answer is read
	Of    string // changed, ablate: the part; stored, best: the method
	With  string // ablate: the operation; stored: settings as in a link
}

// Facts answers for runs. A fact that is not known, or not yet, is the zero Value.
type Facts interface {
	Fact(Fact) Value
	// Before is the run before this one, for before(…); nil if there was none.
	Before() Facts
}

// Expr is a parsed expression.
type Expr struct {
	text  string
	lanes []string
	root  *node
}

// String is the text it was parsed from.
func (e *Expr) String() string { return e.text }

// Kind is the kind of value that the expression has, once it is known.
func (e *Expr) Kind() Kind { return e.root.kind }

// Asks is what the expression wants to know, each fact once, in the order of the text. before tells whether it is asked of the
// run before.
func (e *Expr) Asks() (now, before []Fact) {
	var walk func(n *node, old bool)
	walk = func(n *node, old bool) {
		switch n.op {
		case opFact:
			if old {
				before = addFact(before, n.fact)
			} else {
				now = addFact(now, n.fact)
			}
		case opLowest:
			for _, k := range n.kids {
				walk(&node{op: opFact, fact: Fact{Name: "h", Lane: k.fact.Lane}}, old)
			}
			return
		}
		for _, k := range n.kids {
			walk(k, old || n.op == opBefore)
		}
	}
	walk(e.root, false)
	return now, before
}

func addFact(list []Fact, f Fact) []Fact {
	for _, have := range list {
		if have == f {
			return list
		}
	}
	return append(list, f)
}

// Error says what is wrong with a rule or a zone, and where.
type Error struct {
	Text   string
	Column int    // of the first letter that is wrong, from 1
	Found  string // "" at the end of the text
	Want   string
}

func (e *Error) Error() string {
	found := quote(e.Found)
	if e.Found == "" {
		found = "the end"
	}
	return quote(e.Text) + ", column " + decimal(e.Column) + ": " + found + ", want " + e.Want
}
