package state

import (
	"strings"
	"testing"

	"promptscope/sim/run"
)

func catalog() Catalog {
	return Catalog{
		Methods: []run.Method{
			{ID: "p-tuning", Name: "P-Tuning", Input: true, Frozen: true, Knobs: []string{"n", "placement", "encoder"}, Recommend: run.Rates{Tagging: 1e-2}},
			{ID: "p-tuning-v2", Name: "P-Tuning v2", Deep: true, Frozen: true, Knobs: []string{"n", "layers", "projection", "positions"}, Recommend: run.Rates{Tagging: 1e-1}},
			{ID: "full", Name: "Full fine-tuning"},
		},
		Tasks:     []Choice{{ID: "srl", Name: "Roles", Rate: "tagging"}, {ID: "fact", Name: "Facts", Rate: "fact"}},
		Backbones: []Choice{{ID: "2x64", Layers: 2}, {ID: "4x64", Layers: 4}},
	}
}

func TestEmptyLinkIsTheDefault(t *testing.T) {
	s, notices := Parse("", catalog())
	if s != Default() || len(notices) != 0 {
		t.Fatalf("Parse(\"\") = %+v, %v", s, notices)
	}
	if s.Seed != 1 || s.N != 8 || s.Task != "srl" || !s.Running || !s.OneClock || s.Row != -1 {
		t.Errorf("unexpected default %+v", s)
	}
	if q := Query(s); q != "v=1" {
		t.Errorf("Query(default) = %q", q)
	}
}

// TestOldLinks reads links as they were published; what they mean must never change.
func TestOldLinks(t *testing.T) {
	for link, want := range map[string]func(State) bool{
		"v=1&task=fact&n=3&placement=infix":   func(s State) bool { return s.Task == "fact" && s.N == 3 && s.Placement == "infix" },
		"v=1&b=full&lrb=0.001&layers=1,2":     func(s State) bool { return s.Method[1] == "full" && s.LR[1] == 0.001 && s.Layers == "1,2" },
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
		{"v=7", "v", "1", "1"},
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
	for _, q := range []string{"", "v=1&task=fact", "n=99&seed=-3", "layers=3,1-2&lra=1e9", "speed=1e-300&row=-1", "%zz=%", "a==&&b&&=", "n=%31%30", "example=1e5"} {
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
	if err := Set(&s, "n", "40", catalog()); err == nil || s.N != 8 {
		t.Error("n = 40 was taken")
	}
	if err := Set(&s, "nn", "4", catalog()); err == nil || !strings.Contains(err.Error(), "placement") {
		t.Errorf("unknown key: %v", err)
	}
	if err := Set(&s, "n", "4", catalog()); err != nil || s.N != 4 {
		t.Errorf("n = 4: %v, %d", err, s.N)
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
	s.Method[0] = "full"
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
