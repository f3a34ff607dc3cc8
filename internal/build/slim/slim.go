// Package slim makes Go programs for WebAssembly smaller to download. It changes how a program lies in its file, not what
// it does: data is one piece in place of tens of thousands, and the tables that give a line to each instruction are
// empty, so that a panic names functions and no lines; names can go too. Together they are a fifth of a compressed worker.
package slim

import (
	"bytes"
	"cmp"
	"encoding/binary"
	"errors"
	"fmt"
	"slices"
)

const (
	header      = "\x00asm\x01\x00\x00\x00"
	dataSection = 11
	// gap is how many zeros between two pieces of data are written out. The linker stops at 8, which is shorter before
	// compression and a tenth longer after it; more than 64 changes nothing.
	gap = 64
)

// Program returns a smaller program that does the same. Without names a panic says what it is about, and not where.
func Program(wasm []byte, names bool) ([]byte, error) {
	if !bytes.HasPrefix(wasm, []byte(header)) {
		return nil, errors.New("slim: not a WebAssembly module of version 1")
	}
	out := []byte(header)
	for rest := wasm[len(header):]; len(rest) > 0; {
		id, r := rest[0], reader{b: rest[1:]}
		body := r.take(int(r.unsigned()))
		if r.err != nil {
			return nil, fmt.Errorf("slim: section %d: %w", id, r.err)
		}
		rest = r.b
		if id == dataSection {
			pieces, err := readData(body)
			if err != nil {
				return nil, fmt.Errorf("slim: data: %w", err)
			}
			pieces = join(pieces)
			if err := dropLines(pieces, names); err != nil {
				return nil, fmt.Errorf("slim: %w", err)
			}
			body = appendData(nil, pieces)
		}
		out = append(out, id)
		out = append(binary.AppendUvarint(out, uint64(len(body))), body...)
	}
	return out, nil
}

// piece is bytes of the memory at the start of the program.
type piece struct {
	at    int
	bytes []byte
}

func (p piece) end() int { return p.at + len(p.bytes) }

// readData reads a data section of active segments at constant addresses: `i32.const AT end`.
func readData(body []byte) ([]piece, error) {
	r := reader{b: body}
	count := r.unsigned()
	if int(count) > len(body) {
		return nil, errShort
	}
	pieces := make([]piece, count)
	for i := range pieces {
		if kind, op := r.unsigned(), r.byte(); kind != 0 || op != 0x41 {
			return nil, fmt.Errorf("segment %d is of kind %d with operation %#x; known is 0 with a constant", i, kind, op)
		}
		pieces[i].at = int(r.signed())
		if end := r.byte(); end != 0x0b {
			return nil, fmt.Errorf("the address of segment %d does not end", i)
		}
		pieces[i].bytes = r.take(int(r.unsigned()))
	}
	if r.err == nil && len(r.b) > 0 {
		r.err = fmt.Errorf("%d bytes behind the last segment", len(r.b))
	}
	return pieces, r.err
}

// join makes one piece of those with few zeros between them. Go's memory begins as zeros.
func join(pieces []piece) (out []piece) {
	slices.SortFunc(pieces, func(a, b piece) int { return cmp.Compare(a.at, b.at) })
	for _, p := range pieces {
		if n := len(out) - 1; n >= 0 && p.at >= out[n].end() && p.at-out[n].end() <= gap {
			last := &out[n]
			last.bytes = append(append(last.bytes, make([]byte, p.at-last.end())...), p.bytes...)
			continue
		}
		out = append(out, piece{p.at, slices.Clone(p.bytes)})
	}
	return out
}

func appendData(b []byte, pieces []piece) []byte {
	b = binary.AppendUvarint(b, uint64(len(pieces)))
	for _, p := range pieces {
		b = appendSigned(append(b, 0, 0x41), int64(p.at))
		b = append(binary.AppendUvarint(append(b, 0x0b), uint64(len(p.bytes))), p.bytes...)
	}
	return b
}

// appendSigned writes a signed LEB128 number, which is not the zig-zag form of binary.AppendVarint.
func appendSigned(b []byte, v int64) []byte {
	for {
		low := byte(v & 0x7f)
		v >>= 7
		if v == 0 && low&0x40 == 0 || v == -1 && low&0x40 != 0 {
			return append(b, low)
		}
		b = append(b, low|0x80)
	}
}

// reader takes numbers and bytes from the front; after an error it gives zeros.
type reader struct {
	b   []byte
	err error
}

var errShort = errors.New("the file ends too early")

func (r *reader) take(n int) []byte {
	if n < 0 || n > len(r.b) {
		r.err, r.b = errShort, nil
		return nil
	}
	out := r.b[:n:n]
	r.b = r.b[n:]
	return out
}

func (r *reader) byte() byte {
	if b := r.take(1); b != nil {
		return b[0]
	}
	return 0
}

func (r *reader) unsigned() uint32 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 || v > 1<<32-1 {
		r.err, r.b = errShort, nil
		return 0
	}
	r.b = r.b[n:]
	return uint32(v)
}

func (r *reader) signed() (v int64) {
	for shift := 0; shift < 35; shift += 7 {
		b := r.byte()
		v |= int64(b&0x7f) << shift
		if b&0x80 == 0 {
			if b&0x40 != 0 {
				v |= -1 << (shift + 7)
			}
			return v
		}
	}
	r.err = errShort
	return 0
}
