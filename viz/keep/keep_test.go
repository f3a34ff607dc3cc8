package keep

import (
	"errors"
	"slices"
	"strings"
	"testing"
)

// add is a merge of parts that are JSON lists of one-digit numbers: the union, sorted.
func add(kept, come []byte) []byte {
	digits := []byte{}
	for _, c := range string(kept) + string(come) {
		if c >= '0' && c <= '9' && !slices.Contains(digits, byte(c)) {
			digits = append(digits, byte(c))
		}
	}
	slices.Sort(digits)
	return []byte("[" + strings.Join(strings.Split(string(digits), ""), ",") + "]")
}

func put(t *testing.T, s *Store, name, value string) {
	t.Helper()
	if err := s.Update(name, func(kept []byte) ([]byte, error) { return add(kept, []byte(value)), nil }); err != nil {
		t.Fatal(err)
	}
}

func squeezed(data []byte) string { return strings.Join(strings.Fields(string(data)), "") }

func TestItIsThereAgain(t *testing.T) {
	m := &Memory{}
	put(t, Open(m), "learn", "[1]")
	again := Open(m)
	if got := squeezed(again.Get("learn")); got != "[1]" || again.Problem() != nil {
		t.Errorf("%s, %v", got, again.Problem())
	}
}

// Two windows that were opened together both keep what they add.
func TestTwoWindowsDoNotOverwriteEachOther(t *testing.T) {
	m := &Memory{}
	a, b := Open(m), Open(m)
	put(t, a, "interview", "[1]")
	put(t, b, "interview", "[2]")
	put(t, b, "learn", "[7]")
	put(t, a, "interview", "[3]")
	if got := squeezed(Open(m).Get("interview")); got != "[1,2,3]" {
		t.Errorf("interview %s", got)
	}
	if got := squeezed(Open(m).Get("learn")); got != "[7]" {
		t.Errorf("learn %s", got)
	}
	if b.Refresh(); squeezed(b.Get("interview")) != "[1,2,3]" {
		t.Errorf("the other window sees %s", b.Get("interview"))
	}
}

func TestWithoutStorageItLastsAsLongAsTheProgram(t *testing.T) {
	refused := &Memory{Err: errors.New("SecurityError")}
	for name, s := range map[string]*Store{"none": Open(nil), "refused": Open(refused)} {
		if err := s.Problem(); !errors.Is(err, ErrRefused) {
			t.Errorf("%s: %v", name, err)
		}
		if s.Problem() != nil {
			t.Errorf("%s: it is said twice", name)
		}
		put(t, s, "learn", "[4]")
		if squeezed(s.Get("learn")) != "[4]" {
			t.Errorf("%s: %s", name, s.Get("learn"))
		}
	}
}

// A storage that fills up while somebody is there: what was done stays, and it is said.
func TestFullStorage(t *testing.T) {
	m := &Memory{}
	s := Open(m)
	put(t, s, "learn", "[1]")
	m.Err = errors.New("QuotaExceededError")
	put(t, s, "learn", "[2]")
	if err := s.Problem(); !errors.Is(err, ErrRefused) || squeezed(s.Get("learn")) != "[1,2]" {
		t.Errorf("%v, %s", err, s.Get("learn"))
	}
}

// What cannot be read is not lost: a newer text is left alone, anything else is saved aside.
func TestWhatCannotBeReadIsNotLost(t *testing.T) {
	for _, c := range []struct {
		data        string
		want        error
		kept, aside bool
	}{
		{`{"format":"promptscope-progress","version":2,"parts":{}}`, ErrNewer, true, false},
		{`{"format":"promptscope-progress","version":1,"par`, ErrBroken, false, true},
		{`{"cards":[]}`, ErrForeign, false, true},
		{`[1,2]`, ErrForeign, false, true},
		{`{"format":"promptscope-progress","version":0}`, ErrForeign, false, true},
	} {
		m := &Memory{Data: []byte(c.data)}
		s := Open(m)
		put(t, s, "learn", "[1]")
		if err := s.Problem(); !errors.Is(err, c.want) || (string(m.Data) == c.data) != c.kept || (string(m.Saved) == c.data) != c.aside {
			t.Errorf("%s: %v; kept %s, aside %s", c.data, err, m.Data, m.Saved)
		}
	}
}

func TestExportThenImportIsEqual(t *testing.T) {
	from := Open(&Memory{})
	put(t, from, "learn", "[1,2]")
	put(t, from, "interview", "[3]")
	file, err := from.Export()
	if err != nil {
		t.Fatal(err)
	}
	merge := func(_ string, kept, come []byte) ([]byte, error) { return add(kept, come), nil }
	to := Open(&Memory{})
	for range 2 { // a second time changes nothing
		if err := to.Import(append([]byte("\xef\xbb\xbf"), file...), merge); err != nil {
			t.Fatal(err)
		}
		if again, _ := to.Export(); string(again) != string(file) {
			t.Errorf("%s, want %s", again, file)
		}
	}
	put(t, to, "learn", "[9]")
	if err := to.Import(file, merge); err != nil || squeezed(to.Get("learn")) != "[1,2,9]" {
		t.Errorf("%v, %s", err, to.Get("learn"))
	}
}

func TestAnImportThatFailsChangesNothing(t *testing.T) {
	odd := errors.New("a part of a newer program")
	for file, want := range map[string]error{
		"":                              ErrBroken,
		"{":                             ErrBroken,
		"hello":                         ErrBroken,
		`{"format":"anki","version":1}`: ErrForeign,
		`{"format":"promptscope-progress","version":7,"parts":{"learn":[1]}}`:             ErrNewer,
		`{"format":"promptscope-progress","version":1,"parts":[]}`:                        ErrForeign,
		`{"format":"promptscope-progress","version":1,"parts":{"learn":[8],"other":[1]}}`: odd,
	} {
		s := Open(&Memory{})
		put(t, s, "learn", "[1]")
		err := s.Import([]byte(file), func(name string, kept, come []byte) ([]byte, error) {
			if name == "other" {
				return nil, odd
			}
			return add(kept, come), nil
		})
		if !errors.Is(err, want) || squeezed(s.Get("learn")) != "[1]" || s.Get("other") != nil {
			t.Errorf("%s: %v, learn %s", file, err, s.Get("learn"))
		}
	}
}
