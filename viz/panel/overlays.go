package panel

import (
	"slices"

	"promptscope/sim/run"
	"promptscope/viz/scene"
	"promptscope/viz/state"
)

// overlays draws what lies above the page: the drawer, an open list, a tip, and notices.
func (p *page) overlays() {
	if p.shape != wide && p.isTab() {
		p.drawer()
	}
	p.sheets()
	if p.in.View.Open != "" {
		p.list()
	} else {
		p.tip()
	}
	p.notices()
}

// scrim darkens what lies below and takes the clicks that are meant to close.
func (p *page) scrim(ink scene.Color) {
	p.Raise()
	p.Modal()
	all := scene.Rect{W: p.W, H: p.H}
	p.Fill(all, 0, ink)
	p.Control(scene.Control{ID: "scrim", Kind: scene.Surface, Rect: all, Label: p.s.Close})
}

// drawer is the settings of a narrow screen: beside the page, or over its lower part.
func (p *page) drawer() {
	p.scrim(p.t.Scrim)
	r := scene.Rect{X: p.W - 330, W: 330, H: p.H}
	if p.shape == phone {
		r = scene.Rect{Y: 60, W: p.W, H: p.H - 60}
	}
	if p.low {
		r = scene.Rect{X: p.W - 430, W: 430, H: p.H}
	}
	p.Fill(scene.Rect{X: r.X, Y: r.Y, W: r.W, H: r.H + 12}, 12, p.t.Card)
	p.Control(scene.Control{ID: "sheet", Kind: scene.Surface, Rect: r, Label: p.s.Settings})
	head := float32(52)
	if p.shape == phone && !p.low {
		head = 102
	}
	body := scene.Rect{X: r.X, Y: r.Y + head, W: r.W, H: r.H - head}
	p.scrolled(body)
	tabs := scene.Rect{X: r.X + 10, Y: r.Y + 4, W: r.W - 70, H: 44}
	if p.low {
		tabs.W = r.W - 10 - 150
	} else if p.shape == phone { // under the buttons
		tabs.Y, tabs.W = r.Y+54, r.W-20
		names := map[string]string{"settings": p.s.Settings, "inspector": p.s.Inspector, "compare": p.s.Compare}
		p.Put(names[p.tab()], r.X+18, r.Y+32, p.bold(17), scene.Left)
	}
	p.sideTabs(tabs)
	p.iconButton(scene.Rect{X: r.Right() - 50, Y: r.Y + 6, W: 40, H: 40}, "close", "", p.s.Close, cross)
	if p.shape == phone { // the top bar has no room for them
		p.iconButton(scene.Rect{X: r.Right() - 98, Y: r.Y + 6, W: 40, H: 40}, "share", "", p.s.ShareOut, shareSign)
		p.iconButton(scene.Rect{X: r.Right() - 146, Y: r.Y + 6, W: 40, H: 40}, "help", "", p.s.Help, helpSign)
	}
}

// hideOutside takes away controls that are scrolled out of view.
func (p *page) hideOutside(from int, r scene.Rect) {
	p.Controls = append(p.Controls[:from], slices.DeleteFunc(p.Controls[from:], func(c scene.Control) bool {
		return c.Rect.CY() < r.Y || c.Rect.CY() > r.Bottom()
	})...)
}

// Option is one line of a list.
type Option struct {
	Value, Name string
	Note        string // behind the name, quieter: why it is off, or what kind of thing it is
	Off         bool   // cannot be chosen now
}

// Text is name and note for those who do not see the difference.
func (o Option) Text() string {
	if o.Note == "" {
		return o.Name
	}
	return o.Name + ": " + o.Note
}

// options are the lines of an open list.
func (p *page) options(id string) (out []Option) {
	c := p.in.Catalog
	switch id {
	case "task":
		for _, ch := range c.Tasks {
			out = append(out, Option{Value: ch.ID, Name: p.named(ch.Name, ch.NameZH)})
		}
	case "backbone":
		for _, ch := range c.Backbones {
			out = append(out, Option{Value: ch.ID, Name: p.backboneLabel(ch)})
		}
	case "a", "b", "c", "d":
		for _, m := range c.Methods {
			o := Option{Value: m.ID, Name: p.s.MethodName(m.ID, m.Name)}
			if m.Comparator {
				o.Note = p.s.ControlMethod
			}
			if why := c.Fit(m.ID, p.in.State.Task, p.in.State.Backbone); why != state.Fits {
				o.Note, o.Off = p.s.Unfit[why-1], true
			}
			out = append(out, o)
		}
	default:
		base, _ := state.CutLane(id)
		values := state.Options(id, *c)
		if k := run.FindKnob(base); k != nil {
			values = k.Values
		}
		for _, v := range values {
			out = append(out, Option{Value: v, Name: p.s.Choice(base, v)})
		}
	}
	return out
}

// list draws an open list under its box, or above it where there is no room.
func (p *page) list() {
	owner := p.Find(scene.Key{ID: p.in.View.Open})
	if owner == nil {
		return
	}
	box, id := owner.Rect, owner.ID
	options := p.options(id)
	p.scrim(0)
	line := max(float32(34), p.touch())
	columns := 1 + int((line*float32(len(options))+8)/max(p.H-16, line)) // on a low screen side by side
	rows := (len(options) + columns - 1) / columns
	r := scene.Rect{X: box.X, Y: box.Bottom() + 4, W: box.W, H: line*float32(rows) + 8}
	for _, o := range options {
		w := scene.Measure(o.Name, p.body(13.5)) + 54
		if o.Note != "" {
			w += scene.Measure(o.Note, p.faint(12)) + 12
		}
		r.W = max(r.W, min(w, (p.W-16)/float32(columns)))
	}
	r.W *= float32(columns)
	if r.Bottom() > p.H-8 {
		r.Y = max(box.Y-4-r.H, 8)
	}
	r.X = max(min(r.X, p.W-8-r.W), 8)
	for i := range 4 { // a shadow
		d := 1 + 2*float32(i)
		p.Fill(scene.Rect{X: r.X - d, Y: r.Y - d + 3, W: r.W + 2*d, H: r.H + 2*d}, 9+d, p.t.Scrim.Alpha(0.12))
	}
	m := p.Fill(r, 9, p.t.Card)
	m.Stroke, m.Width = p.t.Track, 1
	for i, o := range options {
		w := (r.W - 8) / float32(columns)
		p.option(scene.Rect{X: r.X + 4 + w*float32(i/rows), Y: r.Y + 4 + line*float32(i%rows), W: w, H: line}, id, o)
	}
}

func (p *page) option(r scene.Rect, id string, o Option) {
	k := scene.Key{ID: id, Arg: o.Value}
	chosen := state.Get(p.in.State, id) == o.Value
	if hover, _ := p.looks(k); !o.Off && (hover || p.in.View.Focus == k) {
		p.Fill(r, 6, p.t.Raised)
	}
	if chosen {
		tick(p, r.X+14, r.CY(), p.t.Text)
	}
	st := p.body(13.5)
	if o.Off {
		st.Color = p.t.Faint
	}
	x, room := r.X+28, r.W-36
	used := p.Fit(o.Name, x, middle(r.CY(), 13.5), room, st, scene.Left)
	if o.Note != "" {
		p.Fit(o.Note, x+used+12, middle(r.CY(), 12), room-used-12, p.faint(12), scene.Left)
	}
	p.Control(scene.Control{ID: id, Arg: o.Value, Kind: scene.Option, Rect: r, Label: o.Text(), Chosen: chosen, Off: o.Off, Restart: state.Restarts(id)})
}

// speaks tells controls that show a sign or a shortened word from those whose name stands beside them.
func speaks(c *scene.Control) bool {
	switch c.ID {
	case "reset", "play", "step", "phase", "inspect", "die", "theme", "settings", "token", "recommend", "close", "help", "share", "add", "remove":
		return true
	}
	return false
}

// notices lists what of the link was not taken, and the message of the program, at the foot of the page.
func (p *page) notices() {
	v := p.in.View
	if len(v.Notices) == 0 {
		return
	}
	p.Raise()
	w := min(p.W-24, 620)
	y := p.H - 12
	for i := len(v.Notices) - 1; i >= max(0, len(v.Notices)-3); i-- {
		y -= 52
		p.notice(scene.Rect{X: (p.W - w) / 2, Y: y, W: w, H: 48}, i, v.Notices[i])
	}
}

func (p *page) notice(r scene.Rect, i int, n state.Notice) {
	m := p.Fill(r, 9, p.t.Strong)
	m.Stroke, m.Width = p.t.Edge, 1
	ink := in(p.body(13), p.t.OnStrong)
	room := r.W - 70
	p.Fit(p.noticeHead(n), r.X+16, r.Y+20, room, ink, scene.Left)
	if n.Accepts != "" {
		p.Fit(p.s.Accepted+": "+n.Accepts, r.X+16, r.Y+38, room, in(p.body(12), p.t.OnStrong.Alpha(0.75)), scene.Left)
	}
	box := scene.Rect{X: r.Right() - 46, Y: r.Y + 2, W: 44, H: 44}
	cross(p, box.CX(), box.CY(), p.t.OnStrong)
	p.Control(scene.Control{ID: "dismiss", Arg: small(i), Kind: scene.Button, Rect: box, Label: p.s.Dismiss})
}

// noticeHead is the first line of a notice.
func (p *page) noticeHead(n state.Notice) string {
	switch {
	case n.Why != state.Fits:
		name := func(i int, id string) string { return p.s.MethodName(id, n.Names[i]) }
		return name(0, n.Value) + ": " + p.s.Unfit[n.Why-1] + "; " + p.s.Used + " " + name(1, n.Used)
	case n.Value == "no-worker":
		return p.s.NoWorker
	case n.Value == "no-simd":
		return p.s.NoSIMD
	case n.Key == "":
		return n.Value
	case n.Unknown:
		return p.s.LinkTitle + ": " + n.Key + " " + p.s.BadKey
	case n.Used == "":
		return p.s.LinkTitle + ": " + n.Key + " = " + n.Value + " " + p.s.BadValue
	}
	return p.s.LinkTitle + ": " + n.Key + " = " + n.Value + " " + p.s.BadValue + ", " + p.s.Used + " " + n.Used
}
