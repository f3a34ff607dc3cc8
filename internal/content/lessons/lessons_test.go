package lessons

import (
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"promptscope/internal/catalog"
	"promptscope/internal/proof"
	"promptscope/internal/rule"
	"promptscope/sim/backbone/pretrained"
	"promptscope/sim/run"
	"promptscope/viz/i18n"
	"promptscope/viz/place/learn/lesson"
	files "promptscope/viz/place/learn/lessons"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

// world knows the committed runs, and takes every card and work whose name begins with a letter before z.
func world(t *testing.T) World {
	t.Helper()
	b, err := proof.New(os.DirFS("../../../docs/results"), pretrained.Open)
	if err != nil {
		t.Fatal(err)
	}
	known := func(id string) bool { return id != "" && id < "z" }
	return World{Bench: b, Card: known, Work: known}
}

func open(t *testing.T) *lesson.Course {
	t.Helper()
	c, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The lessons that are part of the program are as Check wants them.
func TestLessons(t *testing.T) {
	c := open(t)
	for _, err := range Check(c, world(t)) {
		t.Error(err)
	}
	if len(c.Lessons) != 18 {
		t.Errorf("%d lessons, want 18", len(c.Lessons))
	}
	minutes := 0
	for i := range c.Lessons {
		minutes += c.Lessons[i].Minutes
	}
	if minutes < 10 || minutes > 30 {
		t.Errorf("the course takes %d minutes, want 10 to 30", minutes)
	}
}

// Each action does what its lesson says, and is noticed when it is done and not before.
func TestActionsAreNoticed(t *testing.T) {
	c := catalog.New()
	for _, l := range open(t).Lessons {
		opening, _ := state.Parse(l.Link, c)
		deciding, _ := state.Parse(l.Decides(), c)
		now, view := opening, ui.View{Lang: "en"}
		lanes := make([]*run.Snapshot, now.Count())
		for i := range lanes {
			lanes[i] = &run.Snapshot{Status: run.Paused}
		}
		seen := lesson.Seen{Opening: &opening, Deciding: &deciding, Now: &now, Lanes: lanes}
		if l.Do.DoneIn(seen) {
			t.Errorf("%s: %q is done before anything was done", l.ID, l.Do.Done.Is)
		}
		arg := l.Do.Arg
		if l.Do.Control == "token" {
			arg = "a4" // any word does
		}
		ui.Do(&now, &view, l.Do.Control, arg, &c)
		happen(l.Do.Done, lanes)
		if !l.Do.DoneIn(seen) {
			t.Errorf("%s: %s %q is not noticed as %q", l.ID, l.Do.Control, arg, l.Do.Done.Is)
		}
		if m := lesson.Decided(deciding, now, c); m != lesson.Same {
			t.Errorf("%s: after %s %q the lanes are not those that decide the bet", l.ID, l.Do.Control, arg)
		}
	}
}

// happen is what an action makes of the runs, where the state alone does not show it.
func happen(d lesson.Done, lanes []*run.Snapshot) {
	for i, l := range lanes {
		l.Step++
		l.Status, l.Part.Stage = run.Done, run.Backward
		l.Trace.Answer, l.Trace.Top = "paris", []run.Guess{{Text: "paris"}}
		if d.Lane != "" && i == int(d.Lane[0]-'a') {
			l.Trace.Top[0].Text = "rome"
		}
	}
}

// Each fault is named with its file and field, and with what is wanted.
func TestFaultsAreNamed(t *testing.T) {
	w := world(t)
	for _, c := range []struct {
		name  string
		spoil func(*lesson.Lesson)
		want  string
	}{
		{"id", func(l *lesson.Lesson) { l.ID = "Every Layer" }, "id: \"Every Layer\", want lower-case words"},
		{"minutes", func(l *lesson.Lesson) { l.Minutes = 0 }, "minutes: 0, want 1 to 10"},
		{"paper", func(l *lesson.Lesson) { l.Paper.Work = "zine" }, "paper.work: \"zine\", want an id of works.toml"},
		{"place in the paper", func(l *lesson.Lesson) { l.Paper.At = "" }, "paper.at: empty"},
		{"card", func(l *lesson.Lesson) { l.Cards[0] = "zebra" }, "cards[0]: \"zebra\", want the id of an interview card"},
		{"one language", func(l *lesson.Lesson) { l.Title.ZH = "" }, "title.zh: empty, want a text in both languages"},
		{"long claim", func(l *lesson.Lesson) { l.Claim.EN = strings.Repeat("word ", 20) + "end" }, "claim.en: 21 words, want at most 20"},
		{"long claim in zh", func(l *lesson.Lesson) { l.Claim.ZH = strings.Repeat("字", 46) }, "claim.zh: 46 characters, want at most 45"},
		{"short text", func(l *lesson.Lesson) { l.Text.EN = "Only [keys](kv)." }, "text.en: 2 words, want 35 to 65"},
		{"long text", func(l *lesson.Lesson) { l.Text.ZH += strings.Repeat("字", 100) }, "characters, want 60 to 130"},
		{"unknown term", func(l *lesson.Lesson) { l.Text.EN = strings.Replace(l.Text.EN, "](kv)", "](keys)", 1) }, "text.en: term \"keys\", want a part of the picture (kv, comp"},
		{"another term in zh", func(l *lesson.Lesson) { l.Text.ZH = strings.Replace(l.Text.ZH, "](kv)", "](lock)", 1) }, "want the same in both"},
		{"no term", func(l *lesson.Lesson) {
			l.Text.EN = strings.NewReplacer("[", "", "](kv)", "", "](comp)", "", "](row)", "", "](lock)", "").Replace(l.Text.EN)
		}, "text.en: no term, want [words](term)"},
		{"broken term", func(l *lesson.Lesson) { l.Text.EN = strings.Replace(l.Text.EN, "](kv)", "]kv", 1) }, "text: a bracket that marks no term"},
		{"half-width comma", func(l *lesson.Lesson) { l.Ask.ZH = "深度,还是数" }, "ask.zh: \"度,\", want full-width punctuation"},
		{"curly quote", func(l *lesson.Lesson) { l.Ask.EN = "the model’s depth" }, "ask.en: \"’\", want straight quotes"},
		{"unknown control", func(l *lesson.Lesson) { l.Do.Control = "levitate" }, "do.control: \"levitate\", want the ID of an order"},
		{"unknown deed", func(l *lesson.Lesson) { l.Do.Done.Is = "guess" }, "do.done: \"guess\", want one of set, trained"},
		{"unknown lane", func(l *lesson.Lesson) { l.Do.Done.Lane = "c" }, "do.done.lane: \"c\", want a lane of the link"},
		{"nothing to set", func(l *lesson.Lesson) { l.Do.Done.Is = "set" }, "do.sets: empty, want the settings"},
		{"link", func(l *lesson.Lesson) { l.Link = "task=poetry" }, "link: task=poetry is not taken, want fact"},
		{"value in the link", func(l *lesson.Lesson) { l.Link = "task=srl&n=99" }, "link: n=99 is not taken, want 1…32"},
		{"seed in the link", func(l *lesson.Lesson) { l.Link = "task=srl&seed=2" }, "link: \"seed=2\", want key=value joined by &, without v, seed"},
		{"settings of the action", func(l *lesson.Lesson) { l.Do.Sets = "encoder@a=magic" }, "do.sets: encoder@a=magic is not taken, want lstm, mlp, none"},
		{"settings nobody ran", func(l *lesson.Lesson) { l.Link = "task=srl&n=7" }, "link: lane a, seed 1: no committed run has these settings (p-tuning on srl, 2x64, 1000 steps)"},
		{"measure", func(l *lesson.Lesson) { l.Bet.Measure = "h(e)" }, "bet.measure: \"h(e)\", column 3: \"e\", want a lane: a, b, c, d"},
		{"zones", func(l *lesson.Lesson) { l.Bet.Zones[1].When = "-1..2" }, "bet.zone: \"-1..2\", column 1: \"-1..2\", want a zone that begins at -2"},
		{"zone that no seed is sure of", func(l *lesson.Lesson) { l.Bet.Zones[2].When, l.Bet.Zones[3].When = ">2..12", "> 12" }, "bet.zone: seed 1 is 0.08 from a border (99.0 − 86.9), want at least 0.5"},
		{"seeds in two zones", func(l *lesson.Lesson) { l.Bet.Zones[2].When, l.Bet.Zones[3].When = ">2..14", "> 14" }, "bet.zone: seed 2 is in zone 3 (98.4 − 81.5), seed 1 in zone 2; want all seeds in one"},
		{"label", func(l *lesson.Lesson) { l.Bet.Zones[0].Label.EN = "" }, "bet.zone[0].label.en: empty"},
		{"unit", func(l *lesson.Lesson) { l.Bet.Unit = lesson.Text{} }, "bet.unit.zh: empty"},
		{"verdict", func(l *lesson.Lesson) { l.Verdict.Holds = "h(b)" }, "verdict.holds: \"h(b)\", column 5: the end, want a comparison"},
		{"verdict of runs that are not there", func(l *lesson.Lesson) { l.Verdict.Part, l.Verdict.Holds = "", `stored("full", "n=3") > h(c)` }, "verdict: seed 1: \"stored(\\\"full\\\", \\\"n=3\\\") > h(c)\" cannot be told from the runs"},
		{"nothing stays as it was", func(l *lesson.Lesson) { l.Same = "digest(a) == digest(a)" }, "same: \"digest(a) == digest(a)\", want before(…)"},
		{"it does not stay so", func(l *lesson.Lesson) { l.Same = "digest(a) == before(digest(b))" }, "same: seed 1: \"digest(a) == before(digest(b))\" does not hold"},
		{"again", func(l *lesson.Lesson) {
			l.Again = &lesson.Again{Text: l.Title, Says: l.Title, Sets: "labels=400", Rule: "h(b) > 200"}
		}, "again.rule: seed 1: \"h(b) > 200\" does not hold"},
		{"again with settings nobody ran", func(l *lesson.Lesson) {
			l.Again = &lesson.Again{Text: l.Title, Says: l.Title, Sets: "n=7", Rule: "h(b) > 2"}
		}, "again.sets: lane a, seed 1: no committed run"},
		{"no wrong answer", func(l *lesson.Lesson) { l.Teacher.Wrong = nil }, "teacher.wrong: none, want at least one"},
		{"no exit question", func(l *lesson.Lesson) { l.Teacher.Exit.Question.EN = "" }, "teacher.exit.question.en: empty"},
		{"no goal", func(l *lesson.Lesson) { l.Teacher.Goal.ZH = "" }, "teacher.goal.zh: empty"},
	} {
		course := open(t)
		l, _ := course.Find("every-layer")
		c.spoil(l)
		at := l.ID + ".toml: "
		if errs := Check(course, w); !named(errs, at+c.want) && !named(errs, at, c.want) {
			t.Errorf("%s: no error with %q and %q among %v", c.name, at, c.want, errs)
		}
	}
}

func named(errs []error, parts ...string) bool {
	return slices.ContainsFunc(errs, func(err error) bool {
		for _, p := range parts {
			if !strings.Contains(err.Error(), p) {
				return false
			}
		}
		return true
	})
}

// A course is more than its lessons.
func TestFaultsOfTheCourse(t *testing.T) {
	c := open(t)
	c.ID, c.Name.EN = "The Course", ""
	c.Parts[1].Lessons = append(c.Parts[1].Lessons, "one-model-locked")
	errs := Check(c, world(t))
	for _, want := range []string{"course.toml: id: \"The Course\", want lower-case", "course.toml: name.en: empty", "course.toml: part[1].lessons: \"one-model-locked\" is there twice"} {
		if !named(errs, want) {
			t.Errorf("no error with %q among %v", want, errs)
		}
	}
	if errs := Check(&lesson.Course{ID: "none", Name: c.Parts[0].Name}, world(t)); !named(errs, "course.toml: part: no lessons") {
		t.Errorf("an empty course: %v", errs)
	}
}

// folder is the course of the program with some files changed; "" takes one away.
func folder(t *testing.T, changed map[string]string) fstest.MapFS {
	t.Helper()
	out := fstest.MapFS{}
	names, err := files.Files.ReadDir(".")
	if err != nil {
		t.Fatal(err)
	}
	for _, n := range names {
		text, err := files.Files.ReadFile(n.Name())
		if err != nil {
			t.Fatal(err)
		}
		out[n.Name()] = &fstest.MapFile{Data: text}
	}
	for name, text := range changed {
		if out[name] = (&fstest.MapFile{Data: []byte(text)}); text == "" {
			delete(out, name)
		}
	}
	return out
}

// A folder that cannot be taken as it stands is refused by the name of a file.
func TestReadRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		changed map[string]string
		want    string
	}{
		"no course":         {map[string]string{"course.toml": ""}, "course.toml"},
		"a missing lesson":  {map[string]string{"how-many.toml": ""}, "how-many.toml"},
		"an unused lesson":  {map[string]string{"extra.toml": "id = \"extra\""}, "extra.toml: no part of course.toml names it"},
		"broken TOML":       {map[string]string{"how-many.toml": "id = \"how-many\"\n[bet\n"}, "how-many.toml: toml: line "},
		"unknown key":       {map[string]string{"how-many.toml": "id = \"how-many\"\n[bet]\nright = 2\n"}, "how-many.toml: unknown keys: bet.right"},
		"another name":      {map[string]string{"how-many.toml": "id = \"how-few\"\n"}, "how-many.toml: id is \"how-few\""},
		"wrong type":        {map[string]string{"how-many.toml": "id = \"how-many\"\nminutes = \"two\"\n"}, "how-many.toml: "},
		"a path for a name": {map[string]string{"course.toml": "id = \"x\"\n[[part]]\nlessons = [\"../secret\"]\n"}, "secret.toml"},
	} {
		if _, err := Read(folder(t, c.changed)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s: %v, want %q", name, err, c.want)
		}
	}
	if c, err := Read(folder(t, nil)); err != nil || len(c.Lessons) != 18 {
		t.Errorf("unchanged: %v", err)
	}
}

// The page for authors names everything that a lesson can use.
func TestAuthorsAreTold(t *testing.T) {
	text, err := os.ReadFile("../../../docs/lessons.md")
	if err != nil {
		t.Fatal(err)
	}
	page := string(text)
	for _, call := range rule.Names() {
		if !strings.Contains(page, "`"+call+"(") {
			t.Errorf("docs/lessons.md does not explain %s(…)", call)
		}
	}
	for _, deed := range lesson.Deeds {
		if !strings.Contains(page, "`"+deed+"`") && !strings.Contains(page, `is = "`+deed+`"`) {
			t.Errorf("docs/lessons.md does not name the deed %s", deed)
		}
	}
	for _, p := range i18n.Picture {
		if !slices.Contains(strings.FieldsFunc(page, func(r rune) bool { return r == ' ' || r == '`' || r == '\n' }), p.Part) {
			t.Errorf("docs/lessons.md does not name the part %s", p.Part)
		}
	}
}

// Each figure of the table of methods is that of the committed run of its link, and every link is taken as it is.
func TestSummary(t *testing.T) {
	course, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	bench, err := proof.New(os.DirFS("../../../docs/results"), nil)
	if err != nil {
		t.Fatal(err)
	}
	bench.Training = proof.Never
	s := course.Summary
	if s == nil || len(s.Methods) != 4 || len(s.Row) < 4 {
		t.Fatalf("%+v", s)
	}
	for _, r := range s.Row {
		if len(r.Cell) != len(s.Methods) {
			t.Errorf("%s has %d cells for %d methods", r.Name.EN, len(r.Cell), len(s.Methods))
		}
		for i, c := range r.Cell {
			if id, ok := strings.CutPrefix(c.Link, "place=learn&lesson="); ok {
				if _, n := course.Find(id); n < 0 || c.Measure != "" {
					t.Errorf("%s: no lesson %q", c.Link, id)
				}
				continue
			}
			st, notices := state.Parse("v=2&"+c.Link, bench.Catalog)
			if len(notices) > 0 || c.Text.EN == "" || c.Text.ZH == "" {
				t.Errorf("%s, %s: %v, %+v", r.Name.EN, s.Methods[i], notices, c.Text)
			}
			if c.Measure == "" {
				continue
			}
			if st.Lanes[0].Method != s.Methods[i] {
				t.Errorf("%s: lane A is %s", c.Link, st.Lanes[0].Method)
			}
			e, err := rule.Parse(c.Measure)
			if err != nil {
				t.Fatal(err)
			}
			of, err := bench.Case(c.Link, 1, nil)
			if err != nil {
				t.Fatal(err)
			}
			v, known := e.Eval(of).Number()
			text := thousands(int(math.Round(v)))
			if c.Measure == "h(a)" {
				text = fmt.Sprintf("%.1f %%", v)
			}
			if !known || text != c.Text.EN || text != c.Text.ZH {
				t.Errorf("%s of %s is %s, the table says %q and %q", c.Measure, c.Link, text, c.Text.EN, c.Text.ZH)
			}
		}
	}
}

// thousands writes a number as the table does.
func thousands(n int) string {
	if n < 1000 {
		return fmt.Sprint(n)
	}
	return fmt.Sprintf("%s,%03d", thousands(n/1000), n%1000)
}
