package data

import (
	"regexp"
	"strconv"

	"github.com/valyala/fastjson"
)

// jsonLines reads one object a line.
func (r *reader) jsonLines(text string) {
	var p fastjson.Parser
	r.lines(text, func(n int, line string) {
		v, err := p.Parse(line)
		if err != nil {
			r.problem(n, jsonColumn(line, err), BadJSON, "")
			return
		}
		row := Row{Line: n}
		ok := v.Type() == fastjson.TypeObject
		if r.file.Kind == Tag {
			row.Words, row.Tags = list(v, wordNames), list(v, tagNames)
			ok = ok && row.Words != nil && row.Tags != nil
		} else {
			var text, label bool
			row.Text, text = value(v, textNames)
			row.Label, label = value(v, labelNames)
			row.Second, _ = value(v, secondNames)
			ok = ok && text && label
		}
		if !ok {
			r.problem(n, 0, NoField, "")
			return
		}
		r.add(row)
	})
}

// tail is how fastjson says where it stopped: by what was left.
var tail = regexp.MustCompile(`unparsed tail: "(.*)"$`)

// jsonColumn is where the parser stopped, in characters from 1; 0 if it does not say.
func jsonColumn(line string, err error) int {
	m := tail.FindStringSubmatch(err.Error())
	if m == nil {
		return 0
	}
	left, err := strconv.Unquote(`"` + m[1] + `"`)
	if err != nil || len(left) > len(line) {
		return 0
	}
	return len([]rune(line[:len(line)-len(left)])) + 1
}

// value is the text or the number under the first of names that is there.
func value(v *fastjson.Value, names []string) (string, bool) {
	for _, name := range names {
		x := v.Get(name)
		if x == nil {
			continue
		}
		switch x.Type() {
		case fastjson.TypeString:
			return string(x.GetStringBytes()), true
		case fastjson.TypeNumber, fastjson.TypeTrue, fastjson.TypeFalse:
			return x.String(), true
		}
	}
	return "", false
}

// list is the texts or numbers under the first of names that holds a list.
func list(v *fastjson.Value, names []string) (out []string) {
	for _, name := range names {
		x := v.Get(name)
		if x == nil || x.Type() != fastjson.TypeArray {
			continue
		}
		out = []string{}
		for _, e := range x.GetArray() {
			if e.Type() == fastjson.TypeString {
				out = append(out, string(e.GetStringBytes()))
			} else {
				out = append(out, e.String())
			}
		}
		return out
	}
	return nil
}
