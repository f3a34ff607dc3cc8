package tunetest

import (
	"slices"
	"strconv"
	"testing"

	"promptscope/sim/run"
)

// Variants lists every combination of settings that differ for a method: its defaults with few virtual tokens, and each of
// its knobs at every choice, or at another number. What a knob puts into the row as words (anchor, template) is not the
// tuner's business.
func Variants(t *testing.T, info run.Method) []run.Settings {
	base := run.Settings{}
	if info.Has("n") {
		base.N = 3
	}
	if err := base.Resolve(info); err != nil {
		t.Fatal(err)
	}
	out := []run.Settings{base}
	for i := range run.Knobs() {
		k := &run.Knobs()[i]
		if !info.Has(k.ID) || k.ID == "n" || k.ID == "anchor" || k.ID == "template" {
			continue
		}
		for _, s := range slices.Clone(out) {
			for _, v := range others(k, &base) {
				if err := k.Set(&s, v); err != nil {
					t.Fatal(err)
				}
				out = append(out, s)
			}
		}
	}
	return out
}

// others are values of a knob that are not the one set.
func others(k *run.Knob, s *run.Settings) []string {
	switch {
	case k.ID == "layers":
		return []string{"1,3"}
	case k.Number != nil:
		return []string{strconv.Itoa((k.Min + k.Max) / 2)}
	}
	return slices.DeleteFunc(slices.Clone(k.Values), func(v string) bool { return v == k.Get(s) })
}
