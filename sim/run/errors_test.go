package run

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// Each fault of a snapshot is an error that names it. A message comes from another program, perhaps of another build; what is
// accepted the picture indexes without looking.
func TestSnapshotFaults(t *testing.T) {
	for _, tt := range []struct {
		name  string
		spoil func(s *Snapshot)
		want  string
	}{
		{"status", func(s *Snapshot) { s.Status = numStatus }, "unknown status"},
		{"reason to keep no past", func(s *Snapshot) { s.NoPast = numNoPast }, "unknown reason"},
		{"stage", func(s *Snapshot) { s.Part.Stage = numStages }, "unknown stage"},
		{"role", func(s *Snapshot) { s.Trace.Tokens[1].Role = numRoles }, "unknown role"},
		{"surgery", func(s *Snapshot) { s.Cut.Surgery = numSurgeries }, "unknown surgery"},
		{"negative layers", func(s *Snapshot) { s.Trace.Layers = -1 }, "absurd"},
		{"negative width", func(s *Snapshot) { s.Trace.Width = -1 }, "absurd"},
		{"negative heads", func(s *Snapshot) { s.Trace.Heads = -1 }, "absurd"},
		{"negative prefix", func(s *Snapshot) { s.Trace.P = -1 }, "absurd"},
		{"five thousand layers", func(s *Snapshot) { s.Trace.Layers = 5000 }, "absurd"},
		{"five thousand tokens", func(s *Snapshot) { s.Trace.Tokens = make([]Token, 5000) }, "absurd"},
		{"which layers are deep", func(s *Snapshot) { s.Trace.Deep = []bool{true, true} }, "trace deep has 2 numbers, its shape says 1"},
		{"hidden states", func(s *Snapshot) { s.Trace.Hidden = s.Trace.Hidden[1:] }, "trace hidden has 7 numbers, its shape says 8"},
		{"keys", func(s *Snapshot) { s.Trace.Keys = nil }, "trace keys has 0"},
		{"values", func(s *Snapshot) { s.Trace.Values = append(s.Trace.Values, 1) }, "trace values has 3"},
		{"attention", func(s *Snapshot) { s.Trace.Attention = s.Trace.Attention[1:] }, "trace attention has 2"},
		{"tags", func(s *Snapshot) { s.Trace.Labels = append(s.Trace.Labels, "GIVER") }, "trace tags has 2 numbers, its shape says 4"},
		{"gradients of the prefix", func(s *Snapshot) { s.Trace.GradDeep = nil }, "trace deep gradients has 0"},
		{"a row behind the last", func(s *Snapshot) { s.Trace.Row = 2 }, "traced row 2 of 2"},
		{"a row before the first", func(s *Snapshot) { s.Trace.Row = -1 }, "traced row -1 of 2"},
		{"maps of another shape", func(s *Snapshot) { s.Detail.Maps = s.Detail.Maps[1:] }, "detail has maps of 5 numbers, its trace says 6"},
		{"maps that nobody asked for", func(s *Snapshot) { s.Detail.On = false }, "detail has maps"},
		{"a layer that is not there", func(s *Snapshot) { s.Detail.Layer = 1 }, "detail of layer 1 head 0"},
		{"a layer before the first", func(s *Snapshot) { s.Detail.Layer = -1 }, "detail of layer -1"},
		{"a head that is not there", func(s *Snapshot) { s.Detail.Head = 1 }, "head 1, the trace has 1 and 1"},
		{"a context of another width", func(s *Snapshot) { s.Detail.Context = nil }, "odd shape"},
		{"a prompt of another width", func(s *Snapshot) { s.Detail.Prompt = []float32{1, 2} }, "odd shape"},
		{"half a point of the plane", func(s *Snapshot) { s.Detail.Plane.Words = []float32{1} }, "odd shape"},
		{"a path without steps", func(s *Snapshot) { s.Detail.Plane.Steps = nil }, "odd shape"},
	} {
		s := sampleSnapshot()
		tt.spoil(s)
		if err := DecodeSnapshot(AppendSnapshot(nil, s), new(Snapshot)); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want one with %q", tt.name, err, tt.want)
		}
	}
}

func TestCommandFaults(t *testing.T) {
	good := AppendCommand(nil, &Command{Kind: Go, Steps: 3, Spec: sampleSnapshot().Spec})
	spoilt := func(at int, b byte) []byte {
		out := bytes.Clone(good)
		out[at] = b
		return out
	}
	for _, tt := range []struct {
		name, want string
		data       []byte
	}{
		{"nothing", "ends early", nil},
		{"another version", fmt.Sprintf("version 99, want %d", codecVersion), spoilt(0, 99)},
		{"a kind that is not there", "unknown command 13", spoilt(1, byte(numCommands))},
		{"cut off", "ends early", good[:len(good)-1]},
		{"a byte more", "1 bytes too many", append(bytes.Clone(good), 0)},
		{"a surgery that is not there", "unknown surgery", AppendCommand(nil, &Command{Cut: Cut{Surgery: numSurgeries}})},
		{"a flag that is neither", "2 is not a boolean", bytes.Replace(good, []byte{1, 0, 0, 0, 0, 0, 0, 0, 0}, []byte{2, 0, 0, 0, 0, 0, 0, 0, 0}, 1)},
	} {
		if _, err := DecodeCommand(tt.data); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want one with %q", tt.name, err, tt.want)
		}
	}
}

// Every bit of a message turned over, one at a time: it is refused, or it is another message that is written back the same. So
// nothing in a message is without meaning.
func TestEveryBitCounts(t *testing.T) {
	good := AppendSnapshot(nil, sampleSnapshot())
	accepted, into := 0, new(Snapshot)
	for at := range good {
		for bit := range 8 {
			data := bytes.Clone(good)
			data[at] ^= 1 << bit
			if DecodeSnapshot(data, into) != nil {
				continue
			}
			accepted++
			if again := AppendSnapshot(nil, into); !bytes.Equal(again, data) {
				t.Errorf("bit %d of byte %d of %d is lost", bit, at, len(good))
			}
		}
	}
	if accepted < len(good) {
		t.Errorf("only %d changes were accepted", accepted)
	}
	command := AppendCommand(nil, &Command{Kind: Edit, Run: 7, Index: 3, Factor: 0.5, Cut: Cut{Zero, 1, 2}})
	for at := range command {
		data := bytes.Clone(command)
		data[at] ^= 0x81
		if m, err := DecodeCommand(data); err == nil && !bytes.Equal(AppendCommand(nil, &m), data) {
			t.Errorf("byte %d of a command is lost", at)
		}
	}
}

// A length that lies is an error before it is memory.
func TestLyingLengthsAllocateNothing(t *testing.T) {
	good := AppendSnapshot(nil, sampleSnapshot())
	for at := 0; at+4 <= len(good); at++ {
		data := bytes.Clone(good)
		binary.LittleEndian.PutUint32(data[at:], 0x7fffffff)
		var s Snapshot
		if DecodeSnapshot(data, &s) == nil {
			continue // it was a number, not a length
		}
		for name, n := range map[string]int{"losses": cap(s.Losses), "evaluations": cap(s.Evals), "tokens": cap(s.Trace.Tokens), "hidden": cap(s.Trace.Hidden), "maps": cap(s.Detail.Maps),
			"parts": cap(s.Parts), "labels": cap(s.Trace.Labels), "spots": cap(s.Detail.Plane.Spots), "task": len(s.Spec.Task)} {
			if n > len(good) {
				t.Fatalf("a length at byte %d makes room for %d %s", at, n, name)
			}
		}
	}
}

// A snapshot is read into the memory of the one before, whatever that held: nothing of it is left over.
func TestDecodeForgetsTheOneBefore(t *testing.T) {
	small := &Snapshot{Run: 1, EvalStep: -1}
	into := new(Snapshot)
	for _, s := range []*Snapshot{sampleSnapshot(), small, sampleSnapshot()} {
		data := AppendSnapshot(nil, s)
		if err := DecodeSnapshot(data, into); err != nil {
			t.Fatal(err)
		}
		if !bytes.Equal(AppendSnapshot(nil, into), data) {
			t.Errorf("run %d came back with something of the snapshot before", s.Run)
		}
	}
}

func TestReceiverFaults(t *testing.T) {
	message := func(from int32, end []float32) []byte {
		c := coder{}
		c.i32(&from)
		c.floats(&end)
		c.snapshot(&Snapshot{Run: 9})
		return c.buf
	}
	for _, tt := range []struct {
		name, want string
		data       []byte
	}{
		{"nothing", "ends early", nil},
		{"a curve from before its begin", "goes on at step -1", message(-1, nil)},
		{"a curve that is cut off", "ends early", message(0, []float32{1, 2, 3})[:10]},
	} {
		var in Receiver
		if err := in.Take(message(0, nil)); err != nil || !in.Fresh() { // not decoded: the fault takes its place
			t.Fatal(err)
		}
		if err := in.Take(tt.data); err == nil || !strings.Contains(err.Error(), tt.want) || in.Fresh() {
			t.Errorf("%s: error %v, fresh %v; want an error with %q", tt.name, err, in.Fresh(), tt.want)
		}
	}
	var in Receiver
	if err := in.Take(message(0, []float32{1})[:14]); err != nil {
		t.Errorf("the curve is whole, its snapshot is not: %v", err)
	}
	if err := in.Decode(new(Snapshot)); err == nil {
		t.Error("half a snapshot is decoded")
	}
	if err := in.Take(message(1, []float32{2})); err != nil || in.Decode(new(Snapshot)) != nil || !slices.Equal(in.losses, []float32{1, 2}) {
		t.Errorf("after half a snapshot the curve is %v, error %v", in.losses, err)
	}
}
