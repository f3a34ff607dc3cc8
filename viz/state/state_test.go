package state

import (
	"strings"
	"testing"

	"promptscope/sim/run"
)

func catalog() Catalog {
	return Catalog{Langs: []string{"en", "zh"},
		Methods: []run.Method{
			{ID: "p-tuning", Name: "P-Tuning", Where: run.InputRow, Knobs: []string{"n", "placement", "encoder"}, Recommend: run.Rates{Tagging: 1e-2}},
			{ID: "p-tuning-v2", Name: "P-Tuning v2", Where: run.KeysValues, Knobs: []string{"n", "layers", "projection", "positions"}, Recommend: run.Rates{Tagging: 1e-1}},
			{ID: "full", Name: "Full fine-tuning"},
		},
		Tasks:     []Choice{{ID: "rel", Rate: run.RelationRate, Gap: true, Head: true}, {ID: "srl", Name: "Roles", Rate: run.TaggingRate}, {ID: "fact", Name: "Facts", Rate: run.FactRate}},
		Backbones: []Choice{{ID: "2x64", Layers: 2}, {ID: "4x64", Layers: 4}},
	}
}

func TestEmptyLinkIsTheDefault(t *testing.T) {
	s, notices := Parse("", catalog())
	if s != Default() || len(notices) != 0 {
		t.Fatalf("Parse(\"\") = %+v, %v", s, notices)
	}
	if s.Seed != 1 || s.Lanes[0].N != 8 || s.Task != "srl" || !s.Running || !s.OneClock || s.Row != -1 {
		t.Errorf("unexpected default %+v", s)
	}
	if q := Query(s); q != "v=2" {
		t.Errorf("Query(default) = %q", q)
	}
}

// A link of version 1 opens as it did: on the first example. What is opened without a link has a short one.
func TestVersions(t *testing.T) {
	for _, c := range []struct {
		link, canonical string
		example         int
	}{
		{"", "v=2", 1}, {"v=2", "v=2", 1}, {"seed=7", "v=2&seed=7", 1}, {"v=2&example=0", "v=2&example=0", 0},
		{"v=1", "v=2&example=0", 0}, {"seed=7&v=1", "v=2&seed=7&example=0", 0}, {"v=1&example=1", "v=2", 1}, {"example=4&v=1", "v=2&example=4", 4},
	} {
		s, notices := Parse(c.link, catalog())
		if got := Query(s); got != c.canonical || s.Example != c.example || len(notices) > 0 {
			t.Errorf("%q: %q, example %d, %+v; want %q and %d", c.link, got, s.Example, notices, c.canonical, c.example)
		}
	}
}

// TestOldLinks reads links as they were published; what they mean must never change.
func TestOldLinks(t *testing.T) {
	for link, want := range map[string]func(State) bool{
		"v=1&task=fact&n=3&placement=infix": func(s State) bool { return s.Task == "fact" && s.Lanes[0].N == 3 && s.Lanes[1].Placement == "infix" },
		"v=1&b=full&lrb=0.001&layers=1,2": func(s State) bool {
			return s.Lanes[1].Method == "full" && s.Lanes[1].LR == 0.001 && s.Lanes[0].Layers == "1,2"
		},
		"#v=1&speed=20&clock=0&run=0&seed=42": func(s State) bool { return s.Speed == 20 && !s.OneClock && !s.Running && s.Seed == 42 },
	} {
		s, notices := Parse(link, catalog())
		if len(notices) > 0 || !want(s) {
			t.Errorf("%s: %+v %v", link, s, notices)
		}
	}
}

func TestNoticesNameTheKeyAndWhatItAccepts(t *testing.T) {
	for _, c := range []struct{ link, key, used, accepts string }{
		{"n=99", "n", "32", "1…32"},
		{"n=x", "n", "8", "1…32"},
		{"n=2.5", "n", "2", "1…32"},
		{"task=poetry", "task", "srl", "srl, fact"},
		{"layers=9-1", "layers", "all", "all"},
		{"clock=yes", "clock", "1", "0, 1"},
		{"lra=NaN", "lra", "0", "1e+09"},
		{"v=7", "v", "2", "1, 2"},
		{"colour=red", "colour", "", "backbone"},
		{"panel=x", "panel", "", "settings"},
	} {
		_, notices := Parse(c.link, catalog())
		if len(notices) != 1 {
			t.Errorf("%s: %d notices", c.link, len(notices))
			continue
		}
		if n := notices[0]; n.Key != c.key || n.Used != c.used || !strings.Contains(n.Accepts, c.accepts) {
			t.Errorf("%s: %+v", c.link, n)
		}
	}
}

func FuzzParse(f *testing.F) {
	for _, q := range []string{"", "v=1&task=fact", "n=99&seed=-3", "layers=3,1-2&lra=1e9", "speed=1e-300&row=-1", "%zz=%", "a==&&b&&=", "n=%31%30", "example=1e5", "n@b=3&lr@a=2&n=5", "template@b=X+_&rank@d=9&placement@a=prefix&c=full", "seen=0&span=4-2&open=1.3.0.0.0.0"} {
		f.Add(q)
	}
	c := catalog()
	f.Fuzz(func(t *testing.T, query string) {
		s, _ := Parse(query, c)
		again, notices := Parse(Query(s), c)
		if again != s || len(notices) > 0 {
			t.Fatalf("%q: %+v, then %q: %+v %v", query, s, Query(s), again, notices)
		}
	})
}

func TestSetRefusesWhatTheFieldDoesNotAccept(t *testing.T) {
	s := Default()
	if err := Set(&s, "n", "40", catalog()); err == nil || s.Lanes[0].N != 8 {
		t.Error("n = 40 was taken")
	}
	if err := Set(&s, "nn", "4", catalog()); err == nil || !strings.Contains(err.Error(), "placement") {
		t.Errorf("unknown key: %v", err)
	}
	if err := Set(&s, "n", "4", catalog()); err != nil || s.Lanes[0].N != 4 {
		t.Errorf("n = 4: %v, %d", err, s.Lanes[0].N)
	}
}

// kinds are the commands of each lane in short.
func kinds(c [Lanes][]run.Command) (out [Lanes]string) {
	for i := range c {
		for _, cmd := range c[i] {
			out[i] += [...]string{"R", "G", "P", "S", "U", "E"}[cmd.Kind]
		}
	}
	return out
}

func TestCommands(t *testing.T) {
	for _, c := range []struct {
		name string
		set  string
		want [Lanes]string
	}{
		{"nothing", "", [Lanes]string{"", ""}},
		{"seed restarts both", "seed=2", [Lanes]string{"RUSEG", "RUSEG"}},
		{"placement changes P-Tuning only", "placement=suffix", [Lanes]string{"RUSEG", ""}},
		{"layers change v2 only", "layers=1", [Lanes]string{"", "RUSEG"}},
		{"all layers by number is all", "layers=1,2", [Lanes]string{"", ""}},
		{"a layer it has not is left out", "layers=7", [Lanes]string{"", ""}},
		{"speed acts live", "speed=20", [Lanes]string{"S", "S"}},
		{"pause", "run=0", [Lanes]string{"P", "P"}},
		{"example", "example=3&row=2", [Lanes]string{"E", "E"}},
		{"looks are nobody's business", "lang=zh&theme=light&scale=log&metric=accuracy&panel=settings&lane=1", [Lanes]string{"", ""}},
		{"a paused restart stays paused", "run=0&seed=3", [Lanes]string{"RUSE", "RUSE"}},
	} {
		next, notices := Parse(c.set, catalog())
		if len(notices) > 0 {
			t.Errorf("%s: %v", c.name, notices)
		}
		if got := kinds(Commands(Default(), next, catalog())); got != c.want {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}

func TestFullFineTuningHasNoVirtualTokens(t *testing.T) {
	s := Default()
	s.Lanes[0].Method = "full"
	if sp := Specs(s, catalog())[0]; sp.N != 0 || sp.Placement != "" {
		t.Errorf("%+v", sp)
	}
}

func TestToggleLayer(t *testing.T) {
	for _, c := range []struct {
		list  string
		layer int
		want  string
	}{{"all", 2, "1,3,4"}, {"1,3,4", 2, "all"}, {"2", 2, "2"}, {"2,3", 3, "2"}} {
		if got := ToggleLayer(c.list, c.layer, 4); got != c.want {
			t.Errorf("ToggleLayer(%s, %d) = %s, want %s", c.list, c.layer, got, c.want)
		}
	}
}

// A key for all lanes and keys for one work together, in any order, and what the lanes share is written once.
func TestKeysOfLanes(t *testing.T) {
	for _, c := range []struct{ link, query string }{
		{"b=p-tuning-v2&a=p-tuning-v2&n@b=32", "v=2&a=p-tuning-v2&n@b=32"},
		{"n@b=32&n=16", "v=2&n=16&n@b=32"},
		{"n@a=32", "v=2&n@a=32"},
		{"n=16&n@a=16&n@b=16", "v=2&n=16"},
		{"n=16&n@b=8", "v=2&n@a=16"},
		{"lra=0.5", "v=2&lr@a=0.5"},
		{"lr=0.5", "v=2&lr=0.5"},
		{"lr@b=0.5&lrb=0.25", "v=2&lr@b=0.25"},
		{"rank@c=8&c=full", "v=2&c=full&rank@c=8"},
		{"placement=prefix", "v=2"},
		{"placement@a=prefix", "v=2&placement@a=prefix"},
		{"placement@a=prefix&placement@b=prefix", "v=2&placement@a=prefix&placement@b=prefix"},
		{"template@b=the+R+of+X+is+_&task=fact", "v=2&task=fact&template@b=the+R+of+X+is+_"},
		{"answer@b=linear&task=rel", "v=2&task=rel&answer@b=linear"},
		{"answer=linear&answer@a=auto", "v=2&answer@b=linear"},
		{"rank@d=8", "v=2"}, // there is no lane D
	} {
		s, notices := Parse(c.link, catalog())
		if q := strings.ReplaceAll(Query(s), "%40", "@"); q != c.query || len(notices) > 0 {
			t.Errorf("%s becomes %s %+v, want %s", c.link, q, notices, c.query)
		}
	}
	for _, bad := range []string{"task@a=fact", "n@e=3", "n@=3", "n@ab=3", "@a=3", "lre=3"} {
		if s, notices := Parse(bad, catalog()); len(notices) != 1 || !notices[0].Unknown || s != Default() {
			t.Errorf("%s: %+v", bad, notices)
		}
	}
	s := Default()
	if err := Set(&s, "n@b", "3", catalog()); err != nil || !Split(s, "n") || Split(s, "encoder") || Get(s, "n") != "8" || Get(s, "n@b") != "3" {
		t.Errorf("%v: n is %s and %s", err, Get(s, "n"), Get(s, "n@b"))
	}
	if sp := Specs(s, catalog()); sp[0].N != 8 || sp[1].N != 3 {
		t.Errorf("%+v", sp)
	}
	if err := Set(&s, "n", "5", catalog()); err != nil || Split(s, "n") {
		t.Errorf("joined again: %v, n@b is %s", err, Get(s, "n@b"))
	}
}

// A lane that is added begins with what the others share.
func TestAddedLaneHasWhatIsShared(t *testing.T) {
	s, _ := Parse("n=3&lr@a=0.5&rank=7", catalog())
	s.AddLane(catalog())
	if l := s.Lanes[2]; l.Method != "full" || l.N != 3 || l.Rank != 7 || l.LR != 0 {
		t.Errorf("%+v", l)
	}
	before := s
	s.RemoveLane(2)
	if again, _ := Parse(Query(s), catalog()); again != s || s == before {
		t.Errorf("%s becomes %s", Query(s), Query(again))
	}
}
