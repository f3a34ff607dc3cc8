package app

import (
	"bytes"
	"fmt"
	"image"
	"image/png"
	"slices"
	"strings"
	"time"

	"github.com/hajimehoshi/ebiten/v2"

	"promptscope/sim/run"
	"promptscope/viz/export"
	"promptscope/viz/id"
	"promptscope/viz/paint/ebi"
	"promptscope/viz/paint/svg"
	"promptscope/viz/panel"
	"promptscope/viz/place"
	"promptscope/viz/qr"
	"promptscope/viz/scene"
	"promptscope/viz/state"
)

// input is what the picture depends on now, in lengths of the projector's zoom.
func (d *desk) input() *panel.Input {
	z := d.zoom()
	d.in = panel.Input{State: d.state, View: &d.view, Catalog: &d.opt.Catalog, Lanes: d.snaps, W: float32(d.w / z), H: float32(d.h / z),
		Past: d.past, Still: d.view.Still}
	d.in.Version = d.opt.Version
	d.in.Doc = d.document(&d.in)
	for i := range d.lanes {
		d.in.Times[i], d.in.Cuts[i] = d.lanes[i].watch.times, d.lanes[i].cuts
	}
	return &d.in
}

// zoom is how much larger everything is for a projector: as much as leaves room for the lanes side by side.
func (d *desk) zoom() float64 {
	if !d.state.Projector {
		return 1
	}
	return max(min(1.4, d.w/1024, d.h/640), 1)
}

// link is the address of the present state, without the sheet that shows it.
func (d *desk) link() string {
	s := d.state
	if s.Panel = d.tab(); s.Panel == id.Settings {
		s.Panel = ""
	}
	d.view.With.Add(&s)
	query := state.Query(s)
	if d.opt.Base == "" {
		return query
	}
	return d.opt.Base + "#" + query
}

// experiment is the state as a link without an address.
func (d *desk) experiment() string {
	_, query, found := strings.Cut(d.link(), "#")
	if !found {
		return d.link()
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
func (d *desk) notice(text string) {
	const most = 3
	d.noticed = time.Now()
	d.view.Notices = append(d.view.Notices, state.Notice{Value: text, Brief: true})
	if n := len(d.view.Notices); n > most {
		d.view.Notices = d.view.Notices[n-most:]
		d.told = min(d.told, most-1)
	}
	d.dirty = true
}

// briefTime is how long a message of the program stays. What a link lost stays until it is closed.
const briefTime = 7 * time.Second

// settle takes messages away that have been there long enough.
func (d *desk) settle(now time.Time) {
	if d.noticed.IsZero() || now.Sub(d.noticed) < briefTime {
		return
	}
	d.noticed = time.Time{}
	d.view.Notices = slices.DeleteFunc(slices.Clone(d.view.Notices), func(n state.Notice) bool { return n.Brief })
	d.told, d.dirty = len(d.view.Notices), true
}

// later has f run by the next turn. Any goroutine may call it.
func (a *App) later(f func()) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.queue = append(a.queue, f)
}

// saver keeps curves and pictures as files.
type saver struct {
	*desk
	painter *ebi.Painter
	wanted  []string // what to save once there is a picture, as in ui.Effect.What
}

// keep saves what was asked for, now that its picture is on the screen.
func (v *saver) keep() {
	wanted := v.wanted
	v.wanted = nil
	for _, what := range wanted {
		v.saveOne(what)
	}
}

// saveOne saves curves or a picture. what is csv, json, or svg or png and the part of the view, as in svg:chart.
func (v *saver) saveOne(what string) {
	kind, part, _ := strings.Cut(what, ":")
	name := "promptscope-" + v.state.Task
	if part != "" {
		name += "-" + part
	}
	name += "." + kind
	data, mime, err := v.encode(kind, part)
	v.deliver(name, mime, data, err)
}

func (v *saver) encode(kind, part string) (data []byte, mime string, err error) {
	var b bytes.Buffer
	switch kind {
	case "csv":
		err = export.CSV(&b, v.snaps[:v.state.Count()])
		return b.Bytes(), "text/csv;charset=utf-8", err
	case "json":
		err = export.JSON(&b, v.snaps[:v.state.Count()], v.experiment(), v.opt.Version, func(s run.Status) string { return statusNames[s] })
		return b.Bytes(), "application/json", err
	case "svg", "png":
	default:
		return nil, "", fmt.Errorf("save %q: there are csv, json, svg, png; the last two with a part: %s", kind, strings.Join(panel.Parts, ", "))
	}
	var sc scene.Scene // without what lies above: the sheet, tips, the focus ring
	in, view := v.input(), v.view
	view.Open, view.FocusShown, view.Inside, view.Hover, view.Notices = "", false, false, scene.Key{}, nil
	in.View = &view
	if in.State.Panel = v.tab(); !panel.TabBeside(in) { // a drawer would cover what is to be seen
		in.State.Panel = ""
	}
	r, ok := panel.Figure(&sc, in, part, place.Of(&in.State).Layout)
	if !ok {
		return nil, "", fmt.Errorf("%q is not on the screen", part)
	}
	if kind == "svg" {
		err = svg.Write(&b, &sc, r)
		return b.Bytes(), "image/svg+xml", err
	}
	data, err = v.picture(&sc, r)
	return data, "image/png", err
}

// pictureScale is the least resolution of saved pictures, in pixels a CSS pixel.
const pictureScale = 2

// picture draws a part of a scene and encodes it.
func (v *saver) picture(sc *scene.Scene, r scene.Rect) ([]byte, error) {
	s := float32(max(v.scale*v.zoom(), pictureScale))
	whole := ebiten.NewImageWithOptions(image.Rect(0, 0, int(sc.W*s), int(sc.H*s)), &ebiten.NewImageOptions{Unmanaged: true})
	defer whole.Deallocate()
	v.painter.Paint(whole, sc, s)
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
func (d *desk) encodeLink() {
	if d.state.Panel != id.Share {
		return
	}
	if d.view.Link = d.link(); d.opt.Base == "" || d.view.Link == d.codeOf {
		return
	}
	d.codeOf = d.view.Link
	d.view.Code = qr.Encode(d.codeOf)
}
