package app

import (
	"strings"
	"testing"

	"promptscope/sim/run"
	"promptscope/viz/state"
)

// TestTheLinkHoldsWhatIsLookedAt: what was opened, zoomed and gone back to comes back with the link.
func TestTheLinkHoldsWhatIsLookedAt(t *testing.T) {
	a, _ := stills(t, "")
	do(t, a, [2]string{"inspect", "1:1:3"}, [2]string{"level", "2"}, [2]string{"head", "2"}, [2]string{"zoom", "20-60"}, [2]string{"at", "40"})
	query := a.Status().State
	for _, part := range []string{"open=3.1.1.2.3.0", "span=20-60", "seen=40", "panel=inspector", "run=0"} {
		if !strings.Contains(query+"&", part+"&") {
			t.Errorf("%s is not in %s", part, query)
		}
	}
	b, lanes := stills(t, query)
	if b.state.Open != (state.Inspect{Level: 3, Lane: 1, Layer: 1, Head: 2, Unit: 3}) || b.state.Span != (state.Span{From: 20, To: 60}) {
		t.Errorf("%+v, zoom %v", b.state.Open, b.state.Span)
	}
	for i, l := range lanes {
		if c, ok := l.last(run.Go); !ok || c.Steps != 40 {
			t.Errorf("lane %d is told %+v, want 40 steps", i, c)
		}
	}
	do(t, a, [2]string{"now", ""}, [2]string{"zoom", ""})
	if query := a.Status().State; strings.Contains(query, "seen") || strings.Contains(query, "span") {
		t.Errorf("the present has %s", query)
	}
}

// TestAStepThatWasSoughtStaysInTheLink until somebody goes on from it.
func TestAStepThatWasSoughtStaysInTheLink(t *testing.T) {
	a, lanes := stills(t, "run=0&seen=100")
	if q := a.Status().State; !strings.Contains(q, "seen=100") {
		t.Errorf("at the step: %s", q)
	}
	for _, l := range lanes {
		l.snap.Step, l.snap.Shown = 101, 101
	}
	turns(a, 1)
	if q := a.Status().State; strings.Contains(q, "seen") {
		t.Errorf("after another step: %s", q)
	}
}

func TestAShareLinkLeadsToTheTabBehindTheSheet(t *testing.T) {
	a, _ := stills(t, "")
	do(t, a, [2]string{"inspect", "1:1:3"}, [2]string{"share", ""})
	if link := a.view.Link; !strings.Contains(link, "panel=inspector") || !strings.Contains(link, "open=1.1.1.0.3.0") {
		t.Errorf("the link is %s", link)
	}
}
