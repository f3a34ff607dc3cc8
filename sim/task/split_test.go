package task

import (
	"strings"
	"testing"
)

// Nothing of the test split's held-out set is seen while settings are chosen, and the validation split is a fair one itself.
func TestValidationKnowsNothingOfTheTest(t *testing.T) {
	for _, info := range All() {
		for seed := range uint64(3) {
			test := newTask(t, info.ID, 0, seed)
			v, err := New(info.ID, vocab, Validation, info.MaxTrain, seed)
			if err != nil {
				t.Fatal(err)
			}
			seen, trained := map[string]bool{}, map[string]bool{}
			for _, ex := range test.Heldout {
				for _, k := range keyParts(test, ex) {
					seen[k] = true
				}
			}
			for _, ex := range v.Train {
				for _, k := range keyParts(v, ex) {
					trained[k] = true
					if seen[k] {
						t.Fatalf("%s: training for validation has %q of the test", info.ID, k)
					}
				}
			}
			for _, ex := range v.Heldout {
				for _, k := range keyParts(v, ex) {
					if seen[k] || trained[k] {
						t.Fatalf("%s: validation has %q of the test (%v) or of its training set (%v)", info.ID, k, seen[k], trained[k])
					}
				}
			}
			if few := strings.HasPrefix(info.ID, "fact"); len(v.Heldout) < 20 || !few && len(v.Heldout) != info.HeldoutSize {
				t.Errorf("%s: %d examples validate", info.ID, len(v.Heldout))
			}
		}
	}
}
