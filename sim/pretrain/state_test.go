package pretrain

import (
	"bytes"
	"strings"
	"testing"

	"promptscope/sim/backbone"
	"promptscope/sim/kernel"
	"promptscope/sim/nn"
)

func causal() backbone.Info {
	b := tiny()
	b.Name, b.Layout = "1x16-gpt2", nn.GPT2
	return b
}

// A run that goes on from a state ends with the same bits as one without interruption.
func TestResumedRunIsTheSame(t *testing.T) {
	if kernel.Bits(1) != 0x3f800000 {
		t.Skip("a state holds float32")
	}
	for _, b := range []backbone.Info{tiny(), causal()} {
		whole, first := New(b, 3, 24), New(b, 3, 24)
		for range 24 {
			whole.Do()
		}
		for _, until := range []int{7, 8, 20} { // one after the other, each from the state before
			for first.Step < until {
				first.Do()
			}
			state := first.State()
			first = New(b, 3, 24)
			if err := first.Restore(state); err != nil {
				t.Fatal(err)
			}
			if !bytes.Equal(first.State(), state) {
				t.Errorf("%s: the state at step %d is not what was restored", b.Name, until)
			}
		}
		for first.Step < 24 {
			first.Do()
		}
		if !bytes.Equal(first.State(), whole.State()) || first.Loss != whole.Loss {
			t.Errorf("%s: a resumed run ends elsewhere: loss %g, uninterrupted %g", b.Name, first.Loss, whole.Loss)
		}
	}
}

func TestBadStates(t *testing.T) {
	run := New(tiny(), 3, 24)
	run.Do()
	good := run.State()
	change := func(at int) []byte {
		b := bytes.Clone(good)
		b[at] ^= 1
		return b
	}
	other := tiny()
	other.Rate *= 2
	for _, tt := range []struct {
		name  string
		run   *Trainer
		state []byte
		want  string
	}{
		{"empty", New(tiny(), 3, 24), nil, "no state"},
		{"another file", New(tiny(), 3, 24), []byte("{\n}"), "no state"},
		{"another seed", New(tiny(), 4, 24), good, "seed 3"},
		{"other steps", New(tiny(), 3, 25), good, "24 steps"},
		{"another rate", New(other, 3, 24), good, "rate 0.01"},
		{"another layout", New(causal(), 3, 24), good, "gpt2"},
		{"another version", New(tiny(), 3, 24), bytes.Replace(good, []byte("pretraining 1"), []byte("pretraining 0"), 1), "version"},
		{"cut off", New(tiny(), 3, 24), good[:len(good)-1], "bytes"},
		{"a bit of the weights", New(tiny(), 3, 24), change(len(good) / 2), "checksum"},
		{"a bit of the step", New(tiny(), 3, 24), change(strings.Index(string(good), "\n") + 1), "checksum"},
	} {
		before := tt.run.Model.SHA256()
		if err := tt.run.Restore(tt.state); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%s: error %v, want one with %q", tt.name, err, tt.want)
		}
		if tt.run.Step != 0 || tt.run.Model.SHA256() != before {
			t.Errorf("%s: the run has changed", tt.name)
		}
	}
}

func FuzzRestore(f *testing.F) {
	run := New(tiny(), 3, 24)
	f.Add(run.State())
	f.Add([]byte(run.title()))
	f.Fuzz(func(t *testing.T, state []byte) {
		if run.Restore(state) == nil && run.Step > run.Steps {
			t.Errorf("step %d of %d", run.Step, run.Steps)
		}
	})
}
