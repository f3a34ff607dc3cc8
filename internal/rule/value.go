package rule

import "math"

// Kind is what a value is.
type Kind uint8

// The kinds. Unknown is the value of what is not known yet.
const (
	Unknown Kind = iota
	Number
	Truth
	Text // a digest or a hash: equal or not
	Lane // one of the lanes
)

var kindNames = [...]string{"not known", "a number", "a comparison", "a digest", "a lane"}

func (k Kind) String() string { return kindNames[k] }

// Value is what an expression comes to. A number may be known only to lie between two bounds: a hash that has changed says
// that at least one weight did. The zero Value is not known.
type Value struct {
	kind   Kind
	lo, hi float64 // Number; lo == hi where it is known exactly. Truth: 0 or 1. Lane: its index
	text   string
}

// Exactly is a known number. What is no finite number is not known.
func Exactly(x float64) Value { return Between(x, x) }

// Between is a number from lo to hi; either end may be infinite.
func Between(lo, hi float64) Value {
	if !(lo <= hi) || math.IsInf(lo, 1) || math.IsInf(hi, -1) || math.IsInf(lo, -1) && math.IsInf(hi, 1) {
		return Value{}
	}
	return Value{kind: Number, lo: lo, hi: hi}
}

// Digest is a text that can only be equal to another or not; "" is not known.
func Digest(text string) Value {
	if text == "" {
		return Value{}
	}
	return Value{kind: Text, text: text}
}

func laneValue(i int) Value { return Value{kind: Lane, lo: float64(i), hi: float64(i)} }

func truth(is bool) Value {
	if is {
		return Value{kind: Truth, lo: 1, hi: 1}
	}
	return Value{kind: Truth}
}

// Kind is what the value is; Unknown until it is known.
func (v Value) Kind() Kind { return v.kind }

// Known tells whether the value is known, and a number exactly.
func (v Value) Known() bool { return v.kind != Unknown && v.lo == v.hi }

// Number is the value of a number that is known exactly.
func (v Value) Number() (x float64, ok bool) { return v.lo, v.kind == Number && v.lo == v.hi }

// Bounds are the ends between which a number lies.
func (v Value) Bounds() (lo, hi float64) {
	if v.kind != Number {
		return math.Inf(-1), math.Inf(1)
	}
	return v.lo, v.hi
}

// Holds tells whether a comparison holds, and whether that is known.
func (v Value) Holds() (holds, known bool) { return v.kind == Truth && v.lo == 1, v.kind == Truth }

// Lane is the index of a lane.
func (v Value) Lane() (i int, ok bool) { return int(v.lo), v.kind == Lane }

// Text is a digest or a hash.
func (v Value) Text() (text string, ok bool) { return v.text, v.kind == Text }

// Sum adds two numbers.
func Sum(a, b Value) Value { return arithmetic(opAdd, a, b) }

// arithmetic on bounds. What cannot be said, such as a quotient whose divisor may be 0, is not known.
func arithmetic(op op, a, b Value) Value {
	if a.kind != Number || b.kind != Number {
		return Value{}
	}
	switch op {
	case opAdd:
		return Between(a.lo+b.lo, a.hi+b.hi)
	case opSubtract:
		return Between(a.lo-b.hi, a.hi-b.lo)
	case opDivide:
		if b.lo <= 0 && b.hi >= 0 {
			return Value{}
		}
		return corners(a.lo/b.lo, a.lo/b.hi, a.hi/b.lo, a.hi/b.hi)
	}
	return corners(a.lo*b.lo, a.lo*b.hi, a.hi*b.lo, a.hi*b.hi)
}

// corners are the ends of a product or quotient of bounds. min and max give NaN if one of them is, and NaN is not known.
func corners(w, x, y, z float64) Value { return Between(min(w, x, y, z), max(w, x, y, z)) }

// compare compares numbers by their bounds, and texts and lanes for being equal.
func compare(op op, a, b Value) Value {
	switch {
	case a.kind == Unknown || b.kind == Unknown || a.kind != b.kind:
		return Value{}
	case a.kind != Number:
		return truth((a == b) == (op == opEqual))
	}
	switch op {
	case opLess:
		return decided(a.hi < b.lo, a.lo >= b.hi)
	case opAtMost:
		return decided(a.hi <= b.lo, a.lo > b.hi)
	case opMore:
		return decided(a.lo > b.hi, a.hi <= b.lo)
	case opAtLeast:
		return decided(a.lo >= b.hi, a.hi < b.lo)
	}
	same, apart := a.lo == a.hi && b.lo == b.hi && a.lo == b.lo, a.hi < b.lo || a.lo > b.hi
	if op == opEqual {
		return decided(same, apart)
	}
	return decided(apart, same)
}

func decided(yes, no bool) Value {
	if yes || no {
		return truth(yes)
	}
	return Value{}
}

// both is "and": what does not hold decides it, whether or not the other is known.
func both(a, b Value) Value {
	x, knownA := a.Holds()
	y, knownB := b.Holds()
	switch {
	case knownA && !x, knownB && !y:
		return truth(false)
	case knownA && knownB:
		return truth(true)
	}
	return Value{}
}
