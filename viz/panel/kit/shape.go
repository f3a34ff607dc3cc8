package kit

// lowest is the height of the window from which on lanes and chart have room over each other.
const lowest = 500

// onItsSide tells a phone that is held across.
func onItsSide(w, h float32) bool { return h < lowest && w >= 560 && w > h }

// Shape is how much room there is.
type Shape uint8

const (
	Wide   Shape = iota // lanes side by side, settings beside them
	Medium              // lanes side by side, settings in a drawer
	Phone               // one lane at a time, settings in a sheet
)

// projected is the width from which on a projector has room for the settings beside the lanes.
const projected = 1280

// Gap is the space between cards and around them.
const Gap = 10

// ShapeOf is the shape of the window; a phone on its side is a phone.
func ShapeOf(in *Input) Shape {
	w := in.W
	switch {
	case onItsSide(w, in.H):
		return Phone
	case in.State.Projector && w >= 760 && w < projected: // what is shown in a room needs the width for the lanes
		return Medium
	case w >= 1100:
		return Wide
	case w >= 760:
		return Medium
	}
	return Phone
}
