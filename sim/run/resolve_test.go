package run

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"testing"
)

// whole is a method that has every knob.
func whole() Method {
	m := Method{ID: "whole", DefaultN: 8}
	for _, k := range Knobs() {
		m.Knobs = append(m.Knobs, k.ID)
	}
	return m
}

// Each knob takes what its limits or its list say, to the last value, and refuses what lies behind; the error says what it wanted.
func TestKnobLimits(t *testing.T) {
	for i := range Knobs() {
		k := &Knobs()[i]
		if k.About == "" || k.ID != strings.ToLower(k.ID) {
			t.Errorf("knob %q is about %q", k.ID, k.About)
		}
		good, bad := k.Values, []string{"nonsense", "", "YES"}
		if k.Number != nil {
			good, bad = []string{strconv.Itoa(k.Min), strconv.Itoa(k.Max)}, []string{strconv.Itoa(k.Min - 1), strconv.Itoa(k.Max + 1), "", "1.5", "one", "99999999999999999999"}
		}
		for _, value := range good {
			var s Settings
			if err := k.Set(&s, value); err != nil || k.Get(&s) != value {
				t.Errorf("%s = %s: %v, reads back %q", k.ID, value, err, k.Get(&s))
			}
		}
		if k.Free && k.Parse == nil {
			continue // layers: which there are is known with the backbone
		}
		for _, value := range bad {
			var s Settings
			err := k.Set(&s, value)
			if err == nil || !strings.Contains(err.Error(), "want") || !strings.Contains(err.Error(), k.ID) || s != (Settings{}) {
				t.Errorf("%s = %q: error %v, settings %+v; want an error that says what is wanted", k.ID, value, err, s)
			}
		}
	}
}

// Stepping through a knob with + and - visits its notches, from one end to the other and back, and stays inside.
func TestKnobSteps(t *testing.T) {
	for i := range Knobs() {
		k := &Knobs()[i]
		if k.Number == nil {
			continue
		}
		var up, down []int
		for n := k.Min; len(up) < 1000; n = k.Next(n, 1) {
			if len(up) > 0 && n == up[len(up)-1] {
				break
			}
			up = append(up, n)
		}
		for n := k.Max; len(down) < 1000; n = k.Next(n, -1) {
			if len(down) > 0 && n == down[len(down)-1] {
				break
			}
			down = append(down, n)
		}
		slices.Reverse(down)
		if !slices.Equal(up, down) || up[len(up)-1] != k.Max || down[0] != k.Min || !slices.IsSorted(up) {
			t.Errorf("%s goes up by %v and down by %v", k.ID, up, down)
		}
	}
	for _, tt := range []struct{ v, dir, limit, want int }{{3, 1, 64, 4}, {3, -1, 64, 2}, {1, -1, 64, 1}, {64, 1, 64, 64}, {4, 1, 7, 4}, {100, -1, 64, 64}, {0, 1, 64, 1}} {
		if got := Notch([]int{1, 2, 4, 8, 16, 32, 64}, tt.v, tt.dir, tt.limit); got != tt.want {
			t.Errorf("the notch beside %d (%+d, limit %d) is %d, want %d", tt.v, tt.dir, tt.limit, got, tt.want)
		}
	}
}

// Given, Same and Clear agree about what "the default" is.
func TestKnobGivenSameClear(t *testing.T) {
	for i := range Knobs() {
		k := &Knobs()[i]
		var none, set Settings
		if err := k.Set(&set, other(k)); err != nil {
			t.Fatal(err)
		}
		if k.Given(&none) || !k.Given(&set) || k.Same(&none, &set) || !k.Same(&set, &set) {
			t.Errorf("%s: given %v and %v, same %v", k.ID, k.Given(&none), k.Given(&set), k.Same(&none, &set))
		}
		if k.Clear(&set); set != none {
			t.Errorf("%s cleared leaves %+v", k.ID, set)
		}
	}
}

// With every knob and none given, each knob gets its default; the method's own goes first.
func TestResolveDefaults(t *testing.T) {
	m := whole()
	m.Defaults = map[string]string{"encoder": "mlp", "init": "class"}
	var s Settings
	if err := s.Resolve(m); err != nil {
		t.Fatal(err)
	}
	want := Settings{N: 8, Placement: "prefix", Encoder: "mlp", Layers: "all", Positions: "hf", Init: "class", Anchor: "none", Template: Templates()[0], Proposal: "gradient", Rank: 4, Alpha: 8, Targets: "query,value", Zeroed: "b", Ratio: 1, Bottleneck: 8}
	if s != want {
		t.Errorf("resolved to\n%+v, want\n%+v", s, want)
	}
	for i := range Knobs() {
		if k := &Knobs()[i]; k.Get(&s) != k.DefaultOf(m) && k.Switch == nil {
			t.Errorf("%s is %s, its default is %s", k.ID, k.Get(&s), k.DefaultOf(m))
		}
	}
	again := s
	if err := again.Resolve(m); err != nil || again != s {
		t.Errorf("resolving twice gives %+v, %v", again, err)
	}
}

// What a method does not have is cleared, so that equal runs have equal settings; what it has stays.
func TestResolveClearsTheOthers(t *testing.T) {
	full := Settings{N: 5, Placement: "infix", Encoder: "none", Layers: "1", Projection: true, Positions: "zero", Init: "random", Anchor: "stop", Template: "X _", Proposal: "reward", Rank: 2, Alpha: 3, Targets: "query", Zeroed: "a", Ratio: 16, Dropout: 10, Bottleneck: 4}
	for i := range Knobs() {
		k := &Knobs()[i]
		s := full
		if err := s.Resolve(Method{ID: "one", DefaultN: 8, Knobs: []string{k.ID}}); err != nil {
			t.Fatal(err)
		}
		var want Settings
		if err := k.Set(&want, k.Get(&full)); err != nil {
			t.Fatal(err)
		}
		if s != want {
			t.Errorf("a method with %s alone keeps %+v", k.ID, s)
		}
	}
}

// A wrong value is an error whether the method has the knob or not: it was typed for a reason.
func TestResolveRefuses(t *testing.T) {
	for _, tt := range []struct {
		name string
		s    Settings
		want string
	}{
		{"too many virtual tokens", Settings{N: 33}, "n 33: want 1 to 32"},
		{"fewer than none", Settings{N: -1}, "n -1: want 1 to 32"},
		{"a rank beyond the limit", Settings{Rank: 17}, "rank 17: want 1 to 16"},
		{"a percentage beyond the limit", Settings{Dropout: 91}, "dropout 91: want 0 to 90"},
		{"a place that is none", Settings{Placement: "middle"}, `placement "middle": want one of prefix, infix, suffix, split`},
		{"an encoder that is none", Settings{Encoder: "gru"}, `encoder "gru": want one of lstm, mlp, none`},
		{"a template without a gap", Settings{Template: "the X"}, `template "the X": want up to 16 words`},
		{"projections that do not exist", Settings{Targets: "output"}, `targets "output": want one of`},
	} {
		for _, m := range []Method{whole(), {ID: "nothing"}} {
			s := tt.s
			if err := s.Resolve(m); err == nil || !strings.Contains(err.Error(), tt.want) {
				t.Errorf("%s, method %s: error %v, want one with %q", tt.name, m.ID, err, tt.want)
			}
		}
	}
	if err := new(Settings).Set("magic", "1"); err == nil || !strings.Contains(err.Error(), `"magic"`) {
		t.Errorf("an unknown knob: %v", err)
	}
	if FindKnob("magic") != nil || FindKnob("rank").ID != "rank" {
		t.Error("FindKnob does not find by ID")
	}
}

// Any choice of layers that is read means what it says, and each that is not says which layers there are.
func TestParseLayersOfAnyDepth(t *testing.T) {
	for layers := 1; layers <= 6; layers++ {
		all, err := ParseLayers("all", layers)
		if err != nil || len(all) != layers || slices.Contains(all, false) {
			t.Errorf("all of %d layers: %v, %v", layers, all, err)
		}
		for from := 1; from <= layers; from++ {
			for to := from; to <= layers; to++ {
				got, err := ParseLayers(fmt.Sprintf("%d-%d,%d", from, to, layers), layers)
				for l := 1; l <= layers && err == nil; l++ {
					if got[l-1] != (l >= from && l <= to || l == layers) {
						t.Errorf("%d-%d,%d of %d: %v", from, to, layers, layers, got)
					}
				}
				if err != nil {
					t.Error(err)
				}
			}
		}
		for _, bad := range []string{"", ",", "0-1", strconv.Itoa(layers + 1), fmt.Sprintf("1-%d", layers+1), "2-1", "-1", "1-", "1 2", "all,1", "1-2-3", "x"} {
			if _, err := ParseLayers(bad, layers); err == nil || !strings.Contains(err.Error(), fmt.Sprintf("layers from 1 to %d", layers)) {
				t.Errorf("%q of %d layers: error %v", bad, layers, err)
			}
		}
	}
}

// A causal model reads from left to right: the gap must stand behind the example.
func TestTemplatesOfACausalModel(t *testing.T) {
	readable := 0
	for _, text := range append(Templates(), "_ X", "X _") {
		tpl, err := ParseTemplate(text)
		if err != nil {
			t.Fatal(err)
		}
		err = tpl.Causal()
		if want := strings.Index(" "+text+" ", " X ") < strings.Index(" "+text+" ", " _ "); (err == nil) != want {
			t.Errorf("%q: error %v", text, err)
		}
		if err == nil {
			readable++
		} else if !strings.Contains(err.Error(), "want X before _") {
			t.Errorf("%q: error %v does not say what it wants", text, err)
		}
	}
	if readable == 0 || readable == len(Templates()) {
		t.Errorf("%d of %d templates are for causal models", readable, len(Templates()))
	}
}

// Filled in, a template has the words of the example without its own gap, and one gap where the template says.
func TestFillKeepsTheWords(t *testing.T) {
	const mask = 4
	ids := map[string]int{}
	lookup := func(w string) (int, bool) {
		if ids[w] == 0 {
			ids[w] = 100 + len(ids)
		}
		return ids[w], true
	}
	for _, text := range append(Templates(), "X _", "_ X", "R X _ .") {
		tpl, err := ParseTemplate(text)
		if err != nil {
			t.Fatal(err)
		}
		out, gap, err := tpl.Fill([]int32{30, mask, 31}, mask, "capital", lookup)
		if err != nil || len(out) != len(tpl)+1 || out[gap] != mask {
			t.Errorf("%q: %v with its gap at %d, %v", text, out, gap, err)
		}
		at := slices.Index(out, 30)
		if at < 0 || out[at+1] != 31 || slices.Contains(out[gap+1:], mask) || slices.Contains(out[:gap], mask) {
			t.Errorf("%q: %v", text, out)
		}
		if r := slices.Index(tpl, "R"); r >= 0 && !slices.Contains(out, int32(ids["capital"])) {
			t.Errorf("%q: %v has no relation %d", text, out, ids["capital"])
		}
	}
}

func TestAroundPrefersTheTemplate(t *testing.T) {
	for _, tt := range []struct {
		s    Settings
		want string
	}{
		{Settings{}, ""}, {Settings{Anchor: "none"}, ""}, {Settings{Anchor: "relation"}, "R X _"}, {Settings{Anchor: "stop"}, "X _ ."}, {Settings{Anchor: "both"}, "R X _ ."},
		{Settings{Anchor: "both", Template: "X is _"}, "X is _"},
	} {
		if got := tt.s.Around(); got != tt.want {
			t.Errorf("%+v is written as %q, want %q", tt.s, got, tt.want)
		}
	}
}

func TestRatesAndNames(t *testing.T) {
	r := Rates{Fact: 1, Relation: 2, Tagging: 3}
	if r.For(FactRate) != 1 || r.For(RelationRate) != 2 || r.For(TaggingRate) != 3 {
		t.Errorf("rates %v, %v, %v", r.For(FactRate), r.For(RelationRate), r.For(TaggingRate))
	}
	for s := range numSurgeries + 1 {
		if want := s == Zero || s == Shuffle || s == Remove; s.Valid() != want {
			t.Errorf("surgery %d is valid: %v", s, s.Valid())
		}
	}
	if !slices.Equal(Heads(), []string{"auto", "verbalizer", "linear"}) {
		t.Errorf("heads %v", Heads())
	}
	m := whole()
	if !m.Has("rank") || m.Has("magic") || (&Method{}).Has("n") {
		t.Error("Has does not look at the method's knobs")
	}
}
