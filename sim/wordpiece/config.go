package wordpiece

import (
	"fmt"
	"strings"

	"github.com/valyala/fastjson"
)

// Open makes the tokenizer of a model's folder from the files it has; the others are nil. tokenizer.json is preferred to
// vocab.txt. What tokenizer_config.json says of lower case, accents and Chinese characters overrides both, as it does for
// BertTokenizer in transformers 4.44. Where it says nothing, tokenizer.json stands; transformers then applies its own
// defaults, so that a cased tokenizer.json without do_lower_case is read as an uncased one.
func Open(tokenizerJSON, vocab, config []byte) (*Tokenizer, error) {
	if tokenizerJSON == nil && vocab == nil {
		return nil, fmt.Errorf("no vocabulary, want tokenizer.json or vocab.txt")
	}
	if config == nil {
		config = []byte("{}")
	}
	c, err := fastjson.ParseBytes(config)
	if err != nil {
		return nil, fmt.Errorf("tokenizer_config.json: %w", err)
	}
	if tokenizerJSON != nil {
		return readJSON(tokenizerJSON, func(o *Options) error {
			unk := o.Special.Unk
			if isBERT(c) {
				configure(c, o)
			}
			o.Special.Unk = unk // a part of the model there
			return nil
		})
	}
	if !isBERT(c) {
		return nil, fmt.Errorf("tokenizer_config.json: tokenizer_class %q, want BertTokenizer", c.GetStringBytes("tokenizer_class"))
	}
	o := BERT(true)
	configure(c, &o)
	return ReadVocab(vocab, o)
}

// isBERT says whether a tokenizer_config.json is of BertTokenizer or of a class that is the same, or does not say.
func isBERT(c *fastjson.Value) bool {
	switch strings.TrimSuffix(string(c.GetStringBytes("tokenizer_class")), "Fast") {
	case "", "BertTokenizer", "DistilBertTokenizer", "ElectraTokenizer", "MobileBertTokenizer":
		return true
	}
	return false
}

// configure sets the options that a tokenizer_config.json names.
func configure(c *fastjson.Value, o *Options) {
	if v := c.Get("do_lower_case"); isSet(v) {
		o.Lower = v.GetBool()
		o.StripAccents = o.Lower
	}
	if v := c.Get("strip_accents"); isSet(v) {
		o.StripAccents = v.GetBool()
	}
	if v := c.Get("tokenize_chinese_chars"); isSet(v) {
		o.Chinese = v.GetBool()
	}
	s := &o.Special
	for key, text := range map[string]*string{
		"pad_token": &s.Pad, "unk_token": &s.Unk, "cls_token": &s.CLS, "sep_token": &s.SEP, "mask_token": &s.Mask} {
		if v := c.Get(key); isSet(v) {
			if v.Type() == fastjson.TypeObject { // an AddedToken with its flags
				v = v.Get("content")
			}
			*text = string(v.GetStringBytes())
		}
	}
}
