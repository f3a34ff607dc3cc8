package state

import (
	"fmt"
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"

	"promptscope/sim/run"
	"promptscope/viz/id"
)

// Version of the link format, written as v=2. Links of version 1 are read as they were written: what they leave out is what was the
// default then (field.was).
const (
	Version    = "2"
	version1   = "1"
	versionKey = "v"
)

// A Notice tells the person that part of a link was not taken as it stands.
type Notice struct {
	Key, Value string
	Used       string // what holds instead; empty for an unknown key
	Accepts    string // values the key accepts, or the known keys
	Unknown    bool   // there is no such key
	Brief      bool   // a message of the program, which leaves by itself

	Why   Reason    // the method Value cannot do the task: the lane has moved to Used
	Names [2]string // of these two methods, in the catalogue
}

// A link has some thirty keys; one with a hundred thousand is a mistake or malice, and is read as far as this.
const (
	mostParts   = 400
	mostNotices = 20
)

// Parse reads a link's query. It always gives a valid state, and a notice for every part it had to change. Keys for all
// lanes are taken before those for one, wherever they stand.
func Parse(query string, c Catalog) (State, []Notice) {
	s := Default()
	parts := strings.SplitN(clean(query), "&", mostParts+1)
	more := len(parts) > mostParts
	parts = parts[:min(len(parts), mostParts)]
	if slices.Contains(parts, versionKey+"="+version1) {
		s.olden()
	}
	notices := make([]*Notice, len(parts))
	for _, single := range []bool{false, true} {
		for i, part := range parts {
			part = strings.TrimSpace(part)
			key, value := split(part)
			if f, lane := lookup(key); part == "" || single != (f != nil && f.lane != nil && lane != everyLane) {
				continue
			}
			if n, ok := take(&s, key, value, c); !ok {
				notices[i] = &n
			}
		}
	}
	s.closeRanks()
	var out []Notice
	for _, n := range notices {
		switch {
		case n == nil:
		case len(out) < mostNotices:
			out = append(out, *n)
		default:
			more = true
		}
	}
	if more {
		out = append(out, Notice{Key: "…", Unknown: true})
	}
	return s, append(out, Settle(&s, c)...)
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
	if key == versionKey {
		return Notice{Key: key, Value: value, Used: Version, Accepts: version1 + ", " + Version}, value == Version || value == version1
	}
	f, lane := lookup(key)
	if f == nil {
		return Notice{Key: key, Value: value, Unknown: true, Accepts: strings.Join(Keys(), ", ")}, false
	}
	used, ok := f.check(value, c)
	f.put(s, lane, f.plain(used, lane))
	return Notice{Key: key, Value: value, Used: used, Accepts: f.accepts(c)}, ok
}

// plain is "" for the first choice of a knob where all lanes get it: each method's own default. A method with a default of
// its own, such as the place of a search's words, leaves it only for its own lane's key.
func (f *field) plain(v string, lane int) string {
	if f.lane != nil && f.kind == choice && f.def == "" && lane == everyLane && v == f.choices(Catalog{})[1] {
		return f.def
	}
	return v
}

// Set changes one field, for all lanes or, as in "n@b", for one. Values out of range, and methods that cannot do the task,
// are refused with an error that says what is wanted. Another task or backbone may move lanes: see Change.
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
	f, lane := lookup(key)
	if f == nil {
		return fmt.Errorf("no setting %q: want one of %s", key, strings.Join(Keys(), ", "))
	}
	used, ok := f.check(value, c)
	if !ok {
		return fmt.Errorf("%s = %q: want %s", key, value, f.accepts(c))
	}
	if slices.Contains(id.Methods[:], key) && value != "" && c.Fit(value, s.Task, s.Backbone) != Fits {
		return fmt.Errorf("%s = %q cannot do task %s on %s: want %s", key, value, s.Task, s.Backbone, strings.Join(c.methodsFor(s), ", "))
	}
	f.put(s, lane, f.plain(used, lane))
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

// Get is the text form of one field; of a setting that every lane has, the one they share, or with "@b" that of a lane.
func Get(s State, key string) string {
	switch f, lane := lookup(key); {
	case f == nil:
		return ""
	case lane == everyLane:
		return f.shared(&s)
	default:
		return f.get(&s, lane)
	}
}

// Split tells whether the lanes differ in a setting that each has for itself.
func Split(s State, key string) bool {
	f, _ := lookup(key)
	if f == nil || f.lane == nil {
		return false
	}
	for i := range s.Count() {
		if f.get(&s, i) != f.get(&s, 0) {
			return true
		}
	}
	return false
}

// Own tells whether a lane has a value of its own in a setting, other than the one that the key without a lane names.
func (s *State) Own(key string, lane int) bool {
	f, _ := lookup(key)
	return f != nil && f.lane != nil && f.get(s, lane) != f.shared(s)
}

// Range is the span of a numeric field.
func Range(key string) (lo, hi float64) {
	f, _ := lookup(key)
	return f.min, f.max
}

// Restarts tells whether a change of the field starts the run again.
func Restarts(key string) bool {
	f, _ := lookup(key)
	return f != nil && f.restart
}

// Less is a whole number less one, as text: people count from 1. What is none stays as it is.
func Less(number string) string {
	if n, err := strconv.Atoi(number); err == nil {
		return strconv.Itoa(n - 1)
	}
	return number
}

// IsKey tells whether there is such a setting.
func IsKey(key string) bool {
	f, _ := lookup(key)
	return f != nil
}

// IsFlag tells whether a field is on or off, and nothing else: only such a one can be turned over.
func IsFlag(key string) bool {
	f, _ := lookup(key)
	return f != nil && f.kind == flag
}

// olden gives fields the defaults of version 1.
func (s *State) olden() {
	for i := range fields {
		if f := &fields[i]; f.was != "" {
			f.put(s, everyLane, f.was)
		}
	}
}

// Query is the canonical link of a state: fixed order, defaults left out, what the lanes share once.
func Query(s State) string {
	var b strings.Builder
	b.WriteString("v=" + Version)
	for i := range fields {
		f := &fields[i]
		all := f.shared(&s)
		if f.plain(all, everyLane) != all { // the first choice for every lane, by name: only keys of lanes can say it
			all = f.def
		}
		if all != f.def {
			write(&b, f.key, all)
		}
		for lane := 0; f.lane != nil && lane < s.Count(); lane++ {
			if v := f.get(&s, lane); v != all {
				write(&b, LaneKey(f.key, lane), v)
			}
		}
	}
	return b.String()
}

func write(b *strings.Builder, key, value string) {
	b.WriteString("&" + key + "=" + strings.ReplaceAll(url.QueryEscape(value), "%2C", ","))
}

// LaneKey is the key of a setting of one lane: "n@b".
func LaneKey(key string, lane int) string { return key + "@" + string(rune('a'+lane)) }

// CutLane takes such a key apart; lane is -1 where it names none. The first links had keys of their own for the rates.
func CutLane(key string) (name string, lane int) {
	if len(key) == 3 && key[:2] == id.LR && key[2] >= 'a' && key[2] < 'a'+Lanes {
		return id.LR, int(key[2] - 'a')
	}
	name, at, found := strings.Cut(key, "@")
	if !found {
		return key, everyLane
	}
	if len(at) != 1 || at[0] < 'a' || at[0] >= 'a'+Lanes {
		return "", everyLane
	}
	return name, int(at[0] - 'a')
}

// Keys lists the keys of links in their order.
func Keys() []string {
	out := make([]string, len(fields))
	for i := range fields {
		out[i] = fields[i].key
	}
	return out
}

// lookup finds the field of a key and the lane it names; everyLane for none.
func lookup(key string) (*field, int) {
	name, lane := CutLane(key)
	for i := range fields {
		if f := &fields[i]; f.key == name && (lane == everyLane || f.lane != nil) {
			return f, lane
		}
	}
	return nil, everyLane
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
	case template:
		if _, err := run.ParseTemplate(raw); raw == "" || err == nil {
			return strings.Join(strings.Fields(raw), " "), true
		}
	case names:
		return parseNames(raw, c.Controls)
	case span:
		return parseSpan(raw).String(), raw == "" || !parseSpan(raw).Empty()
	case place:
		return parseOpen(raw).String(), raw == "" || parseOpen(raw).Level > 0
	case page:
		if isPage(raw) {
			return raw, true
		}
	case list:
		if isList(raw) {
			return raw, true
		}
	}
	return f.def, false
}

// isPage tells whether a text is an ID as lessons and cards have: whether there is one of that name is for their place to say.
func isPage(raw string) bool {
	const most = 60
	return len(raw) <= most && strings.Trim(raw, "abcdefghijklmnopqrstuvwxyz0123456789-") == ""
}

// isList tells whether a text is IDs with commas between: which of them there are is for their place to say.
func isList(raw string) bool {
	const most = 20
	parts := strings.Split(raw, ",")
	return len(parts) <= most && !slices.ContainsFunc(parts, func(p string) bool { return !isPage(p) || p == "" && raw != "" })
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
	case template:
		return run.Templates()[0]
	case names:
		return strings.Join(c.Controls, ", ")
	case span:
		return "20-60"
	case place:
		return "1.0.1.2.0.0"
	case page:
		return "every-layer"
	case list:
		return "2x16,2x32"
	}
	return num(f.min) + "…" + num(f.max)
}

// Options lists the values of a field that is chosen from a list; nil for the others.
func Options(key string, c Catalog) []string {
	f, _ := lookup(key)
	if f == nil || f.kind != choice {
		return nil
	}
	list := f.choices(c)
	if f.lane != nil && f.def == "" {
		list = list[1:] // without "the method's own"
	}
	return list
}
