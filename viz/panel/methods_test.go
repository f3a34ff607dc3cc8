package panel

import (
	"cmp"
	"net/url"
	"strings"
	"testing"

	"promptscope/internal/catalog"
	"promptscope/sim/backbone"
	"promptscope/sim/backbone/pretrained"
	"promptscope/sim/run"
	"promptscope/sim/train"
	"promptscope/sim/tune"
	"promptscope/viz/i18n"
	"promptscope/viz/scene"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

// realRun is a few steps of a method, as its snapshots come out of a worker.
type realRun struct {
	t *testing.T
	x *train.Trainer
}

func newRun(t *testing.T, spec run.Spec) *realRun {
	t.Helper()
	ck, err := pretrained.Open(backbone.Default)
	if err != nil {
		t.Fatal(err)
	}
	x, err := train.New(spec, ck)
	if err != nil {
		t.Fatalf("%s: %v", spec.Method, err)
	}
	r := &realRun{t, x}
	r.settle(4)
	return r
}

func (r *realRun) settle(step int) {
	for !r.x.Over() && (r.x.StepsDone() < step || !r.x.Between()) {
		r.x.Tick()
	}
}

// snapshot passes through the codec, which checks its shapes.
func (r *realRun) snapshot() *run.Snapshot {
	var s, out run.Snapshot
	r.x.Fill(&s)
	if err := run.DecodeSnapshot(run.AppendSnapshot(nil, &s), &out); err != nil {
		r.t.Fatal(err)
	}
	return &out
}

// realView is one way to look at a run.
type realView struct {
	name  string
	query string
	apply func(r *realRun)
}

// realViews are the views that a method could break: they read parts of a snapshot that not every method has.
func realViews() []realView {
	look := func(r *realRun) { r.x.Detail.Inspect(true, 1, 1, 1) }
	views := []realView{
		{name: "now", apply: func(*realRun) {}},
		{name: "past", query: "seen=2", apply: func(r *realRun) { r.x.Past.Show(2) }},
		{name: "token", query: "panel=inspector&open=1.0.1.1.1.0", apply: look},
		{name: "layer", query: "panel=inspector&open=2.0.1.1.1.0", apply: look},
		{name: "head", query: "panel=inspector&open=3.0.1.1.1.0", apply: look},
		{name: "compare", query: "panel=compare&fair=numbers", apply: func(*realRun) {}},
		{name: "cut", query: "panel=inspector&open=1.0.1.1.1.0", apply: func(r *realRun) {
			r.x.Detail.Inspect(true, 0, 0, 0)
			for _, c := range []run.Cut{{Surgery: run.Zero, Layer: -1}, {Surgery: run.Remove, Layer: 0, Unit: -1}} {
				r.x.Cut.Start(c)
				for r.x.Cut.Busy() {
					r.x.Cut.Tick()
				}
			}
		}},
	}
	for i := range 9 { // all parts of a step, one after the other
		views = append(views, realView{name: "part", apply: func(r *realRun) {
			if i == 0 {
				r.x.Watch.On(true)
			}
			for r.x.Tick(); !r.x.Watch.Border() && !r.x.Over(); r.x.Tick() {
			}
		}})
	}
	return views
}

// Every registered method works in every view: nothing panics, no text lies on another, no number is NaN, every control
// has a name, and a run without a past says why.
func TestEveryMethodInEveryView(t *testing.T) {
	for _, m := range tune.All() {
		for _, task := range []string{"fact", "srl"} {
			spec := run.Spec{Task: task, Method: m.ID, Steps: 60, Batch: 4, Labels: 16, Seed: 3}
			if _, err := train.Resolve(spec); err != nil {
				continue
			}
			t.Run(m.ID+"-"+task, func(t *testing.T) { everyView(t, spec) })
		}
	}
}

// The pictures of a joint task, whose examples have different tags, and of a class read at [CLS].
func TestJointAndLinearInEveryView(t *testing.T) {
	for _, spec := range []run.Spec{{Task: "srl+ner", Method: "p-tuning-v2"}, {Task: "srl+ner", Method: "p-tuning"}, {Task: "rel", Method: "p-tuning-v2", Head: "linear"}, {Task: "rel", Method: "p-tuning", Head: "linear"}} {
		t.Run(spec.Method+"-"+spec.Task, func(t *testing.T) {
			spec.Steps, spec.Batch, spec.Labels, spec.Seed = 60, 4, 16, 3
			everyView(t, spec)
		})
	}
}

func everyView(t *testing.T, spec run.Spec) {
	r := newRun(t, spec)
	c := catalog.New()
	inside := false // whether the header says that the method acts there, at one size or another
	for _, v := range realViews() {
		r.x.Past.Show(-1)
		r.x.Detail.Inspect(false, 0, 0, 0)
		v.apply(r)
		s := r.snapshot()
		past := v.name == "past"
		if past && (s.NoPast == run.Kept) != (s.Shown == 2 && s.Stride > 0) {
			t.Errorf("a past is kept: %v, but step %d is shown", s.NoPast == run.Kept, s.Shown)
		}
		st, _ := state.Parse("a="+spec.Method+"&b="+spec.Method+"&task="+url.QueryEscape(spec.Task)+"&answer="+cmp.Or(spec.Head, "auto")+"&"+v.query, c)
		for _, z := range sizes {
			for _, lang := range []string{"en", "zh"} {
				view := ui.View{Lang: lang, Dark: true}
				in := Input{State: st, View: &view, Catalog: &c, W: z.w, H: z.h}
				in.Lanes[0], in.Lanes[1] = s, s
				var sc scene.Scene
				Layout(&sc, &in)
				legible(t, v.name, &sc)
				inside = inside || says(&sc, i18n.For(lang).InLayers)
				if past && s.NoPast != run.Kept && !says(&sc, i18n.For(lang).Pastless[s.NoPast-1]) {
					t.Errorf("%s at %.0f does not say why there is no past", lang, z.w)
				}
			}
		}
	}
	if want := c.Method(spec.Method).Where.Inside(); inside != want {
		t.Errorf("the header says that the method acts inside the layers: %v, want %v", inside, want)
	}
}

// says reports whether a text is drawn.
func says(sc *scene.Scene, want string) bool {
	for i := range sc.Marks {
		if m := &sc.Marks[i]; m.Kind == scene.Text && sc.String(m) == want {
			return true
		}
	}
	return false
}

// legible checks a picture of real numbers.
func legible(t *testing.T, name string, sc *scene.Scene) {
	t.Helper()
	var texts []*scene.Mark
	for i := range sc.Marks {
		if m := &sc.Marks[i]; m.Kind == scene.Text {
			if text := sc.String(m); strings.Contains(text, "NaN") || strings.Contains(text, "Inf") {
				t.Errorf("%s at %.0f: %q is on the screen", name, sc.W, text)
			}
			for _, o := range texts {
				if o.Layer == m.Layer && cross2(inkBox(o), inkBox(m)) {
					t.Errorf("%s at %.0f: %q at %v overlaps %q at %v", name, sc.W, sc.String(m), inkBox(m), sc.String(o), inkBox(o))
				}
			}
			texts = append(texts, m)
		}
	}
	for _, k := range sc.Controls {
		if k.Label == "" {
			t.Errorf("%s at %.0f: %s:%s has no name", name, sc.W, k.ID, k.Arg)
		}
	}
}
