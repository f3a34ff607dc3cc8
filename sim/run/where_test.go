package run

import (
	"math/bits"
	"slices"
	"testing"
)

// Every place has a name, and each question of Where is about the places that it says.
func TestWhere(t *testing.T) {
	all := InputRow | KeysValues | LowRank | Scales | Modules | Biases | Weights | TaskHead | RealWords
	if names := all.Names(); len(names) != bits.OnesCount16(uint16(all)) || len(names) != len(placeNames) || len(slices.Compact(slices.Sorted(slices.Values(names)))) != len(names) {
		t.Errorf("the names of all places are %v", names)
	}
	for _, tt := range []struct {
		w                     Where
		tokens, inside, moves bool
		names                 []string
	}{
		{0, false, false, false, nil}, {InputRow, true, false, false, []string{"row"}}, {InputRow | RealWords, true, false, false, []string{"row", "words"}},
		{KeysValues | LowRank, true, true, false, []string{"keys-values", "low-rank"}}, {Scales, false, true, false, []string{"scales"}}, {Modules, false, true, false, []string{"modules"}},
		{Biases, false, false, true, []string{"biases"}}, {Weights, false, false, true, []string{"weights"}}, {TaskHead, false, false, false, []string{"head"}},
	} {
		if tt.w.Tokens() != tt.tokens || tt.w.Inside() != tt.inside || tt.w.Moves() != tt.moves || !slices.Equal(tt.w.Names(), tt.names) {
			t.Errorf("%b: tokens %v, inside %v, moves %v, %v", tt.w, tt.w.Tokens(), tt.w.Inside(), tt.w.Moves(), tt.w.Names())
		}
	}
}
