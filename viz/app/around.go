package app

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"strings"
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"promptscope/sim/run"
	"promptscope/viz/export"
	"promptscope/viz/i18n"
	"promptscope/viz/id"
	"promptscope/viz/paint/svg"
	"promptscope/viz/panel"
	"promptscope/viz/place"
	"promptscope/viz/qr"
	"promptscope/viz/scene"
	"promptscope/viz/state"
)

// input is what the picture depends on now, in lengths of the projector's zoom.
func (a *App) input() *panel.Input {
	z := a.zoom()
	a.in = panel.Input{State: a.state, View: &a.view, Catalog: &a.opt.Catalog, Lanes: a.snaps, W: float32(a.w / z), H: float32(a.h / z),
		Past: a.past, Still: a.view.Still}
	a.in.Version = a.opt.Version
	a.in.Doc = a.document(&a.in)
	for i := range a.lanes {
		a.in.Times[i] = a.lanes[i].watch.times
	}
	return &a.in
}

// zoom is how much larger everything is for a projector: as much as leaves room for the lanes side by side.
func (a *App) zoom() float64 {
	if !a.state.Projector {
		return 1
	}
	return max(min(1.4, a.w/1024, a.h/640), 1)
}

// link is the address of the present state, without the sheet that shows it.
func (a *App) link() string {
	s := a.state
	if s.Panel = a.tab(); s.Panel == id.Settings {
		s.Panel = ""
	}
	query := state.Query(s)
	if a.opt.Base == "" {
		return query
	}
	return a.opt.Base + "#" + query
}

// experiment is the state as a link without an address.
func (a *App) experiment() string {
	_, query, found := strings.Cut(a.link(), "#")
	if !found {
		return a.link()
	}
	return query
}

// hovered is since when the pointer has been on a control or label.
type hovered struct {
	key  scene.Key
	x, y float32
	at   time.Time
}

// restTime is how long the pointer must be still before a tip tells more than a name.
const restTime = 600 * time.Millisecond

// rest tells the picture when the pointer has come to rest.
func (a *App) rest(now time.Time) {
	v, h := &a.view, &a.hovered
	if v.Hover != h.key || v.X != h.x || v.Y != h.y || !v.Inside || v.Press.ID != "" {
		*h = hovered{v.Hover, v.X, v.Y, now}
		a.dirty = a.dirty || v.Rested
		v.Rested = false
		return
	}
	if !v.Rested && now.Sub(h.at) > restTime {
		v.Rested, a.dirty = true, true
	}
}

// notice shows a message of the program, and reads it out.
func (a *App) notice(text string) {
	const most = 3
	a.view.Notices = append(a.view.Notices, state.Notice{Value: text})
	if n := len(a.view.Notices); n > most {
		a.view.Notices = a.view.Notices[n-most:]
		a.speaker.notices = min(a.speaker.notices, most-1)
	}
	a.dirty = true
}

// later has f run by the next turn. Any goroutine may call it.
func (a *App) later(f func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.queue = append(a.queue, f)
}

func (a *App) copyLink() {
	s := i18n.For(a.view.Lang)
	if a.opt.Copy == nil {
		a.notice(s.CopyFailed)
		return
	}
	a.opt.Copy(a.link(), func(ok bool) {
		go a.later(func() { // the answer may come while this turn still holds the lock
			if ok {
				a.notice(s.Copied)
			} else {
				a.notice(s.CopyFailed)
			}
		})
	})
}

// keep saves what was asked for, now that its picture is on the screen.
func (a *App) keep() {
	wanted := a.saves
	a.saves = nil
	for _, what := range wanted {
		a.saveOne(what)
	}
}

// saveOne saves curves or a picture. what is csv, json, or svg or png and the part of the view, as in svg:chart.
func (a *App) saveOne(what string) {
	kind, part, _ := strings.Cut(what, ":")
	name := "promptscope-" + a.state.Task
	if part != "" {
		name += "-" + part
	}
	name += "." + kind
	s := i18n.For(a.view.Lang)
	data, mime, err := a.encode(kind, part)
	if err == nil {
		save := a.opt.Save
		if save == nil {
			save = saveFile
		}
		err = save(name, mime, data)
	}
	if err != nil {
		a.notice(fill(s.SaveFailed, err.Error()))
		return
	}
	a.notice(fill(s.Saved, name))
}

func (a *App) encode(kind, part string) (data []byte, mime string, err error) {
	var b bytes.Buffer
	switch kind {
	case "csv":
		err = export.CSV(&b, a.snaps[:a.state.Count()])
		return b.Bytes(), "text/csv;charset=utf-8", err
	case "json":
		err = export.JSON(&b, a.snaps[:a.state.Count()], a.experiment(), a.opt.Version, func(s run.Status) string { return statusNames[s] })
		return b.Bytes(), "application/json", err
	case "svg", "png":
	default:
		return nil, "", fmt.Errorf("save %q: there are csv, json, svg, png; the last two with a part: %s", kind, strings.Join(panel.Parts, ", "))
	}
	var sc scene.Scene // without what lies above: the sheet, tips, the focus ring
	in, view := a.input(), a.view
	view.Open, view.FocusShown, view.Inside, view.Hover, view.Notices = "", false, false, scene.Key{}, nil
	in.View = &view
	if in.State.Panel = a.tab(); !panel.TabBeside(in) { // a drawer would cover what is to be seen
		in.State.Panel = ""
	}
	place.Of(&in.State).Layout(&sc, in)
	r, ok := panel.Part(&sc, part)
	if !ok {
		return nil, "", fmt.Errorf("%q is not on the screen", part)
	}
	if kind == "svg" {
		err = svg.Write(&b, &sc, r)
		return b.Bytes(), "image/svg+xml", err
	}
	data, err = a.picture(&sc, r)
	return data, "image/png", err
}

// pictureScale is the least resolution of saved pictures, in pixels a CSS pixel.
const pictureScale = 2

// picture draws a part of a scene and encodes it.
func (a *App) picture(sc *scene.Scene, r scene.Rect) ([]byte, error) {
	s := float32(max(a.scale*a.zoom(), pictureScale))
	whole := ebiten.NewImageWithOptions(image.Rect(0, 0, int(sc.W*s), int(sc.H*s)), &ebiten.NewImageOptions{Unmanaged: true})
	defer whole.Deallocate()
	a.painter.Paint(whole, sc, s)
	box := image.Rect(int(r.X*s), int(r.Y*s), int(r.Right()*s), int(r.Bottom()*s)).Intersect(whole.Bounds())
	img := image.NewRGBA(image.Rect(0, 0, box.Dx(), box.Dy()))
	whole.SubImage(box).(*ebiten.Image).ReadPixels(img.Pix)
	for i := 3; i < len(img.Pix); i += 4 {
		img.Pix[i] = 0xff
	}
	var b bytes.Buffer
	err := png.Encode(&b, img)
	return b.Bytes(), err
}

// encodeLink makes the QR code of the link while it is looked at. A desktop link is no address: it has none.
func (a *App) encodeLink() {
	if a.state.Panel != id.Share || a.opt.Base == "" || a.view.Link == a.codeOf {
		return
	}
	a.codeOf = a.view.Link
	a.view.Code = qr.Encode(a.codeOf)
}
