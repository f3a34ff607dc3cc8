#!/usr/bin/env bash
# Runs a js/wasm test binary under Node: go test -exec internal/build/wasmexec.sh
# Arguments and environment together must fit in 12 KB (wasm_exec.js), so the environment is cut to what a test needs.
set -euo pipefail
exec env -i PATH="$PATH" HOME="${HOME:-/}" TMPDIR="${TMPDIR:-/tmp}" PROMPTSCOPE_ALL="${PROMPTSCOPE_ALL:-}" \
  "$(go env GOROOT)/lib/wasm/go_js_wasm_exec" "$@"
