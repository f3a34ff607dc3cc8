package ckpt

import (
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"path"
	"slices"
	"strings"

	"github.com/valyala/fastjson"
)

// indexFile names the shards of a large model and which tensor is in which.
const indexFile = WeightsFile + ".index.json"

// Read opens a folder. Errors name the file and what is wrong with it.
func Read(folder fs.FS) (*Checkpoint, error) {
	c, err := ReadModel(folder)
	if err != nil {
		return nil, err
	}
	vocab, err := readFile(folder, VocabFile)
	if err != nil {
		return nil, err
	}
	return c.withVocab(vocab)
}

// ReadModel opens a folder without its vocabulary: Vocab is nil, and rows of words that have no name stay.
func ReadModel(folder fs.FS) (*Checkpoint, error) {
	config, err := readFile(folder, ConfigFile)
	if err != nil {
		return nil, err
	}
	weights, err := readFile(folder, WeightsFile)
	if errors.Is(err, fs.ErrNotExist) {
		if list, _ := fs.ReadFile(folder, indexFile); list != nil {
			return readShards(folder, config, list)
		}
	}
	if err != nil {
		return nil, err
	}
	return DecodeModel(config, weights)
}

// readShards opens the files that an index names.
func readShards(folder fs.FS, config, list []byte) (*Checkpoint, error) {
	where, files, err := decodeIndex(list)
	if err != nil {
		return nil, fmt.Errorf("%s: %w", indexFile, err)
	}
	var tensors []Tensor
	size := 0
	for _, name := range files {
		data, err := readFile(folder, name)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", indexFile, err)
		}
		part, err := DecodeFile(data)
		if err != nil {
			return nil, fmt.Errorf("%s: %w", name, err)
		}
		for _, t := range part.Tensors {
			if where[t.Name] != name {
				return nil, fmt.Errorf("%s has tensor %q, which %s puts into %q", name, t.Name, indexFile, where[t.Name])
			}
			delete(where, t.Name)
		}
		tensors, size = append(tensors, part.Tensors...), size+len(data)
	}
	if len(where) > 0 {
		name := slices.Min(slices.Collect(maps.Keys(where)))
		return nil, fmt.Errorf("%s: tensor %q is not in %s", indexFile, name, where[name])
	}
	return decodeModel(config, tensors, size)
}

// decodeIndex reads the file of each tensor, and the files in order.
func decodeIndex(data []byte) (where map[string]string, files []string, err error) {
	root, err := fastjson.ParseBytes(data)
	if err != nil {
		return nil, nil, err
	}
	o := root.GetObject("weight_map")
	if o == nil || o.Len() == 0 {
		return nil, nil, errors.New("weight_map is missing: want the file of each tensor")
	}
	where = map[string]string{}
	o.Visit(func(k []byte, v *fastjson.Value) {
		file := string(v.GetStringBytes())
		if err == nil && (path.Base(file) != file || !strings.HasSuffix(file, ".safetensors")) {
			err = fmt.Errorf("weight_map puts %q into %q: want .safetensors files of the same folder", k, file)
		}
		where[string(k)] = file
		if !slices.Contains(files, file) {
			files = append(files, file)
		}
	})
	slices.Sort(files)
	return where, files, err
}

// instead are files that people have in place of the one that is looked for, and what to do about it.
var instead = []struct{ wants, has, advice string }{
	{WeightsFile, "pytorch_model.bin", "save the model again with save_pretrained(folder, safe_serialization=True)"},
	{WeightsFile, "pytorch_model.bin.index.json", "save the model again with save_pretrained(folder, safe_serialization=True)"},
	{WeightsFile, "tf_model.h5", "load it with from_pretrained(folder, from_tf=True) and save it with save_pretrained"},
	{WeightsFile, "flax_model.msgpack", "load it with from_pretrained(folder, from_flax=True) and save it with save_pretrained"},
	{WeightsFile, "model.onnx", "an ONNX file holds no weights by name: take the folder that it was made from"},
	{WeightsFile, "adapter_model.safetensors", "this is an adapter: give it as --adapter or --start, and its base model's folder as --model"},
	{ConfigFile, "adapter_config.json", "this is an adapter: give it as --adapter or --start, and its base model's folder as --model"},
	{ConfigFile, "params.json", "this is not a folder of transformers: convert it first"},
	{VocabFile, "tokenizer.json", "write the words of its model.vocab into vocab.txt, one a line in the order of their ids"},
	{VocabFile, "vocab.json", "a vocabulary of byte pairs; want whole words, one a line"},
	{VocabFile, "spiece.model", "a vocabulary of SentencePiece; want whole words, one a line"},
	{"adapter_model.safetensors", "adapter_model.bin", "save the adapter again with save_pretrained(folder, safe_serialization=True)"},
	{"adapter_config.json", ConfigFile, "this is a model, not an adapter: give it as --model"},
}

// readFile reads a file of a folder. Where it is not there, the error says what is, and what to do.
func readFile(folder fs.FS, name string) ([]byte, error) {
	data, err := fs.ReadFile(folder, name)
	if err == nil {
		return data, nil
	}
	return nil, fmt.Errorf("%w: %s", err, Absent(folder, name))
}

// Absent says what a folder has in place of a file, and what to do.
func Absent(folder fs.FS, name string) string {
	for _, x := range instead {
		if _, err := fs.Stat(folder, x.has); err == nil && x.wants == name {
			return fmt.Sprintf("there is %s instead; %s", x.has, x.advice)
		}
	}
	entries, err := fs.ReadDir(folder, ".")
	switch {
	case err != nil:
		return "the folder cannot be read"
	case len(entries) == 0:
		return "the folder is empty"
	}
	var names []string
	for _, e := range entries {
		if names = append(names, e.Name()); len(names) == 8 {
			names = append(names, "…")
			break
		}
	}
	return "the folder has " + strings.Join(names, ", ")
}
