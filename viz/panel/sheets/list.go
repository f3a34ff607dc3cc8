package sheets

import (
	"promptscope/sim/run"
	"promptscope/viz/id"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
	"promptscope/viz/state"
)

// Option is one line of a list.
type Option struct {
	Value, Name string
	Note        string // behind the name, quieter: why it is off, or what kind of thing it is
	Off         bool   // cannot be chosen now
	About       string // what it is, in a sentence
	Source      string // formula and paper of a method
}

// Text is name and note for those who do not see the difference.
func (o Option) Text(colon string) string {
	if o.Note == "" {
		return o.Name
	}
	return o.Name + colon + o.Note
}

// Options are the lines of a list as the picture shows them.
func Options(in *kit.Input, list string) (out []Option) {
	c, w := in.Catalog, kit.WordsOf(in)
	switch list {
	case id.Place:
		for _, place := range c.Places {
			out = append(out, Option{Value: place, Name: w.S.Place(place)})
		}
	case id.Task, id.StudyTask:
		for _, ch := range c.Tasks {
			out = append(out, Option{Value: ch.ID, Name: w.S.TaskText(ch.ID).Title, About: w.S.TaskText(ch.ID).About})
		}
	case id.Backbone:
		for _, ch := range c.Backbones {
			out = append(out, Option{Value: ch.ID, Name: w.BackboneLabel(ch)})
		}
	case id.A, id.B, id.C, id.D:
		for _, m := range c.Methods {
			o := Option{Value: m.ID, Name: w.S.MethodName(m.ID, m.Name), Source: kit.SourceOf(&m)}
			if e, ok := w.S.Term(m.ID); ok {
				o.About = e.Short
			}
			if m.Comparator {
				o.Note = w.S.ControlMethod
			}
			if why := c.Fit(m.ID, in.State.Task, in.State.Backbone); why != state.Fits {
				o.Note, o.Off = w.S.Unfit[why-1], true
			}
			out = append(out, o)
		}
	default:
		base, _ := state.CutLane(list)
		values := state.Options(list, *c)
		if k := run.FindKnob(base); k != nil {
			values = k.Values
		}
		for _, v := range values {
			out = append(out, Option{Value: v, Name: w.S.Choice(base, v)})
		}
	}
	return out
}

// list draws an open list under its box, or above it where there is no room.
func (p sheet) list() {
	owner := p.Find(scene.Key{ID: p.In.View.Open})
	if owner == nil {
		return
	}
	box, id := owner.Rect, owner.ID
	options := Options(p.In, id)
	p.Scrim(0)
	line := max(float32(34), p.Touch())
	columns := 1 + int((line*float32(len(options))+8)/max(p.H-16, line)) // on a low screen side by side
	rows := (len(options) + columns - 1) / columns
	about := float32(0)
	if columns == 1 && explained(options) && line*float32(rows)+8+aboutHeight <= p.H-16 {
		about = aboutHeight
	}
	r := scene.Rect{X: box.X, Y: box.Bottom() + 4, W: box.W, H: line*float32(rows) + 8 + about}
	if about > 0 {
		r.W = max(r.W, min(aboutWidth, p.W-16))
	}
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
		p.line(scene.Rect{X: r.X + 4 + w*float32(i/rows), Y: r.Y + 4 + line*float32(i%rows), W: w, H: line}, id, o)
	}
	if about > 0 {
		p.about(scene.Rect{X: r.X, Y: r.Bottom() - about, W: r.W, H: about}, id, options)
	}
}

// The foot of a list of methods or tasks says what the line under the pointer is, or the chosen one.
const aboutHeight, aboutWidth = 92, 350

func explained(options []Option) bool { return len(options) > 0 && options[0].About != "" }

func (p sheet) about(r scene.Rect, list string, options []Option) {
	at := -1
	for i, o := range options {
		k := scene.Key{ID: list, Arg: o.Value}
		hover, _ := p.Looks(k)
		if hover || at < 0 && p.In.View.Focus == k {
			at = i
			break
		}
		if state.Get(p.In.State, list) == o.Value {
			at = i
		}
	}
	if at < 0 {
		return
	}
	o := options[at]
	p.Line(r.X+12, r.Y, r.Right()-12, r.Y, 1, p.T.Edge)
	y := p.Wrap(o.About, r.X+14, r.Y+20, r.W-28, 17, 3, p.Body(12.5))
	if o.Source != "" {
		p.Wrap(o.Source, r.X+14, y+1, r.W-28, 16, 2, p.Faint(11.5))
	}
}

func (p sheet) line(r scene.Rect, id string, o Option) {
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
	p.Control(scene.Control{ID: id, Arg: o.Value, Kind: scene.Option, Rect: r, Label: o.Text(p.S.Colon), Chosen: chosen, Off: o.Off, Restart: state.Restarts(id)})
}
