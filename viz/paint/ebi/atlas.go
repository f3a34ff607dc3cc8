package ebi

import (
	"image"
	"math"

	"github.com/hajimehoshi/ebiten/v2"

	"promptscope/viz/font"
)

// atlas is the one texture: a white corner for shapes, and in rows every character and round corner drawn so far.
type atlas struct {
	image   *ebiten.Image
	slots   map[glyphKey]slot
	corners map[cornerKey]slot
	recent  [1024]recent // a look at a map costs as much as the rest of a character
	x, y    int          // where the next character goes
	rowH    int
	scratch []byte
}

// glyphKey is one character as drawn: the shift is in quarters of a pixel.
type glyphKey struct {
	r      rune
	px     float32
	weight font.Weight
	shift  uint8
}

// place is where in atlas.recent a character is kept.
func (k glyphKey) place() uint32 {
	return (uint32(k.r)<<2 + uint32(k.shift) + uint32(k.weight)<<8 + math.Float32bits(k.px)>>16) % 1024
}

type recent struct {
	key glyphKey
	slot
}

type slot struct{ x, y, w, h, left, top int16 }

const atlasSize = 2048

func newAtlas() *atlas {
	a := &atlas{image: ebiten.NewImageWithOptions(image.Rect(0, 0, atlasSize, atlasSize), &ebiten.NewImageOptions{Unmanaged: true})}
	a.clear()
	return a
}

// clear forgets all characters and corners.
func (a *atlas) clear() {
	a.slots, a.recent, a.corners = map[glyphKey]slot{}, [1024]recent{}, map[cornerKey]slot{}
	a.x, a.y, a.rowH = 0, 5, 0
	white := make([]byte, 4*4*4)
	for i := range white {
		white[i] = 0xff
	}
	a.image.SubImage(image.Rect(0, 0, 4, 4)).(*ebiten.Image).WritePixels(white)
}

// get returns a character's place; ok is false when the texture is full.
func (a *atlas) get(k glyphKey) (slot, bool) {
	near := &a.recent[k.place()]
	if near.key == k {
		return near.slot, true
	}
	s, ok := a.find(k)
	if ok {
		*near = recent{k, s}
	}
	return s, ok
}

// find looks a character up, or draws it.
func (a *atlas) find(k glyphKey) (slot, bool) {
	if s, ok := a.slots[k]; ok {
		return s, true
	}
	g := font.Raster(k.weight, k.r, k.px, float32(k.shift)/4)
	if g.Mask == nil {
		a.slots[k] = slot{}
		return slot{}, true
	}
	s, ok := a.room(g.Mask)
	if !ok {
		return slot{}, false
	}
	s.left, s.top = int16(g.X), int16(g.Y)
	a.slots[k] = s
	return s, true
}

// room puts a mask into the texture.
func (a *atlas) room(mask *image.Alpha) (slot, bool) {
	w, h := mask.Rect.Dx(), mask.Rect.Dy()
	if a.x+w+1 > atlasSize {
		a.x, a.y, a.rowH = 0, a.y+a.rowH+1, 0
	}
	if a.y+h > atlasSize || w > atlasSize {
		return slot{}, false
	}
	s := slot{x: int16(a.x), y: int16(a.y), w: int16(w), h: int16(h)}
	a.upload(mask, s)
	a.x += w + 1
	a.rowH = max(a.rowH, h)
	return s, true
}

func (a *atlas) upload(mask *image.Alpha, s slot) {
	a.scratch = a.scratch[:0]
	for _, v := range mask.Pix {
		a.scratch = append(a.scratch, v, v, v, v)
	}
	r := image.Rect(int(s.x), int(s.y), int(s.x+s.w), int(s.y+s.h))
	a.image.SubImage(r).(*ebiten.Image).WritePixels(a.scratch)
}
