package state

import (
	"net/url"
	"strings"
	"testing"
)

// However a link was mangled on its way, it opens the same experiment.
func TestLinksAreCleaned(t *testing.T) {
	c := catalog()
	const good = "v=1&task=fact&n=4&seed=7"
	want, notices := Parse(good, c)
	if len(notices) > 0 {
		t.Fatal(notices)
	}
	for name, mangled := range map[string]string{
		"link-amp":                   strings.ReplaceAll(good, "&", "&amp;"),
		"escaped twice":              strings.ReplaceAll(good, "&", "&amp;amp;"),
		"as a number":                strings.ReplaceAll(good, "&", "&#38;"),
		"encoded whole":              url.QueryEscape(good),
		"encoded whole, with #":      "%23" + url.QueryEscape(good),
		"with a question mark":       "?" + good,
		"of full width":              strings.Map(func(r rune) rune { return r - '!' + 0xff01 }, good),
		"equals signs of full width": strings.ReplaceAll(good, "=", "\uff1d"),
		"at the end of a sentence":   good + ".",
		"at the end, in Chinese":     good + "。",
		"in brackets":                good + ")，",
		"in quotes":                  good + "\"",
		"broken into lines":          strings.ReplaceAll(good, "&", "&\r\n  "),
		"with a zero-width space":    strings.ReplaceAll(good, "&", "\u200b&"),
		"with a space behind":        good + "\u00a0 ",
		"with empty parts":           "&&" + strings.ReplaceAll(good, "&", "&&"),
	} {
		if got, notices := Parse(mangled, c); got != want || len(notices) > 0 {
			t.Errorf("%s: %q is %s, %v", name, mangled, Query(got), notices)
		}
	}
}

// What a link says itself is not cleaned away.
func TestCleaningKeepsValues(t *testing.T) {
	c := catalog()
	for _, link := range []string{"task=fact&a=hand&template@a=the+R+of+X+is+_+.", "task=fact&a=hand&template=X+%26+_+%3F", "hide=seed,task", "open=1.0.1.2.0.0", "span=20-60"} {
		a, _ := Parse(link, c)
		if b, _ := Parse(Query(a), c); a != b {
			t.Errorf("%s: %s opens %s", link, Query(a), Query(b))
		}
	}
	s, _ := Parse("task=fact&a=hand&template@a=the+R+of+X+is+_+.", c)
	if !strings.HasSuffix(s.Lanes[0].Template, "_ .") {
		t.Errorf("the full stop of a template is gone: %q", s.Lanes[0].Template)
	}
}
