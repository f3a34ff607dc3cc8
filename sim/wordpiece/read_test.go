package wordpiece

import (
	"bytes"
	"strings"
	"testing"
)

func TestVocabFiles(t *testing.T) {
	for name, file := range map[string]string{
		"lines":                       "[PAD]\n[UNK]\n[CLS]\n[SEP]\nthe\n##s\n",
		"no end of the last line":     "[PAD]\n[UNK]\n[CLS]\n[SEP]\nthe\n##s",
		"CRLF":                        "[PAD]\r\n[UNK]\r\n[CLS]\r\n[SEP]\r\nthe\r\n##s\r\n",
		"byte order mark":             "\ufeff[PAD]\n[UNK]\n[CLS]\n[SEP]\nthe\n##s\n",
		"white space behind":          "[PAD] \n[UNK]\t\n[CLS]\n[SEP]\nthe\u3000\n##s\n",
		"a repeated piece: the last":  "the\n[UNK]\n[CLS]\n[SEP]\nthe\n##s\n",
		"an empty line counts as one": "\n[UNK]\n[CLS]\n[SEP]\nthe\n##s\n",
	} {
		tok, err := ReadVocab([]byte(file), BERT(true))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		got := tok.Append(nil, "Thes")
		if len(got) != 2 || got[0].ID != 4 || got[1].ID != 5 || tok.Len() != 6 {
			t.Errorf("%s: %s of %d pieces, want ids 4 and 5 of 6", name, spelled(tok, got), tok.Len())
		}
	}
}

func TestVocabFilesThatAreRefused(t *testing.T) {
	for file, want := range map[string]string{
		"":                               `without "[UNK]"`,
		"[PAD]\nthe\n":                   `vocabulary of 2 pieces without "[UNK]"`,
		"\xff\xfe[\x00P\x00":             "UTF-16: want UTF-8",
		"[PAD]\n[UNK]\ncaf\xe9\n[CLS]\n": `line 3, "caf\xe9\n": want UTF-8`,
	} {
		if _, err := ReadVocab([]byte(file), BERT(true)); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: error %v, want … %s", file, err, want)
		}
	}
	if _, err := New([]string{"[UNK]"}, Options{Special: Special{Unk: "[UNK]"}}); err == nil || !strings.Contains(err.Error(), "##") {
		t.Errorf("options without a mark of continuation: error %v", err)
	}
}

// edit changes small.json.
func edit(t *testing.T, old, new string) []byte {
	t.Helper()
	if !bytes.Contains(smallJSON, []byte(old)) {
		t.Fatalf("small.json does not have %s", old)
	}
	return bytes.Replace(smallJSON, []byte(old), []byte(new), 1)
}

func TestJSONFilesThatAreRefused(t *testing.T) {
	for _, c := range []struct{ old, new, want string }{
		{`{"version"`, `{{"version"`, "tokenizer.json: "},
		{`{"type":"WordPiece"`, `{"type":"BPE"`, `model "BPE", want WordPiece or WordLevel`},
		{`"model":{"type":"WordPiece",`, `"other":{`, `model "", want WordPiece`},
		{`"type":"WordPiece","unk_token":"<unk>","continuing_subword_prefix":"@@"`, `"unk_token":"<unk>"`, `model "without a type", want WordPiece`},
		{`"BertNormalizer"`, `"NFKC"`, `normalizer "NFKC", want BertNormalizer or none`},
		{`"pre_tokenizer":{"type":"BertPreTokenizer"}`, `"pre_tokenizer":{"type":"ByteLevel"}`, `pre_tokenizer "ByteLevel", want BertPreTokenizer or`},
		{`"pre_tokenizer":{"type":"BertPreTokenizer"}`, `"pre_tokenizer":null`, `pre_tokenizer "", want BertPreTokenizer or`},
		{`"TemplateProcessing"`, `"RobertaProcessing"`, `post_processor "RobertaProcessing", want TemplateProcessing`},
		{`{"Sequence":{"id":"B","type_id":1}}`, `{"Sequence":{"id":"A","type_id":1}}`, "pair has sequence A 2 times and B 0 times"},
		{`{"Sequence":{"id":"B","type_id":1}}`, `{"Sequence":{"id":"","type_id":1}}`, "want SpecialToken or Sequence"},
		{`{"Sequence":{"id":"B","type_id":1}}`, `{"Text":"B"}`, "want SpecialToken or Sequence"},
		{`"single":[{"SpecialToken"`, `"single":[{"Sequence":{"id":"B"}},{"SpecialToken"`, "template for single, want"},
		{`"ids":[2]`, `"ids":[28]`, "post_processor: id 28, want 0 to 27"},
		{`"ids":[19]`, `"ids":[-1]`, "post_processor: id -1, want 0 to 27"}, // of the single template alone
		{`"single_word":false`, `"single_word":true`, `"[MASK]" has single_word, want it off`},
		{`"content":"<left>"`, `"content":""`, "added token without content"},
		{`"id":19,"content"`, `"id":5,"content"`, `id 5 is "c" and "<left>", want one text for each id`},
		{`"a":3,`, `"a":4,`, `id 4 is "a" and "b"`},
		{`"a":3,`, `"a":-1,`, `piece "a" has id -1, want 0 to`},
		{`"a":3,`, `"a":99999999,`, `piece "a" has id 99999999, want 0 to`},
		{`"a":3,`, `"a":"3",`, `piece "a" has id "3", want a whole number`},
		{`"a":3,`, `"a":3.5,`, `piece "a" has id 3.5, want a whole number`},
		{`"vocab":{`, `"vocab":{},"words":{`, "no vocabulary, want model.vocab"},
		{`"<unk>":1,`, `"<what>":1,`, `without "<unk>"`},
		{`"continuing_subword_prefix":"@@"`, `"continuing_subword_prefix":""`, "without a mark"},
	} {
		if _, err := ReadJSON(edit(t, c.old, c.new)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%s for %s: error %v, want … %s", c.new, c.old, err, c.want)
		}
	}
}

// What stands in a tokenizer.json and does not change the pieces, or is left to the caller.
func TestJSONFilesThatAreTheSame(t *testing.T) {
	const text = "abcabc <left> newtoken"
	want := open(t, "small").Append(nil, text)
	for _, c := range []struct{ old, new string }{
		{`"truncation":null`, `"truncation":{"max_length":2,"strategy":"LongestFirst","stride":0}`},
		{`"padding":null`, `"padding":{"strategy":{"Fixed":128},"pad_id":0}`},
		{`"model":{"type":"WordPiece",`, `"model":{`}, // files before 2021
		{`"decoder":null`, `"decoder":{"type":"WordPiece","prefix":"@@","cleanup":true}`},
		{`"id":2,"content":"[MASK]"`, `"id":26,"content":"[MASK]"`}, // the vocabulary decides
	} {
		tok, err := ReadJSON(edit(t, c.old, c.new))
		if err != nil {
			t.Errorf("%s: %v", c.new, err)
			continue
		}
		if got := tok.Append(nil, text); spelled(tok, got) != spelled(tok, want) {
			t.Errorf("%s: %s, want %s", c.new, spelled(tok, got), spelled(tok, want))
		}
	}
}

func TestJSONOfWholeWords(t *testing.T) {
	tok, err := ReadJSON(wordsJSON)
	if err != nil {
		t.Fatal(err)
	}
	in := tok.Frame(Input{}, tok.Append(nil, "the country's cats The addis_ababa ."))
	if got, want := texts(tok, in.Pieces), "[CLS] the country's [UNK] [UNK] addis_ababa . [SEP]"; got != want {
		t.Errorf("%q, want %q", got, want)
	}
	if tok.Options != Words() {
		t.Errorf("options %+v, want those of Words, %+v", tok.Options, Words())
	}
}

func TestFolders(t *testing.T) {
	small := []byte("[PAD]\n[UNK]\n[CLS]\n[SEP]\n[MASK]\ncafe\ncafé\nCafé\nCafe\n你好\n")
	for _, c := range []struct {
		name, config, want string
		json               bool
	}{
		{"no config: uncased", ``, "cafe [UNK] [UNK]", false},
		{"cased", `{"do_lower_case": false}`, "Café [UNK] [UNK]", false},
		{"lower case and accents", `{"do_lower_case": true, "strip_accents": false}`, "café [UNK] [UNK]", false},
		{"accents null follow lower case", `{"do_lower_case": true, "strip_accents": null}`, "cafe [UNK] [UNK]", false},
		{"no accents, cased", `{"do_lower_case": false, "strip_accents": true}`, "Cafe [UNK] [UNK]", false},
		{"Chinese whole", `{"tokenize_chinese_chars": false}`, "cafe 你好", false},
		{"class", `{"tokenizer_class": "DistilBertTokenizerFast"}`, "cafe [UNK] [UNK]", false},
		{"special token with flags", `{"unk_token": {"content": "[MASK]", "lstrip": false}}`, "cafe [MASK] [MASK]", false},
		{"tokenizer.json", ``, "<unk> <unk> <unk>", true},
		{"tokenizer.json names its own unknown piece", `{"unk_token": "[MASK]"}`, "<unk> <unk> <unk>", true},
	} {
		var config, tokenizer []byte
		if c.config != "" {
			config = []byte(c.config)
		}
		if c.json {
			tokenizer = smallJSON
		}
		tok, err := Open(tokenizer, small, config)
		if err != nil {
			t.Errorf("%s: %v", c.name, err)
			continue
		}
		if got := texts(tok, tok.Append(nil, "Café 你好")); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	cased, err := Open(smallJSON, nil, []byte(`{"do_lower_case": false}`))
	if err != nil || cased.Lower || cased.StripAccents || !cased.Chinese {
		t.Errorf("lower case of tokenizer.json is not overruled: %v", err)
	}
	other, err := Open(smallJSON, nil, []byte(`{"do_lower_case": false, "tokenizer_class": "PreTrainedTokenizerFast"}`))
	if err != nil || !other.Lower {
		t.Errorf("a class that has no do_lower_case overrules tokenizer.json: %v", err)
	}
}

func TestFoldersThatAreRefused(t *testing.T) {
	vocab := []byte("[UNK]\na\n")
	for _, c := range []struct{ tokenizer, vocab, config, want string }{
		{"", "", "", "want tokenizer.json or vocab.txt"},
		{"", "[UNK]\na", "{", "tokenizer_config.json: "},
		{"", "[UNK]\na", `{"tokenizer_class": "RobertaTokenizer"}`, `tokenizer_class "RobertaTokenizer", want BertTokenizer`},
		{"", "[UNK]\na", `{"unk_token": "<unk>"}`, `without "<unk>"`},
		{"{}", "[UNK]\na", "", "tokenizer.json: model"},
	} {
		if _, err := Open(bytesOrNil(c.tokenizer), bytesOrNil(c.vocab), bytesOrNil(c.config)); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("%+v: error %v", c, err)
		}
	}
	if _, err := Open(nil, vocab, nil); err != nil {
		t.Errorf("the smallest vocabulary: %v", err)
	}
}

func bytesOrNil(s string) []byte {
	if s == "" {
		return nil
	}
	return []byte(s)
}

// Whatever can be read can be used.
func FuzzReadJSON(f *testing.F) {
	f.Add(smallJSON)
	f.Add(wordsJSON)
	f.Add([]byte(`{"model":{"type":"WordLevel","vocab":{"":0,"u":1},"unk_token":"u"},"pre_tokenizer":{"type":"WhitespaceSplit"}}`))
	f.Fuzz(func(t *testing.T, file []byte) {
		tok, err := ReadJSON(file)
		if err != nil {
			return
		}
		text := "abcabc newtoken x <left> \u00e9 [MASK] ünïq"
		pieces := tok.Append(nil, text)
		checkPieces(t, tok, text, pieces)
		tok.Frame(Input{}, pieces, pieces)
		tok.Frame(Input{}, pieces)
	})
}
