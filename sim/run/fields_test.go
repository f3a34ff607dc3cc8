package run

import (
	"bytes"
	"reflect"
	"testing"
)

// leaves calls f for every number, text and flag reachable from v, with its path. Lists must not be empty: what is in
// none of the sample's elements would not be looked at.
func leaves(t *testing.T, v reflect.Value, path string, f func(path string, v reflect.Value)) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			leaves(t, v.Field(i), path+"."+v.Type().Field(i).Name, f)
		}
	case reflect.Slice:
		if v.Len() == 0 {
			t.Errorf("the sample has no %s", path)
			return
		}
		leaves(t, v.Index(v.Len()-1), path+"[]", f)
	default:
		f(path, v)
	}
}

// turn gives a leaf another value.
func turn(v reflect.Value) {
	switch v.Kind() {
	case reflect.Bool:
		v.SetBool(!v.Bool())
	case reflect.String:
		v.SetString(v.String() + "x")
	case reflect.Float32, reflect.Float64:
		v.SetFloat(v.Float() + 1)
	case reflect.Uint8, reflect.Uint32, reflect.Uint64:
		v.SetUint(v.Uint() + 1)
	default:
		v.SetInt(v.Int() + 1)
	}
}

// A field that is added to a message and forgotten in the codec does not change its bytes.
func TestCodecWritesEveryField(t *testing.T) {
	n := 0
	check := func(message any, encode func() []byte) {
		base := encode()
		leaves(t, reflect.ValueOf(message).Elem(), reflect.TypeOf(message).Elem().Name(), func(path string, v reflect.Value) {
			n++
			kept := reflect.New(v.Type()).Elem()
			kept.Set(v)
			turn(v)
			if bytes.Equal(encode(), base) {
				t.Errorf("%s is not in the bytes of the message", path)
			}
			v.Set(kept)
		})
	}
	s := sampleSnapshot()
	check(s, func() []byte { return AppendSnapshot(nil, s) })
	m := &Command{Kind: Reset, Spec: s.Spec, Cut: Cut{Shuffle, -1, 3}}
	check(m, func() []byte { return AppendCommand(nil, m) })
	if n < 150 {
		t.Errorf("only %d fields were looked at", n)
	}
}

// Each field of Settings belongs to exactly one knob, and each knob reads back what it was set to.
func TestKnobsAreTheSettings(t *testing.T) {
	var s Settings
	owner := map[string]string{}
	for i := range Knobs() {
		k := &Knobs()[i]
		if err := k.Set(&s, other(k)); err != nil {
			t.Errorf("%s = %s: %v", k.ID, other(k), err)
		}
		if k.Get(&s) != other(k) || !k.Given(&s) {
			t.Errorf("%s reads back %q, want %q", k.ID, k.Get(&s), other(k))
		}
		for j := range reflect.TypeFor[Settings]().NumField() {
			if name := reflect.TypeFor[Settings]().Field(j).Name; !reflect.ValueOf(s).Field(j).IsZero() && owner[name] == "" {
				owner[name] = k.ID
			}
		}
	}
	if fields := reflect.TypeFor[Settings]().NumField(); len(owner) != fields || len(Knobs()) != fields {
		t.Errorf("%d knobs set %d of %d fields", len(Knobs()), len(owner), fields)
	}
}

// other is a value that is not the knob's zero.
func other(k *Knob) string {
	switch {
	case k.ID == "layers":
		return "1,2"
	case k.Number != nil:
		return "3"
	}
	return k.Values[len(k.Values)-1]
}

func TestKnobsRefuse(t *testing.T) {
	var s Settings
	for _, bad := range [][2]string{{"n", "x"}, {"n", "33"}, {"n", "0"}, {"magic", "1"}, {"projection", "up"}, {"placement", "left"}, {"template", "X"}, {"rank", "17"}, {"dropout", "-1"}} {
		if err := s.Set(bad[0], bad[1]); err == nil || s != (Settings{}) {
			t.Errorf("%s = %s: error %v, settings %+v", bad[0], bad[1], err, s)
		}
	}
}
