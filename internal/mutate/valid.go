package mutate

import (
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"sort"
	"unicode/utf8"
)

// Valid is the format of safetensors in the words of its reference reader (huggingface/safetensors, src/tensor.rs,
// Metadata::validate), written again without a look at package ckpt.
func Valid(data []byte) error {
	if len(data) < 8 {
		return errors.New("HeaderTooSmall")
	}
	n := binary.LittleEndian.Uint64(data)
	if n > 100_000_000 || n > uint64(len(data)-8) {
		return errors.New("InvalidHeaderLength")
	}
	header, body := data[8:8+n], data[8+n:]
	if !utf8.Valid(header) || len(header) == 0 || header[0] != '{' {
		return errors.New("InvalidHeader")
	}
	var entries map[string]json.RawMessage
	if err := json.Unmarshal(header, &entries); err != nil {
		return err
	}
	type info struct {
		Dtype   string
		Shape   []uint64
		Offsets []uint64 `json:"data_offsets"`
	}
	var places []info
	for name, raw := range entries {
		if name == "__metadata__" {
			var m map[string]string
			if err := json.Unmarshal(raw, &m); err != nil {
				return err
			}
			continue
		}
		var x info
		if err := json.Unmarshal(raw, &x); err != nil || len(x.Offsets) != 2 {
			return fmt.Errorf("%s: %v", name, err)
		}
		places = append(places, x)
	}
	sort.Slice(places, func(i, j int) bool { return slices.Compare(places[i].Offsets, places[j].Offsets) < 0 })
	at := uint64(0)
	for _, x := range places {
		size := map[string]float64{"F64": 8, "I64": 8, "F32": 4, "I32": 4, "F16": 2, "BF16": 2, "I16": 2, "I8": 1, "U8": 1, "BOOL": 1, "F8_E4M3": 1, "F8_E5M2": 1}[x.Dtype]
		for _, d := range x.Shape {
			size *= float64(d)
		}
		if x.Offsets[0] != at || x.Offsets[1] < at || size != float64(x.Offsets[1]-at) {
			return fmt.Errorf("InvalidOffset %v at %d", x, at)
		}
		at = x.Offsets[1]
	}
	if at != uint64(len(body)) {
		return errors.New("MetadataIncompleteBuffer")
	}
	return nil
}
