package main

import (
	"syscall/js"
	"time"

	"promptscope/sim/host"
	"promptscope/sim/run"
	"promptscope/wasm/fetch"
)

func main() {
	base := js.Global().Get("location").Get("href").String()
	base = js.Global().Get("URL").New("../", base).Get("href").String()
	var out outbox
	d := host.NewDriver(fetch.Library(base), time.Now, out.post)
	api := js.Global().Get("Object").New()
	api.Set("command", js.FuncOf(func(_ js.Value, args []js.Value) any {
		data := make([]byte, args[0].Length())
		js.CopyBytesToGo(data, args[0])
		c, err := run.DecodeCommand(data)
		if err != nil {
			panic(err) // page and worker are of different builds; worker.js reports it
		}
		if c.Kind == run.Reset {
			out.sender = run.Sender{} // it may be another that listens now
		}
		d.Do(c)
		return nil
	}))
	api.Set("tick", js.FuncOf(func(_ js.Value, args []js.Value) any {
		wait := d.Slice(time.Duration(args[0].Float() * float64(time.Millisecond)))
		return wait.Seconds() * 1000
	}))
	js.Global().Set("promptscopeTrainer", api)
	select {}
}

// outbox posts snapshots to the page.
type outbox struct {
	sender run.Sender
	buf    []byte
}

func (o *outbox) post(s *run.Snapshot) {
	o.buf = o.sender.Append(o.buf[:0], s)
	buffer := js.Global().Call("promptscopeBuffer", len(o.buf))
	js.CopyBytesToJS(js.Global().Get("Uint8Array").New(buffer, 0, len(o.buf)), o.buf)
	message := js.Global().Get("Object").New()
	message.Set("kind", "snapshot")
	message.Set("bytes", buffer)
	message.Set("length", len(o.buf))
	js.Global().Call("postMessage", message, js.Global().Get("Array").New(buffer))
}
