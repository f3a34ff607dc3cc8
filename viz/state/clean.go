package state

import (
	"net/url"
	"strings"
)

// Links travel through chats, mails and pages, which escape them, translate their punctuation and break their lines.

// clean is a link's query as it was meant.
func clean(query string) string {
	query = strings.Map(plainRune, query)
	for was := ""; was != query; { // escaped once for each page that it went through
		was, query = query, amps.Replace(query)
	}
	if !strings.Contains(query, "=") && strings.Contains(strings.ToUpper(query), "%3D") { // encoded as a whole
		if u, err := url.QueryUnescape(query); err == nil {
			query = strings.Map(plainRune, u)
		}
	}
	query = strings.TrimLeft(query, "#?!&/ ")
	return strings.TrimRight(strings.TrimRight(query, " "), endings(query))
}

var amps = strings.NewReplacer("&amp;", "&", "&#38;", "&", "&#x26;", "&", "&AMP;", "&")

// plainRune writes characters of full width as those of a link, and drops what breaks a line or cannot be seen; a space may belong to a template.
func plainRune(r rune) rune {
	switch {
	case r >= '！' && r <= '～':
		return r - '！' + '!'
	case r == '。':
		return '.'
	case r < ' ' || r == 0x7f, r == 0xa0, r >= 0x2000 && r <= 0x200f, r >= 0x2028 && r <= 0x202f, r == 0x3000, r == 0xfeff:
		return -1
	}
	return r
}

// endings are the marks behind a link that belong to the sentence around it. A template may end in a full stop.
func endings(query string) string {
	last := query[strings.LastIndexByte(query, '&')+1:]
	const marks = ",;:!)]}>\"'”’」』》】"
	if key, _, _ := strings.Cut(last, "="); strings.HasPrefix(key, "template") {
		return marks
	}
	return marks + ".?"
}
