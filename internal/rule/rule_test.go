package rule

import (
	"math"
	"strconv"
	"strings"
	"testing"
)

// table is Facts written down.
type table struct {
	values map[Fact]Value
	old    *table
}

func (t *table) Fact(f Fact) Value { return t.values[f] }

func (t *table) Before() Facts {
	if t.old == nil {
		return nil
	}
	return t.old
}

func of(name string, lane int) Fact { return Fact{Name: name, Lane: lane} }

// example is a run of which some facts are known.
func example() *table {
	return &table{
		values: map[Fact]Value{
			of("h", 0): Exactly(86.9), of("h", 1): Exactly(99), of("h", 2): Exactly(73.8),
			of("digest", 0): Digest("61852e90bb62c57c"), of("digest", 1): Digest("61852e90bb62c57c"), of("digest", 2): Digest("0"),
			of("total", -1): Exactly(165483), of("kept", 0): Exactly(772), of("trained", 0): Exactly(59268),
			{Name: "changed", Lane: 0, Of: "backbone"}:                                  Exactly(0),
			{Name: "changed", Lane: 1, Of: "backbone"}:                                  Between(1, math.Inf(1)),
			{Name: "lambda", Lane: 1, Layer: 2, Word: -1}:                               Exactly(0.25),
			{Name: "lambda", Lane: 1, Layer: 2, Word: 3}:                                Exactly(0.5),
			{Name: "ablate", Lane: 1, Of: "prompt", With: "zero"}:                       Exactly(6.5),
			{Name: "ablate", Lane: 1, Of: "prompt", With: "remove"}:                     Exactly(2),
			{Name: "stored", Lane: -1, Of: "full"}:                                      Exactly(100),
			{Name: "stored", Lane: -1, Of: "full", With: "backbone=4x64&steps=16000"}:   Exactly(99),
			{Name: "best", Lane: -1, Of: "hand"}:                                        Exactly(96.7),
			{Name: "changed", Lane: -1, Of: "L2"}:                                       Exactly(8),
			{Name: "stored", Lane: -1, Of: "probe", With: "this=is an impossible link"}: {},
		},
		old: &table{values: map[Fact]Value{of("h", 0): Exactly(80), of("digest", 0): Digest("61852e90bb62c57c")}},
	}
}

func TestNumbers(t *testing.T) {
	for _, c := range []struct {
		text string
		want float64
	}{
		{"h(b)-h(a)", 12.1}, {"h(b) - h(a) - 2", 10.1}, {"5*kept(a)+1", 3861}, {"1+2*3-4/2", 5}, {"-(1+2)*2", -6}, {"--1", 1},
		{"100*(h(b)-h(a))/(stored(\"full\")-h(a))", 92.366}, {"total()", 165483}, {"best(\"hand\")", 96.7},
		{`stored("full", "backbone=4x64&steps=16000")`, 99}, {"lambda(b, 2)", 0.25}, {"lambda(b,2,3)", 0.5},
		{`ablate(b, "prompt", "zero") - ablate(b, "prompt", "remove")`, 4.5}, {"h(a)-before(h(a))", 6.9}, {`changed("L2")`, 8},
		{"8-4-2", 2}, {"8/4/2", 1}, {"max(h(a), h(b), 3)-min(h(a), h(b))", 12.1}, {"min(1)", 1},
		{"count(h(a) > 80, h(b) > 80, h(c) > 80)", 2}, {"count(h(a) > 80 and h(b) > 80)", 1},
	} {
		e, err := Parse(c.text)
		if err != nil {
			t.Errorf("%s: %v", c.text, err)
			continue
		}
		if x, ok := e.Eval(example()).Number(); !ok || math.Abs(x-c.want) > 1e-3 {
			t.Errorf("%s = %v, %v; want %v", c.text, x, ok, c.want)
		}
	}
}

func TestWhatHolds(t *testing.T) {
	for text, want := range map[string]string{
		"h(b)-h(a) > 10":                                     "yes",
		"h(b)-h(a) > 10 and h(a) > 90":                       "no",
		"h(a) < 87 and h(b) >= 99 and 1 < 2":                 "yes",
		"digest(a) == digest(b)":                             "yes",
		"digest(a) != digest(c)":                             "yes",
		"digest(a) == before(digest(a))":                     "yes",
		"before(h(b)) > 0":                                   "?", // the run before had no lane B
		"before(before(h(a))) > 0":                           "?",
		"hash(a) == hash(b)":                                 "?",
		"loss(a) > 0":                                        "?",
		"loss(a) > 0 and h(a) > 90":                          "no", // whatever the loss
		"h(a) > 90 and loss(a) > 0":                          "no",
		"loss(a) > 0 and h(a) > 80":                          "?",
		"h(a) / 0 > 1":                                       "?",
		"0*loss(a) == 0":                                     "?",
		"lowest(a, b, c) == c":                               "yes",
		"lowest(a, b) == b":                                  "no",
		"lowest(a, d) == a":                                  "?",
		`changed("backbone", a) == 0`:                        "yes",
		`changed("backbone", b) == 0`:                        "no", // at least one has changed
		`changed("backbone", b) > 0`:                         "yes",
		`changed("backbone", b) >= 1`:                        "yes",
		`changed("backbone", b) > 1`:                         "?",
		`changed("backbone", b) != 0`:                        "yes",
		`2*changed("backbone", b)+1 > 2`:                     "yes",
		`-changed("backbone", b) < 0`:                        "yes",
		`1/changed("backbone", b) <= 1`:                      "yes",
		`changed("backbone", b)-changed("backbone", b) == 0`: "?",
		"(h(a) > 1)":                                         "yes",
		"h(a) == h(a) and kept(a) != trained(a)":             "yes",
	} {
		e, err := Rule(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if got := said(e.Eval(example())); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

func said(v Value) string {
	switch holds, known := v.Holds(); {
	case !known:
		return "?"
	case holds:
		return "yes"
	}
	return "no"
}

// With no fact known no rule is decided, and no number is.
func TestNothingIsKnownOfNothing(t *testing.T) {
	for _, text := range []string{"h(a) > 1", "h(a)-h(b) < 0", "digest(a) == digest(b)", "lowest(a, b) == a", `changed("backbone") == 0`, "before(h(a)) > 1", "1/h(a) > 0"} {
		e, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if v := e.Eval(&table{}); v.Known() {
			t.Errorf("%s is known without facts: %+v", text, v)
		}
	}
}

// What is no number is not known, and a fact of the wrong kind is none.
func TestNoNumbers(t *testing.T) {
	for _, v := range []Value{Exactly(math.NaN()), Exactly(math.Inf(1)), Between(2, 1), Between(math.Inf(-1), math.Inf(1)), Digest("")} {
		if v.Kind() != Unknown || v.Known() {
			t.Errorf("%+v is known", v)
		}
	}
	e, _ := Parse("h(a)")
	if v := e.Eval(&table{values: map[Fact]Value{of("h", 0): Digest("x")}}); v.Known() {
		t.Errorf("a digest as a number: %+v", v)
	}
}

func TestErrorsNameThePlaceAndWhatIsWanted(t *testing.T) {
	for _, c := range []struct {
		text   string
		column int
		found  string
		want   string
	}{
		{"", 1, "", "a number, a fact"},
		{"h(e) > 1", 3, "e", "a lane: a, b, c, d"},
		{"g(a) > 1", 1, "g", "one of h, loss"},
		{"accuracy > 1", 1, "accuracy", "a lane (a, b, c, d) or a call"},
		{"h(a", 4, "", ")"},
		{"h(a) > ", 8, "", "a number, a fact"},
		{"h(a) = 1", 6, "=", "one of + - * /"},
		{"1 < h(a) < 2", 10, "<", "and between two comparisons"},
		{"h(a) > digest(a)", 8, "digest(a)", "a number; this is a digest"},
		{"digest(a) > digest(b)", 11, ">", "no such comparison of a digest"},
		{"digest(a)+1 > 1", 1, "digest(a)", "a number"},
		{"h(a) and h(b) > 1", 1, "h(a)", "a comparison; this is a number"},
		{"h(a) > 1 and h(b)", 14, "h(b)", "a comparison"},
		{"(h(a) > 1) > 1", 12, ">", "no such comparison of a comparison"},
		{"lambda(a)", 9, ")", ","},
		{"lambda(a, 0)", 11, "0", "a layer, from 1"},
		{"lambda(a, 1, 1.5)", 14, "1.5", "the position of a word"},
		{`ablate(a, "prompt", "burn")`, 21, `"burn"`, `"zero", "shuffle" or "remove"`},
		{`ablate(a, "L0", "zero")`, 11, `"L0"`, `a layer "L1"`},
		{`changed("weights")`, 9, `"weights"`, `"backbone"`},
		{`changed("backbone`, 9, `"`, "a closing quote"},
		{`stored("full", "large")`, 16, `"large"`, "settings"},
		{`best("words")`, 6, `"words"`, `"hand"`},
		{"lowest(a)", 9, ")", "two lanes or more"},
		{"lowest(a, a)", 11, "a", "each lane once"},
		{"1.5.2 > 1", 1, "1.5.2", "a number such as"},
		{"max() > 1", 5, ")", "a number, a fact"},
		{"max(h(a) > 1) > 1", 5, "h(a) > 1", "a number; this is a comparison"},
		{"count(h(a)) > 1", 7, "h(a)", "a comparison; this is a number"},
		{"2. > 1", 1, "2.", "a number such as"},
		{"h(a) > 字", 8, "字", "a number, a fact"},
		{`stored("字=1") > 1 > 2`, 19, ">", "and between"},
		{"h(a) h(b)", 6, "h", "the end"},
		{strings.Repeat("(", 60) + "1", 41, "(", "at most 40 brackets"},
		{strings.Repeat("-", 60) + "1", 41, "-", "at most 40"},
		{strings.Repeat("1+", 400) + "1", 600, "more", "at most 600 bytes"},
		{"h(a)", 5, "", "a comparison such as"},
	} {
		_, err := Rule(c.text)
		e, ok := err.(*Error)
		if !ok {
			t.Errorf("%s: %v, want an error", c.text, err)
			continue
		}
		if e.Column != c.column || e.Found != c.found || !strings.Contains(e.Want, c.want) {
			t.Errorf("%s: %v; want column %d, %q, %q", c.text, err, c.column, c.found, c.want)
		}
	}
	_, err := Rule("h(e) > 1")
	if got, want := err.Error(), `"h(e) > 1", column 3: "e", want a lane: a, b, c, d`; got != want {
		t.Errorf("%s, want %s", got, want)
	}
}

func TestNamesOfLanes(t *testing.T) {
	e, err := Parse("h(small)-h(large)", "small", "large")
	if err != nil {
		t.Fatal(err)
	}
	if x, _ := e.Eval(example()).Number(); math.Abs(x+12.1) > 1e-9 {
		t.Errorf("%v", x)
	}
	if _, err := Parse("h(a)", "small", "large"); err == nil || !strings.Contains(err.Error(), "small, large") {
		t.Errorf("%v", err)
	}
}

// A rule says what has to be known, so that a run is trained only where it must be.
func TestAsks(t *testing.T) {
	e, err := Parse(`h(a)-before(kept(b)) > h(a) and lowest(a, c) == a and lambda(b, 2) > 0`)
	if err != nil {
		t.Fatal(err)
	}
	now, before := e.Asks()
	want := []Fact{of("h", 0), of("h", 2), {Name: "lambda", Lane: 1, Layer: 2, Word: -1}}
	if len(now) != len(want) {
		t.Fatalf("%v, want %v", now, want)
	}
	for i := range want {
		if now[i] != want[i] {
			t.Errorf("%v, want %v", now[i], want[i])
		}
	}
	if len(before) != 1 || before[0] != of("kept", 1) {
		t.Errorf("before: %v", before)
	}
}

func TestSpell(t *testing.T) {
	for text, want := range map[string]string{
		"h(b)-h(a)": "99.0 − 86.9", "100*(h(b)-h(a))/2": "100.0 × (99.0 − 86.9) / 2.0", "loss(a) <= 1": "? ≤ 1.0",
		"lowest(a, b, c)": "C", "digest(b) == digest(c)": "61852e90bb62c57c = 0", "-h(a) > 1 and 1 < 2": "−86.9 > 1.0, 1.0 < 2.0",
		"before(h(a)-h(b))": "80.0 − ?", "before(before(h(a)))": "?",
	} {
		e, err := Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if got := e.Spell(example(), func(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) }); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

// Whatever the text, it is parsed or refused; what is parsed can be evaluated, written out, and is parsed again.
func FuzzParse(f *testing.F) {
	for _, text := range []string{"h(b)-h(a) > 10", `changed("backbone", a) == 0 and 5*flop(a) < flop(b)`, "lowest(a, b, c)", "before(-(h(a)+1)/2)",
		`lambda(a, 1, 3) <= 0.5`, `stored("full", "n=3") != 2`, `ablate(d, "v12", "remove")`, "max(1, min(2, h(a)), count(h(b) > 1, 1 < 2))", "((((1", "1..2", "\"", "字"} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		e, err := Parse(text)
		if err != nil {
			if _, ok := err.(*Error); !ok || err.Error() == "" {
				t.Fatalf("%q: %v", text, err)
			}
			return
		}
		for _, facts := range []Facts{example(), &table{}} {
			v := e.Eval(facts)
			if v.Kind() != Unknown && v.Kind() != e.Kind() {
				t.Fatalf("%q is %v, and was %v when it was parsed", text, v.Kind(), e.Kind())
			}
			e.Spell(facts, func(float64) string { return "1" })
		}
		e.Asks()
		if again, err := Parse(e.String()); err != nil || again.Kind() != e.Kind() {
			t.Fatalf("%q again: %v", text, err)
		}
	})
}
