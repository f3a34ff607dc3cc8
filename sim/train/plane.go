package train

import (
	"math"

	. "promptscope/sim/kernel"
)

// basis is the first two principal components of some vectors.
type basis struct {
	mean  []float64
	axes  [2][]float64
	share float64
}

// newBasis finds them by power iteration on the covariance.
func newBasis(n, c int, row func(int) []Real) *basis {
	b := &basis{mean: make([]float64, c)}
	for i := range n {
		for j, v := range row(i) {
			b.mean[j] += float64(v) / float64(n)
		}
	}
	cov, d := make([]float64, c*c), make([]float64, c)
	for i := range n {
		for j, v := range row(i) {
			d[j] = float64(v) - b.mean[j]
		}
		for j, x := range d {
			for k, y := range d {
				cov[j*c+k] += x * y
			}
		}
	}
	total, in := 0.0, 0.0
	for j := range c {
		total += cov[j*c+j]
	}
	for a := range b.axes {
		axis, value := strongest(cov, c)
		b.axes[a], in = axis, in+value
		for j, x := range axis {
			for k, y := range axis {
				cov[j*c+k] -= value * x * y
			}
		}
	}
	if total > 0 {
		b.share = in / total
	}
	return b
}

// strongest is the eigenvector of a symmetric matrix with the largest eigenvalue; its largest entry is positive.
func strongest(m []float64, c int) (axis []float64, value float64) {
	axis = make([]float64, c)
	power := append([]float64(nil), m...)
	for range 8 { // m to the power of 256: close eigenvalues part
		power = squared(power, c)
	}
	for j := range axis {
		axis[j] = 1 + 0.01*float64(j%7)
	}
	for range 12 {
		if axis, value = applied(power, axis); value < 1e-30 {
			return axis, 0
		}
	}
	_, value = applied(m, axis)
	largest := 0
	for j := range axis {
		if math.Abs(axis[j]) > math.Abs(axis[largest]) {
			largest = j
		}
	}
	if axis[largest] < 0 {
		for j := range axis {
			axis[j] = -axis[j]
		}
	}
	return axis, value
}

// applied is m·x scaled to length 1, and its length before.
func applied(m, x []float64) (y []float64, length float64) {
	c := len(x)
	y = make([]float64, c)
	for j := range y {
		for k, v := range x {
			y[j] += m[j*c+k] * v
		}
		length += y[j] * y[j]
	}
	if length = math.Sqrt(length); length > 0 {
		for j := range y {
			y[j] /= length
		}
	}
	return y, length
}

// squared is m·m, scaled so that it stays in range.
func squared(m []float64, c int) []float64 {
	out := make([]float64, c*c)
	largest := 0.0
	for j := range c {
		for k := range c {
			w := m[j*c+k]
			for i := range c {
				out[j*c+i] += w * m[k*c+i]
			}
		}
	}
	for _, v := range out {
		largest = max(largest, math.Abs(v))
	}
	if largest > 0 {
		for i := range out {
			out[i] /= largest
		}
	}
	return out
}

// place is where a vector lies in the plane.
func (b *basis) place(x []Real) (u, v float32) {
	var s [2]float64
	for j, w := range x {
		d := float64(w) - b.mean[j]
		for a := range s {
			s[a] += d * b.axes[a][j]
		}
	}
	return float32(s[0]), float32(s[1])
}

// add appends the place of a vector to a list.
func (b *basis) add(list *[]float32, x []Real) {
	u, v := b.place(x)
	*list = append(*list, u, v)
}
