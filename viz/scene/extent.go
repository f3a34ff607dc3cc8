package scene

import "math"

// Extent is where a mark has ink, generously; soft edges reach a device pixel further.
func (s *Scene) Extent(m *Mark) Rect {
	switch m.Kind {
	case Text:
		up, down := m.Size*1.2, m.Size*0.5
		if m.Turned {
			return Rect{X: m.Rect.X - up, Y: m.Rect.Y - m.Rect.W - down, W: up + down, H: m.Rect.W + 2*down}
		}
		return Rect{X: m.Rect.X - down, Y: m.Rect.Y - up, W: m.Rect.W + 2*down, H: up + down}
	case Line, Curve, Area:
		inf := float32(math.Inf(1))
		x0, y0, x1, y1 := inf, inf, -inf, -inf
		for _, q := range s.Points[m.A:m.B] { // points that are no numbers fail every comparison; min and max are calls in WebAssembly
			if q.X < x0 {
				x0 = q.X
			}
			if q.X > x1 {
				x1 = q.X
			}
			if q.Y < y0 {
				y0 = q.Y
			}
			if q.Y > y1 {
				y1 = q.Y
			}
		}
		return Rect{X: x0, Y: y0, W: x1 - x0, H: y1 - y0}.Inset(-m.Width)
	}
	return m.Rect
}

// Meets tells whether two rectangles touch.
func (r Rect) Meets(o Rect) bool {
	return r.X <= o.Right() && o.X <= r.Right() && r.Y <= o.Bottom() && o.Y <= r.Bottom()
}

// Union is the least rectangle around both.
func (r Rect) Union(o Rect) Rect {
	x, y, right, bottom := r.X, r.Y, r.Right(), r.Bottom()
	if o.X < x {
		x = o.X
	}
	if o.Y < y {
		y = o.Y
	}
	if v := o.Right(); v > right {
		right = v
	}
	if v := o.Bottom(); v > bottom {
		bottom = v
	}
	return Rect{x, y, right - x, bottom - y}
}

// Cut is what two rectangles have in common; its sides are at least 0.
func (r Rect) Cut(o Rect) Rect {
	x, y, right, bottom := r.X, r.Y, r.Right(), r.Bottom()
	if o.X > x {
		x = o.X
	}
	if o.Y > y {
		y = o.Y
	}
	if v := o.Right(); v < right {
		right = v
	}
	if v := o.Bottom(); v < bottom {
		bottom = v
	}
	if right < x || bottom < y {
		return Rect{X: x, Y: y}
	}
	return Rect{x, y, right - x, bottom - y}
}

// Area is width times height.
func (r Rect) Area() float32 { return r.W * r.H }
