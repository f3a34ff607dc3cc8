package documents

import (
	"promptscope/viz/doc"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// Widths of the columns that stand beside the main one in a wide document, and the space between them.
const (
	leftWidth, rightWidth = 248, 380
	between               = 24
)

// columnsOf draws a document of parts over a wide place: what is no part of a column, and then the columns, from the same height on.
func (p *pen) columnsOf(blocks []doc.Block) {
	var left, right, main []doc.Block
	for _, b := range blocks {
		switch {
		case b.Kind == doc.Part && b.ID == "strip":
			p.strip(b.Blocks)
		case b.Kind != doc.Part:
			p.block(&b)
		case b.ID == "topics":
			left = append(left, b)
		case b.ID == "proof":
			right = append(right, b)
		default:
			main = append(main, b)
		}
	}
	whole, top := p.r, p.y
	bottom := top
	column := func(x, w float32, blocks []doc.Block) {
		p.r.X, p.r.W, p.y = x, w, top
		for i := range blocks {
			p.block(&blocks[i])
		}
		bottom = max(bottom, p.y)
	}
	x, w := whole.X, whole.W
	if len(left) > 0 {
		column(x, leftWidth, left)
		x, w = x+leftWidth+between, w-leftWidth-between
	}
	if len(right) > 0 {
		w -= rightWidth + between
	}
	column(x, min(w, 900), main)
	if len(right) > 0 {
		column(x+w+between, rightWidth, right)
	}
	p.r, p.y = whole, bottom
}

// strip is blocks side by side over the columns.
func (p *pen) strip(blocks []doc.Block) {
	whole, top := p.r, p.y
	bottom := top
	w := (whole.W - between*float32(len(blocks)-1)) / float32(max(len(blocks), 1))
	for i := range blocks {
		p.r.X, p.r.W, p.y = whole.X+(w+between)*float32(i), w, top
		p.block(&blocks[i])
		bottom = max(bottom, p.y)
	}
	p.r, p.y = whole, bottom+8
}

// tags is short remarks on one line.
func (p *pen) tags(b *doc.Block) {
	var line []doc.Span
	for i := range b.Blocks {
		if i > 0 {
			line = append(line, doc.Span{Text: "  ·  "})
		}
		line = append(line, b.Blocks[i].Spans...)
	}
	p.paragraph(line, p.Soft(13))
}

// wrong is what somebody says wrongly, in a dashed box with the reason.
func (p *pen) wrong(b *doc.Block) {
	const pad = 12
	top, kept := p.y, p.r
	p.r.X, p.r.W = p.r.X+pad, p.r.W-2*pad
	p.y += 4
	p.spans(doc.T(b.Name), p.Bold(13.5), lineHeight)
	p.spans(b.Spans, p.Soft(13.5), lineHeight)
	p.spans(b.More, p.Body(13.5), lineHeight)
	p.r = kept
	p.y += 10
	q := []scene.Point{{X: kept.X, Y: top}, {X: kept.Right(), Y: top}, {X: kept.Right(), Y: p.y}, {X: kept.X, Y: p.y}, {X: kept.X, Y: top}}
	p.Path(1, p.T.Soft, q...).Dash = [2]float32{5, 4}
	p.y += 10
}

// steps is how far one is: words and a bar.
func (p *pen) steps(b *doc.Block) {
	p.spans(doc.T(b.Name), p.Soft(13), lineHeight)
	w := min(p.r.W, 340)
	p.Fill(scene.Rect{X: p.r.X, Y: p.y + 8, W: w, H: 6}, 3, p.T.Track)
	if b.Of > 0 && b.Count > 0 {
		p.Fill(scene.Rect{X: p.r.X, Y: p.y + 8, W: w * float32(b.Count) / float32(b.Of), H: 6}, 3, p.T.Soft)
	}
	p.y += 24
}

// timer is how long one has: a picture that is drawn only when something changes does not count.
func (p *pen) timer(b *doc.Block) {
	if b.Name != "" {
		p.spans(doc.T(b.Name), p.Soft(13), lineHeight)
		p.y += 10
	}
}

// field takes a text, with its name above.
func (p *pen) field(b *doc.Block) {
	p.spans(doc.T(b.Name), p.Soft(13), lineHeight)
	p.TextField(scene.Rect{X: p.r.X, Y: p.y + 6, W: min(p.r.W, 340), H: 36}, b.ID, b.Name, b.Value)
	p.y += 54
}

// checks are buttons with a box before their names.
func (p *pen) checks(b *doc.Block) {
	p.paragraph(b.Spans, p.Soft(13))
	for _, o := range b.Options {
		st := p.Body(14)
		from := p.y
		p.run(doc.T(o.Label), p.r.X+34, p.y+2, p.r.W-40, lineHeight, st)
		h := p.height(o.Label, p.r.W-40, st) + 12
		p.y = from + max(h, p.Touch())
		box := scene.Rect{X: p.r.X + 6, Y: from + 8, W: 16, H: 16}
		p.Frame(box, 3, 1.5, p.T.Soft)
		if o.Chosen {
			p.Fill(box, 3, p.T.Text)
			p.Put("✓", box.CX(), kit.Middle(box.CY(), 13), kit.Ink(p.Bold(13), p.T.Card), scene.Center)
		}
		p.Target(scene.Control{ID: o.Order, Arg: o.Arg, Kind: scene.Button, Rect: scene.Rect{X: p.r.X, Y: from, W: p.r.W, H: p.y - from}, Label: o.Label, Chosen: o.Chosen})
	}
	p.y += 10
}

// height is how much room a text needs in a width.
func (p *pen) height(text string, width float32, st scene.Style) float32 {
	lines := float32(1)
	x := float32(0)
	for text != "" {
		n := kit.BreakAt(text, width-x, st)
		used := scene.Measure(text[:n], st)
		if x > 0 && used > width-x+1 {
			lines, x = lines+1, 0
			continue
		}
		if x, text = x+used, text[n:]; text != "" {
			lines, x = lines+1, 0
		}
	}
	return lines * lineHeight
}
