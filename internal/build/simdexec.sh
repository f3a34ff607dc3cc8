#!/usr/bin/env bash
# Runs a js/wasm test binary built with -tags wasmsimd under Node, with the vector kernels:
#   GOOS=js GOARCH=wasm go test -tags wasmsimd -exec internal/build/simdexec.sh
# The environment is cut as in wasmexec.sh. SIMD=off leaves the kernels out.
set -euo pipefail
here="$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
exec env -i PATH="$PATH" HOME="${HOME:-/}" TMPDIR="${TMPDIR:-/tmp}" PROMPTSCOPE_ALL="${PROMPTSCOPE_ALL:-}" \
  GOROOT="$(go env GOROOT)" SIMD="${SIMD:-on}" node --stack-size=8192 "$here/simdexec.js" "$@"
