package state

import (
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
)

// Version of the link format, written as v=1.
const Version = "1"

// A Notice tells the person that part of a link was not taken as it stands.
type Notice struct {
	Key, Value string
	Used       string // what holds instead; empty for an unknown key
	Accepts    string // values the key accepts, or the known keys
	Unknown    bool   // there is no such key

	Why   Reason    // the method Value cannot do the task: the lane has moved to Used
	Names [2]string // of these two methods, in the catalogue
}

// Parse reads a link's query. It always gives a valid state, and a notice for every part it had to change.
func Parse(query string, c Catalog) (State, []Notice) {
	s := Default()
	var notices []Notice
	for part := range strings.SplitSeq(strings.TrimLeft(query, "#?"), "&") {
		if part == "" {
			continue
		}
		key, value := split(part)
		if n, ok := take(&s, key, value, c); !ok {
			notices = append(notices, n)
		}
	}
	s.closeRanks()
	notices = append(notices, Settle(&s, c)...)
	return s, notices
}

func split(part string) (key, value string) {
	key, value, _ = strings.Cut(part, "=")
	if u, err := url.QueryUnescape(key); err == nil {
		key = u
	}
	if u, err := url.QueryUnescape(value); err == nil {
		value = u
	}
	return key, value
}

// take sets one key of a link; ok is false when the notice must be shown.
func take(s *State, key, value string, c Catalog) (n Notice, ok bool) {
	if key == "v" {
		return Notice{Key: key, Value: value, Used: Version, Accepts: Version}, value == Version
	}
	f := lookup(key)
	if f == nil {
		return Notice{Key: key, Value: value, Unknown: true, Accepts: strings.Join(Keys(), ", ")}, false
	}
	used, ok := f.check(value, c)
	f.set(s, used)
	return Notice{Key: key, Value: value, Used: used, Accepts: f.accepts(c)}, ok
}

// Set changes one field. Values out of range, and methods that cannot do the task, are refused with an error that names
// what is accepted. Another task or backbone may move lanes: see Change.
func Set(s *State, key, value string, c Catalog) error {
	_, err := Change(s, key, value, c)
	return err
}

// Change is Set, and tells of lanes that had to move.
func Change(s *State, key, value string, c Catalog) ([]Notice, error) {
	if err := set(s, key, value, c); err != nil {
		return nil, err
	}
	return Settle(s, c), nil
}

func set(s *State, key, value string, c Catalog) error {
	f := lookup(key)
	if f == nil {
		return fmt.Errorf("no setting %q; there are %s", key, strings.Join(Keys(), ", "))
	}
	used, ok := f.check(value, c)
	if !ok {
		return fmt.Errorf("%s = %q is not accepted; use %s", key, value, f.accepts(c))
	}
	if slices.Contains(laneKeys[:], key) && value != "" && c.Fit(value, s.Task, s.Backbone) != Fits {
		return fmt.Errorf("%s = %q cannot do task %s on %s; use %s", key, value, s.Task, s.Backbone, strings.Join(c.methodsFor(s), ", "))
	}
	f.set(s, used)
	s.closeRanks()
	return nil
}

// methodsFor lists the methods that can do the task.
func (c Catalog) methodsFor(s *State) (ids []string) {
	for _, id := range methodIDs(c) {
		if c.Fit(id, s.Task, s.Backbone) == Fits {
			ids = append(ids, id)
		}
	}
	return ids
}

// Get is the text form of one field.
func Get(s State, key string) string {
	if f := lookup(key); f != nil {
		return f.get(&s)
	}
	return ""
}

// Range is the span of a numeric field.
func Range(key string) (lo, hi float64) {
	f := lookup(key)
	return f.min, f.max
}

// Restarts tells whether a change of the field starts the run again.
func Restarts(key string) bool {
	f := lookup(key)
	return f != nil && f.restart
}

// Query is the canonical link of a state: fixed order, defaults left out.
func Query(s State) string {
	var b strings.Builder
	b.WriteString("v=" + Version)
	for i := range fields {
		f := &fields[i]
		if v := f.get(&s); v != f.def {
			b.WriteString("&" + f.key + "=" + url.QueryEscape(v))
		}
	}
	return strings.ReplaceAll(b.String(), "%2C", ",")
}

// Keys lists the keys of links in their order.
func Keys() []string {
	out := make([]string, len(fields))
	for i := range fields {
		out[i] = fields[i].key
	}
	return out
}

func lookup(key string) *field {
	for i := range fields {
		if fields[i].key == key {
			return &fields[i]
		}
	}
	return nil
}

// check returns the value to use for raw, and whether raw was acceptable as it stands.
func (f *field) check(raw string, c Catalog) (used string, ok bool) {
	switch f.kind {
	case integer, real:
		return f.clamp(raw)
	case flag:
		if raw == "0" || raw == "1" {
			return raw, true
		}
	case choice:
		if slices.Contains(f.choices(c), raw) {
			return raw, true
		}
	case layers:
		if list, ok := parseLayers(raw); ok {
			return list, true
		}
	case names:
		return parseNames(raw)
	case span:
		return kept(raw, ParseSpan(raw))
	case place:
		return kept(raw, ParseOpen(raw))
	}
	return f.def, false
}

func (f *field) clamp(raw string) (string, bool) {
	v, err := strconv.ParseFloat(raw, 64)
	if err != nil && !math.IsInf(v, 0) || math.IsNaN(v) {
		return f.def, false
	}
	in := min(max(v, f.min), f.max)
	ok := in == v
	if f.kind == integer {
		whole := math.Trunc(in)
		return strconv.FormatInt(int64(whole), 10), ok && whole == in
	}
	return strconv.FormatFloat(in, 'g', -1, 64), ok
}

// accepts says in words that need no translation what the field takes.
func (f *field) accepts(c Catalog) string {
	num := func(v float64) string { return strconv.FormatFloat(v, 'g', 9, 64) }
	switch f.kind {
	case flag:
		return "0, 1"
	case choice:
		return strings.Trim(strings.Join(f.choices(c), ", "), ", ")
	case layers:
		return "all, 1, 1,3, 2-4"
	case names:
		return strings.Join(Names, ", ")
	case span:
		return "20-60"
	case place:
		return "1.0.1.2.0.0"
	}
	return num(f.min) + "…" + num(f.max)
}

// Options lists the values of a field that is chosen from a list; nil for the others.
func Options(key string, c Catalog) []string {
	f := lookup(key)
	if f == nil || f.kind != choice {
		return nil
	}
	return f.choices(c)
}
