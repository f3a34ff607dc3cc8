package state

import "testing"

func TestTeachersLinks(t *testing.T) {
	s, notices := Parse("hide=seed,backbone&lock=n,task,n&embed=1&projector=1&theme=contrast", catalog())
	if len(notices) > 0 || s.Hide != "seed,backbone" || s.Lock != "task,n" || !s.Embed || !s.Projector || s.Theme != "contrast" {
		t.Fatalf("%+v %v", s, notices)
	}
	for _, c := range []struct {
		id, arg        string
		hidden, locked bool
	}{{"seed", "", true, false}, {"die", "", true, false}, {"n", "+", false, true}, {"recommend", "n", false, true},
		{"task", "fact", false, true}, {"play", "", false, false}, {"close", "", false, false}} {
		if s.Hidden(c.id, c.arg) != c.hidden || s.Locked(c.id, c.arg) != c.locked {
			t.Errorf("%s:%s: hidden %v, locked %v", c.id, c.arg, s.Hidden(c.id, c.arg), s.Locked(c.id, c.arg))
		}
	}
	if _, notices := Parse("lock=all,warp", catalog()); len(notices) != 1 || notices[0].Used != "all" {
		t.Errorf("%+v", notices)
	}
}

func TestAllLeavesTheLooksAlone(t *testing.T) {
	s := Default()
	s.Lock = "all"
	for id, want := range map[string]bool{"task": true, "layer": true, "die": true, "play": true, "lang": false, "help": false, "dismiss": false, "metric": false} {
		if s.Locked(id, "") != want {
			t.Errorf("lock=all: %s locked is %v", id, !want)
		}
	}
}
