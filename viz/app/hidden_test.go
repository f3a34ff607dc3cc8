package app

import (
	"strings"
	"testing"
	"time"
)

func TestAHiddenTabSaysWhatBecameOfTheLanes(t *testing.T) {
	for _, tt := range []struct {
		away  time.Duration
		steps int32
		want  string
	}{
		{time.Second, 5, ""},
		{42 * time.Second, 0, "42 s; training stood at step 100"},
		{42 * time.Second, 7, "42 s; training went on from step 100 to 107"},
	} {
		a, lanes := stills(t, "lang=en")
		now := time.Unix(1000, 0)
		if word := a.hidden(true, now); word == "" {
			t.Error("the title says nothing")
		}
		for _, l := range lanes {
			l.snap.Step += tt.steps
			l.snap.Shown = l.snap.Step
		}
		now = now.Add(tt.away)
		if word := a.hidden(false, now); word != "" {
			t.Errorf("the title still says %q", word)
		}
		turns(a, 1)
		said := ""
		for _, n := range a.view.Notices {
			said += n.Value
		}
		if !strings.HasSuffix(said, tt.want) || a.view.Back != (tt.want != "") {
			t.Errorf("away for %v: %q, back %v", tt.away, said, a.view.Back)
		}
		if a.settleBack(now.Add(backTime + 1)); a.view.Back {
			t.Error("restored for ever")
		}
	}
}
