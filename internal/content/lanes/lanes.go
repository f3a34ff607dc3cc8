// Package lanes makes the pictures of the lanes that stand in the lessons' pages: the runs that decide a lesson are trained to their
// end, and the lab that shows them is written as SVG. make lessons writes them all; they are committed, and a test makes one again.
package lanes

import (
	"bytes"
	"fmt"
	"math"
	"sync"

	"promptscope/internal/proof"
	"promptscope/sim/backbone/pretrained"
	"promptscope/sim/run"
	"promptscope/sim/train"
	"promptscope/viz/paint/svg"
	"promptscope/viz/panel"
	"promptscope/viz/place"
	"promptscope/viz/place/learn/lesson"
	"promptscope/viz/scene"
	"promptscope/viz/state"
	"promptscope/viz/ui"

	_ "promptscope/viz/place/all" // the lab
)

// Width and Height of a picture in CSS pixels.
const (
	Width  = 1100
	Height = 560
)

// Trained are the ends of the runs that decide a lesson, with seed 1.
func Trained(b *proof.Bench, l *lesson.Lesson) ([]*run.Snapshot, error) {
	specs, err := b.Specs(l.Decides())
	if err != nil {
		return nil, err
	}
	out, failed := make([]*run.Snapshot, len(specs)), make([]error, len(specs))
	var g sync.WaitGroup
	for i, s := range specs {
		g.Go(func() { out[i], failed[i] = end(s) })
	}
	g.Wait()
	for _, err := range failed {
		if err != nil {
			return nil, fmt.Errorf("lesson %s: %w", l.ID, err)
		}
	}
	return out, nil
}

func end(s run.Spec) (*run.Snapshot, error) {
	ck, err := pretrained.Open(s.Backbone)
	if err != nil {
		return nil, err
	}
	t, err := train.New(s, ck)
	if err != nil {
		return nil, err
	}
	for t.Step() {
	}
	for t.Pending() {
		t.Beside()
	}
	snap := &run.Snapshot{}
	t.Fill(snap)
	return snap, nil
}

// Draw is the picture of a lesson's lanes in a language.
func Draw(b *proof.Bench, l *lesson.Lesson, runs []*run.Snapshot, lang string) ([]byte, error) {
	s, notices := state.Parse(l.Decides()+"&embed=1&run=0", b.Catalog)
	if len(notices) > 0 {
		return nil, fmt.Errorf("lesson %s: %v", l.ID, notices)
	}
	in := &panel.Input{State: s, View: &ui.View{Lang: lang}, Catalog: &b.Catalog, W: Width, H: Height, Still: true}
	copy(in.Lanes[:], runs)
	var sc scene.Scene
	place.Of(&in.State).Layout(&sc, in)
	r, err := around(&sc, len(runs))
	if err != nil {
		return nil, fmt.Errorf("lesson %s: %w", l.ID, err)
	}
	var out bytes.Buffer
	err = svg.Write(&out, &sc, r)
	return out.Bytes(), err
}

// around is what all lanes take: the bar and the curves above and below them are left out.
func around(sc *scene.Scene, lanes int) (scene.Rect, error) {
	first, ok := panel.Part(sc, panel.Parts[1])
	last, all := panel.Part(sc, panel.Parts[lanes])
	if !ok || !all {
		return scene.Rect{}, fmt.Errorf("%d lanes are not on the picture", lanes)
	}
	const margin = 4
	whole := func(v float32) float32 { return float32(math.Round(float64(v))) } // pages name the size in pixels
	return scene.Rect{X: whole(first.X - margin), Y: whole(first.Y - margin), W: whole(last.Right() - first.X + 2*margin), H: whole(last.Bottom() - first.Y + 2*margin)}, nil
}
