package panel

import (
	"fmt"
	"strings"
	"testing"

	"promptscope/sim/run"
	"promptscope/viz/i18n"
	"promptscope/viz/internal/fake"
	"promptscope/viz/qr"
	"promptscope/viz/scene"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

const link = "https://example.org/promptscope/#v=1&task=fact&backbone=4x64&seed=77&n=12&placement=infix"

// around lays a picture out with the link, its code and a pointer at rest.
func around(query, lang string, w, h float32, view ui.View) *scene.Scene {
	c := fake.Catalog()
	st, notices := state.Parse(query, c)
	if len(notices) > 0 {
		panic(fmt.Sprint(notices))
	}
	view.Lang, view.Link, view.Code, view.Copy = lang, link, qr.Encode(link), true
	in := Input{State: st, View: &view, Catalog: &c, W: w, H: h}
	for i, spec := range state.Specs(st, c) {
		in.Lanes[i] = fake.Snapshot(c, spec, 300)
		in.Lanes[i].Status = run.Running
	}
	var sc scene.Scene
	Layout(&sc, &in)
	return &sc
}

// screens are the sizes everything here must fit.
var screens = []struct{ w, h float32 }{{1440, 900}, {1024, 768}, {768, 1024}, {390, 844}, {360, 640}, {844, 390}, {640, 360}, {1067, 667}, {800, 600}}

func eachAround(t *testing.T, queries []string, f func(t *testing.T, sc *scene.Scene, phone bool)) {
	for _, z := range screens {
		for _, lang := range []string{"en", "zh"} {
			for _, q := range queries {
				t.Run(fmt.Sprintf("%.0f-%s-%s", z.w, lang, q), func(t *testing.T) {
					f(t, around(q, lang, z.w, z.h, ui.View{Dark: true}), z.w < 760 || z.h < 500)
				})
			}
		}
	}
}

var situations = []string{"panel=share", "panel=help", "embed=1", "embed=1&hide=play,example", "lock=all", "hide=seed,speed,clock,metric,reset",
	"hide=settings,lang,theme,help,share", "lock=play,speed,n,task&panel=settings"}

func TestSheetsAndTeachersPicturesFit(t *testing.T) {
	eachAround(t, situations, func(t *testing.T, sc *scene.Scene, phone bool) {
		var texts []*scene.Mark
		clipped := false
		for i := range sc.Marks {
			m := &sc.Marks[i]
			if m.Kind == scene.Clip {
				clipped = m.Rect.W > 0
			}
			if m.Kind == scene.Text && !clipped {
				texts = append(texts, m)
			}
		}
		for i, a := range texts {
			box := inkBox(a)
			if box.X < 0 || box.Y < 0 || box.Right() > sc.W || box.Bottom() > sc.H {
				t.Errorf("%q at %v leaves the window", sc.String(a), box)
			}
			for _, b := range texts[i+1:] {
				if sc.H < 700 && a.Layer == 0 && phone {
					continue // too low for a lane's bands; the sheets must fit all the same
				}
				if a.Layer == b.Layer && cross2(box, inkBox(b)) {
					t.Errorf("%q at %v overlaps %q at %v", sc.String(a), box, sc.String(b), inkBox(b))
				}
			}
		}
		for _, c := range sc.Controls {
			narrow := c.ID == "token" || c.ID == "layer" || c.ID == "recommend" || c.ID == "inspect"
			if c.Label == "" {
				t.Errorf("%s:%s has no name", c.ID, c.Arg)
			}
			if phone && c.Kind != scene.Surface && (c.Rect.H < 43.9 || c.Rect.W < 43.9 && !narrow) {
				t.Errorf("%s:%s is %.0f x %.0f", c.ID, c.Arg, c.Rect.W, c.Rect.H)
			}
		}
	})
}

// TestButtonsOfASheetDoNotOverlap: two targets at one place cannot both be meant.
func TestButtonsOfASheetDoNotOverlap(t *testing.T) {
	eachAround(t, []string{"panel=share"}, func(t *testing.T, sc *scene.Scene, phone bool) {
		for i, a := range sc.Controls {
			for _, b := range sc.Controls[i+1:] {
				if a.Layer > 0 && a.Layer == b.Layer && a.Kind == scene.Button && b.Kind == scene.Button && cross2(a.Rect.Inset(0.5), b.Rect.Inset(0.5)) {
					t.Errorf("%v %v and %v %v", a.Key(), a.Rect, b.Key(), b.Rect)
				}
			}
			if a.Layer > 0 && a.Kind == scene.Button && a.Rect.Bottom() > sc.H {
				t.Errorf("%v is below the window", a.Key())
			}
		}
	})
}

// TestEveryControlIsExplainedAndCanBeNamedInALink guards against a new control without tip or name.
func TestEveryControlIsExplainedAndCanBeNamedInALink(t *testing.T) {
	names := map[string]bool{}
	for _, n := range ui.Names() {
		names[n] = true
	}
	check := func(t *testing.T, sc *scene.Scene) {
		for _, c := range sc.Controls {
			if c.Kind == scene.Surface && c.ID != "chart" {
				continue
			}
			for _, lang := range []string{"en", "zh"} {
				if i18n.For(lang).Tip(ui.TipOf(c.ID)) == "" {
					t.Errorf("%s: no tip for %s: add it to tips in viz/i18n", lang, c.ID)
				}
			}
			if o, _ := ui.Find(c.ID); !names[ui.NameOf(c.ID, c.Arg)] && !(o.Name == "" && o.Look) {
				t.Errorf("%s cannot be hidden or locked: add a name to ui.Orders", c.ID)
			}
		}
	}
	each(t, func(t *testing.T, sh shot, sc *scene.Scene) { check(t, sc) })
	eachAround(t, situations, func(t *testing.T, sc *scene.Scene, _ bool) { check(t, sc) })
}

func TestHideTakesAwayAndLockHolds(t *testing.T) {
	sc := around("hide=seed,task,metric,example,n,lra&lock=backbone,play,b", "en", 1440, 900, ui.View{})
	for _, c := range sc.Controls {
		switch ui.NameOf(c.ID, c.Arg) {
		case "seed", "task", "metric", "example", "n", "lra":
			t.Errorf("%s:%s is still there", c.ID, c.Arg)
		case "backbone", "play", "b":
			if !c.Off {
				t.Errorf("%s can be operated", c.ID)
			}
		}
	}
	for i := range sc.Marks {
		if m := &sc.Marks[i]; m.Kind == scene.Text && sc.String(m) == i18n.For("en").Seed {
			t.Error("the seed's name is still there")
		}
	}
}

func TestEmbedIsLanesAndChart(t *testing.T) {
	for _, c := range around("embed=1", "en", 800, 600, ui.View{}).Controls {
		switch c.ID {
		case "play", "token", "example", "metric", "scale", "chart", "at":
		default:
			t.Errorf("%s:%s is there", c.ID, c.Arg)
		}
	}
	if _, ok := Part(around("embed=1&hide=play", "en", 800, 600, ui.View{}), "lane-b"); !ok {
		t.Error("lane B cannot be saved alone")
	}
}

// TestTipsAppearAtRest: names of signs at once, sentences once the pointer rests, and for labels too.
func TestTipsAppearAtRest(t *testing.T) {
	for _, lang := range []string{"en", "zh"} {
		s := i18n.For(lang)
		plain := around("", lang, 1440, 900, ui.View{})
		reset := plain.Find(scene.Key{ID: "reset"}).Rect
		finger := false
		at := func(x, y float32, hover string, rested bool) string {
			sc := around("", lang, 1440, 900, ui.View{X: x, Y: y, Inside: true, Touch: finger, Hover: scene.Key{ID: hover}, Rested: rested})
			var b strings.Builder
			for i := range sc.Marks {
				if m := &sc.Marks[i]; m.Kind == scene.Text && m.Layer > 0 {
					b.WriteString(sc.String(m))
				}
			}
			return b.String()
		}
		if got := at(reset.CX(), reset.CY(), "reset", false); got != s.Reset {
			t.Errorf("%s: at once %q", lang, got)
		}
		squeeze := func(text string) string { return strings.ReplaceAll(text, " ", "") }
		if got := at(reset.CX(), reset.CY(), "reset", true); squeeze(got) != squeeze(s.Reset+s.Tip("reset")) {
			t.Errorf("%s: at rest %q", lang, got)
		}
		finger = true
		if got := at(reset.CX(), reset.CY(), "reset", true); got != "" {
			t.Errorf("%s: under a finger %q", lang, got)
		}
		for i := range plain.Marks {
			if m := &plain.Marks[i]; m.Kind == scene.Text && plain.String(m) == s.Speed {
				if got := at(m.Rect.CX(), m.Rect.Y-4, "", true); squeeze(got) != squeeze(s.Speed+s.Tip("speed")) {
					t.Errorf("%s: over the caption of the speed %q", lang, got)
				}
			}
		}
		for i := range plain.Marks {
			m := &plain.Marks[i]
			if m.Kind == scene.Text && plain.String(m) == s.Frozen {
				e, _ := s.Term("frozen")
				if got := at(m.Rect.CX(), m.Rect.Y-4, "", true); squeeze(got) != squeeze(e.Term+e.Short) {
					t.Errorf("%s: over %q %q", lang, s.Frozen, got)
				}
				break
			}
		}
	}
}

// typing-unseen: what is being typed into a number is what the picture and its twin show, while it is typed.
func TestTypingIsSeen(t *testing.T) {
	for _, key := range []string{"n", "seed", "steps", "lr@b"} {
		sc := around("run=0", "en", 1440, 900, ui.View{Typing: ui.Typing{Key: scene.Key{ID: key}, Text: "23"}})
		c := sc.Find(scene.Key{ID: key})
		if c == nil || sc.Shown(c) != "23" {
			t.Errorf("%s shows %q", key, sc.Shown(c))
		}
	}
}
