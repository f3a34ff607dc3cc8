package ckpt

import (
	"encoding/binary"
	"errors"
	"fmt"
	"sort"
	"unicode/utf8"

	"github.com/valyala/fastjson"

	"promptscope/sim/kernel"
)

// maxHeader is the limit the reference implementation sets (100 MB).
const maxHeader = 100_000_000

// File is the content of a safetensors file.
type File struct {
	Tensors []Tensor          // in name order
	Meta    map[string]string // __metadata__
}

// place is one entry of the header.
type place struct {
	name       string
	dtype      Dtype
	shape      []int
	begin, end int64 // in the data
}

// DecodeFile reads a safetensors file: 8-byte little-endian header length, JSON header, raw data. It is as strict as the
// reference reader (huggingface/safetensors, src/tensor.rs): the places of the tensors must tile the data without overlap,
// hole or rest. So what is decoded is bounded by what the file holds. F64, F32, F16 and BF16 are read, and must be finite.
func DecodeFile(data []byte) (f File, err error) {
	js, entries, body, err := decodeHeader(data)
	if err == nil {
		// The parser has a limit of depth, but forgives what the validator does not, such as numbers with leading zeros.
		err = fastjson.ValidateBytes(js)
	}
	if err == nil {
		f.Meta, err = decodeMeta(entries.Get("__metadata__"))
	}
	if err != nil {
		return File{}, fmt.Errorf("safetensors: %w", err)
	}
	f.Tensors, err = decodeTensors(entries, body)
	return f, err
}

// DecodeTensors is DecodeFile for a file of ours, without its metadata.
func DecodeTensors(data []byte) ([]Tensor, error) {
	_, entries, body, err := decodeHeader(data)
	if err != nil {
		return nil, fmt.Errorf("safetensors: %w", err)
	}
	return decodeTensors(entries, body)
}

// decodeHeader splits a file into the header, as text and as an object, and the data. It is read by fastjson, because
// encoding/json would be a sixth of the worker that a page downloads.
func decodeHeader(data []byte) (js []byte, entries *fastjson.Object, body []byte, err error) {
	if len(data) < 8 {
		return nil, nil, nil, fmt.Errorf("%d bytes, a file has at least 8", len(data))
	}
	n := binary.LittleEndian.Uint64(data)
	if n > maxHeader || n > uint64(len(data)-8) {
		return nil, nil, nil, fmt.Errorf("header says %d bytes, but %d follow", n, len(data)-8)
	}
	js = data[8 : 8+n]
	if len(js) == 0 || js[0] != '{' || !utf8.Valid(js) {
		return nil, nil, nil, errors.New("the header is no JSON object in UTF-8")
	}
	root, err := fastjson.ParseBytes(js)
	if err != nil {
		return nil, nil, nil, fmt.Errorf("header: %w", err)
	}
	entries, err = root.Object()
	return js, entries, data[8+n:], err
}

// decodeMeta reads texts by their names.
func decodeMeta(v *fastjson.Value) (map[string]string, error) {
	if v == nil {
		return nil, nil
	}
	o, err := v.Object()
	if err != nil {
		return nil, fmt.Errorf("__metadata__: %w", err)
	}
	meta := map[string]string{}
	o.Visit(func(key []byte, v *fastjson.Value) {
		s, bad := v.StringBytes()
		if bad != nil && err == nil {
			err = fmt.Errorf("__metadata__: %q is no text", key)
		}
		meta[string(key)] = string(s)
	})
	return meta, err
}

// decodeTensors reads the entries of a header and their data, in name order.
func decodeTensors(entries *fastjson.Object, body []byte) (out []Tensor, err error) {
	places, err := decodePlaces(entries)
	if err == nil {
		err = tile(places, int64(len(body)))
	}
	if err != nil {
		return nil, fmt.Errorf("safetensors: %w", err)
	}
	for _, p := range places {
		t, err := p.decode(body)
		if err != nil {
			return nil, fmt.Errorf("safetensors: tensor %q: %w", p.name, err)
		}
		out = append(out, t)
	}
	sort.Slice(out, func(i, j int) bool { return out[i].Name < out[j].Name })
	return out, nil
}

// decodePlaces reads the entries of a header.
func decodePlaces(entries *fastjson.Object) (out []place, err error) {
	seen := make(map[string]bool, entries.Len())
	entries.Visit(func(key []byte, v *fastjson.Value) {
		name := string(key)
		if err == nil && seen[name] {
			err = fmt.Errorf("tensor %q stands twice in the header", name)
		}
		if seen[name] = true; err != nil || name == "__metadata__" {
			return
		}
		p, bad := decodePlace(v)
		if bad != nil {
			err = fmt.Errorf("tensor %q: %w", name, bad)
		}
		p.name = name
		out = append(out, p)
	})
	return out, err
}

// decodePlace reads one entry and checks that it has as many bytes as its shape needs.
func decodePlace(v *fastjson.Value) (p place, err error) {
	p = place{dtype: Dtype(v.GetStringBytes("dtype")), shape: []int{}}
	offsets, shape := v.GetArray("data_offsets"), v.Get("shape")
	if p.dtype == "" || shape == nil || shape.Type() != fastjson.TypeArray || len(offsets) != 2 {
		return p, errors.New("needs dtype, shape and two data_offsets")
	}
	for i, dst := range []*int64{&p.begin, &p.end} {
		if *dst, err = offsets[i].Int64(); err != nil || *dst < 0 {
			return p, errors.New("data_offsets: want two whole numbers from 0")
		}
	}
	for _, d := range shape.GetArray() {
		n, err := d.Int()
		if err != nil || n < 0 {
			return p, errors.New("shape: want whole numbers from 0")
		}
		p.shape = append(p.shape, n)
	}
	bits := int64(p.dtype.bits())
	if bits == 0 {
		return p, fmt.Errorf("the format %q is none of safetensors", string(p.dtype))
	}
	count, ok := product(p.shape)
	if !ok || p.end < p.begin || count > (1<<62)/bits || count*bits%8 != 0 || p.end-p.begin != count*bits/8 {
		return p, fmt.Errorf("data_offsets [%d, %d] do not fit shape %v of %s", p.begin, p.end, p.shape, string(p.dtype))
	}
	return p, nil
}

// product multiplies; ok is false if that overflows.
func product(shape []int) (n int64, ok bool) {
	n, ok = 1, true
	for _, s := range shape {
		if s > 0 && n > (1<<62)/int64(s) {
			return 0, false
		}
		n *= int64(s)
	}
	return n, true
}

// tile checks that the places fill the data one after the other.
func tile(places []place, size int64) error {
	sort.Slice(places, func(i, j int) bool {
		a, b := places[i], places[j]
		return a.begin < b.begin || a.begin == b.begin && (a.end < b.end || a.end == b.end && a.name < b.name)
	})
	at := int64(0)
	for i, p := range places {
		switch {
		case p.begin < at:
			return fmt.Errorf("data_offsets of tensors %q and %q overlap", places[i-1].name, p.name)
		case p.begin > at:
			return fmt.Errorf("data_offsets leave a hole of %d bytes before tensor %q", p.begin-at, p.name)
		case p.end > size:
			return fmt.Errorf("data_offsets [%d, %d] of tensor %q reach behind the %d bytes of data", p.begin, p.end, p.name, size)
		}
		at = p.end
	}
	if at != size {
		return fmt.Errorf("data_offsets leave the last %d bytes to no tensor", size-at)
	}
	return nil
}

// decode reads the numbers of a place, if its format is read.
func (p place) decode(body []byte) (Tensor, error) {
	t := Tensor{Name: p.name, Shape: p.shape, Dtype: p.dtype}
	if !p.dtype.Read() {
		return t, nil
	}
	width := p.dtype.Bytes()
	raw := body[p.begin:p.end]
	t.Data = make([]kernel.Real, len(raw)/width)
	for i := range t.Data {
		x := p.dtype.decode(raw[i*width:])
		if x-x != 0 {
			return t, fmt.Errorf("element %d is %g; weights must be finite numbers of 32 bits", i, x)
		}
		t.Data[i] = kernel.Real(x)
	}
	return t, nil
}
