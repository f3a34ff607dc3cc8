package ckpt

import (
	"fmt"
	"slices"

	"promptscope/sim/kernel"
	"promptscope/sim/nn"
)

// Tensor is one entry of a safetensors file, converted to the engine's number type.
type Tensor struct {
	Name  string
	Shape []int
	Data  []kernel.Real // nil if the file stores it in a format that is not read, such as the integers of a buffer
	Dtype Dtype         // of the file
}

// Check returns an error that names the tensor unless it has been read and has this shape.
func (t Tensor) Check(want []int) error {
	switch {
	case t.Data == nil && !t.Dtype.Read():
		return fmt.Errorf("tensor %q has the format %s: want F64, F32, F16 or BF16", t.Name, string(t.Dtype))
	case !slices.Equal(t.Shape, want):
		return fmt.Errorf("tensor %q has shape %v, the config needs %v", t.Name, t.Shape, want)
	}
	return nil
}

// same reports whether two tensors hold the same numbers.
func same(a, b Tensor) bool {
	return a.Data != nil && b.Data != nil && slices.Equal(a.Shape, b.Shape) && slices.Equal(a.Data, b.Data)
}

// fileShape is the shape that a tensor of the model has in the file: GPT-2's matrices are stored (in, out).
func fileShape(t nn.Tensor) []int {
	if t.Conv1D {
		return []int{t.Shape[1], t.Shape[0]}
	}
	return t.Shape
}

// load copies a tensor of the file into t.
func load(t nn.Tensor, data []kernel.Real) {
	if t.Conv1D {
		transpose(t.Data, data, t.Shape[1], t.Shape[0])
		return
	}
	copy(t.Data, data)
}

// stored is t as the file has it.
func stored(t nn.Tensor) []kernel.Real {
	if !t.Conv1D {
		return t.Data
	}
	out := make([]kernel.Real, len(t.Data))
	transpose(out, t.Data, t.Shape[0], t.Shape[1])
	return out
}

// transpose copies src (rows, cols) to dst (cols, rows).
func transpose(dst, src []kernel.Real, rows, cols int) {
	for r := range rows {
		for c := range cols {
			dst[c*rows+r] = src[r*cols+c]
		}
	}
}
