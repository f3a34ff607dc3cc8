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
)

// page is the browser as the program sees it.
type page struct {
	boot   js.Value // web/boot.js
	window js.Value
	app    *app.App
	seats  []*seat // of the lanes that train in workers
	inline []*host.Inline
	early  []string // messages from before there was a picture
	shown  bool
	twin   twin
}

func main() {
	p := &page{boot: js.Global().Get("promptscopeBoot"), window: js.Global()}
	p.twin.page, p.twin.doc = js.Global().Get("promptscopeTwin"), js.Global().Get("promptscopeDoc")
	js.Global().Set("promptscopeFiles", p.boot.Get("manifest").Get("files")) // for lanes that train on the page
	clients := []run.Client{p.client(), p.client()}                          // the default link has as many; web/boot.js has started their workers
	p.app = app.New(app.Options{
		Clients:       clients,
		More:          p.client,
		Catalog:       catalog.New(),
		Query:         p.hash(),
		OnQuery:       p.setHash,
		Version:       p.boot.Get("manifest").Get("version").String(),
		DarkPreferred: func() bool { return !p.media("(prefers-color-scheme: light)") },
		Languages:     func() []string { return []string{p.boot.Get("lang").String()} },
		DeviceScale:   func() float64 { return p.boot.Get("scale").Float() },
		DevicePixels:  true,
		Pump:          p.pump,

		HighPreferred:  func() bool { return p.media("(prefers-contrast: more)") || p.media("(forced-colors: active)") },
		StillPreferred: func() bool { return p.media("(prefers-reduced-motion: reduce)") },
		DocsApart:      true,
		Base:           p.base(),
		Say:            p.say,
		Save:           p.save,
		Copy:           p.copyText,
		Content:        p.content,
		Store:          storage{p.boot},
		Session:        session{p.boot},
		Cores:          p.cores(),
		Browser:        app.Browser{Print: func() { p.boot.Call("print") }, Pick: p.pick, KeepAll: p.keepAll()},
	})
	if !p.boot.Get("simd").Bool() {
		p.tell("no-simd")
	}
	for _, message := range p.early {
		p.app.Notify(message)
	}
	p.window.Call("setInterval", js.FuncOf(func(js.Value, []js.Value) any { p.watch(); return nil }), 1000)
	p.listen()
	p.followStorage()
	p.offer()
	if err := app.Run(p.app, &ebiten.RunGameOptions{DisableHiDPI: true}); err != nil {
		p.boot.Call("fail", err.Error())
	}
}

// cores is how many the browser says there are; some say nothing.
func (p *page) cores() int {
	if n := p.window.Get("navigator").Get("hardwareConcurrency"); n.Type() == js.TypeNumber {
		return n.Int()
	}
	return 1
}

// tell shows a message of the page, each kind once at a time.
func (p *page) tell(message string) {
	if p.app == nil {
		if !slices.Contains(p.early, message) {
			p.early = append(p.early, message)
		}
		return
	}
	go func() { // a turn that is under way holds the picture
		p.app.Notify(message)
		p.boot.Call("wake")
	}()
}

// dismiss takes a lane off the list of those in workers.
func (p *page) dismiss(s *seat) {
	p.seats = slices.DeleteFunc(p.seats, func(other *seat) bool { return other == s })
}

// pump runs once a frame: it lets lanes without a worker train, and takes the loader away after the first frame.
func (p *page) pump() {
	for _, l := range p.inline {
		l.Pump(8 * time.Millisecond / time.Duration(max(len(p.inline), 2)))
	}
	if !p.shown && p.app != nil && p.app.Reach().Drawn() {
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

// setHash shows the state in the address (web/boot.js, address).
func (p *page) setHash(query string) { p.boot.Call("address", query) }

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
