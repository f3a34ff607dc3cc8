package runlog

import (
	"reflect"
	"testing"

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
