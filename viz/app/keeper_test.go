package app

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"promptscope/viz/doc"
	"promptscope/viz/i18n"
	"promptscope/viz/keep"
	"promptscope/viz/panel"
	"promptscope/viz/place"
	"promptscope/viz/scene"
)

// diary is a place that keeps a list of words.
type diary struct {
	words []string
	fresh bool
}

func (*diary) ID() string                        { return "diary" }
func (*diary) Layout(*scene.Scene, *panel.Input) {}
func (*diary) Document(*panel.Input) *doc.Doc    { return nil }
func (*diary) Keeps() string                     { return "diary" }

func (d *diary) Restore(kept []byte) error {
	d.words = nil
	if kept == nil {
		return nil
	}
	return json.Unmarshal(kept, &d.words)
}

func (d *diary) Changed() []byte {
	if !d.fresh {
		return nil
	}
	d.fresh = false
	data, _ := json.Marshal(d.words)
	return data
}

func (*diary) Merge(kept, come []byte) ([]byte, error) {
	var a, b []string
	if kept != nil && json.Unmarshal(kept, &a) != nil || json.Unmarshal(come, &b) != nil {
		return nil, keep.ErrNewer
	}
	for _, w := range b {
		if !slices.Contains(a, w) {
			a = append(a, w)
		}
	}
	return json.Marshal(a)
}

func (d *diary) write(word string) { d.words, d.fresh = append(d.words, word), true }

var theDiary = &diary{}

func init() { place.Register(201, theDiary) }

func window(backend keep.Backend) *App {
	a, _ := start("lang=en")
	a.view.Notices = nil
	a.keeper.store = keep.Open(backend)
	a.keeper.restore()
	return a
}

func lastNotice(a *App) string {
	if n := len(a.view.Notices); n > 0 {
		return a.view.Notices[n-1].Value
	}
	return ""
}

func TestAPlaceRemembers(t *testing.T) {
	m := &keep.Memory{}
	a := window(m)
	theDiary.write("one")
	a.keeper.remember()
	theDiary.words = nil
	window(m)
	if !slices.Equal(theDiary.words, []string{"one"}) {
		t.Errorf("the next visit begins with %v", theDiary.words)
	}
	other := keep.Open(m) // another window
	if err := other.Update("diary", func([]byte) ([]byte, error) { return []byte(`["one","two"]`), nil }); err != nil {
		t.Fatal(err)
	}
	theDiary.write("three")
	a.keeper.remember()
	if want := []string{"one", "two", "three"}; !slices.Equal(theDiary.words, want) {
		t.Errorf("%v, want %v", theDiary.words, want)
	}
}

func TestThatNothingIsKeptIsSaidOnce(t *testing.T) {
	a := window(&keep.Memory{Err: errors.New("SecurityError")})
	for _, word := range []string{"one", "two"} {
		theDiary.write(word)
		a.keeper.remember()
	}
	said := 0
	for _, n := range a.view.Notices {
		if n.Value == i18n.For("en").Keeping.Refused {
			said++
		}
	}
	if said != 1 || !slices.Equal(theDiary.words, []string{"one", "two"}) {
		t.Errorf("said %d times, the place has %v", said, theDiary.words)
	}
}

func TestExportAndImport(t *testing.T) {
	a := window(&keep.Memory{})
	var file []byte
	a.opt.Save = func(name, _ string, data []byte) error { file = data; return nil }
	theDiary.write("one")
	a.keeper.export()
	b := window(&keep.Memory{})
	theDiary.write("two")
	for _, c := range []struct{ file, say string }{
		{"{", i18n.For("en").Keeping.ImportBroken},
		{`{"format":"anki"}`, i18n.For("en").Keeping.ImportForeign},
		{strings.Replace(string(file), `"version": 1`, `"version": 2`, 1), i18n.For("en").Keeping.ImportNewer},
		{strings.Replace(string(file), `"one"`, `7`, 1), i18n.For("en").Keeping.ImportNewer},
	} {
		if b.keeper.take([]byte(c.file)); lastNotice(b) != c.say || !slices.Equal(theDiary.words, []string{"two"}) {
			t.Errorf("%s: %q, %v", c.file, lastNotice(b), theDiary.words)
		}
	}
	if b.keeper.take(file); lastNotice(b) != i18n.For("en").Keeping.Imported || !slices.Equal(theDiary.words, []string{"two", "one"}) {
		t.Errorf("%q, %v", lastNotice(b), theDiary.words)
	}
}
