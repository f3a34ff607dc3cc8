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

	heard   bool // it has said something
	owes    bool // it was told something, and has said nothing since
	silence silence
	mute    run.Snapshot // what is shown of a worker that does not answer
	// Refused is called if the worker never ran: the browser forbids it, or its script does not come.
	Refused func()
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
	w.onError = js.FuncOf(func(_ js.Value, args []js.Value) any { w.onFault(args[0].Get("message")); return nil })
	worker.Set("onmessage", w.onBytes)
	worker.Set("onerror", w.onError)
	return w
}

// onFault takes an error of the worker as a whole, which has a message if the worker ran.
func (w *Worker) onFault(message js.Value) {
	switch {
	case message.Type() == js.TypeString && message.String() != "":
		w.fail(message.String())
	case !w.heard && w.Refused != nil:
		w.Refused()
	default:
		w.fail("the worker has ended")
	}
}

func (w *Worker) message(data js.Value) {
	kind := data.Get("kind").String()
	w.heard, w.owes = true, false
	w.silence.heard(kind == "pong")
	switch kind {
	case "snapshot":
		w.copy(data.Get("bytes"), data.Get("length").Int())
		if err := w.inbox.Take(w.raw); err != nil {
			w.fail(err.Error())
		}
	case "pong":
		id := data.Get("id").Int()
		if p, ok := w.pings[id]; ok {
			delete(w.pings, id)
			if p.resolve.Truthy() {
				p.resolve.Invoke(time.Since(p.sent).Seconds() * 1000)
			}
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
	w.owes = true
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
		w.failed(w.shown, w.broken)
	}
	if w.silence.long() && w.shown.Status < run.Done {
		w.mute = *w.shown
		w.failed(&w.mute, "the worker does not answer")
		return &w.mute
	}
	return w.shown
}

func (w *Worker) failed(s *run.Snapshot, why string) {
	s.Status, s.Message, s.Run = run.Failed, why, w.run
	if s.Spec.Method == "" {
		s.Spec = w.spec
	}
}

// Check is called once a second. It asks a worker that has something to do whether it is there, and tells when it has become
// silent. A silent worker is left alone, and shown again when it says something: only a reset, or a person, ends it.
func (w *Worker) Check(now time.Time, hidden bool) (fellSilent bool) {
	was := w.silence.long()
	if !w.heard || w.broken != "" {
		return false
	}
	if w.silence.check(now, w.owes || w.shown.Status < run.Done && w.shown.Status != run.Paused, hidden) {
		w.ask(js.Undefined())
	}
	return !was && w.silence.long()
}

// Lost tells whether the worker is of no use any more: it has failed as a whole, or does not answer.
func (w *Worker) Lost() bool { return w.broken != "" || w.silence.long() }

// Heard tells whether the worker has said anything yet.
func (w *Worker) Heard() bool { return w.heard }

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
		w.ask(args[0])
		return nil
	})
	defer start.Release()
	return js.Global().Get("Promise").New(start)
}

// ask sends a ping, whose answer resolves a promise if there is one.
func (w *Worker) ask(resolve js.Value) {
	id := w.nextPing
	w.nextPing++
	w.pings[id] = ping{time.Now(), resolve}
	w.worker.Call("postMessage", map[string]any{"kind": "ping", "id": id})
}
