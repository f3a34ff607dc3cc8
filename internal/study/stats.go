package study

import (
	"math"

	"gonum.org/v1/gonum/mathext"
)

// Enough is how many seeds a difference needs before it is tested: of fewer it is given with its n and called nothing.
const Enough = 5

// significant is the level of the test.
const significant = 0.05

// Summary is what several seeds come to, in percent.
type Summary struct {
	N        int
	Mean, SD float64 // SD: of the sample; NaN for one seed
	Lo, Hi   float64 // 95 % interval of the mean, by Student's t; NaN for one seed
}

// Summarize sums up values; N is 0 without any.
func Summarize(v []float64) Summary {
	nan := math.NaN()
	s := Summary{N: len(v), Mean: nan, SD: nan, Lo: nan, Hi: nan}
	if s.N == 0 {
		return s
	}
	s.Mean = mean(v)
	if s.N < 2 {
		return s
	}
	s.SD = deviation(v, s.Mean)
	half := s.SD / math.Sqrt(float64(s.N)) * quantile(s.N)
	s.Lo, s.Hi = s.Mean-half, s.Mean+half
	return s
}

// The page cannot link gonum/stat: it brings gonum/mat and with it all of BLAS and LAPACK, 588 KB (docs/rationale.md). A test holds
// what stands here to gonum/stat and gonum/stat/distuv.

func mean(v []float64) (m float64) {
	for _, x := range v {
		m += x / float64(len(v))
	}
	return m
}

// deviation is the sample standard deviation.
func deviation(v []float64, mean float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += (x - mean) * (x - mean)
	}
	return math.Sqrt(sum / float64(len(v)-1))
}

// quantile is that of Student's t at 97.5 % for a mean of n values.
func quantile(n int) float64 {
	nu := float64(n - 1)
	x := mathext.InvRegIncBeta(nu/2, 0.5, 0.05)
	return math.Sqrt(nu * (1 - x) / x)
}

// twoSided is the chance of a t as far from 0, for a mean of n values.
func twoSided(t float64, n int) float64 {
	nu := float64(n - 1)
	return mathext.RegIncBeta(nu/2, 0.5, nu/(nu+t*t))
}

// Paired is the difference of two settings over the seeds that both have.
type Paired struct {
	N       int
	Mean    float64 // of the first minus the second, in points
	P       float64 // two-sided, of a paired t-test; NaN below Enough seeds, and where all differences are equal
	Certain bool    // tested, and p is below 5 %
}

// Pair compares two settings seed by seed; values are NaN for a seed that has none.
func Pair(a, b []float64) Paired {
	var d []float64
	for i := range min(len(a), len(b)) {
		if x := a[i] - b[i]; x == x {
			d = append(d, x)
		}
	}
	s := Summarize(d)
	out := Paired{N: s.N, Mean: s.Mean, P: math.NaN()}
	if s.N < Enough || s.SD == 0 {
		return out
	}
	t := s.Mean / (s.SD / math.Sqrt(float64(s.N)))
	out.P = twoSided(t, s.N)
	out.Certain = out.P < significant
	return out
}
