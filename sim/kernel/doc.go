// Package kernel has the numerical kernels of the encoder, each a forward/backward pair of free
// functions on slices. It is the boundary under which faster implementations can be put: nothing
// above it knows how a product is computed.
//
// Notation: N rows (all tokens of all sequences of a batch, one after the other), T tokens of one
// sequence, P virtual tokens of a deep prefix, C width, NH heads, HS = C/NH head size, IC and OC
// input and output channels, V vocabulary. Everything is row-major; weights are (OC, IC).
// A name with d in front is a gradient: dx is ∂loss/∂x and has the shape of x.
//
// Reading order, and where the formulas come from:
//
//	gemm.go        C = A·B, the one product that all others are made of
//	linear.go      y = x·Wᵀ + b
//	activation.go  GELU, gelu_new     Hendrycks and Gimpel 2016, arXiv:1606.08415, section 2
//	layernorm.go   LayerNorm          Ba, Kiros and Hinton 2016, arXiv:1607.06450, section 3
//	softmax.go     softmax, cross-entropy
//	attention.go   attention          Vaswani et al. 2017, arXiv:1706.03762, eq. 1
//	               with a deep prefix Li and Liang 2021, arXiv:2101.00190, section 4.2;
//	                                  P-Tuning v2, Liu et al. 2022, arXiv:2110.07602, section 3.2
//	lstm.go        LSTM               Hochreiter and Schmidhuber 1997, with the forget gate of Gers et al. 2000;
//	                                  the prompt encoder of P-Tuning, Liu et al. 2021, arXiv:2103.10385, section 3.2
//	adam.go        Adam, AdamW        Kingma and Ba 2015, arXiv:1412.6980, algorithm 1;
//	                                  Loshchilov and Hutter 2019, arXiv:1711.05101, algorithm 2
//	lanes.go       in which order numbers are added along a row
//	simd.go        vector versions of all of it, switched on and off
//
// Under the call of a vector version stands the loop in plain Go that it equals, bit for bit: that loop is
// the definition. lanes_*.go, lanes_amd64.s and kernels.wasm are generated (internal/gen).
//
// Rules:
//   - Forward overwrites its output. Backward accumulates into its gradients (d…), except where its
//     comment says otherwise.
//   - Each output element is a sum over k in sequence, started from the old value when it accumulates.
//     So splitting a batch does not change a bit, and SIMD across the other axis gives the same bits.
//   - Every product is rounded before it is added, written s += Real(a*b): Go may otherwise fuse the two
//     on arm64, and the digest of a run would depend on the machine.
//   - No allocation. No aliasing of inputs and outputs unless said. Lengths are the caller's duty;
//     slicing at the top of a kernel turns a wrong one into a panic at once.
package kernel
