package main

import (
	"strings"
	"syscall/js"
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"promptscope/internal/catalog"
	"promptscope/sim/host"
	"promptscope/sim/train"
	"promptscope/viz/app"
	"promptscope/viz/state"
	"promptscope/wasm/fetch"
	"promptscope/wasm/link"
)

// page is the browser as the program sees it.
type page struct {
	boot    js.Value // web/boot.js
	window  js.Value
	app     *app.App
	workers []*link.Worker
	inline  []*host.Inline
	shown   bool
}

func main() {
	p := &page{boot: js.Global().Get("promptscopeBoot"), window: js.Global()}
	notice := ""
	var clients []train.Client
	for range state.Lanes {
		c, why := p.client()
		if why != "" {
			notice = why
		}
		clients = append(clients, c)
	}
	p.app = app.New(app.Options{
		Clients:       clients,
		Catalog:       catalog.New(),
		Query:         p.hash(),
		OnQuery:       p.setHash,
		Version:       p.boot.Get("manifest").Get("version").String(),
		DarkPreferred: func() bool { return !p.media("(prefers-color-scheme: light)") },
		ReducedMotion: func() bool { return p.media("(prefers-reduced-motion: reduce)") },
		ZHPreferred:   func() bool { return p.boot.Get("lang").String() == "zh" },
		DeviceScale:   func() float64 { return p.boot.Get("scale").Float() },
		DevicePixels:  true,
		Pump:          p.pump,
		Notice:        notice,
	})
	p.listen()
	p.offer()
	if err := app.Run(p.app, &ebiten.RunGameOptions{DisableHiDPI: true}); err != nil {
		p.boot.Call("fail", err.Error())
	}
}

// client makes a lane in a worker, or on this page if the browser refuses workers.
func (p *page) client() (c train.Client, notice string) {
	defer func() {
		if r := recover(); r != nil {
			lane := host.NewInline(fetch.Library(p.boot.Get("base").String()))
			p.inline = append(p.inline, lane)
			c, notice = lane, "no-worker"
		}
	}()
	w := link.New(p.boot.Call("newWorker"), func() {
		if p.app != nil {
			p.app.Refresh()
		}
	})
	p.workers = append(p.workers, w)
	return w, ""
}

// pump runs once a frame: it lets lanes without a worker train, and takes the loader away after the first frame.
func (p *page) pump() {
	for _, l := range p.inline {
		l.Pump(4 * time.Millisecond)
	}
	if !p.shown && p.app != nil && p.app.Status().FPS > 0 {
		p.shown = true
		p.boot.Call("ready")
	}
}

func (p *page) media(query string) bool {
	return p.window.Call("matchMedia", query).Get("matches").Bool()
}

func (p *page) hash() string {
	return strings.TrimPrefix(p.window.Get("location").Get("hash").String(), "#")
}

// setHash shows the state in the address without a new history entry; the same state is not written twice.
func (p *page) setHash(query string) {
	if query != p.hash() {
		p.window.Get("history").Call("replaceState", js.Null(), "", "#"+query)
	}
}

// listen follows the address and the theme.
func (p *page) listen() {
	p.window.Call("addEventListener", "hashchange", js.FuncOf(func(js.Value, []js.Value) any {
		p.app.SetQuery(p.hash())
		return nil
	}))
	p.window.Call("matchMedia", "(prefers-color-scheme: light)").Call("addEventListener", "change", js.FuncOf(func(js.Value, []js.Value) any {
		p.app.Refresh()
		return nil
	}))
}
