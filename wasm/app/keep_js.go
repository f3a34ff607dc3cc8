package main

import (
	"fmt"
	"syscall/js"

	"promptscope/wasm/fetch"
)

// storage is the browser's storage of this page, as a backend of viz/keep. A browser may refuse it at any time: it throws.
type storage struct{ boot js.Value }

const (
	storageKey = "promptscope"
	asideKey   = "promptscope-unreadable"
)

// Read is of keep.Backend.
func (s storage) Read() (data []byte, err error) {
	defer refused(&err)
	if v := s.boot.Call("kept", storageKey); v.Type() == js.TypeString {
		data = []byte(v.String())
	}
	return data, nil
}

// Write is of keep.Backend.
func (s storage) Write(data []byte) error { return s.put(storageKey, data) }

// Aside is of keep.Backend.
func (s storage) Aside(data []byte) error { return s.put(asideKey, data) }

func (s storage) put(key string, data []byte) (err error) {
	defer refused(&err)
	s.boot.Call("keep", key, string(data))
	return nil
}

func refused(err *error) {
	if r := recover(); r != nil {
		*err = fmt.Errorf("localStorage: %v", r)
	}
}

// session is the browser's storage of this tab, as an app.Session (web/boot.js, session).
type session struct{ boot js.Value }

// Load is of app.Session.
func (s session) Load() string { return s.boot.Get("session").Call("load").String() }

// Store is of app.Session.
func (s session) Store(text string) { s.boot.Get("session").Call("store", text) }

// content fetches a file of what places show.
func (p *page) content(name string, done func([]byte, error)) {
	go func() {
		done(fetch.File(p.boot.Get("base").String() + "content/" + name))
		p.boot.Call("wake")
	}()
}

// followStorage listens to other windows: the event comes only where somebody else has written.
func (p *page) followStorage() {
	p.window.Call("addEventListener", "storage", js.FuncOf(func(_ js.Value, args []js.Value) any {
		if key := args[0].Get("key"); key.IsNull() || key.String() == storageKey {
			go p.app.Stored()
			p.boot.Call("wake")
		}
		return nil
	}))
}

// pick asks for a file.
func (p *page) pick(done func(data []byte)) {
	var answer js.Func
	answer = js.FuncOf(func(_ js.Value, args []js.Value) any {
		data := make([]byte, args[0].Get("length").Int())
		js.CopyBytesToGo(data, args[0])
		done(data)
		answer.Release()
		p.boot.Call("wake")
		return nil
	})
	p.twin.page.Call("pick", answer)
}
