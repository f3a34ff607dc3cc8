package keep

import (
	"bytes"
	"encoding/json"
	"errors"
)

const (
	format  = "promptscope-progress"
	version = 1
)

// What can be wrong with a text.
var (
	ErrBroken  = errors.New("not a complete JSON file")
	ErrForeign = errors.New("not a file of progress that Promptscope wrote")
	ErrNewer   = errors.New("written by a newer Promptscope")
)

type text struct {
	Format  string                     `json:"format"`
	Version int                        `json:"version"`
	Parts   map[string]json.RawMessage `json:"parts"`
}

// parse reads a text; an empty one has no parts.
func parse(data []byte) (map[string]json.RawMessage, error) {
	data = bytes.TrimPrefix(data, []byte("\xef\xbb\xbf")) // some editors add it when they save
	if len(bytes.TrimSpace(data)) == 0 {
		return nil, nil
	}
	if !json.Valid(data) {
		return nil, ErrBroken
	}
	var t text
	err := json.Unmarshal(data, &t)
	switch {
	case t.Format != format:
		return nil, ErrForeign
	case t.Version > version:
		return nil, ErrNewer
	case err != nil || t.Version < 1:
		return nil, ErrForeign
	}
	return t.Parts, nil
}

func encode(parts map[string]json.RawMessage) ([]byte, error) {
	if parts == nil {
		parts = map[string]json.RawMessage{}
	}
	return json.MarshalIndent(text{format, version, parts}, "", " ")
}
