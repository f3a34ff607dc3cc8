package rule

import (
	"math"
	"strings"
	"testing"
)

func parsed(t *testing.T, text string) *Expr {
	t.Helper()
	e, err := Parse(text)
	if err != nil {
		t.Fatal(err)
	}
	return e
}

// Every value has one zone, and a border the one that it says.
func TestZonesOfNumbers(t *testing.T) {
	z, err := ParseZones(parsed(t, "h(b)-h(a)"), []string{"< -2", "-2..2", ">2..<10", ">= 10"})
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		x    float64
		want int
	}{{math.Inf(-1), -1}, {-100, 0}, {-2.001, 0}, {-2, 1}, {0, 1}, {2, 1}, {2.001, 2}, {9.999, 2}, {10, 3}, {1e9, 3}} {
		if got := z.Of(Exactly(c.x)); got != c.want {
			t.Errorf("%v is in zone %d, want %d", c.x, got, c.want)
		}
	}
	if z.Of(Value{}) != -1 || z.Of(Digest("x")) != -1 {
		t.Error("what is not known has a zone")
	}
	if got := z.Of(Between(3, 5)); got != 2 {
		t.Errorf("3 to 5: zone %d", got)
	}
	if got := z.Of(Between(3, math.Inf(1))); got != -1 {
		t.Errorf("3 and more: zone %d", got)
	}
	if got := z.Of(Between(10, math.Inf(1))); got != 3 {
		t.Errorf("10 and more: zone %d", got)
	}
	if m := z.Margin(Exactly(9.25)); m != 0.75 {
		t.Errorf("margin %v", m)
	}
	if b := z.Borders(); len(b) != 3 || b[0] != (Border{-2, false}) || b[1] != (Border{2, true}) || b[2] != (Border{10, false}) {
		t.Errorf("borders %v", b)
	}
}

func TestZonesOfOtherValues(t *testing.T) {
	z, err := ParseZones(parsed(t, "digest(a) == digest(b)"), []string{"true", "false"})
	if err != nil {
		t.Fatal(err)
	}
	if z.Of(truth(true)) != 0 || z.Of(truth(false)) != 1 || z.Of(Value{}) != -1 {
		t.Error("true and false")
	}
	z, err = ParseZones(parsed(t, "lowest(a, b, c)"), []string{"c", "a", "b"})
	if err != nil {
		t.Fatal(err)
	}
	if z.Of(laneValue(2)) != 0 || z.Of(laneValue(0)) != 1 || z.Of(laneValue(3)) != -1 || z.Margin(laneValue(0)) != math.Inf(1) {
		t.Error("lanes")
	}
}

func TestZonesThatAreNone(t *testing.T) {
	for _, c := range []struct{ measure, zones, want string }{
		{"h(a)", "< 2", "2 or more"},
		{"h(a)", "< 2|> 2", "begins at 2"},
		{"h(a)", "<= 2|>= 2", "begins at >2"},
		{"h(a)", "< 2|1..3|> 3", "begins at 2"},
		{"h(a)", "< 2|2..3|>= 3", "begins at >3"},
		{"h(a)", "< 2|2..3|> 4", "begins at >3"},
		{"h(a)", "> 2|<= 2", "a first zone without a lower end"},
		{"h(a)", "< 2|2..3", "a last zone without an upper end"},
		{"h(a)", "< 2|>= 2|> 5", "nothing: the one before it has no upper end"},
		{"h(a)", "< 2|3..2|> 3", "a zone such as"},
		{"h(a)", "< 2|>2..2|> 2", "a zone such as"},
		{"h(a)", "< two|>= two", "a zone such as"},
		{"h(a)", "< 1e3|>= 1e3", "a zone such as"},
		{"h(a)", "< -|>= -", "a zone such as"},
		{"h(a)", "2|> 2", "a zone such as"},
		{"h(a) > 1", "true", "2 or more"},
		{"h(a) > 1", "true|true", "each once"},
		{"h(a) > 1", "yes|no", "each once"},
		{"lowest(a, b)", "a|c", "one of a, b, each once"},
		{"lowest(a, b, c)", "a|b", "3, one for each of a, b, c"},
		{"digest(a)", "x|y", "a number, a comparison or a lane"},
	} {
		e, err := Parse(c.measure)
		if err != nil {
			t.Fatal(err)
		}
		_, err = ParseZones(e, strings.Split(c.zones, "|"))
		if err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s, %s: %v, want %s", c.measure, c.zones, err, c.want)
		}
	}
}

// Zones that are taken cover the line: every number is in exactly one, by each zone's own word.
func FuzzZones(f *testing.F) {
	for _, text := range []string{"< -2|-2..2|> 2", "< 0|0..0|>0..10|> 10", "<= 1|>= 1", "< 2|2..<3|>= 3", "<|>", "..|.."} {
		f.Add(text, 1.5)
	}
	e, err := Parse("h(a)")
	if err != nil {
		f.Fatal(err)
	}
	f.Fuzz(func(t *testing.T, text string, x float64) {
		texts := strings.Split(text, "|")
		z, err := ParseZones(e, texts)
		if err != nil || math.IsNaN(x) || math.IsInf(x, 0) {
			return
		}
		points := []float64{x}
		for _, b := range z.Borders() {
			points = append(points, b.At, math.Nextafter(b.At, math.Inf(-1)), math.Nextafter(b.At, math.Inf(1)))
		}
		for _, p := range points {
			var in []int
			for i, part := range texts {
				if s, err := parseStretch(part); err != nil {
					t.Fatal(err)
				} else if s.has(p) {
					in = append(in, i)
				}
			}
			if len(in) != 1 || z.Of(Exactly(p)) != in[0] {
				t.Fatalf("%q: %v is in zones %v and %d", text, p, in, z.Of(Exactly(p)))
			}
		}
	})
}
