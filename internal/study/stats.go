package study

import (
	"math"

	"gonum.org/v1/gonum/stat"
	"gonum.org/v1/gonum/stat/distuv"
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
	s.Mean = stat.Mean(v, nil)
	if s.N < 2 {
		return s
	}
	s.SD = stat.StdDev(v, nil)
	half := s.SD / math.Sqrt(float64(s.N)) * student(s.N).Quantile(0.975)
	s.Lo, s.Hi = s.Mean-half, s.Mean+half
	return s
}

func student(n int) distuv.StudentsT { return distuv.StudentsT{Sigma: 1, Nu: float64(n - 1)} }

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
	out.P = 2 * student(s.N).Survival(math.Abs(t))
	out.Certain = out.P < significant
	return out
}
