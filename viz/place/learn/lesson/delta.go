package lesson

import (
	"slices"

	"promptscope/viz/state"
)

// Change is a setting that is not what it was in the lesson before.
type Change struct{ Key, Was, Is string } // Key as in a link: "task", "n@b"

// Changes are the settings of a run in which two states differ: what the lanes share once, and lane by lane what they do not.
func Changes(was, is *state.State) (out []Change) {
	add := func(key string) {
		if a, b := state.Get(*was, key), state.Get(*is, key); a != b {
			out = append(out, Change{key, a, b})
		}
	}
	for _, key := range state.Keys() {
		switch {
		case !state.Restarts(key):
		case state.Split(*was, key) || state.Split(*is, key):
			for lane := range max(was.Count(), is.Count()) {
				add(state.LaneKey(key, lane))
			}
		default:
			add(key)
		}
	}
	return out
}

// Match is how a state stands to the settings that decide a bet.
type Match uint8

// The matches.
const (
	Same   Match = iota
	Seed         // all but the seed: the result counts, and the seed is named
	Others       // it decides nothing
)

// Decided compares what the lanes train.
func Decided(want, now state.State, c state.Catalog) Match {
	a, b := state.Specs(want, c), state.Specs(now, c)
	m := Same
	if len(a) == len(b) && len(a) > 0 && a[0].Seed != b[0].Seed {
		m = Seed
	}
	for i := range a {
		a[i].Seed = 0
	}
	for i := range b {
		b[i].Seed = 0
	}
	if !slices.Equal(a, b) {
		return Others
	}
	return m
}
