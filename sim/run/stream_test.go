package run

import (
	"reflect"
	"slices"
	"testing"
)

// Curves arrive whole whatever the receiver decodes, also where a run goes back or another begins.
func TestStreamBringsWholeCurves(t *testing.T) {
	var out Sender
	var in Receiver
	s, kept := sampleSnapshot(), []*Snapshot{}
	var wants [][]float32
	for n, losses := range [][]float32{{}, {1}, {1, 2, 3}, {1, 2, 3, 4, 5}, {1, 2}, {1, 2, 7, 8, 9, 10}, {3}, {3, 4}, {}, {3, 4, 5}} {
		s.Losses, s.Step = losses, int32(n)
		if err := in.Take(out.Append(nil, s)); err != nil {
			t.Fatal(err)
		}
		if n%3 == 1 { // a busy page skips some
			continue
		}
		got := new(Snapshot)
		if !in.Fresh() {
			t.Fatal("the message is not fresh")
		}
		if err := in.Decode(got); err != nil {
			t.Fatal(err)
		}
		want := *s
		want.Losses = slices.Clone(losses)
		if !slices.Equal(got.Losses, losses) {
			t.Fatalf("message %d: curve %v, want %v", n, got.Losses, losses)
		}
		if got.Losses, want.Losses = nil, nil; !reflect.DeepEqual(*got, want) {
			t.Fatalf("message %d came back as %+v", n, got)
		}
		got.Losses = in.losses
		kept, wants = append(kept, got), append(wants, slices.Clone(losses))
	}
	for i, k := range kept {
		if !slices.Equal(k.Losses, wants[i]) {
			t.Errorf("curve %d became %v later, was %v", i, k.Losses, wants[i])
		}
	}
	if in.Fresh() {
		t.Error("a message is decoded twice")
	}
}

func TestStreamMessagesStayShort(t *testing.T) {
	var out Sender
	s := sampleSnapshot()
	s.Losses = make([]float32, 20_000)
	first := len(out.Append(nil, s))
	s.Losses = append(s.Losses, 0.5)
	if next := len(out.Append(nil, s)); first < 80_000 || next > first-80_000+4 {
		t.Errorf("a message of %d bytes after one of %d", next, first)
	}
}

// Who listens late hears nothing until the sender begins anew, and then everything.
func TestStreamBeginsAnew(t *testing.T) {
	var out Sender
	var in Receiver
	s := sampleSnapshot()
	out.Append(nil, s) // nobody is there
	s.Losses = append(s.Losses, 3)
	if err := in.Take(out.Append(nil, s)); err != nil || in.Fresh() {
		t.Errorf("the end of a curve alone is fresh: %v, error %v", in.Fresh(), err)
	}
	out = Sender{}
	got := new(Snapshot)
	if err := in.Take(out.Append(nil, s)); err != nil || !in.Fresh() || in.Decode(got) != nil || !slices.Equal(got.Losses, s.Losses) {
		t.Errorf("curve %v, error %v", got.Losses, err)
	}
	if err := in.Take([]byte{1, 2}); err == nil {
		t.Error("half a message was taken")
	}
}
