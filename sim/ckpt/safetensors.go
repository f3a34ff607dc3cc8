package ckpt

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"math"
	"sort"
	"strings"

	"github.com/valyala/fastjson"

	"promptscope/sim/kernel"
)

// Tensor is one entry of a safetensors file, converted to the engine's number type.
type Tensor struct {
	Name  string
	Shape []int
	Data  []kernel.Real
}

// maxHeader is the limit the reference implementation sets (100 MB).
const maxHeader = 100_000_000

type header struct {
	Dtype   Dtype
	Shape   []int
	Offsets [2]int64
}

// DecodeTensors reads a safetensors file: 8-byte little-endian header length, JSON header, raw data. Every
// length is checked against the file before it is used; F32, F16 and BF16 are accepted, NaN and Inf are not.
func DecodeTensors(data []byte) ([]Tensor, error) {
	if len(data) < 8 {
		return nil, fmt.Errorf("safetensors: %d bytes, a file has at least 8", len(data))
	}
	n := binary.LittleEndian.Uint64(data)
	if n > maxHeader || n > uint64(len(data)-8) {
		return nil, fmt.Errorf("safetensors: header says %d bytes, but %d follow", n, len(data)-8)
	}
	// fastjson, because encoding/json would be a sixth of the worker that a page downloads.
	root, err := fastjson.ParseBytes(data[8 : 8+n])
	if err != nil {
		return nil, fmt.Errorf("safetensors: header: %w", err)
	}
	entries, err := root.Object()
	if err != nil {
		return nil, fmt.Errorf("safetensors: header: %w", err)
	}
	body := data[8+n:]
	var out []Tensor
	entries.Visit(func(key []byte, v *fastjson.Value) {
		if err != nil || string(key) == "__metadata__" {
			return
		}
		var t Tensor
		if t, err = decodeTensor(v, body); err != nil {
			err = fmt.Errorf("safetensors: tensor %q: %w", key, err)
		}
		t.Name = string(key)
		out = append(out, t)
	})
	if err != nil {
		return nil, err
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	for i := 1; i < len(out); i++ {
		if out[i].Name == out[i-1].Name {
			return nil, fmt.Errorf("safetensors: tensor %q stands twice in the header", out[i].Name)
		}
	}
	return out, nil
}

// decodeHeader reads one entry of the header.
func decodeHeader(v *fastjson.Value) (header, error) {
	h := header{Dtype: Dtype(v.GetStringBytes("dtype")), Shape: []int{}}
	offsets := v.GetArray("data_offsets")
	if h.Dtype == "" || v.Get("shape") == nil || len(offsets) != 2 {
		return h, fmt.Errorf("needs dtype, shape and two data_offsets")
	}
	var err error
	for i, o := range offsets {
		if h.Offsets[i], err = o.Int64(); err != nil {
			return h, fmt.Errorf("data_offsets: %w", err)
		}
	}
	for _, d := range v.GetArray("shape") {
		n, err := d.Int()
		if err != nil {
			return h, fmt.Errorf("shape: %w", err)
		}
		h.Shape = append(h.Shape, n)
	}
	return h, nil
}

func decodeTensor(v *fastjson.Value, body []byte) (Tensor, error) {
	h, err := decodeHeader(v)
	if err != nil {
		return Tensor{}, err
	}
	width := int64(h.Dtype.Bytes())
	if width == 0 { // integer tensors are buffers (position_ids); their bytes are not read
		return Tensor{Shape: h.Shape}, nil
	}
	count := int64(1)
	for _, s := range h.Shape {
		if s < 0 || s > 0 && count > int64(len(body))/int64(s) {
			return Tensor{}, fmt.Errorf("shape %v needs more data than the file has", h.Shape)
		}
		count *= int64(s)
	}
	a, b := h.Offsets[0], h.Offsets[1]
	if a < 0 || b < a || b > int64(len(body)) || b-a != count*width {
		return Tensor{}, fmt.Errorf("data_offsets [%d, %d] do not fit shape %v of %s in %d bytes", a, b, h.Shape, h.Dtype, len(body))
	}
	t := Tensor{Shape: h.Shape, Data: make([]kernel.Real, count)}
	for i := range t.Data {
		x := h.Dtype.decode(body[a+int64(i)*width:])
		if x != x || math.IsInf(float64(x), 0) {
			return Tensor{}, fmt.Errorf("element %d is %v; weights must be finite", i, x)
		}
		t.Data[i] = kernel.Real(x)
	}
	return t, nil
}

// EncodeTensors writes F32 tensors in name order, so the same weights give the same bytes.
func EncodeTensors(ts []Tensor) []byte { return encodeTensors(ts, F32) }

func encodeTensors(ts []Tensor, d Dtype) []byte {
	ts = append([]Tensor(nil), ts...)
	sort.Slice(ts, func(i, j int) bool { return ts[i].Name < ts[j].Name })
	js := []byte(`{"__metadata__":{"format":"pt"}`)
	at := 0
	for _, t := range ts {
		shape := strings.ReplaceAll(strings.Trim(fmt.Sprint(t.Shape), "[]"), " ", ",")
		end := at + d.Bytes()*len(t.Data)
		js = fmt.Appendf(js, `,%q:{"dtype":%q,"shape":[%s],"data_offsets":[%d,%d]}`, t.Name, d, shape, at, end)
		at = end
	}
	js = append(js, '}')
	js = append(js, bytes.Repeat([]byte{' '}, (8-len(js)%8)%8)...)
	out := binary.LittleEndian.AppendUint64(nil, uint64(len(js)))
	out = append(out, js...)
	for _, t := range ts {
		for _, v := range t.Data {
			out = d.append(out, float32(v))
		}
	}
	return out
}
