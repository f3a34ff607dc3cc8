package panel

import (
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"promptscope/sim/run"
	"promptscope/viz/internal/fake"
	"promptscope/viz/paint/rec"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

var update = flag.Bool("update", false, "write the golden files anew")

// shot is one picture to test.
type shot struct {
	name   string
	query  string
	w, h   float32
	steps  int
	x, y   float32
	hover  string
	open   string
	focus  string
	status run.Status

	look   int        // step on show; 0 = the present
	zoom   state.Span // steps on the chart
	part   run.StepPart
	at     state.Inspect
	past   int // earlier runs
	scroll float32
}

func (sh shot) lay(t testing.TB, lang string, dark bool) *scene.Scene {
	t.Helper()
	c := fake.Catalog()
	st, _ := state.Parse(sh.query, c)
	st.Span, st.Open = sh.zoom, sh.at
	if sh.look > 0 {
		st.Seen = sh.look
	}
	v := ui.View{Lang: lang, Dark: dark, X: sh.x, Y: sh.y, Inside: sh.hover != "", Hover: scene.Key{ID: sh.hover}, Open: sh.open,
		Focus: scene.Key{ID: sh.focus}, FocusShown: sh.focus != "", Scroll: sh.scroll, Over: sh.status >= run.Done}
	in := Input{State: st, View: &v, Catalog: &c, W: sh.w, H: sh.h, FPS: 12}
	for i, spec := range state.Specs(st, c) {
		s := fake.Snapshot(c, spec, sh.steps)
		in.Lanes[i] = s
		s.Status, s.Part = sh.status, sh.part
		s.CanEdit, s.Edits = i == 1, 1
		if sh.look > 0 {
			s.Shown = int32(sh.look)
		}
		if sh.at.Level > 0 && sh.at.Lane == i {
			fake.Detail(s, sh.at.Layer, sh.at.Head, sh.at.Unit)
		}
		s.Bare = run.Bare{Known: spec.Task == "fact", Loss: 9.4, Accuracy: 0.12}
		for step := 5; step <= sh.steps; step += 5 { // each lane takes longer than the one before
			in.Times[i].Add(int32(step), 0.02*float64(step*(i+1)))
		}
		for k := range sh.past {
			old := fake.Snapshot(c, spec, 200+90*k)
			old.Spec.Seed, old.Spec.N, old.Digest = uint64(k), 8+4*k, s.Digest
			r := NewPast(2*k+i, i, old, &in.Times[i])
			r.Pinned = k == 1 && i == 1
			in.Past = append(in.Past, r)
		}
		switch sh.status { // no numbers yet
		case run.Loading:
			s.Trace, s.Message = run.Trace{}, "0.8 / 1.9 MB"
		case run.Failed:
			s.Trace, s.Message = run.Trace{}, "backbone 4x128 did not arrive: model.safetensors: TypeError: Failed to fetch"
		}
		if sh.status == run.Diverged {
			in.Lanes[i].Message = "step 3: the loss is no longer a finite number; a lower learning rate helps"
		}
	}
	var sc scene.Scene
	Layout(&sc, &in)
	return &sc
}

var sizes = []struct{ w, h float32 }{{1440, 900}, {1024, 768}, {768, 1024}, {390, 844}, {360, 640}, {844, 390}, {640, 360}, {1920, 1080}, {1200, 760}, {1110, 640}, {780, 900}}

// shots are the situations that must be legible at every size and in every language.
func shots() (out []shot) {
	for _, z := range sizes {
		for _, s := range []shot{
			{name: "srl", query: "", steps: 412, status: run.Running},
			{name: "fact", query: "task=fact&backbone=4x64&scale=log&lane=1", steps: 120, status: run.Running},
			{name: "infix", query: "placement=infix&metric=accuracy&n=16", steps: 600, status: run.Done},
			{name: "suffix", query: "placement=suffix&n=32&backbone=4x64&lra=0.02&steps=3000", steps: 30, status: run.Paused},
			{name: "full", query: "a=full&b=probe&labels=400", steps: 0, status: run.Paused},
			{name: "diverged", query: "lra=1000000", steps: 3, status: run.Diverged},
			{name: "causal", query: "task=fact&backbone=2x64-gpt2&placement=infix&n=6", steps: 120, status: run.Running},
			{name: "backbones", query: "backbone=4x192", open: "backbone", steps: 100, status: run.Running},
			{name: "loading", query: "backbone=4x64", status: run.Loading},
			{name: "failed", query: "backbone=4x64", status: run.Failed},
			{name: "three", query: "c=full&task=fact", steps: 200, past: 1, status: run.Running},
			{name: "four", query: "c=full&d=probe&lane=2", steps: 300, past: 2, status: run.Running},
			{name: "fourcross", query: "c=full&d=probe", hover: "chart", x: z.w * 0.4, y: z.h - 100, steps: 300, status: run.Running},
			{name: "fourtabs", query: "c=full&d=p-tuning&panel=inspector", at: state.Inspect{Level: 2, Lane: 3}, steps: 300, status: run.Running},
			{name: "one", query: "b=", steps: 300, status: run.Running},
			{name: "settings", query: "panel=settings", steps: 100, status: run.Waiting},
			{name: "list", query: "", open: "task", steps: 100, status: run.Running},
			{name: "methods", query: "task=rel&a=deep-hidden&b=hand&panel=settings", open: "a", steps: 60, status: run.Running},
			{name: "unfit", query: "task=fact&b=probe&panel=settings", open: "b", steps: 60, status: run.Running},
			{name: "joint", query: "task=srl+ner&a=deep-hidden", steps: 700, status: run.Running},
			{name: "cross", query: "", hover: "chart", x: z.w * 0.4, y: z.h - 100, steps: 500, status: run.Running},
			{name: "time", query: "clock=0&axis=time&panel=settings", steps: 400, past: 1, status: run.Running},
			{name: "timelook", query: "clock=0&axis=time&task=fact", look: 130, steps: 400, status: run.Paused},
			{name: "timecross", query: "clock=0&axis=time&metric=accuracy", hover: "chart", x: z.w * 0.4, y: z.h - 100, steps: 400, status: run.Running},
			{name: "look", query: "", look: 130, past: 2, steps: 412, status: run.Paused},
			{name: "zoom", query: "task=fact&metric=accuracy", zoom: state.Span{From: 90, To: 260}, past: 3, steps: 412, status: run.Running},
			{name: "past", query: "task=fact&fair=numbers", past: 3, steps: 400, status: run.Running},
			{name: "forward", query: "", steps: 0, part: run.StepPart{Stage: run.Forward, Layer: 1, Chunks: 4}, status: run.Paused},
			{name: "backward", query: "backbone=4x64", steps: 40, part: run.StepPart{Stage: run.Backward, Layer: 0, Chunks: 4}, status: run.Paused},
			{name: "update", query: "a=full&task=fact", steps: 40, part: run.StepPart{Stage: run.Update, Moved: 59268, Farthest: 0.0123}, status: run.Paused},
			{name: "words", query: "task=fact&a=hand&b=search&template@a=X+_", steps: 40, status: run.Running},
			{name: "token", query: "panel=inspector", steps: 100, at: state.Inspect{Level: 1, Lane: 1, Layer: 1, Unit: 3}, status: run.Paused},
			{name: "input", query: "panel=inspector&task=fact", steps: 100, look: 50, at: state.Inspect{Level: 1, Unit: 3}, status: run.Paused},
			{name: "layer", query: "panel=inspector&backbone=4x64", steps: 100, at: state.Inspect{Level: 2, Lane: 1, Layer: 2}, status: run.Running},
			{name: "head", query: "panel=inspector", steps: 100, at: state.Inspect{Level: 3, Lane: 1, Layer: 1, Head: 2}, status: run.Running},
			{name: "full-layer", query: "panel=inspector&a=full", steps: 100, at: state.Inspect{Level: 1}, status: run.Running},
			{name: "nothing", query: "panel=inspector", steps: 100, status: run.Running},
			{name: "compare", query: "panel=compare&fair=numbers", steps: 400, past: 2, status: run.Running},
			{name: "scrolled", query: "panel=compare&n=32", steps: 400, past: 3, scroll: 300, status: run.Running},
		} {
			s.w, s.h = z.w, z.h
			s.name = fmt.Sprintf("%s-%.0f", s.name, z.w)
			out = append(out, s)
		}
	}
	return out
}

func TestGolden(t *testing.T) {
	for _, sh := range shots() {
		name, _, _ := strings.Cut(sh.name, "-")
		if !slices.Contains([]string{"srl", "fact", "causal", "backbones", "loading", "failed", "look", "backward", "token", "head", "compare", "four"}, name) || !slices.Contains([]float32{1440, 1024, 768, 390, 360, 844, 640}, sh.w) {
			continue
		}
		for _, lang := range []string{"en", "zh"} {
			got := rec.Text(sh.lay(t, lang, true))
			path := filepath.Join("testdata", sh.name+"-"+lang+".golden")
			if *update {
				if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
					t.Fatal(err)
				}
				continue
			}
			want, err := os.ReadFile(path)
			if err != nil {
				t.Fatal(err)
			}
			if got != string(want) {
				t.Errorf("%s differs; look at it, then run go test ./viz/panel -update", path)
			}
		}
	}
}

// each runs f for every shot in both languages.
func each(t *testing.T, f func(t *testing.T, sh shot, sc *scene.Scene)) {
	for _, sh := range shots() {
		for _, lang := range []string{"en", "zh"} {
			t.Run(sh.name+"-"+lang, func(t *testing.T) { f(t, sh, sh.lay(t, lang, true)) })
		}
	}
}

// inkBox is about where a text has ink.
func inkBox(m *scene.Mark) scene.Rect {
	r := scene.Rect{X: m.Rect.X + 0.5, Y: m.Rect.Y - 0.72*m.Size, W: m.Rect.W - 1, H: 0.82 * m.Size}
	if m.Turned {
		r = scene.Rect{X: m.Rect.X - 0.72*m.Size, Y: m.Rect.Y - m.Rect.W + 0.5, W: 0.82 * m.Size, H: m.Rect.W - 1}
	}
	return r
}

func cross2(a, b scene.Rect) bool {
	return a.X < b.Right() && b.X < a.Right() && a.Y < b.Bottom() && b.Y < a.Bottom()
}

func TestTextsDoNotOverlapAndAreNotCutOff(t *testing.T) {
	each(t, func(t *testing.T, sh shot, sc *scene.Scene) {
		var texts, inside []*scene.Mark
		clipped := false
		for i := range sc.Marks {
			m := &sc.Marks[i]
			if m.Kind == scene.Clip {
				clipped = m.Rect.W > 0
			}
			switch {
			case m.Kind == scene.Text && !clipped:
				texts = append(texts, m)
			case m.Kind == scene.Text: // it may be scrolled out of sight, but not lie on another
				inside = append(inside, m)
			}
		}
		for i, a := range inside {
			if box := inkBox(a); box.X < 0 || box.Right() > sh.w {
				t.Errorf("%q at %v leaves the window", sc.String(a), box)
			}
			for _, b := range inside[i+1:] {
				if a.Layer == b.Layer && cross2(inkBox(a), inkBox(b)) {
					t.Errorf("%q at %v overlaps %q at %v", sc.String(a), inkBox(a), sc.String(b), inkBox(b))
				}
			}
		}
		for i, a := range texts {
			box := inkBox(a)
			if box.X < 0 || box.Y < 0 || box.Right() > sh.w || box.Bottom() > sh.h {
				t.Errorf("%q at %v leaves the window", sc.String(a), box)
			}
			for _, b := range texts[i+1:] {
				if a.Layer == b.Layer && cross2(box, inkBox(b)) {
					t.Errorf("%q at %v overlaps %q at %v", sc.String(a), box, sc.String(b), inkBox(b))
				}
			}
		}
	})
}

func TestTargetsOnPhonesAreAFingerWide(t *testing.T) {
	each(t, func(t *testing.T, sh shot, sc *scene.Scene) {
		if sh.w > 900 && sh.h > 500 {
			return
		}
		for _, c := range sc.Controls {
			narrow := c.ID == "token" || c.ID == "layer" || c.ID == "recommend" || c.ID == "inspect" && c.Kind == scene.Surface // as wide as their column or line allows
			if c.Kind == scene.Surface || c.Rect.H >= 43.9 && (c.Rect.W >= 43.9 || narrow) {
				continue
			}
			t.Errorf("%s:%s is %.0f x %.0f", c.ID, c.Arg, c.Rect.W, c.Rect.H)
		}
	})
}

func TestControlsHaveNamesAndStayInside(t *testing.T) {
	each(t, func(t *testing.T, sh shot, sc *scene.Scene) {
		for _, c := range sc.Controls {
			if c.Label == "" {
				t.Errorf("%s:%s has no name", c.ID, c.Arg)
			}
			if c.Rect.X < -1 || c.Rect.Right() > sh.w+1 {
				t.Errorf("%s:%s at %v leaves the window", c.ID, c.Arg, c.Rect)
			}
		}
	})
}

func TestThemesDifferInColoursOnly(t *testing.T) {
	for _, sh := range shots() {
		if dark, light := rec.Text(sh.lay(t, "en", true)), rec.Text(sh.lay(t, "en", false)); sh.name != "" && !sameButSigns(dark, light) {
			t.Errorf("%s: the light picture is laid out differently", sh.name)
		}
	}
}

// sameButSigns compares all lines but the last, which counts the strokes of sun and moon too, and the theme button.
func sameButSigns(a, b string) bool {
	la, lb := lines(a), lines(b)
	if len(la) != len(lb) {
		return false
	}
	for i := range la[:len(la)-1] {
		if la[i] != lb[i] && len(la[i]) > 12 && la[i][:12] != "button theme" {
			return false
		}
	}
	return true
}

func lines(s string) (out []string) {
	for len(s) > 0 {
		i := 0
		for s[i] != '\n' {
			i++
		}
		out, s = append(out, s[:i]), s[i+1:]
	}
	return out
}

func TestOrangeBelongsToVirtualTokens(t *testing.T) {
	sc := shot{query: "a=full&b=probe", w: 1440, h: 900, steps: 50, status: run.Running}.lay(t, "en", true)
	for _, m := range sc.Marks {
		if m.Rect.Y < 48 {
			continue // the sign of the program shows a virtual token
		}
		for _, c := range []scene.Color{m.Fill, m.Stroke} {
			if c>>8 == kit.Dark.Virtual>>8 && c&0xff != 0 || c>>8 == kit.Dark.VirtualInk>>8 {
				t.Errorf("orange without a virtual token: %+v", m)
			}
		}
	}
}

func TestNoNaNOnScreen(t *testing.T) {
	c := fake.Catalog()
	st, _ := state.Parse("lra=1e9", c)
	in := Input{State: st, View: &ui.View{Lang: "en", Dark: true}, Catalog: &c, W: 1440, H: 900}
	nan := float32(math.NaN())
	for i, spec := range state.Specs(st, c) {
		s := fake.Snapshot(c, spec, 5)
		s.Status, s.Message, s.Loss, s.EvalAccuracy = run.Diverged, "diverged", nan, nan
		s.Losses[4], s.Trace.Hidden[7], s.Trace.Attention[3], s.Trace.Tags[2] = nan, nan, nan, nan
		in.Lanes[i] = s
	}
	var sc scene.Scene
	Layout(&sc, &in)
	for i := range sc.Marks {
		if m := &sc.Marks[i]; m.Kind == scene.Text {
			if s := sc.String(m); s == "NaN" || s == "+Inf" {
				t.Errorf("%q is on the screen", s)
			}
		}
	}
	for _, p := range sc.Points {
		if p.X != p.X || p.Y != p.Y {
			t.Fatal("a line goes through NaN")
		}
	}
}

func BenchmarkLayout(b *testing.B) {
	c := fake.Catalog()
	st, _ := state.Parse("backbone=4x64", c)
	in := Input{State: st, View: &ui.View{Lang: "zh", Dark: true}, Catalog: &c, W: 1440, H: 900}
	for i, spec := range state.Specs(st, c) {
		in.Lanes[i] = fake.Snapshot(c, spec, 1000)
	}
	var sc scene.Scene
	b.ReportAllocs()
	for b.Loop() {
		Layout(&sc, &in)
	}
}

func TestLayoutReusesItsMemory(t *testing.T) {
	c := fake.Catalog()
	st, _ := state.Parse("backbone=4x64", c)
	in := Input{State: st, View: &ui.View{Lang: "zh", Dark: true}, Catalog: &c, W: 1440, H: 900}
	for i, spec := range state.Specs(st, c) {
		in.Lanes[i] = fake.Snapshot(c, spec, 1000)
	}
	var sc scene.Scene
	if n := testing.AllocsPerRun(5, func() { Layout(&sc, &in) }); n > 0 {
		t.Errorf("a picture costs %v allocations", n)
	}
}
