package task

// What the recipes share: streams, the split of the countries, and drawing without repeats.

import (
	"strings"

	"promptscope/sim/rng"
	"promptscope/sim/world"
)

// Streams of a task's seed. Training and held-out samples come from different ones, so the held-out set
// is the same for every number of labels.
const (
	splitStream = 0x7461736b00 + iota // "task"
	heldoutStream
	trainStream
	validationStream
)

// splitCountries deals the countries into two halves, each in random order.
func splitCountries(seed uint64, split Split) (train, heldout []world.Country) {
	all := world.Countries()
	r := rng.New(seed, splitStream)
	r.Shuffle(len(all), func(i, j int) { all[i], all[j] = all[j], all[i] })
	train, heldout = all[:len(all)/2], all[len(all)/2:]
	if split == Validation {
		return train[:len(train)*2/3], train[len(train)*2/3:]
	}
	return train, heldout
}

// distinct draws n samples with different sentences, none of them in taken, and adds them to taken.
// draw may return false for "not this one". The grammar must be large against n, or this never ends.
func distinct(n int, taken map[string]bool, draw func() (sample, bool)) []sample {
	out := make([]sample, 0, n)
	for len(out) < n {
		s, ok := draw()
		if sentence := strings.Join(s.words, " "); ok && !taken[sentence] {
			taken[sentence] = true
			out = append(out, s)
		}
	}
	return out
}
