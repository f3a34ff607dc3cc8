package scene

// Part is a named region of the picture, such as one lane.
type Part struct {
	ID   string
	Rect Rect
}

// Part names a region.
func (s *Scene) Part(id string, r Rect) { s.Parts = append(s.Parts, Part{id, r}) }

// Shade is the colour of a value on the diverging scale of Cells. Values that are no numbers get the colour of zero.
func Shade(v, scale float32, poles *[3]Color) Color {
	t := v / scale
	switch {
	case t > 0:
		return poles[1].Mix(poles[2], min(t, 1))
	case t < 0:
		return poles[1].Mix(poles[0], min(-t, 1))
	}
	return poles[1]
}
