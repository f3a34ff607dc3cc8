package panel

import (
	"testing"

	"promptscope/sim/train"
	"promptscope/viz/i18n"
	"promptscope/viz/internal/fake"
	"promptscope/viz/scene"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

// TestTheRoundButtonShowsWhatAPressDoes: its sign and its name, in every condition of the lanes.
func TestTheRoundButtonShowsWhatAPressDoes(t *testing.T) {
	for _, lang := range []string{"en", "zh"} {
		s := i18n.For(lang)
		for _, tt := range []struct {
			name, query string
			looking     bool
			status      [2]train.Status
			want        string
		}{
			{"loading", "", false, [2]train.Status{train.Loading, train.Loading}, s.Pause},
			{"loading, held", "run=0", false, [2]train.Status{train.Loading, train.Loading}, s.Play},
			{"training", "", false, [2]train.Status{train.Running, train.Running}, s.Pause},
			{"waiting", "", false, [2]train.Status{train.Waiting, train.Running}, s.Pause},
			{"paused", "run=0", false, [2]train.Status{train.Paused, train.Paused}, s.Play},
			{"the past", "run=0", true, [2]train.Status{train.Paused, train.Paused}, s.PlayNow},
			{"one done", "", false, [2]train.Status{train.Done, train.Running}, s.Pause},
			{"done", "", false, [2]train.Status{train.Done, train.Done}, s.Replay},
			{"done, the past", "run=0", true, [2]train.Status{train.Done, train.Done}, s.Replay},
			{"diverged", "", false, [2]train.Status{train.Diverged, train.Done}, s.Replay},
			{"failed", "", false, [2]train.Status{train.Failed, train.Failed}, s.TryAgain},
			{"one failed", "", false, [2]train.Status{train.Failed, train.Running}, s.Pause},
		} {
			c := fake.Catalog()
			st, _ := state.Parse(tt.query, c)
			in := Input{State: st, View: &ui.View{Lang: lang, Looking: tt.looking}, Catalog: &c, W: 1440, H: 900}
			for i, spec := range state.Specs(st, c) {
				in.Lanes[i] = fake.Snapshot(c, spec, 20)
				in.Lanes[i].Status = tt.status[i]
			}
			in.View.Over = Over(in.Lanes[:2])
			var sc scene.Scene
			Layout(&sc, &in)
			if got := sc.Find(scene.Key{ID: "play"}).Label; got != tt.want {
				t.Errorf("%s, %s: %q, want %q", lang, tt.name, got, tt.want)
			}
		}
	}
}

// TestALockedResetHoldsTheRunThatIsDone: the round button would start over, which the link forbids.
func TestALockedResetHoldsTheRunThatIsDone(t *testing.T) {
	sc := shot{query: "lock=reset", w: 1440, h: 900, steps: 20, status: train.Done}.lay(t, "en", true)
	if !sc.Find(scene.Key{ID: "play"}).Off {
		t.Error("a press would start over")
	}
}
