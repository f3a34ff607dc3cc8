package link

import (
	"syscall/js"
	"time"

	"promptscope/sim/run"
)

// Worker is one lane in a Web Worker.
type Worker struct {
	worker   js.Value
	onBytes  js.Func
	onError  js.Func
	pings    map[int]ping
	nextPing int

	shown, spare *run.Snapshot
	inbox        run.Receiver
	raw          []byte // the newest message
	broken       string
	run          uint32
	spec         run.Spec
}

type ping struct {
	sent    time.Time
	resolve js.Value
}

// New takes over a worker that is starting (web/boot.js, newWorker).
func New(worker js.Value) *Worker {
	w := &Worker{worker: worker, pings: map[int]ping{}, spare: new(run.Snapshot),
		shown: &run.Snapshot{Status: run.Loading, EvalStep: -1}}
	w.onBytes = js.FuncOf(func(_ js.Value, args []js.Value) any { w.message(args[0].Get("data")); return nil })
	w.onError = js.FuncOf(func(_ js.Value, args []js.Value) any { w.fail(args[0].Get("message").String()); return nil })
	worker.Set("onmessage", w.onBytes)
	worker.Set("onerror", w.onError)
	return w
}

func (w *Worker) message(data js.Value) {
	switch data.Get("kind").String() {
	case "snapshot":
		w.copy(data.Get("bytes"), data.Get("length").Int())
		if err := w.inbox.Take(w.raw); err != nil {
			w.fail(err.Error())
		}
	case "pong":
		id := data.Get("id").Int()
		if p, ok := w.pings[id]; ok {
			delete(w.pings, id)
			p.resolve.Invoke(time.Since(p.sent).Seconds() * 1000)
		}
	case "error":
		w.fail(data.Get("message").String())
	}
}

// copy takes the first n bytes of a buffer, and sends it back to be filled again: thousands of them a minute would wait for
// the browser to collect them.
func (w *Worker) copy(buffer js.Value, n int) {
	if cap(w.raw) < n {
		w.raw = make([]byte, n)
	}
	w.raw = w.raw[:n]
	js.CopyBytesToGo(w.raw, js.Global().Get("Uint8Array").New(buffer, 0, n))
	w.post("buffer", buffer)
}

// post gives a buffer to the worker, which the page has no more then.
func (w *Worker) post(kind string, buffer js.Value) {
	message := js.Global().Get("Object").New()
	message.Set("kind", kind)
	message.Set("bytes", buffer)
	w.worker.Call("postMessage", message, js.Global().Get("Array").New(buffer))
}

// fail keeps the last good numbers on show, with the reason.
func (w *Worker) fail(message string) {
	w.broken = message
}

// Send posts a command.
func (w *Worker) Send(c run.Command) {
	if c.Kind == run.Reset {
		w.run, w.spec = c.Run, c.Spec
	}
	data := run.AppendCommand(nil, &c)
	bytes := js.Global().Get("Uint8Array").New(len(data))
	js.CopyBytesToJS(bytes, data)
	w.post("command", bytes.Get("buffer"))
}

// Latest decodes the newest message, if one has come since the last call. A worker that has died gives its last
// snapshot with status Failed.
func (w *Worker) Latest() *run.Snapshot {
	if w.inbox.Fresh() {
		if err := w.inbox.Decode(w.spare); err != nil {
			w.broken = err.Error()
		} else {
			w.shown, w.spare = w.spare, w.shown
		}
	}
	if w.broken != "" && w.shown.Status != run.Failed {
		w.shown.Status, w.shown.Message, w.shown.Run = run.Failed, w.broken, w.run
		if w.shown.Spec.Method == "" {
			w.shown.Spec = w.spec
		}
	}
	return w.shown
}

// Close ends the worker.
func (w *Worker) Close() error {
	w.worker.Set("onmessage", js.Null()) // a message may be on its way
	w.worker.Set("onerror", js.Null())
	w.worker.Call("terminate")
	w.onBytes.Release()
	w.onError.Release()
	return nil
}

// Ping returns a promise of the milliseconds until the worker's event loop answers.
func (w *Worker) Ping() js.Value {
	start := js.FuncOf(func(_ js.Value, args []js.Value) any {
		id := w.nextPing
		w.nextPing++
		w.pings[id] = ping{time.Now(), args[0]}
		w.worker.Call("postMessage", map[string]any{"kind": "ping", "id": id})
		return nil
	})
	defer start.Release()
	return js.Global().Get("Promise").New(start)
}
