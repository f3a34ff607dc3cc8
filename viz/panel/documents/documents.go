// Package documents draws a document (viz/doc) where no page around the picture shows it as elements: the same words in the
// same order, and the same orders as controls.
package documents

import (
	"promptscope/viz/doc"
	"promptscope/viz/id"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// pen writes a document from top to bottom.
type pen struct {
	*kit.Page
	r scene.Rect // the column; its height does not count
	y float32
}

const lineHeight = 20

// Body gives a document its place, below its title: a page around the picture puts its elements there, else it is drawn and
// scrolls.
func Body(p *kit.Page, d *doc.Doc, r scene.Rect) {
	p.Doc = r
	if p.In.View.Apart {
		return
	}
	from := len(p.Controls)
	p.ClipTo(r)
	pad := min(float32(20), r.W*0.05)
	w := pen{Page: p, r: scene.Rect{X: r.X + pad, W: r.W - 2*pad}, y: r.Y - p.In.View.Scroll + 8}
	top := w.y
	switch {
	case d.Look == "wide" && r.W >= leftWidth+rightWidth+2*between+400:
		w.columnsOf(d.Blocks)
	default:
		if d.Look != "" && w.r.W > 800 { // a column to read
			w.r.X, w.r.W = r.CX()-400, 800
		}
		for i := range d.Blocks {
			w.block(&d.Blocks[i])
		}
	}
	p.ClipTo(scene.Rect{})
	p.ScrollMax, p.ScrollIn = max(0, w.y-top-r.H+24), r
	p.HideOutside(from, r)
}

// Sheet draws a document over the right side of the page, with its title and the button that closes it.
func Sheet(p *kit.Page, d *doc.Doc) {
	w := min(p.W, 420)
	r := scene.Rect{X: p.W - w, W: w, H: p.H}
	if p.In.View.Apart {
		p.Doc = r
		return
	}
	p.Scrim(p.T.Scrim)
	m := p.Fill(r, 0, p.T.Card)
	m.Stroke, m.Width = p.T.Edge, 1
	p.Control(scene.Control{ID: id.Sheet, Kind: scene.Surface, Rect: r, Label: d.Title})
	p.Put(d.Title, r.X+20, r.Y+34, p.Bold(17), scene.Left)
	p.IconButton(scene.Rect{X: r.Right() - 50, Y: r.Y + 6, W: 40, H: 40}, id.Close, "", d.Close, kit.Cross)
	Body(p, d, scene.Rect{X: r.X, Y: r.Y + 54, W: r.W, H: r.H - 54})
}

func (p *pen) block(b *doc.Block) {
	switch b.Kind {
	case doc.Heading:
		p.y += 24
		p.spans(b.Spans, p.Bold(16), lineHeight)
		p.y += 6
	case doc.Text:
		p.paragraph(b.Spans, p.Body(14))
	case doc.Quiet:
		p.paragraph(b.Spans, p.Soft(13))
	case doc.Quote:
		top, kept := p.y, p.r
		p.r.X, p.r.W = p.r.X+12, p.r.W-12
		p.paragraph(b.Spans, p.Soft(13))
		p.r = kept
		p.Fill(scene.Rect{X: p.r.X, Y: top + 6, W: 2, H: p.y - top - 10}, 1, p.T.Track)
	case doc.Item:
		p.Disc(p.r.X+4, p.y+13, 2, p.T.Soft)
		kept := p.r
		p.r.X, p.r.W = p.r.X+16, p.r.W-16
		p.paragraph(b.Spans, p.Body(14))
		p.r = kept
	case doc.Keys:
		p.keys(b)
	case doc.Term:
		p.y += 10
		p.spans(doc.T(b.Name), p.Bold(14.5), lineHeight)
		p.spans(b.Spans, p.Body(13.5), lineHeight-1)
		p.paragraph(b.More, p.Soft(13))
	case doc.Table:
		p.table(b)
	case doc.Choice:
		if len(b.Spans) > 0 {
			p.paragraph(b.Spans, p.Body(14))
		}
		if b.Inline {
			p.row(b.Options)
			return
		}
		p.options(b.Options)
	case doc.Number:
		p.line(b)
	case doc.Part:
		if b.ID == "tags" {
			p.tags(b)
			return
		}
		for i := range b.Blocks {
			p.block(&b.Blocks[i])
		}
	case doc.Wrong:
		p.wrong(b)
	case doc.Steps:
		p.steps(b)
	case doc.Timer:
		p.timer(b)
	case doc.Field:
		p.field(b)
	case doc.Checks:
		p.checks(b)
	case doc.Buttons:
		if b.Inline {
			p.row(b.Buttons)
			return
		}
		p.options(b.Buttons)
	}
}

// row is buttons side by side, of equal widths; below each other where one of them has no room.
func (p *pen) row(list []doc.Option) {
	h, kept := max(float32(34), p.Touch()), p.r
	w := (kept.W - 6*float32(len(list)-1)) / float32(len(list))
	for _, o := range list {
		if scene.Measure(o.Label, p.Body(13.5)) > w-12 || scene.Measure(o.Note, p.Soft(12)) > w-12 {
			p.options(list)
			return
		}
		if o.Note != "" {
			h = 48
		}
	}
	for i, o := range list {
		p.option(o, scene.Rect{X: kept.X + (w+6)*float32(i), Y: p.y + 4, W: w, H: h})
	}
	p.y += h + 14
}

func (p *pen) paragraph(spans []doc.Span, st scene.Style) {
	p.spans(spans, st, lineHeight)
	p.y += 10
}

// spans writes text that runs on over pieces of different looks.
func (p *pen) spans(spans []doc.Span, st scene.Style, line float32) {
	p.y = p.run(spans, p.r.X, p.y, p.r.W, line, st)
}

// run writes spans into lines of a width, the first of which begins below y, and returns where the last ends.
func (p *pen) run(spans []doc.Span, left, y, width, line float32, st scene.Style) float32 {
	x := left
	y += line
	for _, s := range spans {
		ink := st
		switch {
		case s.Link != "":
			ink.Color = p.T.Context
		case s.Strong, s.Marked:
			ink.Weight = p.Bold(1).Weight
		}
		for text := s.Text; text != ""; {
			room := left + width - x
			n := kit.BreakAt(text, room, ink)
			if x > left && scene.Measure(text[:n], ink) > room+1 {
				x, y = left, y+line
				continue
			}
			used := p.Put(text[:n], x, y, ink, scene.Left)
			if s.Link != "" {
				p.link(s, scene.Rect{X: x, Y: y - st.Size, W: used, H: st.Size * 1.3})
			}
			if x, text = x+used, text[n:]; text != "" {
				x, y = left, y+line
			}
		}
	}
	return y
}

// link underlines a piece of a link; the first piece is its control.
func (p *pen) link(s doc.Span, r scene.Rect) {
	p.Line(r.X, r.Bottom()-1, r.Right(), r.Bottom()-1, 1, p.T.Context.Alpha(0.7))
	k := scene.Key{ID: id.Visit, Arg: s.Link}
	if p.Find(k) == nil {
		p.Target(scene.Control{ID: k.ID, Arg: k.Arg, Kind: scene.Button, Rect: r, Label: s.Text})
	}
}

func (p *pen) keys(b *doc.Block) {
	p.y += 24
	p.Put(b.Name, p.r.X, p.y, p.Bold(16), scene.Left)
	p.y += 28
	for _, row := range b.Rows {
		st, caps := p.Body(12.5), doc.Plain(row[0])
		w := scene.Measure(caps, st) + 14
		p.Frame(scene.Rect{X: p.r.X, Y: p.y - 15, W: w, H: 21}, 5, 1, p.T.Track)
		p.Put(caps, p.r.X+7, p.y, st, scene.Left)
		p.y = p.Wrap(doc.Plain(row[1]), p.r.X+86, p.y, p.r.W-86, 18, 4, p.Soft(13.5)) + 8
	}
}

// table writes rows whose columns share the width by what stands in them.
func (p *pen) table(b *doc.Block) {
	widths := p.columns(b)
	st := p.Body(13)
	cells := func(cell func(i int) []doc.Span, st scene.Style) {
		x, bottom := p.r.X, p.y
		for i, w := range widths {
			bottom = max(bottom, p.run(cell(i), x, p.y, w-12, 18, st))
			x += w
		}
		p.y = bottom + 8
		p.Line(p.r.X, p.y, p.r.Right(), p.y, 1, p.T.Edge)
	}
	p.y += 4
	p.spans(doc.T(b.Name), p.Soft(12.5), lineHeight)
	p.y += 4
	cells(func(i int) []doc.Span { return doc.T(b.Head[i]) }, p.Faint(12.5))
	for _, row := range b.Rows {
		cells(func(i int) []doc.Span { return row[i] }, st)
	}
	p.y += 12
}

func (p *pen) columns(b *doc.Block) []float32 {
	widths := make([]float32, len(b.Head))
	total := float32(0)
	for i := range widths {
		widths[i] = scene.Measure(b.Head[i], p.Faint(12.5))
		for _, row := range b.Rows {
			widths[i] = max(widths[i], min(scene.Measure(doc.Plain(row[i]), p.Body(13)), p.r.W*0.5))
		}
		widths[i] += 16
		total += widths[i]
	}
	for i := range widths {
		widths[i] *= p.r.W / total
	}
	return widths
}

func (p *pen) options(list []doc.Option) {
	for _, o := range list {
		st, note := p.Body(13.5), p.Soft(12)
		label := p.height(o.Label, p.r.W-28, st)
		h := label + 14
		if o.Note != "" {
			h += p.height(o.Note, p.r.W-28, note) - 2
		}
		r := scene.Rect{X: p.r.X, Y: p.y + 4, W: p.r.W, H: max(h, p.Touch())}
		st.Color = p.plate(o, r)
		if o.Main && !o.Off {
			note.Color = p.T.Card
		}
		bottom := p.run(doc.T(o.Label), r.X+14, r.Y+1+(r.H-h)/2, r.W-28, lineHeight, st)
		if o.Note != "" {
			p.run(doc.T(o.Note), r.X+14, bottom-1, r.W-28, lineHeight-2, note)
		}
		p.Target(scene.Control{ID: o.Order, Arg: o.Arg, Kind: scene.Button, Rect: r, Label: o.Label, Off: o.Off, Chosen: o.Chosen})
		p.y = r.Bottom() + 2
	}
	p.y += 8
}

func (p *pen) option(o doc.Option, r scene.Rect) {
	st := p.Body(13.5)
	st.Color = p.plate(o, r)
	switch pad := float32(14); {
	case o.Note != "":
		note := p.Soft(12)
		if o.Main && !o.Off {
			note.Color = st.Color
		}
		p.Fit(o.Label, r.CX(), kit.Middle(r.CY()-9, 13.5), r.W-8, st, scene.Center)
		p.Fit(o.Note, r.CX(), kit.Middle(r.CY()+9, 12), r.W-8, note, scene.Center)
	case scene.Measure(o.Label, st) > r.W-2*pad:
		p.Fit(o.Label, r.CX(), kit.Middle(r.CY(), 13.5), r.W-8, st, scene.Center)
	default:
		p.Fit(o.Label, r.X+pad, kit.Middle(r.CY(), 13.5), r.W-2*pad, st, scene.Left)
	}
	p.Target(scene.Control{ID: o.Order, Arg: o.Arg, Kind: scene.Button, Rect: r, Label: o.Label, Off: o.Off, Chosen: o.Chosen})
}

// plate draws the button itself and gives the colour of what stands on it.
func (p *pen) plate(o doc.Option, r scene.Rect) scene.Color {
	p.Outlined(r, scene.Key{ID: o.Order, Arg: o.Arg})
	if o.Chosen {
		p.Frame(r, 7, 1.8, p.T.Text)
	}
	switch {
	case o.Off:
		return p.T.Faint
	case o.Main:
		p.Fill(r, 7, p.T.Text)
		return p.T.Card
	}
	return p.T.Text
}
