package main

import (
	"encoding/json"
	"errors"
	"strings"
	"syscall/js"
	"time"

	"promptscope/viz/app"
	"promptscope/viz/scene"
)

// How often the twin follows the picture: its controls, and its sentences and table, which change with every step.
const (
	twinEvery  = 200 * time.Millisecond
	tableEvery = 2 * time.Second
)

// twin keeps the elements around the picture up to date (web/twin.js).
type twin struct {
	page    js.Value // globalThis.promptscopeTwin
	at      time.Time
	tableAt time.Time
	last    string
	doc     js.Value // globalThis.promptscopeDoc
	read    string   // the document on show,
	readAt  scene.Rect
	owed    bool // sentences and table are older than the picture
}

// follow hands the present picture on, if it is another one.
func (p *page) follow() {
	p.followDocument()
	t, now := &p.twin, time.Now()
	due := now.Sub(t.tableAt) >= tableEvery
	stale, settled := p.app.TwinStale()
	if !settled || now.Sub(t.at) < twinEvery || !stale && !(t.owed && due) {
		return
	}
	t.at = now
	description := p.app.Twin()
	t.owed = !due
	if due {
		t.tableAt = now
	} else {
		description.Lanes, description.Table, description.Marks = nil, app.TwinTable{}, app.TwinMarks{}
	}
	text, err := json.Marshal(description) // a number that is none must not end the page: the twin stays as it was
	if err == nil && string(text) != t.last {
		t.last = string(text)
		t.page.Call("update", t.last)
	}
}

// followDocument shows what is read, at its place.
func (p *page) followDocument() {
	t := &p.twin
	text, at := p.app.Document()
	if text == t.read && at == t.readAt {
		return
	}
	t.read, t.readAt = text, at
	t.doc.Call("update", text, at.X, at.Y, at.W, at.H)
}

// say hands a text to the live region.
func (p *page) say(text string) { p.twin.page.Call("say", text) }

// base is the address without its hash.
func (p *page) base() string {
	before, _, _ := strings.Cut(p.window.Get("location").Get("href").String(), "#")
	return before
}

// save offers a file as a download.
func (p *page) save(name, mime string, data []byte) (err error) {
	defer func() {
		if r := recover(); r != nil { // an embedding page may forbid downloads
			err = errors.New(name)
		}
	}()
	bytes := js.Global().Get("Uint8Array").New(len(data))
	js.CopyBytesToJS(bytes, data)
	if !p.twin.page.Call("download", name, mime, bytes).Bool() {
		return errors.New("allow-downloads")
	}
	return nil
}

// copyText hands a text to the clipboard, which answers later and may refuse.
func (p *page) copyText(text string, done func(ok bool)) {
	var answer js.Func
	answer = js.FuncOf(func(_ js.Value, args []js.Value) any {
		done(args[0].Bool())
		answer.Release()
		return nil
	})
	p.twin.page.Call("copy", text, answer)
}

// offerAround publishes what web/twin.js and web/doc.js need:
//
//	enter(id, arg, value)   gives a control the value of its twin; returns "" or what is wrong
//	focus(id, arg, shown)   the twin of the control has the focus; an empty id: none has
//	type(id, arg, text)     what is being typed into a control; an empty id ends it
//	wants(key)              whether the picture has a use for a key now; the others are left to the browser
//	typing()                whether something is being typed into the picture
//	scrolls(x, y, dy)       whether the wheel has something to scroll there, in CSS pixels
//	drop(bytes)             a file for the place on show
//	key(name)               a key pressed where the picture does not hear it; returns whether it means something
func (p *page) offerAround(offer func(name string, f func(args []js.Value) any)) {
	text := func(args []js.Value, i int) string {
		if i < len(args) && args[i].Type() == js.TypeString {
			return args[i].String()
		}
		return ""
	}
	offer("enter", func(args []js.Value) any {
		if err := p.app.Enter(text(args, 0), text(args, 1), text(args, 2)); err != nil {
			return err.Error()
		}
		return ""
	})
	offer("focus", func(args []js.Value) any {
		p.app.Focus(text(args, 0), text(args, 1), len(args) > 2 && args[2].Truthy())
		return nil
	})
	offer("type", func(args []js.Value) any {
		p.app.Type(text(args, 0), text(args, 1), text(args, 2))
		return nil
	})
	offer("wants", func(args []js.Value) any { return p.app.Reach().Wants(text(args, 0)) })
	offer("typing", func([]js.Value) any { return p.app.Reach().Typing() })
	offer("scrolls", func(args []js.Value) any {
		return len(args) == 3 && p.app.Reach().Scrolls(float32(args[0].Float()), float32(args[1].Float()), float32(args[2].Float()))
	})
	offer("drop", func(args []js.Value) any {
		if len(args) != 1 || !args[0].InstanceOf(js.Global().Get("Uint8Array")) {
			return "drop(bytes): a Uint8Array"
		}
		data := make([]byte, args[0].Get("length").Int())
		js.CopyBytesToGo(data, args[0])
		p.app.Reach().Drop(data)
		return ""
	})
	offer("key", func(args []js.Value) any { return p.app.Key(text(args, 0)) })
}
