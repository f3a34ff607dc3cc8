package rule

import "strings"

// argument is what a call takes in one place.
type argument uint8

const (
	aLane   argument = iota
	aLayer           // a layer, from 1
	aWord            // a position in the row, from 0
	aPart            // of a prompt: "prompt", a layer "L2", a virtual token "v3"
	aPlace           // of a lane: "backbone", the virtual tokens of a layer "L2"
	aChange          // what an ablation does
	aMethod          // ID of a method
	aLink            // settings as in a link: "backbone=4x64&n=16"
	aHand            // "hand"
)

// signature is a fact's kind and arguments; the last `optional` of them may be left out.
type signature struct {
	name     string
	kind     Kind
	args     []argument
	optional int
}

var signatures = []signature{
	{"h", Number, []argument{aLane}, 0},       // held-out measure in percent, once the run has ended
	{"loss", Number, []argument{aLane}, 0},    // held-out loss, likewise
	{"trained", Number, []argument{aLane}, 0}, // how many numbers training moves
	{"kept", Number, []argument{aLane}, 0},    // how many of them stay after it
	{"flop", Number, []argument{aLane}, 0},    // operations of a step
	{"digest", Text, []argument{aLane}, 0},    // of all losses, gradient norms and trained numbers, once the run has ended
	{"hash", Text, []argument{aLane}, 0},      // SHA-256 of the backbone's weights, likewise
	{"total", Number, nil, 0},                 // weights of the backbone

	// "backbone": its weights that differ from what they were before the first step. "L2": the virtual tokens of that layer
	// that differ from what they were for the example before. Without a lane: in all of them together.
	{"changed", Number, []argument{aPlace, aLane}, 1},
	// Share of a layer's attention that goes to virtual tokens, mean of its heads; without a word, where the answer is read.
	{"lambda", Number, []argument{aLane, aLayer, aWord}, 1},
	// Held-out loss with that part of the prompt set to zero, shuffled or removed.
	{"ablate", Number, []argument{aLane, aPart, aChange}, 0},
	// Held-out measure of a method in percent, mean of the committed runs, on the task and backbone of the run and with the
	// recommended settings but for those of the link.
	{"stored", Number, []argument{aMethod, aLink}, 1},
	{"best", Number, []argument{aHand}, 0}, // that of the best hand-written template
}

// Calls that are no facts: lowest(a, b, c) is the lane with the lowest h, before(expression) its value in the run before,
// min and max are of numbers, and count is how many of its comparisons hold.
const (
	lowestCall = "lowest"
	beforeCall = "before"
)

// several are the calls of one or more expressions, with the kind of each.
var several = map[string]struct {
	op op
	of Kind
}{"min": {opMin, Number}, "max": {opMax, Number}, "count": {opCount, Truth}}

func find(name string) *signature {
	for i := range signatures {
		if signatures[i].name == name {
			return &signatures[i]
		}
	}
	return nil
}

// Names are the calls of rules.
func Names() (out []string) {
	for i := range signatures {
		out = append(out, signatures[i].name)
	}
	return append(out, lowestCall, beforeCall, "min", "max", "count")
}

var wants = [...]string{aLane: "a lane", aLayer: "a layer, from 1", aWord: "the position of a word, from 0",
	aPart: `"prompt", a layer "L1" or a virtual token "v1"`, aPlace: `"backbone" or a layer "L1"`, aChange: `"zero", "shuffle" or "remove"`,
	aMethod: `a method such as "full"`, aLink: `settings such as "backbone=4x64&n=16"`, aHand: `"hand"`}

// takes tells whether a quoted text is one that an argument takes.
func (a argument) takes(text string) bool {
	switch a {
	case aPart:
		return text == "prompt" || numbered(text, 'L') || numbered(text, 'v')
	case aPlace:
		return text == "backbone" || numbered(text, 'L')
	case aChange:
		return text == "zero" || text == "shuffle" || text == "remove"
	case aHand:
		return text == "hand"
	case aLink:
		return strings.Contains(text, "=")
	}
	return text != ""
}

// numbered tells "L12" and "v3": a letter and a number from 1 to 99.
func numbered(text string, letter byte) bool {
	if len(text) < 2 || len(text) > 3 || text[0] != letter || text[1] == '0' {
		return false
	}
	for i := 1; i < len(text); i++ {
		if text[i] < '0' || text[i] > '9' {
			return false
		}
	}
	return true
}
