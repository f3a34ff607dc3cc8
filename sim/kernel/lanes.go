package kernel

// lanes is a sum along a row in eight parts, element j in part j%8: one vector register, or two. Starting from zeros,
// a part that gets nothing, or a zero, keeps its bits.
type lanes [8]Real

// sum adds the parts in the one order that halving registers gives.
func (s *lanes) sum() Real {
	return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]))
}

// AddRows computes y[i·ys+j] += x[i·xs+j] for i < n rows of c numbers. A distance ys of 0 adds all rows to one, row by
// row, and xs of 0 adds one row to all.
func AddRows(y []Real, ys int, x []Real, xs, n, c int) {
	if n == 0 || c == 0 {
		return
	}
	y, x = y[:(n-1)*ys+c], x[:(n-1)*xs+c]
	if vector {
		vAddRows(&y[0], int32(ys), &x[0], int32(xs), int32(n), int32(c))
		return
	}
	for i := range n {
		yi := y[i*ys:][:c]
		for j, v := range x[i*xs:][:c] {
			yi[j] += v
		}
	}
}
