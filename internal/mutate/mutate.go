// Package mutate damages folders of models for tests: their JSON, the headers of their safetensors files, and their bytes. It
// also says, without package ckpt, what the format of safetensors allows.
package mutate

import (
	"bytes"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"maps"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
)

// Mutator changes folders at random.
type Mutator struct{ *rand.Rand }

// Recipe is a source of random numbers for a Mutator that a fuzzer can steer: its bytes, and other numbers behind them.
type Recipe struct {
	Bytes []byte
	spent uint64
}

// Uint64 is the next two bytes, at the top, where small ranges look. What stands below differs from call to call:
// rand.IntN would wait for ever in a row of equal numbers.
func (r *Recipe) Uint64() uint64 {
	var b [2]byte
	r.Bytes = r.Bytes[copy(b[:], r.Bytes):]
	r.spent++
	return uint64(binary.LittleEndian.Uint16(b[:]))<<48 | uint64(binary.LittleEndian.Uint16(b[:]))<<16 ^ r.spent*0x9e3779b97f4a7c15>>17
}

// Folder changes one file of a folder in one to three ways.
func (m Mutator) Folder(files map[string][]byte) {
	names := slices.Sorted(maps.Keys(files))
	name := names[m.IntN(len(names))]
	for range 1 + m.IntN(3) {
		switch {
		case m.IntN(12) == 0:
			files[name] = m.bytes(files[name])
		case strings.HasSuffix(name, ".json"):
			files[name] = m.config(files[name])
		default:
			files[name] = m.tensors(files[name])
		}
	}
}

// bytes flips, cuts, doubles or inserts.
func (m Mutator) bytes(b []byte) []byte {
	b = bytes.Clone(b)
	if len(b) == 0 {
		return []byte{byte(m.Uint32())}
	}
	at := m.IntN(len(b))
	switch m.IntN(4) {
	case 0:
		b[at] ^= 1 << m.IntN(8)
	case 1:
		return b[:at]
	case 2:
		return append(b, b[at:]...)
	}
	return slices.Insert(b, at, byte(m.Uint32()))
}

// strange are values that a key may get.
var strange = []string{"null", "true", "false", "0", "-1", "1", "2", "3", "4", "16", "1e300", "-0", "0.5", "1048576", "65536", "9223372036854775807", "18446744073709551616", `""`, `"gelu"`, `"relu"`, "[]", "[[1]]", "{}", `{"a":1}`, "NaN", "[0,1]"}

// config gives a key another value, or adds one.
func (m Mutator) config(b []byte) []byte {
	var keys map[string]json.RawMessage
	if json.Unmarshal(b, &keys) != nil || len(keys) == 0 {
		return m.bytes(b)
	}
	list := make([]string, 0, len(keys))
	for k := range keys {
		list = append(list, k)
	}
	slices.Sort(list)
	k := list[m.IntN(len(list))]
	switch m.IntN(5) {
	case 0:
		delete(keys, k)
	case 1:
		keys["novelty"] = json.RawMessage(strange[m.IntN(len(strange))])
	default:
		keys[k] = json.RawMessage(strange[m.IntN(len(strange))])
	}
	var out strings.Builder // encoding/json would refuse NaN
	for i, k := range list {
		if raw, ok := keys[k]; ok {
			fmt.Fprintf(&out, "%s%q:%s", map[bool]string{true: "{", false: ","}[i == 0 || out.Len() == 0], k, raw)
		}
	}
	if raw, ok := keys["novelty"]; ok {
		fmt.Fprintf(&out, `%s"novelty":%s`, map[bool]string{true: "{", false: ","}[out.Len() == 0], raw)
	}
	return []byte(out.String() + "}")
}

// Entry is one tensor of a header, in the order of the file.
type Entry struct {
	Name, Dtype, Shape string
	Begin, End         int64
}

// tensors changes the header of a safetensors file, or its data.
func (m Mutator) tensors(b []byte) []byte {
	es, body, ok := Split(b)
	if !ok || len(es) == 0 {
		return m.bytes(b)
	}
	i, j, d := m.IntN(len(es)), m.IntN(len(es)), int64(1+m.IntN(64))
	e := &es[i]
	switch m.IntN(16) {
	case 0:
		e.Begin, e.End = es[j].Begin, es[j].End // two over the same bytes
	case 1:
		e.Begin, e.End = e.Begin+d, e.End+d
	case 2:
		e.End += d
	case 3:
		e.Begin -= d
	case 4:
		body = append(body, make([]byte, d)...)
	case 5:
		body = body[:max(0, int64(len(body))-d)]
	case 6: // a hole
		at := e.Begin
		body = slices.Insert(body, int(min(max(0, at), int64(len(body)))), make([]byte, d)...)
		for k := range es {
			if es[k].Begin >= at {
				es[k].Begin, es[k].End = es[k].Begin+d, es[k].End+d
			}
		}
	case 7:
		e.Name = es[j].Name
	case 8:
		e.Name = []string{"bert.extra", "classifier.weight", "cls.predictions.decoder.weight", "", "__metadata__", strings.TrimPrefix(e.Name, "bert.")}[m.IntN(6)]
	case 9:
		e.Dtype = []string{"F64", "F32", "F16", "BF16", "I64", "I32", "U8", "F8_E4M3", "F128", "C64", ""}[m.IntN(11)]
	case 10:
		e.Shape = []string{"[]", "[0]", "[-1]", "[4294967296,4294967296]", "[1,1,1]", "[8.0]", "null", es[j].Shape}[m.IntN(8)]
	case 11:
		es = slices.Delete(es, i, i+1)
	case 12: // half the numbers, in another format of the same size
		e.Dtype, e.Shape = "I8", fmt.Sprintf("[%d]", e.End-e.Begin)
	case 13:
		if at := e.Begin; at >= 0 && at+4 <= int64(len(body)) {
			binary.LittleEndian.PutUint32(body[at:], math.Float32bits([]float32{float32(math.NaN()), float32(math.Inf(1)), 3e38, -1e30, 0}[m.IntN(5)]))
		}
	case 14:
		out := Join(es, body)
		binary.LittleEndian.PutUint64(out, []uint64{0, 1, 8, 1 << 20, 1 << 40, math.MaxUint64, uint64(len(out)), uint64(len(out) - 8)}[m.IntN(8)])
		return out
	case 15:
		e.Begin, e.End = es[j].Begin, es[j].End
		es[j].Begin, es[j].End = e.Begin, e.End
	}
	return Join(es, body)
}

// Split reads a header in the order of the file.
func Split(b []byte) (es []Entry, body []byte, ok bool) {
	if Valid(b) != nil {
		return nil, nil, false
	}
	n := binary.LittleEndian.Uint64(b)
	d := json.NewDecoder(bytes.NewReader(b[8 : 8+n]))
	d.Token()
	for d.More() {
		name, _ := d.Token()
		var x struct {
			Dtype   string
			Shape   json.RawMessage
			Offsets []int64 `json:"data_offsets"`
		}
		if d.Decode(&x) != nil {
			return nil, nil, false
		}
		if name != "__metadata__" {
			es = append(es, Entry{name.(string), x.Dtype, string(x.Shape), x.Offsets[0], x.Offsets[1]})
		}
	}
	return es, bytes.Clone(b[8+n:]), true
}

// Join writes a file whatever its entries say.
func Join(es []Entry, body []byte) []byte {
	var js strings.Builder
	js.WriteString(`{"__metadata__":{"format":"pt"}`)
	for _, e := range es {
		fmt.Fprintf(&js, `,%q:{"dtype":%q,"shape":%s,"data_offsets":[%d,%d]}`, e.Name, e.Dtype, e.Shape, e.Begin, e.End)
	}
	js.WriteString("}")
	out := binary.LittleEndian.AppendUint64(nil, uint64(js.Len()))
	return append(append(out, js.String()...), body...)
}
