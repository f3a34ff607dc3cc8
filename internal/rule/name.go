package rule

import (
	"slices"
	"strconv"
)

// name reads a call, or a lane as it stands.
func (p *parser) name() (*node, error) {
	called := p.now
	if err := p.step(); err != nil {
		return nil, err
	}
	if p.now.kind != tSign || p.now.text != "(" {
		if lane := slices.Index(p.lanes, called.text); lane >= 0 {
			return &node{op: opLane, kind: Lane, fact: Fact{Lane: lane}}, nil
		}
		return nil, wrong(p.text, called.at, called.text, "a lane ("+list(p.lanes)+") or a call such as h(a)")
	}
	switch called.text {
	case beforeCall:
		n, err := p.group()
		if err == nil {
			n.op = opBefore
		}
		return n, err
	case lowestCall:
		return p.lowest()
	}
	if m, ok := several[called.text]; ok {
		return p.list(m.op, m.of)
	}
	s := find(called.text)
	if s == nil {
		return nil, wrong(p.text, called.at, called.text, "one of "+list(Names()))
	}
	return p.call(s)
}

// lowest reads "(a, b, c)".
func (p *parser) lowest() (*node, error) {
	n := &node{op: opLowest, kind: Lane}
	for sign := "("; len(n.kids) == 0 || p.now.text == ","; sign = "," {
		if err := p.expect(sign); err != nil {
			return nil, err
		}
		at := p.now
		var f Fact
		if err := p.argument(aLane, &f); err != nil {
			return nil, err
		}
		if slices.ContainsFunc(n.kids, func(k *node) bool { return k.fact.Lane == f.Lane }) {
			return nil, wrong(p.text, at.at, at.text, "each lane once")
		}
		n.kids = append(n.kids, &node{op: opLane, kind: Lane, fact: f})
	}
	if len(n.kids) < 2 {
		return nil, p.wrong("two lanes or more")
	}
	return n, p.expect(")")
}

// list reads "(x, y, …)", expressions of one kind.
func (p *parser) list(op op, kind Kind) (*node, error) {
	n := &node{op: op, kind: Number}
	for sign := "("; len(n.kids) == 0 || p.now.text == ","; sign = "," {
		if err := p.expect(sign); err != nil {
			return nil, err
		}
		at := p.now.at
		kid, err := p.and()
		if err == nil {
			err = p.kinded(kid, at, kind)
		}
		if err != nil {
			return nil, err
		}
		n.kids = append(n.kids, kid)
	}
	return n, p.expect(")")
}

// call reads the arguments of a fact.
func (p *parser) call(s *signature) (*node, error) {
	f := Fact{Name: s.name, Lane: -1}
	if s.name == "lambda" {
		f.Word = -1
	}
	if err := p.expect("("); err != nil {
		return nil, err
	}
	for i, a := range s.args {
		if i >= len(s.args)-s.optional && p.now.kind == tSign && p.now.text == ")" {
			break
		}
		if i > 0 {
			if err := p.expect(","); err != nil {
				return nil, err
			}
		}
		if err := p.argument(a, &f); err != nil {
			return nil, err
		}
	}
	return &node{op: opFact, kind: s.kind, fact: f}, p.expect(")")
}

// argument reads one argument into f.
func (p *parser) argument(a argument, f *Fact) error {
	switch a {
	case aLane:
		i := slices.Index(p.lanes, p.now.text)
		if p.now.kind != tName || i < 0 {
			return p.wrong("a lane: " + list(p.lanes))
		}
		f.Lane = i
	case aLayer, aWord:
		n, err := strconv.Atoi(p.now.text)
		if p.now.kind != tNumber || err != nil || n > 99 || a == aLayer && n < 1 {
			return p.wrong(wants[a])
		}
		if a == aLayer {
			f.Layer = n
		} else {
			f.Word = n
		}
	default:
		if p.now.kind != tQuoted || !a.takes(p.now.text) {
			return p.wrong(wants[a])
		}
		if a == aChange || a == aLink {
			f.With = p.now.text
		} else {
			f.Of = p.now.text
		}
	}
	return p.step()
}
