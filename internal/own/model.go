// Package own joins what a person brings to the engine: a model's folder with its tokenizer, labelled data that are read with it,
// and a trained adapter that answers.
package own

import (
	"errors"
	"fmt"
	"io/fs"

	"promptscope/sim/ckpt"
	"promptscope/sim/wordpiece"
	"promptscope/sim/world"
)

// The files that a tokenizer is read from, and those that only travel with it.
const (
	tokenizerFile   = "tokenizer.json"
	tokenizerConfig = "tokenizer_config.json"
	specialFile     = "special_tokens_map.json"
)

// Model is an opened folder.
type Model struct {
	*ckpt.Checkpoint
	Tok   *wordpiece.Tokenizer
	Files map[string][]byte // of the tokenizer, as they are in the folder
}

// Open opens a folder of transformers with its tokenizer. Errors name the file.
func Open(folder fs.FS) (*Model, error) {
	files := map[string][]byte{}
	for _, name := range []string{tokenizerFile, ckpt.VocabFile, tokenizerConfig, specialFile} {
		data, err := fs.ReadFile(folder, name)
		switch {
		case err == nil:
			files[name] = data
		case !errors.Is(err, fs.ErrNotExist):
			return nil, err
		}
	}
	ck, err := ckpt.ReadModel(folder)
	if err != nil {
		return nil, err
	}
	if files[tokenizerFile] == nil && files[ckpt.VocabFile] == nil {
		return nil, fmt.Errorf("no vocabulary: want %s or %s; %s", tokenizerFile, ckpt.VocabFile, ckpt.Absent(folder, ckpt.VocabFile))
	}
	tok, err := wordpiece.Open(files[tokenizerFile], files[ckpt.VocabFile], files[tokenizerConfig])
	if err != nil {
		return nil, err
	}
	v, err := world.NameVocab(spellings(tok))
	if err != nil {
		return nil, err
	}
	if ck, err = ck.WithVocab(v); err != nil {
		return nil, err
	}
	return &Model{ck, tok, files}, nil
}

// spellings are the pieces by their ids.
func spellings(t *wordpiece.Tokenizer) []string {
	out := make([]string, t.Len())
	for id := range out {
		out[id] = t.Text(int32(id))
	}
	return out
}

// BuiltIn is a backbone of ours, whose words stand between spaces.
func BuiltIn(ck *ckpt.Checkpoint) (*Model, error) {
	words := make([]string, ck.Vocab.Len())
	for id := range words {
		words[id] = ck.Vocab.Word(id)
	}
	tok, err := wordpiece.New(words, wordpiece.Words())
	if err != nil {
		return nil, err
	}
	return &Model{ck, tok, nil}, nil
}
