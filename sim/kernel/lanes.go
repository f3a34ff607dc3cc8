package kernel

// lanes is a sum along a row in eight parts, element j in part j%8: one register of AVX2, or two of WebAssembly. It is how
// LayerNorm, softmax and their gradients add, in plain Go too, since there the vectors lie along the sum; products do without,
// since there they lie across it.
//
// Starting from zeros, a part that gets nothing, or a zero, keeps its bits: so a row may end anywhere in a register, and the
// vector code fills it up with zeros.
type lanes [8]Real

// sum adds the parts in the one order that halving registers gives: part i and i+4, then i and i+2, then i and i+1.
func (s *lanes) sum() Real {
	return ((s[0] + s[4]) + (s[2] + s[6])) + ((s[1] + s[5]) + (s[3] + s[7]))
}

// AddRows adds n rows of x to n rows of y, c numbers each, at distances xs and ys:
//
//	y[i·ys+j] += x[i·xs+j]  for i < n, j < c
//
// A distance ys of 0 adds all rows to one, row by row: the gradient of a bias. A distance xs of 0 adds one row to all: the
// bias itself. x and y may be the same rows.
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
