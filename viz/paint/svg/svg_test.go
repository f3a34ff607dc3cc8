package svg

import (
	"bytes"
	"encoding/xml"
	"io"
	"math"
	"strings"
	"testing"

	"promptscope/viz/internal/fake"
	"promptscope/viz/panel"
	"promptscope/viz/scene"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

func lay(lang string, dark bool) *scene.Scene {
	c := fake.Catalog()
	st := state.Default()
	in := panel.Input{State: st, View: &ui.View{Lang: lang, Dark: dark}, Catalog: &c, W: 1440, H: 900}
	for i, spec := range state.Specs(st, c) {
		in.Lanes[i] = fake.Snapshot(c, spec, 200)
	}
	var sc scene.Scene
	panel.Layout(&sc, &in)
	return &sc
}

// texts reads an SVG back: it must be well formed, and gives the texts and how often each element occurs.
func texts(t *testing.T, file []byte) (list []string, count map[string]int) {
	t.Helper()
	count = map[string]int{}
	d := xml.NewDecoder(bytes.NewReader(file))
	inText := false
	for {
		tok, err := d.Token()
		if err == io.EOF {
			return list, count
		}
		if err != nil {
			t.Fatal(err)
		}
		switch e := tok.(type) {
		case xml.StartElement:
			count[e.Name.Local]++
			inText = e.Name.Local == "text"
			for _, a := range e.Attr {
				if strings.Contains(a.Value, "NaN") || strings.Contains(a.Value, "Inf") {
					t.Errorf("%s %s=%q", e.Name.Local, a.Name.Local, a.Value)
				}
			}
		case xml.EndElement:
			inText = false
		case xml.CharData:
			if inText {
				list = append(list, string(e))
			}
		}
	}
}

func TestTheWholeViewHoldsEveryText(t *testing.T) {
	for _, lang := range []string{"en", "zh"} {
		sc := lay(lang, true)
		var b bytes.Buffer
		if err := Write(&b, sc, scene.Rect{W: 1440, H: 900}); err != nil {
			t.Fatal(err)
		}
		got, count := texts(t, b.Bytes())
		want := 0
		for i := range sc.Marks {
			if m := &sc.Marks[i]; m.Kind == scene.Text && strings.TrimSpace(sc.String(m)) != "" {
				if want >= len(got) || got[want] != sc.String(m) {
					t.Fatalf("%s: text %d is not %q", lang, want, sc.String(m))
				}
				want++
			}
		}
		if want != len(got) || count["polyline"] < 4 || count["rect"] < 500 {
			t.Errorf("%s: %d texts of %d, %v", lang, len(got), want, count)
		}
		for _, bad := range []string{"<script", "href", "style="} {
			if bytes.Contains(b.Bytes(), []byte(bad)) {
				t.Errorf("the file has %s", bad)
			}
		}
	}
}

func TestAPartHoldsOnlyWhatLiesInIt(t *testing.T) {
	sc := lay("en", false)
	r, ok := panel.Part(sc, "chart")
	if !ok {
		t.Fatal("no chart")
	}
	var b bytes.Buffer
	if err := Write(&b, sc, r); err != nil {
		t.Fatal(err)
	}
	got, _ := texts(t, b.Bytes())
	all := strings.Join(got, "|")
	if !strings.Contains(all, "Linear") && !strings.Contains(all, "linear") || strings.Contains(all, "Promptscope") || strings.Contains(all, "Learning rate") {
		t.Errorf("the chart's texts: %s", all)
	}
}

func TestEveryKindOfMark(t *testing.T) {
	var sc scene.Scene
	sc.Reset(100, 100)
	sc.ClipTo(scene.Rect{X: 1, Y: 1, W: 98, H: 98})
	sc.Put(`a<b & "c"`, 10, 20, scene.Style{Size: 12, Color: 0x11223380}, scene.Left)
	sc.Up("up", 30, 50, 40, scene.Style{Size: 12, Color: 0xff})
	sc.Curve(1, 0xff00ffff, scene.Point{}, scene.Point{X: 10}, scene.Point{X: 20, Y: 5}, scene.Point{X: 30, Y: 30})
	sc.Area(0xffff, scene.Point{}, scene.Point{X: 10}, scene.Point{Y: 10})
	sc.Line(0, 0, 50, 50, 2, 0xffffffff).Dash = [2]float32{3, 2}
	sc.Points = append(sc.Points, scene.Point{X: 1, Y: 1}, scene.Point{X: float32(math.NaN()), Y: 2}, scene.Point{X: 3, Y: 3})
	sc.Stroke(len(sc.Points)-3, 1, 0xff)
	sc.Values = append(sc.Values, -1, 0, 1, float32(math.NaN()))
	sc.Column(scene.Rect{X: 60, Y: 10, W: 8, H: 40}, 0, 1)
	sc.ClipTo(scene.Rect{})
	var b bytes.Buffer
	if err := Write(&b, &sc, scene.Rect{W: 100, H: 100}); err != nil {
		t.Fatal(err)
	}
	got, count := texts(t, b.Bytes())
	if len(got) != 2 || got[0] != `a<b & "c"` || count["clipPath"] != 1 || count["path"] != 2 || count["polygon"] != 1 || count["polyline"] != 1 {
		t.Errorf("%q %v\n%s", got, count, b.String())
	}
}
