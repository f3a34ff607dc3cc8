package wordpiece

import (
	"fmt"
	"slices"

	"github.com/valyala/fastjson"
)

// readAdded reads added_tokens.
func readAdded(list []*fastjson.Value) (added []addedToken, err error) {
	for _, v := range list {
		a := addedToken{
			content: string(v.GetStringBytes("content")),
			id:      int32(v.GetInt("id")),
			left:    v.GetBool("lstrip"), right: v.GetBool("rstrip"),
			normalized: v.GetBool("normalized"),
		}
		if a.content == "" {
			return nil, fmt.Errorf("an added token without content, want its text")
		}
		if v.GetBool("single_word") {
			return nil, fmt.Errorf("added token %q has single_word, want it off", a.content)
		}
		added = append(added, a)
	}
	return added, nil
}

// readTemplate reads post_processor; ids must be under limit.
func readTemplate(v *fastjson.Value, limit int) (single, pair []part, err error) {
	switch k := kind(v); k {
	case "":
		single, pair = bareTemplate()
	case "BertProcessing": // "cls": ["[CLS]", 101]
		single, pair = bertTemplate(int32(v.GetInt("cls", "1")), int32(v.GetInt("sep", "1")))
	case "TemplateProcessing":
		if single, err = readParts(v, "single", 1); err == nil {
			pair, err = readParts(v, "pair", 2)
		}
	default:
		err = fmt.Errorf("post_processor %q, want TemplateProcessing, BertProcessing or none", k)
	}
	for _, p := range slices.Concat(single, pair) {
		if err == nil && p.text < 0 && (p.id < 0 || int(p.id) >= limit) {
			err = fmt.Errorf("post_processor: id %d, want 0 to %d", p.id, limit-1)
		}
	}
	return single, pair, err
}

// readParts reads one side of a template, in which each of so many texts stands once.
func readParts(v *fastjson.Value, side string, texts int) (parts []part, err error) {
	var count [2]int
	for _, item := range v.GetArray(side) {
		if special := item.Get("SpecialToken"); special != nil {
			name := string(special.GetStringBytes("id"))
			for _, id := range v.GetArray("special_tokens", name, "ids") {
				parts = append(parts, part{text: -1, id: int32(id.GetInt()), kind: int32(special.GetInt("type_id"))})
			}
			continue
		}
		text := item.Get("Sequence")
		which := slices.Index([]string{"A", "B"}[:texts], string(text.GetStringBytes("id")))
		if which < 0 {
			return nil, fmt.Errorf("post_processor: %s in its template for %s, want SpecialToken or Sequence", item, side)
		}
		count[which]++
		parts = append(parts, part{text: which, kind: int32(text.GetInt("type_id"))})
	}
	if count[0] != 1 || count[texts-1] != 1 {
		return nil, fmt.Errorf("post_processor: its template for %s has sequence A %d times and B %d times, want each text once", side, count[0], count[1])
	}
	return parts, nil
}
