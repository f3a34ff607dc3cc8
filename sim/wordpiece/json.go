package wordpiece

import (
	"fmt"

	"github.com/valyala/fastjson"
)

// ReadJSON reads tokenizer.json, the file of the tokenizers library: vocabulary, steps, added tokens and template. What it
// says of truncation and padding is left to the caller. What is not understood is refused by name.
func ReadJSON(data []byte) (*Tokenizer, error) {
	return readJSON(data, func(*Options) error { return nil })
}

// readJSON lets adjust have the last word on the options.
func readJSON(data []byte, adjust func(*Options) error) (*Tokenizer, error) {
	root, err := fastjson.ParseBytes(data)
	if err != nil {
		return nil, fmt.Errorf("tokenizer.json: %w", err)
	}
	o := Options{Special: BERT(false).Special}
	for _, read := range []func() error{
		func() error { return readModel(root.Get("model"), &o) },
		func() error { return readNormalizer(root.Get("normalizer"), &o) },
		func() error { return readPreTokenizer(root.Get("pre_tokenizer"), &o) },
	} {
		if err := read(); err != nil {
			return nil, fmt.Errorf("tokenizer.json: %w", err)
		}
	}
	if err := adjust(&o); err != nil {
		return nil, err
	}
	t, err := readPieces(root, o)
	if err != nil {
		return nil, fmt.Errorf("tokenizer.json: %w", err)
	}
	return t, nil
}

// readPieces reads what has to do with ids.
func readPieces(root *fastjson.Value, o Options) (*Tokenizer, error) {
	pieces, ids, err := readVocabulary(root.GetObject("model", "vocab"))
	if err != nil {
		return nil, err
	}
	added, err := readAdded(root.GetArray("added_tokens"))
	if err != nil {
		return nil, err
	}
	for i, a := range added {
		if id, ok := ids[a.content]; ok { // the vocabulary decides, as in the reference
			added[i].id = id
		} else if pieces, err = spell(pieces, a.content, int(a.id)); err != nil { // most often an id behind the vocabulary
			return nil, err
		}
	}
	t, err := build(pieces, ids, added, o)
	if err != nil {
		return nil, err
	}
	t.single, t.pair, err = readTemplate(root.Get("post_processor"), len(pieces))
	return t, err
}

// kind is the type of a step; "" for a step that is null or not there.
func kind(v *fastjson.Value) string {
	if !isSet(v) {
		return ""
	}
	if s := string(v.GetStringBytes("type")); s != "" {
		return s
	}
	return "without a type"
}

// isSet says whether a value is there and not null.
func isSet(v *fastjson.Value) bool { return v != nil && v.Type() != fastjson.TypeNull }

func readModel(m *fastjson.Value, o *Options) error {
	switch k := kind(m); {
	case k == "WordLevel":
		o.WholeWords = true
	case k == "WordPiece", k == "without a type" && m.Exists("continuing_subword_prefix"): // files before 2021 have no type
		o.Continuation = string(m.GetStringBytes("continuing_subword_prefix"))
		o.MaxChars = 100
		if n := m.Get("max_input_chars_per_word"); n != nil {
			o.MaxChars = n.GetInt()
		}
	default:
		return fmt.Errorf("model %q, want WordPiece or WordLevel", k)
	}
	o.Special.Unk = string(m.GetStringBytes("unk_token"))
	return nil
}

func readNormalizer(n *fastjson.Value, o *Options) error {
	switch k := kind(n); k {
	case "":
	case "BertNormalizer":
		o.Clean, o.Chinese, o.Lower = n.GetBool("clean_text"), n.GetBool("handle_chinese_chars"), n.GetBool("lowercase")
		o.StripAccents = o.Lower
		if s := n.Get("strip_accents"); isSet(s) {
			o.StripAccents = s.GetBool()
		}
	default:
		return fmt.Errorf("normalizer %q, want BertNormalizer or none", k)
	}
	return nil
}

func readPreTokenizer(v *fastjson.Value, o *Options) error {
	switch k := kind(v); k {
	case "BertPreTokenizer":
		o.Punctuation = true
	case "WhitespaceSplit":
	default:
		return fmt.Errorf("pre_tokenizer %q, want BertPreTokenizer or WhitespaceSplit", k)
	}
	return nil
}

// readVocabulary reads {"piece": id}.
func readVocabulary(vocab *fastjson.Object) (pieces []string, ids map[string]int32, err error) {
	if vocab == nil || vocab.Len() == 0 {
		return nil, nil, fmt.Errorf(`no vocabulary, want model.vocab to be {"piece": id, …}`)
	}
	ids = make(map[string]int32, vocab.Len())
	vocab.Visit(func(key []byte, v *fastjson.Value) {
		if err != nil {
			return
		}
		id, wrong := v.Int()
		if wrong != nil {
			err = fmt.Errorf("piece %q has id %s, want a whole number", key, v)
			return
		}
		pieces, err = spell(pieces, string(key), id)
		ids[string(key)] = int32(id)
	})
	return pieces, ids, err
}

// maxLen bounds ids, so that a broken file cannot ask for all memory. The largest vocabularies have under a million pieces.
const maxLen = 1 << 21

// spell sets the text of an id.
func spell(pieces []string, text string, id int) ([]string, error) {
	if id < 0 || id >= maxLen {
		return nil, fmt.Errorf("piece %q has id %d, want 0 to %d", text, id, maxLen-1)
	}
	for len(pieces) <= id {
		pieces = append(pieces, "")
	}
	if other := pieces[id]; other != "" && other != text {
		return nil, fmt.Errorf("id %d is %q and %q, want one text for each id", id, other, text)
	}
	pieces[id] = text
	return pieces, nil
}
