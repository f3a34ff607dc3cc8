package main

import (
	"syscall/js"
	"time"
)

// cpuTime is the processor time of the Node process. A browser does not tell; the page that measures there gives a function
// that asks the machine (wasm/browsertest/bench.mjs).
func cpuTime() time.Duration {
	if f := js.Global().Get("promptscopeCPU"); f.Type() == js.TypeFunction {
		return time.Duration(f.Invoke().Float() * float64(time.Second))
	}
	process := js.Global().Get("process")
	if process.Type() != js.TypeObject || process.Get("cpuUsage").Type() != js.TypeFunction {
		return 0
	}
	u := process.Call("cpuUsage")
	return time.Duration(u.Get("user").Float()+u.Get("system").Float()) * time.Microsecond
}
