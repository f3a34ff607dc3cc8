package lessons

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"promptscope/internal/content/typeset"
	"promptscope/internal/proof"
	"promptscope/internal/rule"
	"promptscope/viz/i18n"
	"promptscope/viz/place/learn/lesson"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

// What a lesson has to be: English words, Chinese characters without spaces. A card beside the lanes holds this much.
const (
	minWords, maxWords = 35, 65
	minChars, maxChars = 60, 130
	maxMinutes         = 10
	margin             = 0.5 // points between what a run gives and the border of its zone
)

// limit is how long the other texts may be.
type limit struct{ words, chars int }

var (
	claimLimit    = limit{20, 45}
	titleLimit    = limit{8, 16}
	doLimit       = limit{22, 45}
	questionLimit = limit{32, 65}
	labelLimit    = limit{8, 18}
	askLimit      = limit{45, 90}
	saysLimit     = limit{30, 65}
)

// World is what lessons may name.
type World struct {
	Bench *proof.Bench
	Card  func(id string) bool
	Work  func(id string) bool
}

var kebab = regexp.MustCompile(`^[a-z0-9]+(-[a-z0-9]+)*$`)

// checker collects what is wrong; file says where it is.
type checker struct {
	World
	file string
	errs []error
}

// Check gives everything that is wrong with a course; each error names file and field, and says what is wanted. What no
// committed run says is looked at only where the bench may train.
func Check(c *lesson.Course, w World) []error {
	k := &checker{World: w}
	k.course(c)
	for i := range c.Lessons {
		var before *lesson.Lesson
		if i > 0 {
			before = &c.Lessons[i-1]
		}
		k.file = c.Lessons[i].ID + ".toml"
		k.lesson(&c.Lessons[i], before)
	}
	return k.errs
}

func (k *checker) add(field, format string, args ...any) {
	k.errs = append(k.errs, fmt.Errorf("%s: %s: %s", k.file, field, fmt.Sprintf(format, args...)))
}

func (k *checker) course(c *lesson.Course) {
	k.file = courseFile
	k.id("id", c.ID)
	k.text("name", c.Name, titleLimit)
	if len(c.Lessons) == 0 {
		k.add("part", "no lessons, want at least one part with one")
	}
	seen := map[string]bool{}
	for i, p := range c.Parts {
		k.text(fmt.Sprintf("part[%d].name", i), p.Name, titleLimit)
		for _, id := range p.Lessons {
			if seen[id] {
				k.add(fmt.Sprintf("part[%d].lessons", i), "%q is there twice, want each lesson once", id)
			}
			seen[id] = true
		}
	}
}

// lesson checks one lesson; before is the one before it.
func (k *checker) lesson(l, before *lesson.Lesson) {
	k.id("id", l.ID)
	if l.Minutes < 1 || l.Minutes > maxMinutes {
		k.add("minutes", "%d, want 1 to %d", l.Minutes, maxMinutes)
	}
	if !k.Work(l.Paper.Work) {
		k.add("paper.work", "%q, want an id of works.toml", l.Paper.Work)
	}
	if l.Paper.At == "" {
		k.add("paper.at", "empty, want a section, a table or a figure")
	}
	for i, id := range l.Cards {
		if !k.Card(id) {
			k.add(fmt.Sprintf("cards[%d]", i), "%q, want the id of an interview card", id)
		}
	}
	k.text("title", l.Title, titleLimit)
	k.text("claim", l.Claim, claimLimit)
	k.text("ask", l.Ask, askLimit)
	k.body(l.Text)
	k.teacher(&l.Teacher)
	faults := len(k.errs)
	k.bet(&l.Bet)
	k.rules(l, before)
	if k.do(l); len(k.errs) == faults { // else the runs could not be asked
		k.runs(l, before)
	}
}

func (k *checker) id(field, id string) {
	if !kebab.MatchString(id) {
		k.add(field, "%q, want lower-case words joined by hyphens", id)
	}
}

// text checks that a text is there in both languages, is typeset as each wants it, and fits.
func (k *checker) text(field string, t lesson.Text, max limit) {
	for _, f := range typeset.Faults(t.ZH, t.EN) {
		k.add(field+"."+f.Lang, "%s", f.What)
	}
	if n := typeset.Characters(t.ZH); max.chars > 0 && n > max.chars {
		k.add(field+".zh", "%d characters, want at most %d", n, max.chars)
	}
	if n := typeset.Words(t.EN); max.words > 0 && n > max.words {
		k.add(field+".en", "%d words, want at most %d", n, max.words)
	}
}

// body checks the text with its terms.
func (k *checker) body(t lesson.Text) {
	zh, en := plain(t.ZH), plain(t.EN)
	k.text("text", lesson.Text{ZH: zh, EN: en}, limit{})
	if n := typeset.Characters(zh); n < minChars || n > maxChars {
		k.add("text.zh", "%d characters, want %d to %d", n, minChars, maxChars)
	}
	if n := typeset.Words(en); n < minWords || n > maxWords {
		k.add("text.en", "%d words, want %d to %d", n, minWords, maxWords)
	}
	if strings.ContainsAny(zh+en, "[]") && !strings.Contains(zh+en, "[MASK]") {
		k.add("text", "a bracket that marks no term, want [words](term)")
	}
	k.terms("text.zh", "zh", lesson.Terms(t.ZH))
	k.terms("text.en", "en", lesson.Terms(t.EN))
	if a, b := sorted(lesson.Terms(t.ZH)), sorted(lesson.Terms(t.EN)); !slices.Equal(a, b) {
		k.add("text", "terms %s in zh and %s in en, want the same in both", strings.Join(a, ", "), strings.Join(b, ", "))
	}
}

func plain(text string) string {
	var b strings.Builder
	for _, s := range lesson.Spans(text) {
		b.WriteString(s.Text)
	}
	return b.String()
}

func sorted(list []string) []string {
	slices.Sort(list)
	return slices.Compact(list)
}

func (k *checker) terms(field, lang string, terms []string) {
	if len(terms) == 0 {
		k.add(field, "no term, want [words](term) at least once")
	}
	for _, t := range terms {
		if _, ok := i18n.For(lang).Term(lesson.Entry(t)); ok {
			continue
		}
		var parts []string
		for _, p := range i18n.Picture {
			parts = append(parts, p.Part)
		}
		k.add(field, "term %q, want a part of the picture (%s) or an entry of the glossary", t, strings.Join(parts, ", "))
	}
}

func (k *checker) teacher(t *lesson.Teacher) {
	k.text("teacher.goal", t.Goal, limit{})
	if len(t.Wrong) == 0 {
		k.add("teacher.wrong", "none, want at least one typical wrong answer")
	}
	for i, w := range t.Wrong {
		k.text(fmt.Sprintf("teacher.wrong[%d].say", i), w.Say, limit{})
		k.text(fmt.Sprintf("teacher.wrong[%d].why", i), w.Why, limit{})
	}
	k.text("teacher.exit.question", t.Exit.Question, limit{})
	k.text("teacher.exit.answer", t.Exit.Answer, limit{})
}

// bet checks question, measure and zones.
func (k *checker) bet(b *lesson.Bet) {
	k.text("bet.question", b.Question, questionLimit)
	for i, z := range b.Zones {
		k.text(fmt.Sprintf("bet.zone[%d].label", i), z.Label, labelLimit)
	}
	e, err := rule.Parse(b.Measure)
	if err != nil {
		k.add("bet.measure", "%v", err)
		return
	}
	if e.Kind() == rule.Number {
		k.text("bet.unit", b.Unit, labelLimit)
	}
	when := make([]string, len(b.Zones))
	for i, z := range b.Zones {
		when[i] = z.When
	}
	if _, err := rule.ParseZones(e, when); err != nil {
		k.add("bet.zone", "%v", err)
	}
}

// rules checks that what should be a rule is one.
func (k *checker) rules(l, before *lesson.Lesson) {
	check := func(field, text string) {
		if _, err := rule.Rule(text); err != nil {
			k.add(field, "%v", err)
		}
	}
	check("verdict.holds", l.Verdict.Holds)
	if l.Verdict.Part != "" {
		check("verdict.part", l.Verdict.Part)
	}
	if l.Same != "" {
		check("same", l.Same)
		if before == nil || !strings.Contains(l.Same, "before(") {
			k.add("same", "%q, want before(…) of the lesson before, or nothing in the first", l.Same)
		}
	}
	if a := l.Again; a != nil {
		k.text("again.text", a.Text, doLimit)
		k.text("again.says", a.Says, saysLimit)
		check("again.rule", a.Rule)
	}
}

// do checks the action, and that its settings are taken as they stand.
func (k *checker) do(l *lesson.Lesson) {
	d := &l.Do
	k.text("do.text", d.Text, doLimit)
	if o, _ := ui.Find(d.Control); o.Do == nil && !state.IsKey(d.Control) {
		k.add("do.control", "%q, want the ID of an order or a key of the link", d.Control)
	}
	if !slices.Contains(lesson.Deeds, d.Done.Is) {
		k.add("do.done", "%q, want one of %s", d.Done.Is, strings.Join(lesson.Deeds, ", "))
	}
	if d.Sets == "" && d.Done.Is == "set" {
		k.add("do.sets", "empty, want the settings that the action leads to")
	}
	s := k.link("link", l.Link)
	if d.Sets != "" {
		s = k.link("do.sets", l.Decides())
	}
	if l.Again != nil {
		k.link("again.sets", lesson.With(l.Decides(), l.Again.Sets))
	}
	if d.Done.Lane != "" && (len(d.Done.Lane) != 1 || slices.Index(rule.Lanes, d.Done.Lane) < 0 || slices.Index(rule.Lanes, d.Done.Lane) >= s.Count()) {
		k.add("do.done.lane", "%q, want a lane of the link", d.Done.Lane)
	}
}

// own are keys that a lesson leaves to the person or to the page.
var own = []string{"v", "seed", "lang", "theme", "place", "run", "hide", "lock", "embed", "projector"}

// link checks that a link is taken as it stands.
func (k *checker) link(field, link string) state.State {
	for part := range strings.SplitSeq(link, "&") {
		key, value, ok := strings.Cut(part, "=")
		if !ok || key == "" || slices.Contains(own, key) {
			k.add(field, "%q, want key=value joined by &, without %s", part, strings.Join(own, ", "))
		}
		_ = value
	}
	s, notices := state.Parse(link, k.Bench.Catalog)
	for _, n := range notices {
		k.add(field, "%s=%s is not taken, want %s", n.Key, n.Value, n.Accepts)
	}
	return s
}
