package place_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"net/url"
	"os"
	"strings"
	"testing"

	"promptscope/internal/catalog"
	"promptscope/internal/sample"
	"promptscope/sim/run"
	"promptscope/viz/internal/fake"
	"promptscope/viz/panel"
	"promptscope/viz/panel/kit"
	"promptscope/viz/place"
	"promptscope/viz/scene"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

// writer makes up links: from values that exist, from numbers that no one wants, and by damaging what it has made.
type writer struct {
	*rand.Rand
	c state.Catalog
}

func (w writer) one(list []string) string { return list[w.IntN(len(list))] }

func (w writer) value(key string) string {
	if options := state.Options(key, w.c); len(options) > 0 && w.IntN(5) > 0 {
		return w.one(options)
	}
	numbers := []string{"0", "1", "2", "3", "7", "8", "20", "32", "33", "400", "-1", "99999", "1e9", "1e-9", "NaN", "Inf", "0.07", "", "x", "true", "0-0", "5-900", "900-5", "1.0.1.2.0.0", "3.3.9.9.40.9999",
		"all", "1,2", "2-4", "every-layer", "zero-prefix", "task,seed", "X _", "the R of X is _ .", "\U0001f4a5", strings.Repeat("9", 40)}
	return w.one(numbers)
}

func (w writer) link() string {
	var parts []string
	for range 1 + w.IntN(9) {
		key := w.one(state.Keys())
		if w.IntN(3) == 0 {
			key = state.LaneKey(key, w.IntN(5))
		}
		if w.IntN(25) == 0 {
			key = w.one([]string{"x", "", "n@", "@b", "__proto__", "lr@z"})
		}
		parts = append(parts, key+"="+url.QueryEscape(w.value(strings.SplitN(key, "@", 2)[0])))
	}
	link := strings.Join(parts, "&")
	if w.IntN(4) == 0 && len(link) > 2 { // damage it
		b := []byte(link)
		for range 1 + w.IntN(4) {
			b[w.IntN(len(b))] = byte(w.IntN(256))
		}
		link = string(b)
	}
	return link
}

// Whatever a link says, it gives a state that comes back from its own link, lanes that a trainer can resolve, and a picture in
// every shape of window, with lanes that have nothing yet, lanes in the middle and lanes whose numbers are none.
func TestEveryLinkCanBePainted(t *testing.T) {
	c := catalog.New()
	w := writer{rand.New(rand.NewPCG(7, 0)), c}
	published, err := os.ReadFile("../state/testdata/links-v1.txt")
	if err != nil {
		t.Fatal(err)
	}
	links := strings.Fields(string(published))
	for range sample.Count(200, 5000) {
		links = append(links, w.link())
	}
	sizes := [][2]float32{{1440, 900}, {1024, 768}, {768, 1024}, {390, 844}, {360, 640}, {844, 390}, {640, 360}, {300, 200}, {1, 1}, {5000, 200}}
	for i, link := range links {
		s, notices := state.Parse(link, c)
		again, more := state.Parse(state.Query(s), c)
		if again != s || len(more) > 0 {
			t.Errorf("%q: %s does not come back: %v", link, state.Query(s), more)
		}
		if len(notices) > 200 {
			t.Errorf("%q gives %d notices", link, len(notices))
		}
		size := sizes[i%len(sizes)]
		v := ui.View{Lang: []string{"en", "zh"}[i%2], Dark: i%3 == 0, Notices: notices, Apart: i%4 == 0, Open: []string{"", "", "task", "b"}[i%4]}
		in := kit.Input{State: s, View: &v, Catalog: &c, W: size[0], H: size[1]}
		lanes(&in, i)
		if err := painted(&in); err != nil {
			t.Errorf("%q at %v: %v", link, size, err)
		}
	}
}

// lanes gives an input snapshots of some age: none, the beginning, the middle, the end, or numbers that are none.
func lanes(in *kit.Input, i int) {
	specs := state.Specs(in.State, *in.Catalog)
	for k, spec := range specs {
		switch i % 5 {
		case 0:
		case 1:
			in.Lanes[k] = &run.Snapshot{Spec: spec, Status: run.Loading, EvalStep: -1, Branched: -1}
		default:
			s := fake.Snapshot(*in.Catalog, spec, []int{1, 40, 400}[i%3])
			if i%5 == 4 {
				s.Status, s.Loss, s.EvalLoss = run.Diverged, float32(math.NaN()), float32(math.Inf(1))
				if len(s.Losses) > 0 {
					s.Losses[len(s.Losses)-1] = float32(math.NaN())
				}
			}
			in.Lanes[k] = s
		}
	}
}

func painted(in *kit.Input) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("panic: %v", r)
		}
	}()
	p := place.Of(&in.State)
	in.Doc = p.Document(in)
	var sc scene.Scene
	p.Layout(&sc, in)
	const most = 40_000
	if len(sc.Marks) > most || len(sc.Controls) > most {
		return fmt.Errorf("%d marks, %d controls", len(sc.Marks), len(sc.Controls))
	}
	for i := range sc.Marks {
		for _, v := range []float32{sc.Marks[i].Rect.X, sc.Marks[i].Rect.Y, sc.Marks[i].Rect.W, sc.Marks[i].Rect.H} {
			if f := float64(v); math.IsNaN(f) || math.IsInf(f, 0) {
				return fmt.Errorf("mark %d is at %v", i, sc.Marks[i].Rect)
			}
		}
	}
	_ = panel.Options(in, in.View.Open)
	return nil
}
