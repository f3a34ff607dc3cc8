package place_test

import (
	"slices"
	"testing"

	"promptscope/viz/doc"
	"promptscope/viz/internal/fake"
	"promptscope/viz/panel"
	"promptscope/viz/panel/kit"
	"promptscope/viz/place"
	_ "promptscope/viz/place/all"
	"promptscope/viz/scene"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

// toy is a place as a newcomer would write it.
type toy struct{ done int }

func (*toy) ID() string { return "toy" }

func (*toy) Layout(dst *scene.Scene, in *kit.Input) { panel.Reading(dst, in) }

func (*toy) Document(*kit.Input) *doc.Doc {
	return &doc.Doc{ID: "toy", Title: "Toy", Blocks: []doc.Block{{Kind: doc.Buttons, Buttons: []doc.Option{{Order: "toy-bet", Arg: "1", Label: "Bet"}}}}}
}

func (p *toy) Orders() []ui.Order {
	return []ui.Order{{ID: "toy-bet", Name: "toy", Do: func(t ui.Turn, arg string, _ int) ui.Effect { p.done++; return ui.Effect{} }}}
}

var registered = &toy{}

func init() { place.Register(200, registered) }

// A place that registers itself is in the bar, in the link, in the names for hide and lock, and its orders are carried out.
func TestAPlaceRegistersItself(t *testing.T) {
	if ids := place.IDs(); ids[0] != state.Lab || ids[len(ids)-1] != "toy" || !slices.Contains(ids, "about") {
		t.Fatalf("places %v", ids)
	}
	c := fake.Catalog()
	c.Places, c.Controls = place.IDs(), ui.Names()
	s, notices := state.Parse("place=toy", c)
	if s.Place != "toy" || len(notices) > 0 || state.Query(s) != "v=2&place=toy" {
		t.Errorf("%+v, %s", notices, state.Query(s))
	}
	v := ui.View{Lang: "en"}
	in := kit.Input{State: s, View: &v, Catalog: &c, W: 1440, H: 900}
	in.Doc = place.Of(&s).Document(&in)
	var sc scene.Scene
	place.Of(&s).Layout(&sc, &in)
	for _, k := range []scene.Key{{ID: "place", Arg: "toy"}, {ID: "place", Arg: "lab"}, {ID: "toy-bet", Arg: "1"}} {
		if sc.Find(k) == nil {
			t.Errorf("no control %v", k)
		}
	}
	ui.Do(&s, &v, "toy-bet", "1", &c)
	if registered.done != 1 {
		t.Error("its order was not carried out")
	}
	s.Lock = "toy"
	if ui.Do(&s, &v, "toy-bet", "1", &c); registered.done != 1 || !slices.Contains(ui.Names(), "toy") {
		t.Error("its order cannot be locked")
	}
	ui.Do(&s, &v, "place", "lab", &c)
	if s.Place != "lab" {
		t.Error("no way back to the lab")
	}
}

// The other places leave the lanes alone: going there and back starts nothing again.
func TestPlacesLeaveTheLanesAlone(t *testing.T) {
	c := fake.Catalog()
	c.Places = place.IDs()
	from, _ := state.Parse("", c)
	to, _ := state.Parse("place=about", c)
	for _, orders := range state.Commands(from, to, c) {
		if len(orders) > 0 {
			t.Errorf("lanes are told %+v", orders)
		}
	}
}
