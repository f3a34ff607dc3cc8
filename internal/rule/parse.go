package rule

import (
	"math"
	"strconv"
	"strings"
)

type op uint8

const (
	opNumber op = iota
	opFact
	opLane
	opLowest
	opBefore
	opMin
	opMax
	opCount
	opNegate
	opAdd
	opSubtract
	opMultiply
	opDivide
	opLess
	opAtMost
	opMore
	opAtLeast
	opEqual
	opUnequal
	opAnd
	opGroup // brackets, kept for writing the rule out
)

// node is a part of an expression.
type node struct {
	op    op
	kind  Kind
	value float64 // opNumber
	fact  Fact    // opFact; opLane has its Lane
	kids  []*node
}

var comparisons = map[string]op{"<": opLess, "<=": opAtMost, ">": opMore, ">=": opAtLeast, "==": opEqual, "!=": opUnequal}

// Parse reads an expression over lanes with these names, or those of a link if there are none. The error is an *Error.
func Parse(text string, lanes ...string) (*Expr, error) {
	if len(lanes) == 0 {
		lanes = Lanes
	}
	if len(text) > MaxLength {
		return nil, &Error{Text: text[:20] + "…", Column: MaxLength, Found: "more", Want: "at most " + decimal(MaxLength) + " bytes"}
	}
	p := parser{lexer: lexer{text: text}, lanes: lanes}
	if err := p.step(); err != nil {
		return nil, err
	}
	root, err := p.and()
	if err != nil {
		return nil, err
	}
	if p.now.kind != tEnd {
		return nil, p.wrong("the end, or one of + - * / < <= > >= == != and")
	}
	return &Expr{text, lanes, root}, nil
}

// Rule is Parse of an expression that holds or does not hold.
func Rule(text string, lanes ...string) (*Expr, error) {
	e, err := Parse(text, lanes...)
	if err == nil && e.Kind() != Truth {
		return nil, wrong(text, len(text), "", "a comparison such as h(b)-h(a) > 10")
	}
	return e, err
}

type parser struct {
	lexer
	lanes []string
	now   token
	depth int
}

func (p *parser) step() (err error) {
	p.now, err = p.next()
	return err
}

// wrong is the error of the present token.
func (p *parser) wrong(want string) error {
	return wrong(p.text, p.now.at, p.text[p.now.at:p.now.end], want)
}

// take goes on if the present token is the sign.
func (p *parser) take(sign string) (bool, error) {
	if p.now.kind != tSign || p.now.text != sign {
		return false, nil
	}
	return true, p.step()
}

func (p *parser) expect(sign string) error {
	ok, err := p.take(sign)
	if !ok && err == nil {
		err = p.wrong(sign)
	}
	return err
}

// kinded wants a kind of a part that began at a byte offset.
func (p *parser) kinded(n *node, at int, kind Kind) error {
	if n.kind == kind {
		return nil
	}
	return wrong(p.text, at, strings.TrimRight(p.text[at:p.now.at], " "), kind.String()+"; this is "+n.kind.String())
}

func (p *parser) and() (*node, error) {
	at := p.now.at
	left, err := p.comparison()
	for err == nil && p.now.kind == tName && p.now.text == "and" {
		if err = p.kinded(left, at, Truth); err != nil {
			return nil, err
		}
		if err = p.step(); err != nil {
			return nil, err
		}
		at := p.now.at
		var right *node
		if right, err = p.comparison(); err == nil {
			err = p.kinded(right, at, Truth)
			left = &node{op: opAnd, kind: Truth, kids: []*node{left, right}}
		}
	}
	return left, err
}

func (p *parser) comparison() (*node, error) {
	left, err := p.sum()
	if err != nil || p.now.kind != tSign {
		return left, err
	}
	op, ok := comparisons[p.now.text]
	if !ok {
		return left, nil
	}
	if left.kind == Truth || left.kind != Number && op < opEqual {
		return nil, p.wrong("no such comparison of " + left.kind.String())
	}
	if err := p.step(); err != nil {
		return nil, err
	}
	at := p.now.at
	right, err := p.sum()
	if err != nil {
		return nil, err
	}
	if err := p.kinded(right, at, left.kind); err != nil {
		return nil, err
	}
	if p.now.kind == tSign && comparisons[p.now.text] != 0 {
		return nil, p.wrong("and between two comparisons")
	}
	return &node{op: op, kind: Truth, kids: []*node{left, right}}, nil
}

func (p *parser) sum() (*node, error) {
	return p.chain(map[string]op{"+": opAdd, "-": opSubtract}, p.product)
}

func (p *parser) product() (*node, error) {
	return p.chain(map[string]op{"*": opMultiply, "/": opDivide}, p.factor)
}

// chain reads parts of one rank, which bind to the left.
func (p *parser) chain(ops map[string]op, part func() (*node, error)) (*node, error) {
	at := p.now.at
	left, err := part()
	for err == nil && p.now.kind == tSign {
		op, ok := ops[p.now.text]
		if !ok {
			break
		}
		if err = p.kinded(left, at, Number); err != nil {
			return nil, err
		}
		if err = p.step(); err != nil {
			return nil, err
		}
		at := p.now.at
		var right *node
		if right, err = part(); err == nil {
			err = p.kinded(right, at, Number)
			left = &node{op: op, kind: Number, kids: []*node{left, right}}
		}
	}
	return left, err
}

func (p *parser) factor() (*node, error) {
	if p.depth++; p.depth > maxDepth {
		return nil, p.wrong("at most " + decimal(maxDepth) + " brackets in each other")
	}
	defer func() { p.depth-- }()
	switch {
	case p.now.kind == tNumber:
		return p.number()
	case p.now.kind == tName && p.now.text != "and":
		return p.name()
	case p.now.kind == tSign && p.now.text == "-":
		if err := p.step(); err != nil {
			return nil, err
		}
		at := p.now.at
		kid, err := p.factor()
		if err == nil {
			err = p.kinded(kid, at, Number)
		}
		return &node{op: opNegate, kind: Number, kids: []*node{kid}}, err
	case p.now.kind == tSign && p.now.text == "(":
		return p.group()
	}
	return nil, p.wrong("a number, a fact such as h(a), or a bracket")
}

func (p *parser) group() (*node, error) {
	if err := p.step(); err != nil {
		return nil, err
	}
	kid, err := p.and()
	if err == nil {
		err = p.expect(")")
	}
	if err != nil {
		return nil, err
	}
	return &node{op: opGroup, kind: kid.kind, kids: []*node{kid}}, nil
}

func (p *parser) number() (*node, error) {
	x, err := strconv.ParseFloat(p.now.text, 64)
	if err != nil || math.IsInf(x, 0) || p.now.text[len(p.now.text)-1] == '.' {
		return nil, p.wrong("a number such as 10 or 0.5")
	}
	return &node{op: opNumber, kind: Number, value: x}, p.step()
}
