package main

import (
	"encoding/json"
	"fmt"
	"io"
	"runtime"
	"slices"
	"strings"
	"time"

	"promptscope/sim/backbone/pretrained"
	"promptscope/sim/kernel"
	"promptscope/sim/nn"
	"promptscope/sim/optim"
	"promptscope/sim/rng"
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
}

// workload is something to train. Its step function does one optimiser step; m, n, k is its most frequent product.
type workload struct {
	name  string
	shape [3]int
	step  func(method string) (func(), error)
}

func workloads() []workload {
	return []workload{
		{"R", [3]int{384, 512, 128}, stepR},
		{"2x64", [3]int{85, 256, 64}, func(method string) (func(), error) { return stepBackbone("2x64", method) }},
		{"4x64", [3]int{85, 256, 64}, func(method string) (func(), error) { return stepBackbone("4x64", method) }},
	}
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
	asJSON := f.Bool("json", false, "one JSON object a line")
	if err := parse(f, args); err != nil {
		return err
	}
	if *name != "all" && !slices.Contains(names, *name) {
		return errUsage{fmt.Errorf("unknown workload %q; accepted are %s, all", *name, strings.Join(names, ", "))}
	}
	if *method != "all" && !slices.Contains(benchMethods, *method) {
		return errUsage{fmt.Errorf("unknown method %q; accepted are %s, all", *method, strings.Join(benchMethods, ", "))}
	}
	kernel.UseVector(!*scalar)
	if !*asJSON {
		fmt.Fprintf(out, "%-14s %-5s %-12s %9s %9s %8s %7s %7s %7s  %s\n", "platform", "load", "method", "steps/s", "per cpu s", "MFLOP", "step", "gemm", "peak", "GFLOP/s; gemm/peak, step/gemm")
	}
	for _, w := range workloads() {
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
				json.NewEncoder(out).Encode(row)
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
	fmt.Fprintf(out, "%-14s %-5s %-12s %9.1f %9.1f %8.1f %7.1f %7.1f %s  %.0f %% %.0f %%\n", strings.TrimSuffix(r.Platform+" "+r.Vector, " "), r.Workload, r.Method, r.Rate, r.CPURate,
		float64(r.FLOP)/1e6, r.StepRate, r.GemmRate, peak, 100*r.GemmRate/r.PeakRate, 100*r.StepRate/r.GemmRate)
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
	step()
	r.FLOP = kernel.CountFLOP(step)
	product := productOf(w.shape)
	work := []*clock{
		{run: func() int { step(); return 1 }},
		{run: func() int { return product() }},
		{run: func() int { return kernel.Peak(20000) }},
	}
	for _, c := range work {
		c.turn(200 * time.Millisecond) // compilers of the browser, caches
		*c = clock{run: c.run}
	}
	for start := time.Now(); time.Since(start) < length || work[0].wall < length/2; {
		work[0].turn(100 * time.Millisecond)
		work[1].turn(20 * time.Millisecond)
		work[2].turn(20 * time.Millisecond)
	}
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
	t, err := train.New(train.Spec{Backbone: name, Method: method, Steps: train.MaxSteps}, ck)
	if err != nil {
		return nil, err
	}
	return func() { t.Step() }, nil
}

// stepR is workload R, for which there are figures of TensorFlow.js and PyTorch: pre-LN, 4 layers of width 128 with 4
// heads, FFN 512, vocabulary 1024, 16 sequences of 24 tokens, 8 virtual tokens as direct parameters, the loss at one
// masked position each.
func stepR(method string) (func(), error) {
	const batch, tokens, n = 16, 24, 8
	c := nn.Config{Layout: nn.MegatronBert, V: 1024, C: 128, L: 4, NH: 4, FF: 512, MaxPos: 64, Types: 2, Eps: 1e-5}
	r, p := rng.New(1, 1), nn.NewParams(c)
	random := func(x []kernel.Real, sd float64) []kernel.Real {
		for i := range x {
			x[i] = kernel.Real(r.Normal() * sd)
		}
		return x
	}
	for _, t := range p.Tensors {
		if len(t.Shape) == 2 {
			random(t.Data, 0.02)
		} else if strings.HasSuffix(t.Name, "weight") {
			for i := range t.Data {
				t.Data[i] = 1
			}
		}
	}
	var (
		m      = nn.NewModel(p)
		in     nn.Inject
		b      nn.Batch
		params []optim.Param
		first  int // virtual tokens in each row
		deep   int
	)
	vector := func(n int) (x, g []kernel.Real) {
		x, g = random(make([]kernel.Real, n), 0.02), make([]kernel.Real, n)
		params = append(params, optim.Param{Name: "prompt", X: x, G: g, Rate: 1e-3})
		return x, g
	}
	switch method {
	case "p-tuning":
		first = n
		in.Virtual, in.DVirtual = vector(n * c.C)
	case "p-tuning-v2":
		deep = n
		in.P = n
		in.Prefix, in.DPrefix = vector(n * 2 * c.L * c.C)
	case "full":
		m.Grads = nn.NewGrads(c, func(name string) bool { return !strings.Contains(name, "pooler") })
		for i, g := range m.Grads.Tensors {
			for _, w := range p.Tensors {
				if w.Name == g.Name {
					params = append(params, optim.Param{Name: g.Name, X: w.Data, G: m.Grads.Tensors[i].Data, Rate: 1e-3})
				}
			}
		}
		m.SplitDecoder()
	}
	b.Reset()
	rows, gold := make([]int32, batch), make([]int, batch)
	for s := range batch {
		var ids []int32
		for i := range first {
			ids = append(ids, nn.Virtual(i))
		}
		for range tokens {
			ids = append(ids, int32(r.IntN(c.V)))
		}
		rows[s], gold[s] = int32(b.Rows()+first+r.IntN(tokens)), r.IntN(c.V)
		b.Add(ids, deep)
	}
	b.Read = rows
	a, head, opt := nn.NewActs(c, b.Rows(), first+tokens, deep), nn.NewMLMHead(c, batch), optim.NewAdam(params, 0.9, 0.999, 0)
	return func() {
		opt.Zero()
		m.Forward(a, &b, &in)
		head.Forward(m, a, rows)
		for i, g := range gold {
			row := head.Logits[i*c.V:][:c.V]
			kernel.CrossEntropy(row, g)
			kernel.CrossEntropyBackward(row, row, g, 1.0/batch)
		}
		clear(a.DOut[:b.Rows()*c.C])
		head.Backward(m, a, rows, head.Logits)
		m.Backward(a, &b, &in)
		m.JoinDecoder()
		opt.Begin()
		for i := range params {
			opt.Update(i, 1, 1)
		}
		if m.Grads != nil {
			for l := range c.L + 1 {
				m.RepackTrained(l)
			}
		}
	}, nil
}
