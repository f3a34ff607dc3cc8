package ui

import (
	"testing"

	"promptscope/viz/state"
)

func TestTeachersLinks(t *testing.T) {
	c := catalog
	c.Controls = Names()
	s, notices := state.Parse("hide=seed,backbone&lock=n,task,n&embed=1&projector=1&theme=contrast", c)
	if len(notices) > 0 || s.Hide != "seed,backbone" || s.Lock != "task,n" || !s.Embed || !s.Projector || s.Theme != "contrast" {
		t.Fatalf("%+v %v", s, notices)
	}
	for _, x := range []struct {
		id, arg        string
		hidden, locked bool
	}{{"seed", "", true, false}, {"die", "", true, false}, {"n", "+", false, true}, {"recommend", "n", false, true}, {"n@b", "", false, true}, {"split", "n", false, true}, {"lr@a", "", false, false},
		{"task", "fact", false, true}, {"play", "", false, false}, {"close", "", false, false}} {
		if Hidden(&s, x.id, x.arg) != x.hidden || Locked(&s, x.id, x.arg) != x.locked {
			t.Errorf("%s:%s: hidden %v, locked %v", x.id, x.arg, Hidden(&s, x.id, x.arg), Locked(&s, x.id, x.arg))
		}
	}
	if _, notices := state.Parse("lock=all,warp", c); len(notices) != 1 || notices[0].Used != "all" {
		t.Errorf("%+v", notices)
	}
}

func TestAllLeavesTheLooksAlone(t *testing.T) {
	s := state.Default()
	s.Lock = "all"
	for id, want := range map[string]bool{"task": true, "layer": true, "die": true, "play": true, "lang": false, "help": false, "dismiss": false, "metric": false} {
		if Locked(&s, id, "") != want {
			t.Errorf("lock=all: %s locked is %v", id, !want)
		}
	}
}

// Every name can be listed, each order has a name or changes only what is seen, and no ID is there twice.
func TestOrdersAreNamed(t *testing.T) {
	seen := map[string]bool{}
	for _, o := range Orders {
		if seen[o.ID] {
			t.Errorf("%s is in the table twice", o.ID)
		}
		seen[o.ID] = true
		if o.Name == "" && !o.Look && o.ID != "recommend" {
			t.Errorf("%s changes an experiment and has no name for hide= and lock=", o.ID)
		}
	}
	s := state.Default()
	for _, name := range Names()[1:] {
		held := 0
		s.Lock = name
		for _, id := range append(state.Keys(), "die", "play", "reset", "step", "add", "token", "cut", "at", "copy", "save", "settings", "help", "share", "chart", "lr@a", "lr@b", "lr@c", "lr@d") {
			if Locked(&s, id, "") {
				held++
			}
		}
		if held == 0 {
			t.Errorf("lock=%s holds nothing", name)
		}
	}
}
