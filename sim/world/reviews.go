package world

// Reviews with negation and contrast. No task uses them: masked training on this grammar never learned
// polarity. They stay in the corpus that the measured results were made with.

// reviewTemplates: A and B are aspects, X an adjective that agrees with the verdict, Z one that does
// not, V nothing or an intensifier.
var reviewTemplates = []string{
	"the A was V X .",
	"the A was not V Z .",
	"the A was Z but the B was V X .",
	"although the A was Z , the B was X .",
	"i expected the A to be Z , but it was X .",
	"the A was X even though i expected Z .",
	"nobody said the A was Z .",
	"the A was X and the B was not Z .",
	"the A was not Z but the B was X .",
}

// closings repeat the verdict, W being one of the first three adjectives that agree with it. One wording
// stands twice because it is twice as likely.
var (
	closings         = []string{"overall it was W .", "overall it was W .", "in short , W .", "i had a W time .", "what a W place ."}
	positiveClosings = []string{"i will come back .", "i loved it ."}
	negativeClosings = []string{"i want a refund .", "i hated it ."}
)

// Review draws a review and its verdict, with or without a closing sentence that states the verdict.
func (g *Generator) Review(closing bool) (words []string, positive bool) {
	positive = g.r.IntN(2) == 0
	agree, oppose, own := negativeWords, positiveWords, negativeClosings
	if positive {
		agree, oppose, own = positiveWords, negativeWords, positiveClosings
	}
	template := g.pick(reviewTemplates)
	if closing {
		if i := g.r.IntN(len(closings) + len(own)); i < len(closings) {
			template += " " + closings[i]
		} else {
			template += " " + own[i-len(closings)]
		}
	}
	return expand(template, g.reviewSlots(agree, oppose)), positive
}

// reviewSlots draws the words of one review.
func (g *Generator) reviewSlots(agree, oppose []string) func(string) []string {
	a, b := g.two(aspects)
	x := g.pick(agree)
	z, w := g.pick(oppose), g.pick(agree[:3])
	v := [][]string{nil, nil, {"very"}, {"really"}}[g.r.IntN(4)]
	return func(slot string) []string {
		switch slot {
		case "A":
			return []string{a}
		case "B":
			return []string{b}
		case "X":
			return []string{x}
		case "Z":
			return []string{z}
		case "W":
			return []string{w}
		default:
			return v
		}
	}
}
