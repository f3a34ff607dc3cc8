package bar

import (
	"promptscope/viz/id"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// places are the places of the window: names in a row with a rule under the present one, or a list where there is no room.
// The name of the program and its line end at x.
func (p bar) places(r scene.Rect, x float32) {
	ids := p.In.Catalog.Places
	if p.Gone(id.Place) || len(ids) < 2 {
		return
	}
	const space = 28
	st := p.Bold(15)
	total := float32(0)
	for _, place := range ids {
		total += scene.Measure(p.S.Place(place), st) + space
	}
	left := r.CX() - total/2
	if p.Shape != kit.Wide || left < x+16 {
		p.placeList(r, x)
		return
	}
	for _, place := range ids {
		name := p.S.Place(place)
		w := scene.Measure(name, st) + space
		k := scene.Key{ID: id.Place, Arg: place}
		here := p.In.State.Place == place
		ink := st
		if hover, _ := p.Looks(k); !here && !hover {
			ink.Color = p.T.Soft
		}
		p.Put(name, left+w/2, kit.Middle(r.CY(), 15), ink, scene.Center)
		if here {
			p.Fill(scene.Rect{X: left + space/2 - 8, Y: r.Bottom() - 3, W: w - space + 16, H: 3}, 1.5, p.T.Text)
		}
		p.Target(scene.Control{ID: k.ID, Arg: place, Kind: scene.Tab, Rect: scene.Rect{X: left, Y: r.Y + 4, W: w, H: r.H - 8}, Label: name, Chosen: here})
		left += w
	}
}

// placeList is the name of the present place, which opens the list of all.
func (p bar) placeList(r scene.Rect, x float32) {
	a := len(p.Bytes)
	name := p.S.Place(p.In.State.Place)
	w := p.Put(name, x+4, kit.Middle(r.CY(), 15), p.Body(15), scene.Left)
	b := len(p.Bytes)
	kit.Chevron(p.Page, x+w+14, r.CY(), p.T.Soft)
	p.Target(scene.Control{ID: id.Place, Kind: scene.Choice, Rect: scene.Rect{X: x - 4, Y: r.Y + 6, W: w + 30, H: r.H - 12}, Label: p.S.PlaceLabel, A: int32(a), B: int32(b),
		Chosen: p.In.View.Open == id.Place})
}
