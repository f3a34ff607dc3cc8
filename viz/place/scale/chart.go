package scale

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"promptscope/internal/study"
	"promptscope/viz/i18n"
	"promptscope/viz/id"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// chart draws the figure: a curve for each ticked method, with a band of one standard deviation over the seeds.
type chart struct {
	*painter
	area   scene.Rect
	lo, hi float64 // of the vertical axis; lo is at the bottom, which is the greater where less is better
	lines  []curve
}

// curve is what is known of one row.
type curve struct {
	row    int
	points []spot
}

// spot is one point of a curve.
type spot struct {
	col  int
	x, y float32
	from source
	study.Summary
}

// figure draws the chart with its tabs, and the published one beside it where that belongs and has room.
func (p *painter) figure(r scene.Rect) {
	p.Card(r)
	p.Part(id.Chart, r)
	whole := r
	if p.hasPublished(r) {
		w := min(r.W*0.27, 290)
		p.published(scene.Rect{X: r.Right() - w - 10, Y: r.Y + 10, W: w, H: r.H - 20})
		r.W -= w + 10
	}
	top, narrow := r.Y+8, r.W < 700
	if !p.In.State.Embed {
		tabs := scene.Rect{X: r.X + 12, Y: top, W: min(380, r.W-24), H: max(30, p.Touch()-8)}
		p.metrics(tabs)
		if !narrow {
			p.legend(tabs.Right()+18, top+15, r.Right()-8)
		}
		top += tabs.H + 6
	}
	if narrow || p.In.State.Embed {
		p.legend(r.X+14, top+8, r.Right()-8)
		top += 24
	}
	c := chart{painter: p, area: scene.Rect{X: r.X + 56, Y: top + 10, W: r.W - 56 - p.beside(r.W), H: r.Bottom() - top - 10 - 58}}
	if c.area.H < 40 || c.area.W < 60 {
		return
	}
	c.read()
	c.axes(r)
	c.bands()
	c.curves()
	c.names(r)
	c.readout(whole)
}

// hasPublished tells whether the published figure belongs beside this one, and has room.
func (p *painter) hasPublished(r scene.Rect) bool {
	return p.r.feed.pack != nil && p.plan.x.ID == study.Size && r.W >= 860 && p.plan.of.Show == showMeasure
}

// beside is the room for names on the right.
func (p *painter) beside(w float32) float32 {
	if w < 620 {
		return 18
	}
	return 132
}

// metrics are the tabs of what the curves show; one whose reference is missing is off, and says why.
func (p *painter) metrics(r scene.Rect) {
	w := p.words()
	labels := []string{w.measure(), p.t.Behind, p.t.Above}
	off := []bool{false, p.plan.rowOf(study.Full) < 0, p.plan.rowOf(study.Probe) < 0}
	why := []string{"", p.t.NoFull, p.t.NoProbe}
	cell := r.W / 3
	p.Fill(r, 7, p.T.Raised)
	for i, arg := range [...]string{showMeasure, showBehind, showAbove} {
		b := scene.Rect{X: r.X + cell*float32(i), Y: r.Y, W: cell, H: r.H}
		size := float32(13)
		if cell < 125 {
			size = 11.5
		}
		st, label := p.Soft(size), labels[i]
		switch {
		case off[i]:
			st, label = p.Faint(size), label+p.S.Colon+why[i]
		case p.plan.of.Show == arg:
			m := p.Fill(b.Inset(2), 5, p.T.Card)
			m.Stroke, m.Width = p.T.Track, 1
			st = p.Body(size)
		}
		p.Fit(labels[i], b.CX(), kit.Middle(b.CY(), size), cell-6, st, scene.Center)
		p.Target(scene.Control{ID: id.StudyShow, Arg: arg, Kind: scene.Tab, Rect: b, Label: label, Chosen: p.plan.of.Show == arg, Off: off[i]})
		if off[i] {
			p.Note(b, func() (string, string) { return labels[i], why[i] })
		}
	}
}

// legend says what full and hollow marks are.
func (p *painter) legend(x, y, right float32) {
	l := look{ink: p.T.Soft}
	st := p.Soft(12)
	for i, text := range [...]string{p.t.Here, p.t.Stored} {
		if x+24 > right {
			return
		}
		p.put(l, x+6, y, i == 1)
		x += 18 + p.Fit(text, x+16, kit.Middle(y, 12), right-x-16, st, scene.Left) + 14
	}
}

// read collects what the curves are.
func (c *chart) read() {
	lo, hi := math.Inf(1), math.Inf(-1)
	for i := range c.plan.rows {
		if !c.plan.rows[i].ticked {
			continue
		}
		line := curve{row: i}
		for j := range c.plan.points {
			if !c.plan.points[j].ticked {
				continue
			}
			v, from := c.r.book.metric(c.plan, i, j)
			s := study.Summarize(numbers(v))
			if s.N == 0 {
				continue
			}
			sd := s.SD
			if sd != sd || c.plan.of.Show == showBehind && s.Mean-sd < 0 { // a band beyond fine-tuning is no reason for an axis there
				sd = 0
			}
			lo, hi = min(lo, s.Mean-sd), max(hi, s.Mean+sd)
			line.points = append(line.points, spot{col: j, from: from, Summary: s})
		}
		c.lines = append(c.lines, line)
	}
	c.span(lo, hi)
	for i := range c.lines {
		for k := range c.lines[i].points {
			s := &c.lines[i].points[k]
			s.x, s.y = c.xAt(s.col), c.yAt(s.Mean)
		}
	}
}

// span chooses the ends of the vertical axis: round numbers around all that is drawn.
func (c *chart) span(lo, hi float64) {
	if !(hi >= lo) {
		lo, hi = 0, 100
	}
	step := stepOf(hi-lo, 5)
	if c.plan.of.Show == showBehind && lo > -1 {
		lo = max(lo, 0)
	}
	lo, hi = math.Floor(lo/step)*step, math.Ceil(hi/step)*step
	if c.plan.of.Show == showMeasure {
		hi = min(hi, 100)
	}
	if hi-lo < step {
		lo = hi - step
	}
	c.lo, c.hi = lo, hi
	if c.plan.of.Show == showBehind {
		c.lo, c.hi = hi, lo
	}
}

// stepOf is a round distance that cuts a span into about n.
func stepOf(span float64, n int) float64 {
	raw := max(span, 1) / float64(n)
	decade := math.Pow(10, math.Floor(math.Log10(raw)))
	for _, m := range [...]float64{1, 2, 5} {
		if m*decade >= raw {
			return m * decade
		}
	}
	return 10 * decade
}

func (c *chart) yAt(v float64) float32 {
	t := (v - c.lo) / (c.hi - c.lo)
	return c.area.Bottom() - c.area.H*float32(min(max(t, 0), 1))
}

// xAt is where a column stands: on a logarithmic axis, but for layers.
func (c *chart) xAt(col int) float32 {
	scaleOf := func(v float64) float64 {
		if c.plan.x.ID == study.Depth {
			return v
		}
		return math.Log(max(v, 1))
	}
	first, last := scaleOf(c.plan.points[0].at), scaleOf(c.plan.points[len(c.plan.points)-1].at)
	const pad = 22
	t := 0.5
	if last > first {
		t = (scaleOf(c.plan.points[col].at) - first) / (last - first)
	}
	return c.area.X + pad + (c.area.W-2*pad)*float32(t)
}

// axes draws the grid, its ticks and the names.
func (c *chart) axes(r scene.Rect) {
	a := c.area
	step := stepOf(math.Abs(c.hi-c.lo), max(int(a.H/44), 2))
	low, high := min(c.lo, c.hi), max(c.lo, c.hi)
	for v := math.Ceil(low/step) * step; v <= high+1e-9; v += step {
		y := c.yAt(v)
		c.Line(a.X, y, a.Right(), y, 1, c.T.Edge.Alpha(0.8))
		text := strings.Replace(strconv.FormatFloat(v, 'f', -1, 64), "-", "−", 1)
		if c.plan.of.Show == showMeasure {
			text += " %"
		}
		c.Put(text, a.X-8, kit.Middle(y, 11.5), c.Faint(11.5), scene.Right)
	}
	c.Line(a.X, a.Bottom(), a.Right(), a.Bottom(), 1, c.T.Track)
	right := float32(-1e9)
	for j := range c.plan.points {
		x := c.xAt(j)
		ink := c.Soft(11.5)
		if !c.plan.points[j].ticked {
			ink = c.Faint(11.5)
		}
		c.Line(x, a.Bottom(), x, a.Bottom()+4, 1, c.T.Track)
		half := scene.Measure(c.tickText(j), ink)/2 + 5
		at := x
		if at-half < right {
			at = right + half
		}
		if at-x > 18 || at+half > r.Right() { // no room that would still be at its tick
			continue
		}
		right = at + half
		c.Put(c.tickText(j), at, a.Bottom()+17, ink, scene.Center)
		if c.plan.x.ID == study.Size {
			c.Put(backboneName(c.plan.points[j].id), at, a.Bottom()+31, c.Faint(11), scene.Center)
		}
	}
	c.Fit(c.t.Axis.Of(c.plan.x.ID), a.CX(), r.Bottom()-9, min(a.W+60, r.W-16), c.Soft(12), scene.Center)
	if p := &c.r.pick; p.on && p.col >= 0 {
		x := c.xAt(p.col)
		c.Line(x, a.Y, x, a.Bottom(), 1, c.T.Soft).Dash = [2]float32{2, 3}
	}
}

// tickText is a point on the horizontal axis.
func (c *chart) tickText(col int) string {
	if c.plan.x.ID == study.Size {
		return count(c.plan.points[col].at)
	}
	return c.plan.points[col].id
}

// bands are one standard deviation to each side, where two points beside each other have one.
func (c *chart) bands() {
	for _, l := range c.lines {
		ink := c.look(l.row).ink.Alpha(0.17)
		for k := 1; k < len(l.points); k++ {
			a, b := &l.points[k-1], &l.points[k]
			if a.SD != a.SD || b.SD != b.SD {
				continue
			}
			c.Area(ink, scene.Point{X: a.x, Y: c.yAt(a.Mean + a.SD)}, scene.Point{X: b.x, Y: c.yAt(b.Mean + b.SD)},
				scene.Point{X: b.x, Y: c.yAt(b.Mean - b.SD)}, scene.Point{X: a.x, Y: c.yAt(a.Mean - a.SD)})
		}
	}
}

// curves draws the lines and their marks: faint and hollow where they are of stored runs.
func (c *chart) curves() {
	for _, l := range c.lines {
		how := c.look(l.row)
		for k := 1; k < len(l.points); k++ {
			a, b := &l.points[k-1], &l.points[k]
			ink, width := how.ink.Alpha(0.6), float32(1.2)
			if a.from > stored && b.from > stored {
				ink, width = how.ink, 2.2
			}
			c.Line(a.x, a.y, b.x, b.y, width, ink).Dash = how.dash
		}
	}
	for _, l := range c.lines {
		for _, s := range l.points {
			c.put(c.look(l.row), s.x, s.y, s.from == stored)
			if p := &c.r.pick; p.cell() && p.row == l.row && p.col == s.col {
				c.Frame(scene.Rect{X: s.x - 9, Y: s.y - 9, W: 18, H: 18}, 9, 1.6, c.T.Text)
			}
			c.Target(scene.Control{ID: orderPick, Arg: c.plan.rows[l.row].ID + ":" + c.plan.points[s.col].id, Kind: scene.Surface, Rect: scene.Rect{X: s.x - 7, Y: s.y - 7, W: 14, H: 14}})
		}
	}
}

// names stand at the ends of the curves, apart from each other.
func (c *chart) names(r scene.Rect) {
	const line = 16
	if c.area.Right()+60 > r.Right() {
		return // the grid's rows say which is which
	}
	type end struct {
		row  int
		x, y float32
	}
	var ends []end
	for _, l := range c.lines {
		if n := len(l.points); n > 0 {
			ends = append(ends, end{l.row, l.points[n-1].x, l.points[n-1].y})
		}
	}
	slices.SortStableFunc(ends, func(a, b end) int { return cmp.Compare(a.y, b.y) })
	for i := range ends {
		if i > 0 {
			ends[i].y = max(ends[i].y, ends[i-1].y+line)
		}
	}
	bottom := c.area.Bottom() + 4
	for i := len(ends) - 1; i >= 0; i-- {
		ends[i].y = min(ends[i].y, bottom)
		bottom = ends[i].y - line
	}
	w := c.words()
	for _, e := range ends {
		x := c.area.Right() + 4
		c.Fit(w.methodName(e.row), x, kit.Middle(e.y, 12.5), r.Right()-x-6, kit.Ink(c.Body(12.5), c.look(e.row).ink), scene.Left)
	}
}

// readout says what is known of the picked cell, in the corner that the curves leave free, with the way to its runs.
func (c *chart) readout(r scene.Rect) {
	p := &c.r.pick
	if !p.cell() || c.area.W < 300 || c.area.H < 170 {
		return
	}
	const w, h = 356, 112
	box := c.corner(w, h)
	m := c.Fill(box, 8, c.T.Card)
	m.Stroke, m.Width = c.T.Text, 1.2
	x, y, room := box.X+14, box.Y+24, box.W-28
	words := c.words()
	c.sample(p.row, x, y-4)
	c.Fit(words.methodName(p.row)+c.S.Comma+words.pointName(p.col), x+36, y, room-36, c.Bold(13.5), scene.Left)
	info := c.r.cellText(words, p.row, p.col)
	c.Fit(info[0], x, y+21, room, c.Body(12.5), scene.Left)
	c.Fit(info[1], x, y+39, room, c.Soft(12.5), scene.Left)
	if len(c.plan.cells[p.row][p.col].specs) == 0 || c.Gone(orderOpen) {
		return
	}
	b := scene.Rect{X: x, Y: box.Bottom() - 40, W: room, H: 30}
	seeds := min(c.plan.of.Seeds, 4)
	b.W -= float32(seeds-1) * 40
	c.TextButton(b, orderOpen, "1", i18n.Fill(c.t.OpenSeed, "n", "1"))
	for k := 1; k < seeds; k++ {
		at := scene.Rect{X: b.Right() + 6 + 40*float32(k-1), Y: b.Y, W: 34, H: 30}
		seed := strconv.Itoa(k + 1)
		c.Outlined(at, scene.Key{ID: orderOpen, Arg: seed})
		c.Put(seed, at.CX(), kit.Middle(at.CY(), 13), c.Body(13), scene.Center)
		c.Target(scene.Control{ID: orderOpen, Arg: seed, Kind: scene.Button, Rect: at, Label: i18n.Fill(c.t.OpenSeed, "n", seed)})
	}
}

// corner is where a box of w × h covers the fewest points of curves: the lower right first.
func (c *chart) corner(w, h float32) (best scene.Rect) {
	a := c.area.Inset(6)
	least := math.MaxInt
	for _, y := range [...]float32{a.Bottom() - h, a.Y} {
		for i := range 5 {
			r := scene.Rect{X: a.Right() - w - (a.W-w)*float32(i)/4, Y: y, W: w, H: h}
			if n := c.crossed(r); n < least {
				best, least = r, n
			}
		}
	}
	return best
}

// crossed counts how often curves come into r.
func (c *chart) crossed(r scene.Rect) (n int) {
	const pieces = 12
	for _, l := range c.lines {
		for k := range l.points {
			b := &l.points[k]
			if r.Has(b.x, b.y) {
				n += 4
			}
			if k == 0 {
				continue
			}
			a := &l.points[k-1]
			for i := range pieces {
				t := float32(i) / pieces
				if r.Has(a.x+(b.x-a.x)*t, a.y+(b.y-a.y)*t) {
					n++
				}
			}
		}
	}
	return n
}
