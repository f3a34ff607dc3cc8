// Package sample says how much a test looks at of what grows with content: methods times views, committed runs, links,
// damaged folders. `make test` takes a sample, `make test-all`, which sets PROMPTSCOPE_ALL=1, takes everything:
//
//	for _, c := range sample.Of(t, cases(), 40) { … }
//	for i := range sample.Count(200, 20000) { … }
//
// A sample is the same on every machine and in every run. It is drawn evenly over the list, so a list that is sorted by
// method, or by size, is seen from one end to the other.
package sample

import (
	"hash/fnv"
	"math/rand/v2"
	"os"
	"testing"
)

// All reports whether tests are to take everything.
func All() bool { return os.Getenv("PROMPTSCOPE_ALL") == "1" }

// Of is n of the cases in their order, drawn with the name of the test as the seed; or all of them, if All says so or
// there are no more than n. Where there is no case at all the test fails: it would hold nothing.
func Of[T any](t testing.TB, cases []T, n int) []T {
	t.Helper()
	if n < 1 || len(cases) == 0 {
		t.Fatalf("%d of %d cases show nothing; want 1 or more of 1 or more", n, len(cases))
	}
	if All() || len(cases) <= n {
		return cases
	}
	t.Logf("%d of %d cases; PROMPTSCOPE_ALL=1 takes all", n, len(cases))
	return draw(t.Name(), cases, n)
}

// draw cuts the cases into n stretches, of lengths that differ by at most one, and takes one case of each.
func draw[T any](name string, cases []T, n int) []T {
	seed := fnv.New64a()
	seed.Write([]byte(name))
	r := rand.New(rand.NewPCG(seed.Sum64(), 0))
	some := make([]T, n)
	for i := range some {
		from, to := i*len(cases)/n, (i+1)*len(cases)/n
		some[i] = cases[from+r.IntN(to-from)]
	}
	return some
}

// Count is how many cases a test makes that makes its own.
func Count(some, all int) int {
	if All() {
		return all
	}
	return some
}
