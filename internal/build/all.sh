#!/usr/bin/env bash
# make test-all: runs the targets that it is given one after the other, whatever fails, with everything where make test
# takes a sample, and says at the end what each came to. A target that fails without a failed test counts as one.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."

logs=.cache/all
mkdir -p "$logs"
go build -modfile=internal/build/tools/go.mod -o .cache/gotestsum gotest.tools/gotestsum || exit 1
export PROMPTSCOPE_ALL=1 GOTEST="$PWD/.cache/gotestsum --format pkgname --hide-summary=skipped --"

# count adds up the last lines of gotestsum (DONE 612 tests, 4 skipped, 1 failure in 74.061s) and of Node's test runner
# (ℹ pass 76): all tests, skipped ones, failed ones.
count() {
	awk '/^DONE [0-9]/ { for (i = 3; i <= NF; i++) {
			if ($i ~ /^tests?,?$/) n += $(i-1)
			if ($i ~ /^skipped,?$/) s += $(i-1)
			if ($i ~ /^(failures?|errors?),?$/) f += $(i-1)
		} }
		/^ℹ (tests|skipped|fail|cancelled) [0-9]+$/ { if ($2 == "tests") n += $3; else if ($2 == "skipped") s += $3; else f += $3 }
		END { print n+0, s+0, f+0 }' "$1"
}

table=$(printf '%-14s %7s %8s %7s %8s' '' tests skipped failed seconds)
passed=0 failed=0
for target; do
	start=$SECONDS
	make --no-print-directory "$target" 2>&1 | tee "$logs/$target.log"
	ended=${PIPESTATUS[0]}
	read -r n s f < <(count "$logs/$target.log")
	((n > 0)) || n=1 # of check and check-size there is nothing to count
	((ended == 0 || f > 0)) || f=1
	passed=$((passed + n - s - f)) failed=$((failed + f))
	table+=$(printf '\n%-14s %7d %8d %7d %8d' "$target" "$n" "$s" "$f" $((SECONDS - start)))
done
printf '\n%s\n\n%d passed, %d failed\n' "$table" "$passed" "$failed"
((failed == 0))
