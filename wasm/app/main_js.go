package main

import (
	"slices"
	"strings"
	"syscall/js"
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"promptscope/internal/catalog"
	"promptscope/sim/host"
	"promptscope/sim/run"
	"promptscope/viz/app"
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
	twin    twin
}

func main() {
	p := &page{boot: js.Global().Get("promptscopeBoot"), window: js.Global()}
	p.twin.page, p.twin.doc = js.Global().Get("promptscopeTwin"), js.Global().Get("promptscopeDoc")
	notice := ""
	var clients []run.Client
	for range 2 { // the default link has as many; web/boot.js has started their workers
		c, why := p.client()
		if why != "" {
			notice = why
		}
		clients = append(clients, c)
	}
	p.app = app.New(app.Options{
		Clients:       clients,
		More:          func() run.Client { c, _ := p.client(); return c },
		Catalog:       catalog.New(),
		Query:         p.hash(),
		OnQuery:       p.setHash,
		Version:       p.boot.Get("manifest").Get("version").String(),
		DarkPreferred: func() bool { return !p.media("(prefers-color-scheme: light)") },
		Languages:     func() []string { return []string{p.boot.Get("lang").String()} },
		DeviceScale:   func() float64 { return p.boot.Get("scale").Float() },
		DevicePixels:  true,
		Pump:          p.pump,
		Notice:        notice,

		HighPreferred:  func() bool { return p.media("(prefers-contrast: more)") || p.media("(forced-colors: active)") },
		StillPreferred: func() bool { return p.media("(prefers-reduced-motion: reduce)") },
		DocsApart:      true,
		Base:           p.base(),
		Say:            p.say,
		Save:           p.save,
		Copy:           p.copyText,
		Content:        p.content,
		Store:          storage{p.boot},
		Pick:           p.pick,
		Print:          func() { p.boot.Call("print") },
	})
	if !p.boot.Get("simd").Bool() {
		p.app.Notify("no-simd")
	}
	p.listen()
	p.followStorage()
	p.offer()
	if err := app.Run(p.app, &ebiten.RunGameOptions{DisableHiDPI: true}); err != nil {
		p.boot.Call("fail", err.Error())
	}
}

// client makes a lane in a worker, or on this page if the browser refuses workers.
func (p *page) client() (c run.Client, notice string) {
	defer func() {
		if r := recover(); r != nil {
			lane := host.NewInline(fetch.Library(p.boot.Get("base").String()))
			p.inline = append(p.inline, lane)
			p.boot.Call("awake")
			c, notice = lane, "no-worker"
		}
	}()
	w := link.New(p.boot.Call("newWorker"))
	p.workers = append(p.workers, w)
	return leaving{w, p}, ""
}

// leaving is a worker that leaves the list when its lane is removed.
type leaving struct {
	*link.Worker
	page *page
}

func (l leaving) Close() error {
	l.page.workers = slices.DeleteFunc(l.page.workers, func(w *link.Worker) bool { return w == l.Worker })
	return l.Worker.Close()
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
	if p.shown {
		p.follow()
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
	document := p.window.Get("document")
	title := document.Get("title").String()
	document.Call("addEventListener", "visibilitychange", js.FuncOf(func(js.Value, []js.Value) any {
		if word := p.app.Hidden(document.Get("hidden").Bool()); word != "" {
			document.Set("title", title+" · "+word)
		} else {
			document.Set("title", title)
		}
		return nil
	}))
	refresh := js.FuncOf(func(js.Value, []js.Value) any {
		p.app.Refresh()
		p.boot.Call("wake")
		return nil
	})
	for _, query := range []string{"(prefers-color-scheme: light)", "(prefers-contrast: more)", "(forced-colors: active)", "(prefers-reduced-motion: reduce)"} {
		p.window.Call("matchMedia", query).Call("addEventListener", "change", refresh)
	}
}
