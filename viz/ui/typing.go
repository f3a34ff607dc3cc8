package ui

import (
	"strings"
	"unicode"

	"promptscope/viz/scene"
	"promptscope/viz/state"
)

// Typing is a value that is being typed: the picture shows it while it is typed, and Enter gives it to the control.
type Typing struct {
	Key   scene.Key
	Text  string
	fresh bool // the value that was there: the first character takes its place
}

// On tells whether something is being typed.
func (t *Typing) On() bool { return t.Key.ID != "" }

// Types tells whether a control takes typed values.
func Types(c *scene.Control) bool { return c.Kind == scene.Stepper || c.Kind == scene.Field }

// mostTyped is longer than any value.
const mostTyped = 120

// startTyping begins with the value as it is shown.
func startTyping(s *state.State, v *View, sc *scene.Scene, ctl *scene.Control) {
	if ctl.Off || Fixed(s, ctl.ID, ctl.Arg) {
		return
	}
	text, _, _ := strings.Cut(sc.Shown(ctl), " / ") // 8 / 2: a lane gets fewer
	v.Typing = Typing{Key: ctl.Key(), Text: text, fresh: true}
	v.Focus = ctl.Key()
}

// Type is typed text as a field of the page around the picture has it.
func Type(v *View, key scene.Key, text string) { v.Typing = Typing{Key: key, Text: text} }

// write adds characters.
func (t *Typing) write(chars []rune) {
	for _, r := range chars {
		if !unicode.IsPrint(r) || len(t.Text) > mostTyped {
			continue
		}
		if t.fresh {
			t.Text, t.fresh = "", false
		}
		t.Text += string(r)
	}
}

func (t *Typing) back() {
	if t.fresh {
		t.Text, t.fresh = "", false
		return
	}
	if r := []rune(t.Text); len(r) > 0 {
		t.Text = string(r[:len(r)-1])
	}
}

// commit gives what was typed to its control; what the control does not take is told, and nothing changes.
func commit(s *state.State, v *View, sc *scene.Scene, c *state.Catalog) Effect {
	t := v.Typing
	v.Typing = Typing{}
	ctl := sc.Find(t.Key)
	if t.fresh || ctl == nil {
		return Effect{}
	}
	return Give(s, v, ctl, t.Text, c)
}

// Give gives a typed text to a control.
func Give(s *state.State, v *View, ctl *scene.Control, text string, c *state.Catalog) Effect {
	value := Clean(text, ctl.Kind == scene.Stepper)
	if o, _ := Find(ctl.ID); o.FromOne {
		value = state.Less(value)
	}
	if !state.IsKey(ctl.ID) {
		return Do(s, v, ctl.ID, value, c)
	}
	next := *s
	if moved, err := state.Change(&next, ctl.ID, value, *c); err != nil {
		v.Notices = append(v.Notices[:len(v.Notices):len(v.Notices)], state.Notice{Value: err.Error()})
	} else if !Fixed(s, ctl.ID, ctl.Arg) {
		*s = next
		v.Notices = append(v.Notices[:len(v.Notices):len(v.Notices)], moved...)
	}
	return Effect{}
}

// Clean is a typed text as it is meant: numbers with a comma for the point, or with commas between thousands as the picture
// writes them, and characters of full width.
func Clean(text string, number bool) string {
	text = strings.TrimSpace(strings.Map(narrow, text))
	switch {
	case !number:
		return text
	case grouped(text):
		return strings.ReplaceAll(text, ",", "")
	case strings.Count(text, ",") == 1 && !strings.Contains(text, "."):
		return strings.Replace(text, ",", ".", 1)
	}
	return text
}

// grouped tells a whole number with commas between thousands, such as 1,600; "0,004" is none.
func grouped(text string) bool {
	head, rest, found := strings.Cut(strings.TrimPrefix(text, "-"), ",")
	if !found || head == "" || len(head) > 3 || head[0] == '0' || !digits(head) {
		return false
	}
	for part := range strings.SplitSeq(rest, ",") {
		if len(part) != 3 || !digits(part) {
			return false
		}
	}
	return true
}

func digits(text string) bool { return strings.Trim(text, "0123456789") == "" }

// narrow turns characters of full width, as a Chinese keyboard writes them, into those of a number.
func narrow(r rune) rune {
	switch {
	case r >= '！' && r <= '～':
		return r - '！' + '!'
	case r == '−' || r == '－':
		return '-'
	case r == '。':
		return '.'
	}
	return r
}

// typed is what keys do while something is typed; done tells that it came to an end.
func typed(s *state.State, v *View, sc *scene.Scene, in *Input, c *state.Catalog) (e Effect) {
	v.Typing.write(in.Chars)
	for _, key := range in.Keys {
		switch key {
		case Backspace:
			v.Typing.back()
		case Enter:
			return commit(s, v, sc, c)
		case Tab, ShiftTab:
			e = commit(s, v, sc, c)
			press(s, v, sc, key, c)
			return e
		case Escape:
			v.Typing = Typing{}
			return Effect{}
		}
	}
	return Effect{}
}
