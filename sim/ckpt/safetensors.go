package ckpt

import (
	"encoding/binary"
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

// DecodeTensors is the tensors of DecodeFile.
func DecodeTensors(data []byte) ([]Tensor, error) {
	f, err := DecodeFile(data)
	return f.Tensors, err
}

// DecodeFile reads a safetensors file: 8-byte little-endian header length, JSON header, raw data. It is as strict as the
// reference reader (huggingface/safetensors, src/tensor.rs): the places of the tensors must tile the data without overlap,
// hole or rest. So what is decoded is bounded by what the file holds. F64, F32, F16 and BF16 are read, and must be finite.
func DecodeFile(data []byte) (File, error) {
	root, body, err := decodeHeader(data)
	if err != nil {
		return File{}, fmt.Errorf("safetensors: %w", err)
	}
	f, places, err := decodePlaces(root)
	if err == nil {
		err = tile(places, int64(len(body)))
	}
	if err != nil {
		return File{}, fmt.Errorf("safetensors: %w", err)
	}
	for _, p := range places {
		t, err := p.decode(body)
		if err != nil {
			return File{}, fmt.Errorf("safetensors: tensor %q: %w", p.name, err)
		}
		f.Tensors = append(f.Tensors, t)
	}
	sort.Slice(f.Tensors, func(i, j int) bool { return f.Tensors[i].Name < f.Tensors[j].Name })
	return f, nil
}

// decodeHeader splits a file into the header's object and the data.
func decodeHeader(data []byte) (*fastjson.Object, []byte, error) {
	if len(data) < 8 {
		return nil, nil, fmt.Errorf("%d bytes, a file has at least 8", len(data))
	}
	n := binary.LittleEndian.Uint64(data)
	if n > maxHeader || n > uint64(len(data)-8) {
		return nil, nil, fmt.Errorf("header says %d bytes, but %d follow", n, len(data)-8)
	}
	js := data[8 : 8+n]
	if len(js) == 0 || js[0] != '{' || !utf8.Valid(js) {
		return nil, nil, fmt.Errorf("the header is no JSON object in UTF-8")
	}
	// fastjson, because encoding/json would be a sixth of the worker that a page downloads. Its parser has a limit of depth, but
	// forgives what its validator does not, such as numbers with leading zeros.
	root, err := fastjson.ParseBytes(js)
	if err == nil {
		err = fastjson.ValidateBytes(js)
	}
	if err != nil {
		return nil, nil, fmt.Errorf("header: %w", err)
	}
	o, err := root.Object()
	return o, data[8+n:], err
}

// decodePlaces reads the entries of a header.
func decodePlaces(entries *fastjson.Object) (f File, out []place, err error) {
	seen := make(map[string]bool, entries.Len())
	entries.Visit(func(key []byte, v *fastjson.Value) {
		name := string(key)
		switch {
		case err != nil:
		case seen[name]:
			err = fmt.Errorf("tensor %q stands twice in the header", name)
		case name == "__metadata__":
			f.Meta, err = decodeMeta(v)
		default:
			var p place
			if p, err = decodePlace(v); err != nil {
				err = fmt.Errorf("tensor %q: %w", name, err)
			}
			p.name = name
			out = append(out, p)
		}
		seen[name] = true
	})
	return f, out, err
}

func decodeMeta(v *fastjson.Value) (map[string]string, error) {
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

// decodePlace reads one entry and checks that it has as many bytes as its shape needs.
func decodePlace(v *fastjson.Value) (p place, err error) {
	p = place{dtype: Dtype(v.GetStringBytes("dtype")), shape: []int{}}
	offsets, shape := v.GetArray("data_offsets"), v.Get("shape")
	if p.dtype == "" || shape == nil || shape.Type() != fastjson.TypeArray || len(offsets) != 2 {
		return p, fmt.Errorf("needs dtype, shape and two data_offsets")
	}
	for i, dst := range []*int64{&p.begin, &p.end} {
		if *dst, err = offsets[i].Int64(); err != nil || *dst < 0 {
			return p, fmt.Errorf("data_offsets %s: want two whole numbers from 0", v.Get("data_offsets"))
		}
	}
	for _, d := range shape.GetArray() {
		n, err := d.Int()
		if err != nil || n < 0 {
			return p, fmt.Errorf("shape %s: want whole numbers from 0", shape)
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
