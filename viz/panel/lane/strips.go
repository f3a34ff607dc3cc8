package lane

import (
	"math"
)

// cellsIn is how many cells a strip of this height holds, at most one for each of width numbers.
func cellsIn(h float32, width int) int {
	n := 16
	for n > 4 && h/float32(n) < 3.2 {
		n /= 2
	}
	return min(n, width)
}

// pool appends the means of equal groups of row to the scene's values.
func (f *frame) pool(row []float32, cells int) {
	for c := range cells {
		lo, hi := c*len(row)/cells, (c+1)*len(row)/cells
		var sum float32
		for _, v := range row[lo:hi] {
			sum += v
		}
		f.Values = append(f.Values, sum/float32(hi-lo))
	}
}

// spread is twice the root mean square of pooled rows, rounded to half powers of two so that colours do not flicker.
func spread(data []float32, width, cells int) float32 {
	group := max(width/max(cells, 1), 1)
	var sum float64
	n := 0
	for i := 0; i+group <= len(data); i += group {
		var m float64
		for _, v := range data[i : i+group] {
			m += float64(v)
		}
		m /= float64(group)
		sum += m * m
		n++
	}
	if sum == 0 || sum != sum {
		return 1
	}
	rms := math.Sqrt(sum / float64(n))
	return float32(2 * math.Exp2(math.Round(2*math.Log2(rms))/2))
}

// ringPad is the space between the rings of neighbouring slots.
func ringPad(w float32) float32 { return min(max(w*0.12, 0.5), 2.5) }
