package panel

import (
	"testing"

	"promptscope/sim/run"
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
			status      [2]run.Status
			want        string
		}{
			{"loading", "", false, [2]run.Status{run.Loading, run.Loading}, s.Pause},
			{"loading, held", "run=0", false, [2]run.Status{run.Loading, run.Loading}, s.Play},
			{"training", "", false, [2]run.Status{run.Running, run.Running}, s.Pause},
			{"waiting", "", false, [2]run.Status{run.Waiting, run.Running}, s.Pause},
			{"paused", "run=0", false, [2]run.Status{run.Paused, run.Paused}, s.Play},
			{"the past", "run=0", true, [2]run.Status{run.Paused, run.Paused}, s.PlayNow},
			{"one done", "", false, [2]run.Status{run.Done, run.Running}, s.Pause},
			{"done", "", false, [2]run.Status{run.Done, run.Done}, s.Replay},
			{"done, the past", "run=0", true, [2]run.Status{run.Done, run.Done}, s.Replay},
			{"diverged", "", false, [2]run.Status{run.Diverged, run.Done}, s.Replay},
			{"failed", "", false, [2]run.Status{run.Failed, run.Failed}, s.TryAgain},
			{"one failed", "", false, [2]run.Status{run.Failed, run.Running}, s.Pause},
		} {
			c := fake.Catalog()
			st, _ := state.Parse(tt.query, c)
			if tt.looking {
				st.Seen = 10
			}
			in := Input{State: st, View: &ui.View{Lang: lang}, Catalog: &c, W: 1440, H: 900}
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
	sc := shot{query: "lock=reset", w: 1440, h: 900, steps: 20, status: run.Done}.lay(t, "en", true)
	if !sc.Find(scene.Key{ID: "play"}).Off {
		t.Error("a press would start over")
	}
}
