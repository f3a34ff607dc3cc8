package scene

import (
	"bytes"
	"slices"
)

// Damage finds where a scene looks different from the one before. The zero value is ready; it keeps its memory.
//
// Most pictures differ from the last in little: what is under the pointer, a curve's new points, numbers. Marks that stay
// are found in order, so that one that has come or gone does not shift the rest. The screen is divided into tiles.
type Damage struct {
	was, is         *Scene
	i, j            int  // next mark of each
	clipWas, clipIs Rect // in force there
	tiles           []bool
	across, down    int
	out             []Rect
}

const tile = 32

// Between returns rectangles outside of which is looks as was does, drawn in the same order by the same marks. They are
// valid until the next call.
func (d *Damage) Between(was, is *Scene) []Rect {
	d.was, d.is, d.i, d.j, d.clipWas, d.clipIs, d.out = was, is, 0, 0, Rect{}, Rect{}, d.out[:0]
	if is.W != was.W || is.H != was.H || is.Back != was.Back || is.Poles != was.Poles {
		return append(d.out, Rect{W: is.W, H: is.H})
	}
	d.across, d.down = int(is.W+tile-1)/tile, int(is.H+tile-1)/tile
	d.tiles = append(d.tiles[:0], make([]bool, d.across*d.down)...)
	for d.i < len(was.Marks) || d.j < len(is.Marks) {
		gone, come := d.differ()
		for range gone {
			d.leave(true)
		}
		for range come {
			d.enter(true)
		}
		if gone+come == 0 { // the same mark: it shows only if it is cut differently now
			shows := d.clipWas != d.clipIs
			d.leave(shows)
			d.enter(shows)
		}
	}
	d.collect()
	return d.out
}

// leave passes a mark of the scene before, enter one of the present scene.
func (d *Damage) leave(shows bool) { d.pass(d.was, &d.i, &d.clipWas, shows) }
func (d *Damage) enter(shows bool) { d.pass(d.is, &d.j, &d.clipIs, shows) }

func (d *Damage) pass(s *Scene, at *int, clip *Rect, shows bool) {
	m := &s.Marks[*at]
	*at++
	if m.Kind == Clip {
		*clip = m.Rect
	} else if shows {
		d.add(s.Extent(m), *clip)
	}
}

// ahead is how many marks are looked through for the place where the scenes agree again: a tip or a ring that comes or
// goes has fewer.
const ahead = 24

// differ is how many marks went and how many came before the next that is in both; 0, 0 where the next ones are the same.
func (d *Damage) differ() (gone, come int) {
	before, now := len(d.was.Marks)-d.i, len(d.is.Marks)-d.j
	if before == 0 || now == 0 {
		return before, now
	}
	if d.same(d.i, d.j) {
		return 0, 0
	}
	if d.inPlace(d.i, d.j) {
		return 1, 1
	}
	for n := 1; n <= ahead; n++ { // what has come or gone; what was replaced by more or less is found after a step of 1, 1
		if n < now && d.same(d.i, d.j+n) {
			return 0, n
		}
		if n < before && d.same(d.i+n, d.j) {
			return n, 0
		}
	}
	return 1, 1
}

// same tells whether two marks draw the same but for what cuts them.
func (d *Damage) same(i, j int) bool {
	a, b := &d.was.Marks[i], &d.is.Marks[j]
	if a.Kind != b.Kind || a.Rect != b.Rect || a.Fill != b.Fill || a.Stroke != b.Stroke || a.B-a.A != b.B-b.A ||
		a.Width != b.Width || a.Radius != b.Radius || a.Dash != b.Dash || a.Shift != b.Shift ||
		a.Size != b.Size || a.Weight != b.Weight || a.Turned != b.Turned || a.Scale != b.Scale {
		return false
	}
	switch a.Kind {
	case Text:
		return bytes.Equal(d.was.Bytes[a.A:a.B], d.is.Bytes[b.A:b.B])
	case Cells:
		return slices.Equal(d.was.Values[a.A:a.B], d.is.Values[b.A:b.B])
	case Line, Curve, Area:
		return slices.Equal(d.was.Points[a.A:a.B], d.is.Points[b.A:b.B])
	}
	return true
}

// inPlace tells whether a mark is the other with new contents, so that there is no need to look further: most marks of a
// lane that trains.
func (d *Damage) inPlace(i, j int) bool {
	a, b := &d.was.Marks[i], &d.is.Marks[j]
	switch {
	case a.Kind != b.Kind || a.Kind == Clip:
		return false
	case a.Kind == Text: // a number's width changes
		return a.Rect.Y == b.Rect.Y && a.Size == b.Size
	case a.Kind == Curve || a.Kind == Area:
		return true
	case a.Kind == Line:
		return a.Width == b.Width && a.Dash == b.Dash
	}
	return a.Rect.X == b.Rect.X && a.Rect.Y == b.Rect.Y
}

// Margin is room for soft edges and for sides that are moved to whole pixels.
const Margin = 2

// add marks the tiles that a rectangle touches.
func (d *Damage) add(r, clip Rect) {
	r = r.Inset(-Margin).Cut(Rect{W: d.is.W, H: d.is.H})
	if clip.W != 0 || clip.H != 0 {
		r = r.Cut(clip)
	}
	if !(r.W > 0 && r.H > 0) {
		return
	}
	x0, y0, x1, y1 := int(r.X)/tile, int(r.Y)/tile, int(r.Right())/tile, int(r.Bottom())/tile
	for y := y0; y <= y1 && y < d.down; y++ {
		row := d.tiles[y*d.across:][:d.across]
		for x := x0; x <= x1 && x < d.across; x++ {
			row[x] = true
		}
	}
}

// mostParts is how many rectangles are kept apart: each is a draw call.
const mostParts = 12

// collect puts marked tiles together to few rectangles, which may overlap.
func (d *Damage) collect() {
	for y := range d.down {
		row := d.tiles[y*d.across:][:d.across]
		for x := 0; x < d.across; x++ {
			if !row[x] {
				continue
			}
			from := x
			for x < d.across && row[x] {
				x++
			}
			d.take(Rect{X: tile * float32(from), Y: tile * float32(y), W: tile * float32(x-from), H: tile})
		}
	}
	for i := range d.out {
		d.out[i] = d.out[i].Cut(Rect{W: d.is.W, H: d.is.H})
	}
}

// take adds a run of tiles to the rectangle that grows least by it, or keeps it apart.
func (d *Damage) take(r Rect) {
	best, least := -1, float32(4*tile*tile) // what drawing together costs, in pixels drawn in vain
	if len(d.out) == mostParts {
		least = 4 * d.is.W * d.is.H
	}
	for i, o := range d.out {
		if more := r.Union(o).Area() - r.Area() - o.Area(); more < least {
			best, least = i, more
		}
	}
	if best < 0 {
		d.out = append(d.out, r)
		return
	}
	d.out[best] = d.out[best].Union(r)
}
