package runlog

import (
	"reflect"
	"strings"
	"testing"

	"promptscope/sim/run"
	"promptscope/sim/train"
)

func FuzzDecode(f *testing.F) {
	f.Add([]byte("{\"promptscope_sweep\":2}\n{\"spec\":{\"Task\":\"srl\"}}\n"))
	f.Add([]byte(""))
	f.Fuzz(func(t *testing.T, data []byte) {
		lines, _, err := Decode(data, train.Resolve)
		for _, l := range lines {
			if r, e := train.Resolve(l.Spec); err == nil && (e != nil || !reflect.DeepEqual(r, l.Spec)) {
				t.Errorf("accepted %+v", l)
			}
		}
	})
}

// A line that was written before a knob existed is the run with the knob's default. A setting that resolves to another is refused.
func TestALineWithoutAKnob(t *testing.T) {
	spec, err := train.Resolve(run.Spec{Method: "lora", Backbone: "2x16"})
	if err != nil {
		t.Fatal(err)
	}
	encode := func(s run.Spec) []byte {
		data, err := Encode([]Line{{Spec: s, SHA: strings.Repeat("0", 64), Measure: "span F1", Trainable: 1, Stored: 1, Total: 2, Digest: strings.Repeat("0", 16)}})
		if err != nil {
			t.Fatal(err)
		}
		return data
	}
	old := spec
	old.Ratio, old.Zeroed = 0, ""
	for _, s := range []run.Spec{spec, old} {
		lines, damaged, err := Decode(encode(s), train.Resolve)
		if err != nil || len(lines) != 1 || lines[0].Spec != spec {
			t.Errorf("%+v is read as %+v, %v, %v", s.Settings, lines, damaged, err)
		}
	}
	for _, wrong := range []func(*run.Spec){func(s *run.Spec) { s.N = 4 }, func(s *run.Spec) { s.Steps = 0 }} { // LoRA has no n
		s := spec
		wrong(&s)
		if lines, _, err := Decode(encode(s), train.Resolve); err == nil {
			t.Errorf("%+v is read as %+v", s, lines)
		}
	}
}
