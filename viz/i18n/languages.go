package i18n

import "strings"

// Language is one language that the program speaks.
type Language struct {
	ID      string // "en": what links say, and how the system's tags begin ("en-GB")
	Own     string // its name in itself
	Strings *Strings
}

// languages are all of them, in the order of the button that changes the language; the first is for those whose own is missing.
var languages = []Language{
	{"en", "English", &english},
	{"zh", "中文", &chinese},
}

// IDs are what links call the languages.
func IDs() (out []string) {
	for _, l := range languages {
		out = append(out, l.ID)
	}
	return out
}

// For returns the texts of a language; those of the first for an unknown one.
func For(id string) *Strings {
	for i := range languages {
		if languages[i].ID == id {
			return languages[i].Strings
		}
	}
	return languages[0].Strings
}

// Match is the language for somebody who prefers these, best first, as browsers and systems write them: "zh-CN", "en_GB.UTF-8".
func Match(preferred ...string) string {
	for _, tag := range preferred {
		tag = strings.ToLower(tag)
		for _, l := range languages {
			if rest, ok := strings.CutPrefix(tag, l.ID); ok && (rest == "" || strings.ContainsRune("-_.", rune(rest[0]))) {
				return l.ID
			}
		}
	}
	return languages[0].ID
}

// Next is the language behind one, which the button changes to.
func Next(id string) Language {
	for i, l := range languages {
		if l.ID == id {
			return languages[(i+1)%len(languages)]
		}
	}
	return languages[0]
}
