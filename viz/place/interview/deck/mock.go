package deck

import (
	"math/rand/v2"
	"slices"

	"promptscope/viz/place/interview/card"
)

// MockLength is how many questions a mock interview has.
const MockLength = 8

// chains are how many questions hang together: a first one and its follow-ups.
var chains = [...]int{2, 3, 2, 1}

// Asked is one question of a mock interview.
type Asked struct {
	Card   string
	Follow bool // it follows up the one before
}

// Mock draws the questions of a mock interview, of one topic or of all. First questions come from different topics where there
// are as many, those that are asked often more often; each is followed up as its card says. The same seed draws the same.
func (d *Deck) Mock(topic string, seed uint64) (out []Asked) {
	r := rand.New(rand.NewPCG(seed, 0))
	used, topics := map[string]bool{}, map[string]bool{}
	ask := func(id string, follow bool) {
		used[id] = true
		out = append(out, Asked{id, follow})
	}
	for i := 0; len(out) < MockLength; i++ {
		first := d.draw(r, topic, used, topics)
		if first == "" {
			return out
		}
		t, c := d.Bank.Find(first)
		topics[t.ID] = true
		ask(first, false)
		for n := 1; n < chains[i%len(chains)] && len(out) < MockLength; n++ {
			next := slices.IndexFunc(c.Follow, func(id string) bool { return !used[id] })
			if next < 0 {
				break
			}
			id := c.Follow[next]
			ask(id, true)
			_, c = d.Bank.Find(id)
		}
	}
	return out
}

// draw chooses a first question: with the weight of how often it is asked, from a topic that has not had one if there is one.
func (d *Deck) draw(r *rand.Rand, topic string, used, topics map[string]bool) string {
	var fresh, rest []*card.Card
	for i := range d.Bank.Topics {
		t := &d.Bank.Topics[i]
		for k := range t.Cards {
			switch c := &t.Cards[k]; {
			case used[c.ID] || topic != "" && t.ID != topic:
			case topics[t.ID]:
				rest = append(rest, c)
			default:
				fresh = append(fresh, c)
			}
		}
	}
	if len(fresh) == 0 {
		fresh = rest
	}
	total := 0
	for _, c := range fresh {
		total += 1 + c.Must*c.Must
	}
	if total == 0 {
		return ""
	}
	at := r.IntN(total)
	for _, c := range fresh {
		if at -= 1 + c.Must*c.Must; at < 0 {
			return c.ID
		}
	}
	return ""
}
