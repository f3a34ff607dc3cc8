package main

import (
	"errors"
	"syscall/js"
)

// keepAll has the service worker keep every file (web/offline.js); nil where there is none.
func (p *page) keepAll() func(done func(files int, err error)) {
	offline := p.window.Get("promptscopeOffline")
	if offline.IsUndefined() || p.window.Get("navigator").Get("serviceWorker").IsUndefined() {
		return nil
	}
	return func(done func(files int, err error)) {
		var told, refused js.Func
		end := func(files int, err error) {
			told.Release()
			refused.Release()
			done(files, err)
		}
		told = js.FuncOf(func(_ js.Value, args []js.Value) any {
			switch data := args[0]; {
			case data.Get("kind").String() == "failed":
				end(0, errors.New(data.Get("why").String()))
			case data.Get("done").Int() == data.Get("of").Int():
				end(data.Get("of").Int(), nil)
			}
			return nil
		})
		refused = js.FuncOf(func(_ js.Value, args []js.Value) any {
			end(0, errors.New(args[0].Get("message").String()))
			return nil
		})
		offline.Call("all", told).Call("catch", refused)
	}
}
