// Package app runs the picture: it turns the window's input into state, state into orders for the trainers, and
// their snapshots into scenes. It draws only when something changed.
package app

import (
	"slices"
	"sync"
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"promptscope/sim/run"
	"promptscope/viz/i18n"
	"promptscope/viz/id"
	"promptscope/viz/keep"
	"promptscope/viz/paint/ebi"
	"promptscope/viz/place"
	_ "promptscope/viz/place/all" // the places of the window
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

// Options is what the program around the picture provides. Only Clients and Catalog are needed.
type Options struct {
	Clients       []run.Client      // for the first lanes
	More          func() run.Client // for lanes beyond those; nil: there are no more
	Catalog       state.Catalog
	Query         string       // the link to start with
	OnQuery       func(string) // is told every new canonical link
	Version       string
	DarkPreferred func() bool     // for theme=auto; nil means dark
	Languages     func() []string // for lang=auto: tags of those that are preferred, best first; nil means none
	DeviceScale   func() float64  // device pixels a CSS pixel; nil asks the monitor
	DevicePixels  bool            // the window is sized in device pixels already, the pointer in CSS pixels (web/boot.js, fit)
	Pump          func()          // called every turn: lets trainers without a thread of their own work

	HighPreferred  func() bool                                // for theme=auto: more contrast is wanted; nil means no
	StillPreferred func() bool                                // reduced motion is wanted; nil means no
	DocsApart      bool                                       // the program shows documents itself (web/doc.js)
	Base           string                                     // address before #, for links; empty: the link is its query
	Say            func(text string)                          // the live region; nil: nobody listens
	Save           func(name, mime string, data []byte) error // keeps a file; nil: into the working folder
	Copy           func(text string, done func(ok bool))      // to the clipboard
	Visit          func(address string)                       // opens an address; nil: documents have no links

	Content func(name string, done func(data []byte, err error)) // gets a file of content; done may be called from any goroutine

	Cores int // of the machine, for places that train many runs; 0 = one

	Session Session // where runs are noted for the time after a reload; nil: nowhere

	Store keep.Backend // what places remember between visits; nil: until the program ends

	Browser Browser
}

// Browser is what only a page can do; nil: cannot, or there is no need.
type Browser struct {
	Print   func()                                // puts the document on show on paper
	Pick    func(done func(data []byte))          // asks for a file
	KeepAll func(done func(files int, err error)) // keeps every file for when there is no network; done may be called from any goroutine
}

// App is the running picture. It implements ebiten.Game. Its parts share a desk; only App itself goes to another state.
type App struct {
	desk
	painter ebi.Painter
	devices devices

	mu    sync.Mutex // guards queue, and everything else against Do, Status and Controls from other goroutines
	queue []func()   // orders from outside, carried out by the next turn

	idle      []run.Client // for lanes to come
	query     string
	fresh     bool      // the scene is not on the screen yet
	trained   bool      // new numbers came since the last scene
	laidAt    time.Time // when the last scene was made because of new numbers
	twinStale bool      // there was a picture since the last Twin
	fps       meter
	pace      pace
	costs     costs
	hovered   hovered
	away      away

	clock   clock
	travel  travel
	speaker speaker
	saver   saver
	keeper  keeper
	resume  resume
	gentle  gentle
	guest   guest
}

// New prepares the picture and starts the runs the link asks for.
func New(opt Options) *App {
	a := &App{desk: desk{opt: opt, dirty: true, scale: 1, w: 1280, h: 800}, idle: opt.Clients}
	d := &a.desk
	a.clock, a.speaker, a.saver = clock{desk: d}, speaker{desk: d}, saver{desk: d, painter: &a.painter}
	a.guest = guest{desk: d, app: a}
	a.travel = travel{desk: d, look: -1, change: a.change, setLink: a.setLink}
	for i := range a.travel.inspect {
		a.travel.inspect[i] = noInspect
	}
	a.state, a.view.Notices = state.Parse(opt.Query, opt.Catalog)
	a.query = state.Query(a.state)
	a.resolve()
	a.keeper = keeper{desk: d, store: keep.Open(opt.Store), later: a.later}
	a.keeper.restore()
	a.staff()
	seen := a.state.Seen
	a.resume, a.gentle = resume{desk: d}, gentle{desk: d}
	switch {
	case a.resume.wanted():
		a.send(a.resume.orders())
		a.resume.set()
		a.notice(a.resume.word())
	case a.gentle.wanted():
		a.send(a.gentle.orders())
		a.gentle.begin()
	default:
		a.begin()
	}
	a.travel.open(seen)
	a.view.Intro = state.First(opt.Query) && !a.resume.busy()
	return a
}

// Run opens the window and returns when it is closed.
func Run(a *App, op *ebiten.RunGameOptions) error {
	ebiten.SetScreenClearedEveryFrame(false)
	ebiten.SetWindowResizingMode(ebiten.WindowResizingModeEnabled)
	return ebiten.RunGameWithOptions(a, op)
}

// Layout is not used: LayoutF is.
func (a *App) Layout(_, _ int) (int, int) { panic("app: ebiten must call LayoutF") }

// LayoutF keeps the screen at device pixels.
func (a *App) LayoutF(w, h float64) (float64, float64) {
	s := 1.0
	if a.opt.DeviceScale != nil {
		s = a.opt.DeviceScale()
	}
	if s <= 0 || a.opt.DeviceScale == nil {
		s = ebiten.Monitor().DeviceScaleFactor()
	}
	if a.opt.DevicePixels {
		w, h = w/s, h/s
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if w != a.w || h != a.h || s != a.scale {
		a.w, a.h, a.scale, a.dirty = w, h, s, true
	}
	return w * s, h * s
}

// pointerScale is how many units of the pointer make a CSS pixel.
func (d *desk) pointerScale() float64 {
	if d.opt.DevicePixels {
		return 1
	}
	return d.scale
}

var started = time.Now()

// Update is one turn.
func (a *App) Update() error {
	if a.opt.Pump != nil {
		a.opt.Pump()
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	begin := time.Now()
	defer func() { a.costs.turned(time.Since(begin)) }()
	if dropped := dropped(); dropped != nil {
		a.queue = append(a.queue, func() { a.guest.take(dropped) })
	}
	orders := a.queue
	a.queue = nil
	for _, order := range orders {
		order()
	}
	if in, any := a.devices.read(a.pointerScale() * a.zoom()); any {
		in.Time = time.Since(started).Seconds()
		a.guest.handAt = begin
		a.turn(in)
	}
	a.listen()
	a.guest.attend()
	a.guest.work(begin)
	a.keeper.remember()
	a.gentle.follow()
	a.resume.mark(begin)
	a.clock.keepTime()
	now := time.Now()
	a.speaker.speak(float64(now.UnixMilli()) / 1000)
	a.rest(now)
	a.settleBack(now)
	a.settle(now)
	if every := a.pace.turn(now); a.dirty || a.trained && now.Sub(a.laidAt) >= every {
		a.lay(now)
	}
	return nil
}

// lay makes the scene anew and has it drawn.
func (a *App) lay(now time.Time) {
	a.encodeLink()
	in := a.input()
	in.FPS = a.fps.rate(now)
	place.Of(&a.state).Layout(&a.scene, in)
	a.twinStale = true
	a.view.Scroll = min(a.view.Scroll, a.scene.ScrollMax)
	a.dirty, a.trained, a.laidAt = false, false, now
	a.fresh = true
	if a.scene.Pointed != a.view.Pointed { // texts beside the picture mark its name
		a.view.Pointed, a.dirty = a.scene.Pointed, true
	}
}

// Draw paints the scene if it changed, once: Ebitengine keeps what it was given and shows it in all buffers of the window.
func (a *App) Draw(screen *ebiten.Image) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if !a.fresh {
		return
	}
	a.fresh = false
	now := time.Now()
	a.fps.count(now)
	a.pace.begin(now)
	a.painter.Paint(screen, &a.scene, float32(a.scale*a.zoom()))
	a.costs.painted(time.Since(now))
	a.saver.keep()
}

// turn applies one input.
func (a *App) turn(in ui.Input) {
	if a.searching() {
		in.Keys = slices.DeleteFunc(slices.Clone(in.Keys), func(k ui.KeyPress) bool { return slices.Contains(lettered, k) })
	}
	in.Keys = a.guest.keys(in.Keys)
	next, view, effect := ui.Update(a.state, a.view, &a.scene, in, &a.opt.Catalog)
	a.dirty = a.dirty || in.Acts() || view.Hover != a.view.Hover || view.Hover.ID == id.Chart
	a.dirty = a.dirty || view.Brush != a.view.Brush
	a.view = view
	a.change(next)
	a.act(effect)
	a.travel.follow()
}

// change goes to another state: orders to the trainers, a new link.
func (a *App) change(next state.State) {
	next.Example = a.inExamples(next.Example)
	if next == a.state {
		return
	}
	was := a.state
	a.state = next
	a.staff()
	if was.Running != next.Running || was.Speed != next.Speed || was.Count() != next.Count() {
		a.resume.stop()
	}
	a.send(state.Commands(was, next, a.opt.Catalog))
	a.dirty = true
	a.resolve()
	a.setLink()
}

// setLink tells of a new link.
func (a *App) setLink() {
	if q := state.Query(a.state); q != a.query {
		a.query = q
		a.view.Link = a.link()
		if a.opt.OnQuery != nil {
			a.opt.OnQuery(q)
		}
	}
}

// resolve settles what "auto" means here.
func (a *App) resolve() {
	a.view.Lang = a.state.Lang
	if a.view.Lang == "auto" {
		var preferred []string
		if a.opt.Languages != nil {
			preferred = a.opt.Languages()
		}
		a.view.Lang = i18n.Match(preferred...)
	}
	a.view.Dark = a.state.Theme == "dark"
	a.view.High = a.state.Theme == "contrast"
	if a.state.Theme == "auto" {
		a.view.Dark = a.opt.DarkPreferred == nil || a.opt.DarkPreferred()
		a.view.High = a.opt.HighPreferred != nil && a.opt.HighPreferred()
	}
	a.view.Dark = a.view.Dark || a.view.High
	a.view.Still = a.opt.StillPreferred != nil && a.opt.StillPreferred()
	a.view.Apart, a.view.Copy, a.view.Pick = a.opt.DocsApart, a.opt.Copy != nil, a.opt.Browser.Pick != nil
	a.view.Keeps = a.opt.Browser.KeepAll != nil
	a.view.Link = a.link()
}

// SetQuery goes to the state of a link, as when the address is edited. Any goroutine may call it.
func (a *App) SetQuery(query string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.queue = append(a.queue, func() { a.travel.open(a.enter(query)) })
}

// enter goes to the state of a link and returns the step of the past that it shows.
func (a *App) enter(query string) (seen int) {
	next, notices := state.Parse(query, a.opt.Catalog)
	a.view.Notices = notices
	a.dirty = true
	a.change(next)
	if next.Seen > 0 {
		a.begin()
	}
	return next.Seen
}

// Notify shows a message once, such as "no-simd"; known ones are translated. Any goroutine may call it.
func (a *App) Notify(message string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.queue = append(a.queue, func() {
		n := state.Notice{Value: message}
		a.view.Notices = append(slices.DeleteFunc(slices.Clone(a.view.Notices), func(old state.Notice) bool { return old == n }), n)
		a.dirty = true
	})
}

// Refresh draws again, as when the system's theme changed. Any goroutine may call it.
func (a *App) Refresh() {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.queue = append(a.queue, func() { a.resolve(); a.dirty = true })
}

// meter counts pictures a second over the last second.
type meter struct {
	times [64]time.Time
	n     int
}

func (m *meter) count(now time.Time) {
	m.times[m.n%len(m.times)] = now
	m.n++
}

func (m *meter) rate(now time.Time) float64 {
	drawn := 0
	for i := range min(m.n, len(m.times)) {
		if now.Sub(m.times[i]) < time.Second {
			drawn++
		}
	}
	return float64(drawn)
}
