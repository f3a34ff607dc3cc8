package slim

import (
	"bytes"
	"encoding/binary"
	"errors"
	"fmt"
)

// Go's table of functions (runtime/symtab.go: pcHeader; runtime/runtime2.go: _func), as Go 1.26 writes it for wasm.
const (
	tableMagic  = 0xfffffff1
	tableHeader = 8 + 8*8
	funcHeader  = 44

	funcStack = 16 // offsets in _func of the tables' offsets: of the stack, of files, of lines, and how many more there are
	funcFile  = 20
	funcLine  = 24
	funcMore  = 28
	funcStart = 36 // the line at which the function starts
)

var errTable = errors.New("the table of functions is not of the form of Go 1.26: see dropLines")

// dropLines empties the tables that map instructions to files and lines. A function whose offset there is 0 has none:
// runtime.pcvalue returns −1 then, and a traceback prints "?". Without names those of functions are
// emptied too.
func dropLines(pieces []piece, names bool) error {
	for _, p := range pieces {
		magic := binary.LittleEndian.AppendUint32(nil, tableMagic)
		for at := 0; ; at++ {
			i := bytes.Index(p.bytes[at:], append(magic, 0, 0))
			if i < 0 {
				break
			}
			if at += i; len(p.bytes)-at > tableHeader && p.bytes[at+6] == 1 && p.bytes[at+7] == 8 { // step of pc, bytes of a pointer
				return newTable(p.bytes[at:]).drop(names)
			}
		}
	}
	return errTable
}

// table is the table of functions. Its parts stand in this order: names of functions, units and their files, values by
// instruction, functions.
type table struct {
	all                         []byte
	count                       int
	names, units, values, funcs int
}

func newTable(b []byte) table {
	n := func(i int) int { return int(binary.LittleEndian.Uint64(b[8+8*i:])) }
	return table{all: b, count: n(0), names: n(3), units: n(4), values: n(6), funcs: n(7)}
}

func (t table) drop(names bool) error {
	if t.names != tableHeader || t.units < t.names || t.values < t.units || t.funcs < t.values || t.funcs+8*t.count > len(t.all) {
		return errTable
	}
	used := make([]bool, t.funcs-t.values+1) // offsets of value tables that are still wanted
	lines := make([]bool, len(used))
	for i := range t.count {
		f, err := t.function(i)
		if err != nil {
			return err
		}
		u32 := func(at int) uint32 { return binary.LittleEndian.Uint32(f[at:]) }
		more := int(u32(funcMore))
		if funcHeader+4*more > len(f) {
			return errTable
		}
		wanted := []uint32{u32(funcStack)}
		for k := range more {
			wanted = append(wanted, u32(funcHeader+4*k))
		}
		for _, at := range wanted {
			if int(at) >= len(used) {
				return fmt.Errorf("%w (function %d)", errTable, i)
			}
			used[at] = true
		}
		for _, at := range []int{funcFile, funcLine} {
			if int(u32(at)) >= len(lines) {
				return fmt.Errorf("%w (function %d)", errTable, i)
			}
			lines[u32(at)] = true
		}
		clear(f[funcFile : funcLine+4])
		clear(f[funcStart : funcStart+4])
	}
	t.clear(used, lines)
	clear(t.all[t.units:t.values]) // names of files
	if !names {
		clear(t.all[t.names:t.units])
	}
	return nil
}

// function returns what follows from the i-th _func on.
func (t table) function(i int) ([]byte, error) {
	at := t.funcs + int(binary.LittleEndian.Uint32(t.all[t.funcs+8*i+4:]))
	if at < t.funcs || at+funcHeader > len(t.all) {
		return nil, errTable
	}
	return t.all[at:], nil
}

// clear zeroes the value tables that only lines used. Tables lie one after the other, each up to the next offset.
func (t table) clear(used, lines []bool) {
	values, on := t.all[t.values:t.funcs], false
	for at := range values {
		if used[at] || lines[at] {
			on = lines[at] && !used[at] && at > 0
		}
		if on {
			values[at] = 0
		}
	}
}
