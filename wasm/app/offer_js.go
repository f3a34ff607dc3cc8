package main

import (
	"encoding/json"
	"syscall/js"
	"time"

	"promptscope/internal/pool"
	"promptscope/sim/host/hosttest"
	"promptscope/sim/run"
	"promptscope/wasm/link"
)

// offer publishes globalThis.promptscope: what tests and pages around an embedded Promptscope may use.
//
//	status()          JSON: version, place, running, steps_per_second, fps, lanes: […]
//	controls()        JSON: what can be operated now, with its place in CSS pixels
//	do(id, value)     operates a control; returns "" or what is wrong
//	ping(lane)        promise of the milliseconds until the lane's worker answers
//	pool(size)        promise of JSON: eight small trainings on a pool of workers, their digests and the milliseconds
//	selftest()        promise of "" or the first failure of the conformance suite against real workers
func (p *page) offer() {
	api := js.Global().Get("Object").New()
	offer := func(name string, f func(args []js.Value) any) {
		reads := name == "status" || name == "controls" // a page that looks every second does not keep ours awake
		api.Set(name, js.FuncOf(func(_ js.Value, args []js.Value) any {
			if !reads {
				p.boot.Call("wake")
			}
			return f(args)
		}))
	}
	offer("status", func([]js.Value) any { return toJSON(p.app.Status()) })
	offer("controls", func([]js.Value) any { return toJSON(p.app.Controls()) })
	offer("do", func(args []js.Value) any {
		if len(args) < 1 || args[0].Type() != js.TypeString {
			return "do(id, value): id is a string"
		}
		value := ""
		if len(args) > 1 {
			switch args[1].Type() {
			case js.TypeString, js.TypeNumber, js.TypeBoolean:
				value = js.Global().Call("String", args[1]).String()
			case js.TypeUndefined, js.TypeNull:
			default:
				return "do(id, value): value is a string or a number"
			}
		}
		if err := p.app.Do(args[0].String(), value); err != nil {
			return err.Error()
		}
		return ""
	})
	offer("ping", func(args []js.Value) any {
		if len(args) != 1 || args[0].Type() != js.TypeNumber || args[0].Int() < 0 || args[0].Int() >= len(p.seats) {
			return js.Global().Get("Promise").Call("reject", "ping(lane): no such worker")
		}
		return p.seats[args[0].Int()].worker.Ping()
	})
	offer("selftest", func([]js.Value) any { return promise(p.selftest) })
	offer("pool", func(args []js.Value) any {
		if len(args) != 1 || args[0].Type() != js.TypeNumber || args[0].Int() < 1 {
			return js.Global().Get("Promise").Call("reject", "pool(size): how many workers")
		}
		size := args[0].Int()
		return promise(func() string { return p.pool(size) })
	})
	p.offerAround(offer)
	js.Global().Set("promptscope", api)
}

// toJSON is the answer to who asks from outside: what was asked for, or an error under a name of its own.
func toJSON(v any) string {
	b, err := json.Marshal(v)
	if err != nil {
		b, _ = json.Marshal(map[string]string{"error": err.Error()})
	}
	return string(b)
}

// promise runs f in a goroutine and resolves to its result.
func promise(f func() string) js.Value {
	start := js.FuncOf(func(_ js.Value, args []js.Value) any {
		resolve := args[0]
		go func() { resolve.Invoke(f()) }()
		return nil
	})
	defer start.Release()
	return js.Global().Get("Promise").New(start)
}

// pool trains roles on the smallest backbone from eight seeds.
func (p *page) pool(size int) string {
	const jobs = 8
	crew, start := pool.New(size, p.worker), time.Now()
	defer crew.Cancel()
	for seed := range uint64(jobs) {
		crew.Add(run.Spec{Task: "srl", Backbone: "2x16", Method: "p-tuning-v2", Steps: 400, Seed: seed + 1}, 1)
	}
	for crew.Progress().Ended < jobs {
		crew.Turn(time.Now())
		time.Sleep(4 * time.Millisecond)
	}
	out := struct {
		MS      int64    `json:"ms"`
		Digests []string `json:"digests"`
	}{MS: time.Since(start).Milliseconds()}
	for i := range jobs {
		out.Digests = append(out.Digests, crew.Result(i).Digest)
	}
	return toJSON(out)
}

// worker is a client in a new Web Worker that no lane owns.
func (p *page) worker() run.Client { return link.New(p.boot.Call("newWorker")) }

// selftest plays the suite of all hosts against Web Workers of its own.
func (p *page) selftest() string {
	err := hosttest.Run(hosttest.T{
		New:  p.worker,
		Wait: func() { time.Sleep(4 * time.Millisecond) },
		Logf: func(format string, args ...any) {},
	})
	if err != nil {
		return err.Error()
	}
	return ""
}
