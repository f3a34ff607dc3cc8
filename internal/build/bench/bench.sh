#!/usr/bin/env bash
# Measures into a file of JSON lines, one row of `promptscope bench` each:
#   bench.sh FILE          our own rows: native, Node and Chromium, with vector kernels and without
#   bench.sh FILE peers    the same workloads on PyTorch and TensorFlow.js beside ours, ROUNDS (3) times in turns
# The programs are in bin/, where make puts them. SECONDS_EACH (2) is the length of a measurement.
set -euo pipefail
here="$(cd -P "$(dirname "${BASH_SOURCE[0]}")" && pwd)"
cd "$here/../../.."
out="$1" each="${SECONDS_EACH:-2}"
: > "$out"
native() { bin/promptscope bench --json --seconds "$each" "$@" >> "$out"; }
node_() { internal/build/simdexec.sh bin/promptscope.wasm bench --json --seconds "$each" "$@" >> "$out"; }
chromium() { (cd wasm/browsertest && node bench.mjs ../../bin/promptscope.wasm bench --json --seconds "$each" "$@") | sed 's|"js/wasm"|"chromium js/wasm"|' >> "$out"; }
say() { echo "bench: $*" >&2; }
if [[ "${2:-}" != peers ]]; then
  say native; native; native --scalar --workload 2x64; native --growth
  say Node; node_; SIMD=off node_ --workload 2x64
  say Chromium; chromium; chromium --growth --method p-tuning-v2
  exit
fi
python=/usr/bin/python3
"$python" -c 'import torch' 2>/dev/null || { echo "PyTorch is missing; on Debian: apt-get install python3-torch" >&2; exit 1; }
ldconfig -p | grep -q libopenblas || { echo "PyTorch would compute with the reference BLAS, ten times slower; on Debian: apt-get install libopenblas0" >&2; exit 1; }
(cd "$here/peers" && npm ci --no-audit --no-fund --loglevel=error)
for round in $(seq "${ROUNDS:-3}"); do
  say "round $round"
  for w in R S; do
    native --workload "$w"
    OMP_NUM_THREADS=1 "$python" "$here/peers/pytorch.py" --threads 1 --rounds 1 --seconds "$each" --last-row-only --workload "$w" >> "$out"
  done
  chromium --workload R
  (cd "$here/peers" && ROUNDS=1 SECONDS_EACH="$each" LAST_ROW_ONLY=1 BACKENDS=wasm-simd,wasm-simd-fastgrad node run.mjs) >> "$out"
done
