package run

import (
	"bytes"
	"fmt"
	"slices"
	"strings"
	"testing"
)

// seeds are messages of every kind that the tables of faults know: whole, cut off, and with what is refused.
func seeds(add func(data []byte)) {
	for _, spoil := range []func(s *Snapshot){
		func(s *Snapshot) {},
		func(s *Snapshot) { *s = Snapshot{EvalStep: -1} },
		func(s *Snapshot) { s.Status, s.Message = Failed, "the worker died" },
		func(s *Snapshot) { s.Detail = Detail{} },
		func(s *Snapshot) { s.Trace = Trace{Row: -1} },
		func(s *Snapshot) { s.Trace.Layers = -1 },
		func(s *Snapshot) { s.Trace.Tokens[0].Gold = -32768 },
		func(s *Snapshot) { s.Losses = make([]float32, 300) },
		func(s *Snapshot) { s.Part.Stage = numStages },
	} {
		s := sampleSnapshot()
		spoil(s)
		data := AppendSnapshot(nil, s)
		add(data)
		add(data[:len(data)/2])
	}
}

// Two receivers that take the same messages have the same curve, whatever these are; one that is refused leaves the curve as it
// was, and what is decoded goes on through a sender unchanged.
func FuzzReceiver(f *testing.F) {
	var out Sender
	s := sampleSnapshot()
	first := out.Append(nil, s)
	s.Losses = append(s.Losses, 7)
	second := out.Append(nil, s)
	f.Add(first, second)
	f.Add(second, first)
	f.Add(first, []byte{2, 0, 0, 0, 1, 0, 0, 0, 0, 0, 128, 63})
	f.Add([]byte{255, 255, 255, 255, 0, 0, 0, 0}, first)
	seeds(func(data []byte) { f.Add(append([]byte{0, 0, 0, 0, 0, 0, 0, 0}, data...), first) })
	f.Fuzz(func(t *testing.T, a, b []byte) {
		var in Receiver
		for _, data := range [][]byte{a, b} {
			before := slices.Clone(in.losses)
			if err := in.Take(data); err != nil {
				if !slices.EqualFunc(before, in.losses, func(x, y float32) bool { return x == y || x != x && y != y }) || in.Fresh() {
					t.Fatalf("a message that is refused changed the curve from %v to %v", before, in.losses)
				}
				continue
			}
			if !in.Fresh() {
				continue // meant for nobody
			}
			var got Snapshot
			if in.Decode(&got) != nil {
				continue
			}
			var again Receiver
			var copied Snapshot
			if err := again.Take(new(Sender).Append(nil, &got)); err != nil || again.Decode(&copied) != nil {
				t.Fatalf("what was decoded cannot be sent on: %v", err)
			}
			if !bytes.Equal(AppendSnapshot(nil, &copied), AppendSnapshot(nil, &got)) {
				t.Fatal("what is sent on is another snapshot")
			}
		}
	})
}

// A choice of layers that is read names at least one layer, and written as a list it is read as the same.
func FuzzParseLayers(f *testing.F) {
	for _, s := range []string{"all", "1", "1,3", "2-4", "1,3-4", "", "0", "4-2", "1-", "-1", "all,1", "1,,2", "+1", "01", "1-9999999999999999999", "１"} {
		f.Add(s, 4)
	}
	f.Fuzz(func(t *testing.T, s string, layers int) {
		layers = max(1, min(layers, 100))
		chosen, err := ParseLayers(s, layers)
		if err != nil {
			if !strings.Contains(err.Error(), "want all, or layers from 1") {
				t.Errorf("%q: %v", s, err)
			}
			return
		}
		var list []string
		for l, on := range chosen {
			if on {
				list = append(list, fmt.Sprint(l+1))
			}
		}
		again, err := ParseLayers(strings.Join(list, ","), layers)
		if len(list) == 0 || len(chosen) != layers || err != nil || !slices.Equal(again, chosen) {
			t.Errorf("%q of %d layers is %v, again %v, %v", s, layers, chosen, again, err)
		}
	})
}

// A template that is read can be filled: its gap is where it says, and the example's words follow each other.
func FuzzParseTemplate(f *testing.F) {
	for _, s := range append(Templates(), "X _", "_ X", "X", "_", "X X _", "X _ _", "R R X _ R", "  X   _  ", "x _ X", strings.Repeat("a ", 14)+"X _", strings.Repeat("a ", 15)+"X _") {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		tpl, err := ParseTemplate(s)
		if err != nil {
			return
		}
		const mask = 4
		out, gap, err := tpl.Fill([]int32{30, mask, 31}, mask, "capital", func(string) (int, bool) { return 9, true })
		if err != nil || gap < 0 || gap >= len(out) || out[gap] != mask || len(out) != len(tpl)+1 || len(tpl) > maxTemplate {
			t.Fatalf("%q becomes %v with its gap at %d, %v", s, out, gap, err)
		}
		at := slices.Index(out, 30)
		if at < 0 || at+1 >= len(out) || out[at+1] != 31 {
			t.Fatalf("%q becomes %v", s, out)
		}
		if again, err := ParseTemplate(strings.Join(tpl, " ")); err != nil || !slices.Equal(again, tpl) {
			t.Fatalf("%q reads as %q, then as %q", s, tpl, again)
		}
	})
}
