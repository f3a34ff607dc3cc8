package panel

import (
	"promptscope/sim/run"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
	"promptscope/viz/state"
)

// overlays draws what lies above the page: the drawer, an open list, a tip, and notices.
func (p *page) overlays() {
	if p.Shape != kit.Wide && p.isTab() {
		p.drawer()
	}
	p.sheets()
	if p.In.View.Open != "" {
		p.list()
	} else {
		p.tip()
	}
	p.notices()
}

// drawer is the settings of a narrow screen: beside the page, or over its lower part.
func (p *page) drawer() {
	p.Scrim(p.T.Scrim)
	r := scene.Rect{X: p.W - 330, W: 330, H: p.H}
	if p.Shape == kit.Phone {
		r = scene.Rect{Y: 60, W: p.W, H: p.H - 60}
	}
	if p.Low {
		r = scene.Rect{X: p.W - 430, W: 430, H: p.H}
	}
	p.Fill(scene.Rect{X: r.X, Y: r.Y, W: r.W, H: r.H + 12}, 12, p.T.Card)
	p.Control(scene.Control{ID: "sheet", Kind: scene.Surface, Rect: r, Label: p.S.Settings})
	head := float32(52)
	if p.Shape == kit.Phone && !p.Low {
		head = 102
	}
	body := scene.Rect{X: r.X, Y: r.Y + head, W: r.W, H: r.H - head}
	p.scrolled(body)
	tabs := scene.Rect{X: r.X + 10, Y: r.Y + 4, W: r.W - 70, H: 44}
	if p.Low {
		tabs.W = r.W - 10 - 150
	} else if p.Shape == kit.Phone { // under the buttons
		tabs.Y, tabs.W = r.Y+54, r.W-20
		names := map[string]string{"settings": p.S.Settings, "inspector": p.S.Inspector, "compare": p.S.Compare}
		p.Put(names[p.tab()], r.X+18, r.Y+32, p.Bold(17), scene.Left)
	}
	p.sideTabs(tabs)
	p.IconButton(scene.Rect{X: r.Right() - 50, Y: r.Y + 6, W: 40, H: 40}, "close", "", p.S.Close, kit.Cross)
	if p.Shape == kit.Phone { // the top bar has no room for them
		p.IconButton(scene.Rect{X: r.Right() - 98, Y: r.Y + 6, W: 40, H: 40}, "share", "", p.S.ShareOut, kit.ShareSign)
		p.IconButton(scene.Rect{X: r.Right() - 146, Y: r.Y + 6, W: 40, H: 40}, "help", "", p.S.Help, kit.HelpSign)
	}
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
	c := p.In.Catalog
	switch id {
	case "task":
		for _, ch := range c.Tasks {
			out = append(out, Option{Value: ch.ID, Name: p.InLang(ch.Name, ch.NameZH)})
		}
	case "backbone":
		for _, ch := range c.Backbones {
			out = append(out, Option{Value: ch.ID, Name: p.BackboneLabel(ch)})
		}
	case "a", "b", "c", "d":
		for _, m := range c.Methods {
			o := Option{Value: m.ID, Name: p.S.MethodName(m.ID, m.Name)}
			if m.Comparator {
				o.Note = p.S.ControlMethod
			}
			if why := c.Fit(m.ID, p.In.State.Task, p.In.State.Backbone); why != state.Fits {
				o.Note, o.Off = p.S.Unfit[why-1], true
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
			out = append(out, Option{Value: v, Name: p.S.Choice(base, v)})
		}
	}
	return out
}

// list draws an open list under its box, or above it where there is no room.
func (p *page) list() {
	owner := p.Find(scene.Key{ID: p.In.View.Open})
	if owner == nil {
		return
	}
	box, id := owner.Rect, owner.ID
	options := p.options(id)
	p.Scrim(0)
	line := max(float32(34), p.Touch())
	columns := 1 + int((line*float32(len(options))+8)/max(p.H-16, line)) // on a low screen side by side
	rows := (len(options) + columns - 1) / columns
	r := scene.Rect{X: box.X, Y: box.Bottom() + 4, W: box.W, H: line*float32(rows) + 8}
	for _, o := range options {
		w := scene.Measure(o.Name, p.Body(13.5)) + 54
		if o.Note != "" {
			w += scene.Measure(o.Note, p.Faint(12)) + 12
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
		p.Fill(scene.Rect{X: r.X - d, Y: r.Y - d + 3, W: r.W + 2*d, H: r.H + 2*d}, 9+d, p.T.Scrim.Alpha(0.12))
	}
	m := p.Fill(r, 9, p.T.Card)
	m.Stroke, m.Width = p.T.Track, 1
	for i, o := range options {
		w := (r.W - 8) / float32(columns)
		p.option(scene.Rect{X: r.X + 4 + w*float32(i/rows), Y: r.Y + 4 + line*float32(i%rows), W: w, H: line}, id, o)
	}
}

func (p *page) option(r scene.Rect, id string, o Option) {
	k := scene.Key{ID: id, Arg: o.Value}
	chosen := state.Get(p.In.State, id) == o.Value
	if hover, _ := p.Looks(k); !o.Off && (hover || p.In.View.Focus == k) {
		p.Fill(r, 6, p.T.Raised)
	}
	if chosen {
		kit.Tick(p.Page, r.X+14, r.CY(), p.T.Text)
	}
	st := p.Body(13.5)
	if o.Off {
		st.Color = p.T.Faint
	}
	x, room := r.X+28, r.W-36
	used := p.Fit(o.Name, x, kit.Middle(r.CY(), 13.5), room, st, scene.Left)
	if o.Note != "" {
		p.Fit(o.Note, x+used+12, kit.Middle(r.CY(), 12), room-used-12, p.Faint(12), scene.Left)
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
	v := p.In.View
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
	m := p.Fill(r, 9, p.T.Strong)
	m.Stroke, m.Width = p.T.Edge, 1
	ink := kit.Ink(p.Body(13), p.T.OnStrong)
	room := r.W - 70
	p.Fit(p.noticeHead(n), r.X+16, r.Y+20, room, ink, scene.Left)
	if n.Accepts != "" {
		p.Fit(p.S.Accepted+": "+n.Accepts, r.X+16, r.Y+38, room, kit.Ink(p.Body(12), p.T.OnStrong.Alpha(0.75)), scene.Left)
	}
	box := scene.Rect{X: r.Right() - 46, Y: r.Y + 2, W: 44, H: 44}
	kit.Cross(p.Page, box.CX(), box.CY(), p.T.OnStrong)
	p.Control(scene.Control{ID: "dismiss", Arg: kit.Small(i), Kind: scene.Button, Rect: box, Label: p.S.Dismiss})
}

// noticeHead is the first line of a notice.
func (p *page) noticeHead(n state.Notice) string {
	switch {
	case n.Why != state.Fits:
		name := func(i int, id string) string { return p.S.MethodName(id, n.Names[i]) }
		return name(0, n.Value) + ": " + p.S.Unfit[n.Why-1] + "; " + p.S.Used + " " + name(1, n.Used)
	case n.Value == "no-worker":
		return p.S.NoWorker
	case n.Value == "no-simd":
		return p.S.NoSIMD
	case n.Key == "":
		return n.Value
	case n.Unknown:
		return p.S.LinkTitle + ": " + n.Key + " " + p.S.BadKey
	case n.Used == "":
		return p.S.LinkTitle + ": " + n.Key + " = " + n.Value + " " + p.S.BadValue
	}
	return p.S.LinkTitle + ": " + n.Key + " = " + n.Value + " " + p.S.BadValue + ", " + p.S.Used + " " + n.Used
}
