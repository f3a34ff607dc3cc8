package train

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"promptscope/sim/run"
	"promptscope/sim/tune"
)

// A run that is saved at any step and goes on in another trainer ends with the same bits and the same curve, whatever the method.
func TestResumeGoesOnTheSame(t *testing.T) {
	data := labelled(t, 48, 20)
	for _, m := range tune.All() {
		if !Can(m.Needs, data.Info) || m.Still || testing.Short() && m.ID != "p-tuning-v2" {
			continue
		}
		s := run.Spec{Method: m.ID, Steps: 12, Batch: 8, Seed: 4}
		if m.Has("dropout") {
			s.Dropout = 20
		}
		whole := onOwn(t, s, data)
		var saved [][]byte
		for !whole.Over() {
			before := whole.StepsDone()
			whole.Tick()
			if k := whole.StepsDone(); whole.Between() && (k == 0 || k == 1 || k == 7) && (k > before || len(saved) == 0) {
				if b := whole.Save(); b != nil {
					saved = append(saved, b)
				}
			} else if !whole.Between() && whole.Save() != nil {
				t.Fatalf("%s: saved in the middle of a step", m.ID)
			}
		}
		if len(saved) < 3 {
			t.Fatalf("%s: saved %d times", m.ID, len(saved))
		}
		for i, b := range saved {
			x := onOwn(t, s, data)
			if err := x.Resume(b); err != nil {
				t.Errorf("%s, %d: %v", m.ID, i, err)
				continue
			}
			for x.Step() {
			}
			if x.Digest() != whole.Digest() || !reflect.DeepEqual(x.Evals(), whole.Evals()) || !slices.Equal(x.losses, whole.losses) || x.Sha() != whole.Sha() {
				t.Errorf("%s, %d: digest %s, want %s; %v, want %v", m.ID, i, x.Digest(), whole.Digest(), x.Evals(), whole.Evals())
			}
			var snap run.Snapshot
			x.Fill(&snap) // there is no past, and nothing minds
		}
	}
}

// What does not fit is refused.
func TestResumeRefuses(t *testing.T) {
	data, s := labelled(t, 32, 20), run.Spec{Method: "p-tuning-v2", Steps: 6, Batch: 4, Seed: 1}
	x := onOwn(t, s, data)
	steps(x, 3)
	saved := x.Save()
	other := s
	other.Seed = 2
	for what, tt := range map[string]struct {
		into *Trainer
		from []byte
		want string
	}{
		"another seed":  {onOwn(t, other, data), saved, "other settings"},
		"other data":    {onOwn(t, s, labelled(t, 33, 20)), saved, "other data"},
		"cut off":       {onOwn(t, s, data), saved[:len(saved)-9], "cut off"},
		"nothing":       {onOwn(t, s, data), nil, "no saved run"},
		"a title alone": {onOwn(t, s, data), []byte(savedTitle), "other settings"},
		"under way":     {x, saved, "under way"},
	} {
		if err := tt.into.Resume(tt.from); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: %v, want %q", what, err, tt.want)
		}
	}
}
