// Package kernel has the numerical kernels of the encoder, each a forward/backward pair of free
// functions on slices. It is the boundary under which faster implementations can be put: nothing
// above it knows how a product is computed.
//
// Notation: N rows (all tokens of all sequences of a batch, one after the other), T tokens of one
// sequence, P virtual tokens of a deep prefix, C width, NH heads, HS = C/NH head size, IC and OC
// input and output channels, V vocabulary. Everything is row-major; weights are (OC, IC).
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
