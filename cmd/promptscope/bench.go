package main

import (
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"time"

	"promptscope/sim/backbone"
	"promptscope/sim/backbone/pretrained"
	"promptscope/sim/kernel"
	"promptscope/sim/run"
	"promptscope/sim/train"
)

// benchRow is one measurement: a line of bench --json.
type benchRow struct {
	Workload string `json:"workload"`
	Method   string `json:"method"`
	Platform string `json:"platform"`
	Vector   string `json:"vector"` // "" = scalar Go

	Steps    int     `json:"steps"`
	Seconds  float64 `json:"seconds"`
	Rate     float64 `json:"steps_per_second"`
	CPURate  float64 `json:"steps_per_cpu_second"`
	FLOP     int     `json:"flop_per_step"` // of matrix products
	StepRate float64 `json:"step_gflops"`   // FLOP · CPURate
	GemmRate float64 `json:"gemm_gflops"`   // of the workload's largest products alone, by processor time
	PeakRate float64 `json:"peak_gflops"`   // of independent mul+add, in the same run
	Memory   float64 `json:"memory_mb"`     // that the Go program has from the system, code excluded
}

// workload is something to train. Its step function does one optimiser step; m, n, k is its most frequent product.
type workload struct {
	name  string
	shape [3]int
	step  func(method string) (func(), error)
}

func workloads() []workload {
	ws := []workload{reference.workload("R"), small.workload("S")}
	for _, b := range backbone.All() {
		ws = append(ws, workload{b.Name, [3]int{85, 4 * b.C, b.C}, func(method string) (func(), error) { return stepBackbone(b.Name, method) }})
	}
	return ws
}

// growth is workload R with one size changed at a time.
func growth() (ws []workload) {
	add := func(name string, value int, set func(s *shape)) {
		s := reference
		set(&s)
		ws = append(ws, s.workload(fmt.Sprintf("R %s=%d", name, value)))
	}
	for _, v := range []int{12, 24, 48} {
		add("tokens", v, func(s *shape) { s.tokens = v })
	}
	for _, v := range []int{2, 8, 32} {
		add("n", v, func(s *shape) { s.n = v })
	}
	for _, v := range []int{2, 4, 8} {
		add("depth", v, func(s *shape) { s.layers = v })
	}
	for _, v := range []int{64, 128, 256} {
		add("width", v, func(s *shape) { s.width = v })
	}
	return ws
}

var benchMethods = []string{"p-tuning", "p-tuning-v2", "full"}

func runBench(args []string, out io.Writer) error {
	var names []string
	for _, w := range workloads() {
		names = append(names, w.name)
	}
	f := newFlags("bench", out)
	name := f.String("workload", "all", "what to train: "+strings.Join(names, ", ")+", or all")
	method := f.String("method", "all", "method: "+strings.Join(benchMethods, ", ")+", or all")
	seconds := f.Float64("seconds", 2, "length of a measurement")
	scalar := f.Bool("scalar", false, "do without vector kernels")
	grow := f.Bool("growth", false, "workload R with length, n, depth and width changed, in place of the workloads")
	asJSON := f.Bool("json", false, "one JSON object a line")
	if err := parse(f, args); err != nil {
		return err
	}
	if !(*seconds > 0 && *seconds <= 3600) {
		return errUsage{fmt.Errorf("--seconds %g: want more than 0, at most 3600", *seconds)}
	}
	if *name != "all" && !slices.Contains(names, *name) {
		return errUsage{fmt.Errorf("unknown workload %q; want %s, all", *name, strings.Join(names, ", "))}
	}
	if *method != "all" && !slices.Contains(benchMethods, *method) {
		return errUsage{fmt.Errorf("unknown method %q; want %s, all", *method, strings.Join(benchMethods, ", "))}
	}
	all := workloads()
	if *grow {
		all, *name = growth(), "all"
	}
	kernel.UseVector(!*scalar)
	if !*asJSON {
		fmt.Fprintf(out, "%-14s %-11s %-12s %9s %9s %8s %7s %7s %7s %6s  %s\n", "platform", "load", "method", "steps/s", "per cpu s", "MFLOP", "step", "gemm", "peak", "MB", "GFLOP/s; gemm/peak, step/gemm")
	}
	for _, w := range all {
		for _, m := range benchMethods {
			if *name != "all" && *name != w.name || *method != "all" && *method != m {
				continue
			}
			row, err := measure(w, m, time.Duration(*seconds*float64(time.Second)))
			if err != nil && *name == "all" && !*asJSON {
				fmt.Fprintf(out, "%s: %v\n", w.name, err) // a backbone that is not in this build
				continue
			}
			if err != nil {
				return err
			}
			if *asJSON {
				if err := json.NewEncoder(out).Encode(row); err != nil {
					return err
				}
			} else {
				row.print(out)
			}
		}
	}
	return nil
}

func (r *benchRow) print(out io.Writer) {
	peak := "      -"
	if r.PeakRate > 0 {
		peak = fmt.Sprintf("%7.1f", r.PeakRate)
	}
	fmt.Fprintf(out, "%-14s %-11s %-12s %9.1f %9.1f %8.1f %7.1f %7.1f %s %6.0f  %.0f %% %.0f %%\n", strings.TrimSuffix(r.Platform+" "+r.Vector, " "), r.Workload, r.Method, r.Rate, r.CPURate,
		float64(r.FLOP)/1e6, r.StepRate, r.GemmRate, peak, r.Memory, 100*r.GemmRate/r.PeakRate, 100*r.StepRate/r.GemmRate)
}

// measure times steps, products and the peak loop in turns of 100 ms, so that all see the same machine.
func measure(w workload, method string, length time.Duration) (benchRow, error) {
	r := benchRow{Workload: w.name, Method: method, Platform: runtime.GOOS + "/" + runtime.GOARCH}
	if kernel.Vector() {
		r.Vector = kernel.VectorName
	}
	step, err := w.step(method)
	if err != nil {
		return r, err
	}
	product := productOf(w.shape)
	work := []*clock{
		{run: func() int { step(); return 1 }},
		{run: func() int { return product() }},
		{run: func() int { return kernel.Peak(20000) }},
	}
	for _, c := range work { // compilers of the browser, caches
		for start := time.Now(); c.cpu < 400*time.Millisecond && time.Since(start) < 2*time.Second; {
			c.turn(100 * time.Millisecond)
			if c.done == 0 {
				break
			}
		}
		*c = clock{run: c.run}
	}
	const counted = 20 // batches differ in length
	r.FLOP = kernel.CountFLOP(func() {
		for range counted {
			step()
		}
	}) / counted
	for start := time.Now(); time.Since(start) < length || work[0].wall < length/2; {
		work[0].turn(100 * time.Millisecond)
		work[1].turn(40 * time.Millisecond)
		work[2].turn(40 * time.Millisecond)
	}
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	r.Memory = float64(m.Sys) / 1e6
	r.Steps, r.Seconds = work[0].done, work[0].wall.Seconds()
	r.Rate, r.CPURate = float64(r.Steps)/r.Seconds, work[0].rate()
	r.StepRate = r.CPURate * float64(r.FLOP) / 1e9
	r.GemmRate, r.PeakRate = work[1].rate()/1e9, work[2].rate()/1e9
	return r, nil
}

// clock adds up the work and the time of one kind of work.
type clock struct {
	run       func() int
	done      int
	wall, cpu time.Duration
}

func (c *clock) turn(length time.Duration) {
	start, cpu := time.Now(), cpuTime()
	for time.Since(start) < length {
		done := c.run()
		if c.done += done; done == 0 {
			return // nothing to measure on this machine
		}
	}
	c.wall += time.Since(start)
	c.cpu += cpuTime() - cpu
}

// rate is work per second of processor time.
func (c *clock) rate() float64 {
	t := c.cpu
	if t == 0 {
		t = c.wall
	}
	if t == 0 {
		return 0
	}
	return float64(c.done) / t.Seconds()
}

func productOf(shape [3]int) func() int {
	m, n, k := shape[0], shape[1], shape[2]
	a, c, b := make([]kernel.Real, m*k), make([]kernel.Real, m*n), make([]kernel.Panel, kernel.PanelsFor(k, n))
	return func() int { kernel.Gemm(c, n, a, k, b, m, n, k, false); return 2 * m * n * k }
}

// stepBackbone trains the default task as the page does, with evaluations.
func stepBackbone(name, method string) (func(), error) {
	ck, err := pretrained.Open(name)
	if err != nil {
		return nil, err
	}
	t, err := train.New(run.Spec{Backbone: name, Method: method, Steps: run.MaxSteps}, ck)
	if err != nil {
		return nil, err
	}
	return func() { t.Step() }, nil
}
