package scale

import (
	"math"
	"strconv"

	"promptscope/internal/pool"
	"promptscope/internal/study"
	"promptscope/viz/i18n"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// grid draws what is to be trained and what has come of it: a row a method, a column a point, a dot a seed.
type grid struct {
	*painter
	r       scene.Rect
	head    float32 // width of the heads of rows
	rowH    float32
	colW    float32
	rows    int // that have room
	columns int
	at      [2]int // the first that is on show
	left    map[int]float64
}

const (
	gridTop  = 34 // height of the heads of columns
	gridFoot = 28

	leastColumn = 80 // of "100.0 ± 0.0"
)

func (p *painter) grid(r scene.Rect) {
	p.Card(r)
	g := grid{painter: p, r: r, head: min(max(r.W*0.18, 168), 200), at: p.r.first}
	g.columns = min(len(p.plan.points), max(int((r.W-g.head-20)/leastColumn), 1))
	g.colW = min((r.W-g.head-20)/float32(g.columns), 190)
	room := r.H - gridTop - gridFoot - 6
	g.rows = min(len(p.plan.rows), max(int(room/32), 1))
	if own := len(p.plan.x.Methods); g.rows > own && room/float32(own) > 40 && g.rows < len(p.plan.rows) { // those of the experiment, larger
		g.rows = max(own, int(room/40))
	}
	g.rowH = min(room/float32(g.rows), 48)
	g.show()
	g.left = g.lefts()
	for j := range g.columns {
		g.column(j)
	}
	for i := range g.rows {
		g.row(i)
	}
	g.foot()
}

// show has the picked cell on show.
func (g *grid) show() {
	p := &g.painter.r.pick
	fit := func(first, at, n, all int) int {
		first = min(first, max(all-n, 0))
		if p.on && at >= 0 {
			first = max(min(first, at), at-n+1)
		}
		return first
	}
	g.at[0] = fit(g.at[0], p.row, g.rows, len(g.plan.rows))
	g.at[1] = fit(g.at[1], p.col, g.columns, len(g.plan.points))
}

// column draws the head of one: its tick, its name, and how long it takes.
func (g *grid) column(j int) {
	col := g.at[1] + j
	if col >= len(g.plan.points) {
		return
	}
	q := &g.plan.points[col]
	r := scene.Rect{X: g.x(j), Y: g.r.Y + 4, W: g.colW - 5, H: gridTop - 6}
	name := g.words().pointName(col)
	g.tick(r, orderPoint, q.id, name, q.ticked, g.picked(-1, col))
	x := r.X + 30
	st := g.Bold(13)
	if !q.ticked {
		st = g.Faint(13)
	}
	x += g.Fit(name, x, kit.Middle(r.CY(), 13), r.Right()-x, st, scene.Left) + 8
	if left := g.left[col]; left > 0 && r.Right()-x > 34 {
		g.Fit(g.words().duration(left), r.Right()-4, kit.Middle(r.CY(), 11.5), r.Right()-x, g.Faint(11.5), scene.Right)
	}
}

// tick is a box with a name; a press turns it over.
func (g *grid) tick(r scene.Rect, order, arg, name string, on, picked bool) {
	if g.Gone(order) {
		return
	}
	k := scene.Key{ID: order, Arg: arg}
	hover, _ := g.Looks(k)
	box := scene.Rect{X: r.X + 6, Y: r.CY() - 8, W: 16, H: 16}
	edge := g.T.Soft
	if hover || picked {
		edge = g.T.Text
	}
	if picked {
		g.Frame(r, 6, 1.6, g.T.Text)
	}
	if on {
		g.Fill(box, 4, g.T.Strong)
		kit.Tick(g.Page, box.CX(), box.CY(), g.T.OnStrong)
	} else {
		g.Frame(box, 4, 1.4, edge)
	}
	label := i18n.Fill(g.t.Tick, "what", name)
	a := len(g.Bytes)
	value, text := float32(0), g.S.Off
	if on {
		value, text = 1, g.S.On
	}
	g.Bytes = append(g.Bytes, text...)
	g.Target(scene.Control{ID: order, Arg: arg, Kind: scene.Switch, Rect: r, Label: label, Value: value, Max: 1, A: int32(a), B: int32(len(g.Bytes))})
}

func (g *grid) x(j int) float32 { return g.r.X + 12 + g.head + g.colW*float32(j) }
func (g *grid) y(i int) float32 { return g.r.Y + gridTop + 2 + g.rowH*float32(i) }

func (g *grid) picked(row, col int) bool {
	p := &g.painter.r.pick
	return p.on && p.row == row && p.col == col
}

// lefts are how long the runs of each column take that wait or run; none until the crew's pace is known.
func (g *grid) lefts() map[int]float64 {
	c := &g.painter.r.crew
	if c.pool == nil || g.In.Catalog.Cost == nil {
		return nil
	}
	p := c.pool.Progress()
	if p.Left <= 0 || p.Share <= 0 {
		return nil
	}
	all, out := 0.0, map[int]float64{}
	for n := range c.jobs {
		s := c.jobs[n].spec
		_, share, ok := c.doing(s)
		if !ok {
			continue
		}
		rest := g.In.Catalog.Cost(s) * (1 - share)
		all += rest
		if _, col, ok := g.plan.where(s); ok {
			out[col] += rest
		}
	}
	for col := range out {
		out[col] *= p.Left.Seconds() / all
	}
	return out
}

// row draws a method's head and its cells.
func (g *grid) row(i int) {
	at := g.at[0] + i
	if at >= len(g.plan.rows) {
		return
	}
	m := &g.plan.rows[at]
	r := scene.Rect{X: g.r.X + 8, Y: g.y(i), W: g.head - 2, H: g.rowH - 4}
	name := g.words().methodName(at)
	g.tick(r, orderMethod, m.ID, name, m.ticked, g.picked(at, -1))
	st := g.Body(13)
	if !m.ticked {
		st = g.Faint(13)
	} else {
		g.sample(at, r.X+30, r.CY())
	}
	g.Fit(name, r.X+62, kit.Middle(r.CY(), 13), r.W-64, st, scene.Left)
	for j := range g.columns {
		if g.at[1]+j < len(g.plan.points) {
			g.cell(i, j)
		}
	}
}

// cell draws the mean with its spread, and a dot for each seed.
func (g *grid) cell(i, j int) {
	row, col := g.at[0]+i, g.at[1]+j
	c := &g.plan.cells[row][col]
	r := scene.Rect{X: g.x(j), Y: g.y(i), W: g.colW - 5, H: g.rowH - 4}
	ticked := g.plan.ticked(row, col)
	v, from := g.painter.r.book.metric(g.plan, row, col)
	k := scene.Key{ID: orderPick, Arg: g.plan.rows[row].ID + ":" + g.plan.points[col].id}
	hover, _ := g.Looks(k)
	switch {
	case from > stored:
		g.Fill(r, 6, g.T.Raised)
	case ticked:
		g.dashed(r)
	}
	if hover {
		g.Frame(r, 6, 1, g.T.Soft)
	}
	if g.picked(row, col) {
		g.Frame(r, 6, 1.8, g.T.Text)
	}
	st := g.Bold(13)
	if from <= stored {
		st = g.Soft(13)
	}
	if !ticked {
		st.Color = g.T.Faint
	}
	text := g.state(c, study.Summarize(numbers(v)))
	dots := float32(min(len(c.specs), 10)) * 13
	b := len(g.Bytes)
	if r.W > scene.Measure(text, st)+dots+18 {
		g.Fit(text, r.X+9, kit.Middle(r.CY(), 13), r.W-dots-14, st, scene.Left)
		g.dots(c, r.Right()-dots-3, r.CY(), ticked)
	} else if r.H >= 30 {
		g.Fit(text, r.X+7, r.CY()-2, r.W-12, st, scene.Left)
		g.dots(c, r.X+4, r.CY()+8, ticked)
	} else {
		g.Fit(text, r.X+7, kit.Middle(r.CY(), 13), r.W-12, st, scene.Left)
	}
	g.Control(scene.Control{ID: k.ID, Arg: k.Arg, Kind: scene.Button, Rect: r, Label: g.words().methodName(row) + g.S.Comma + g.words().pointName(col), A: int32(b), B: int32(b + len(text)), Chosen: g.picked(row, col)})
}

// state is a cell in a few characters.
func (g *grid) state(c *cell, s study.Summary) string {
	book := &g.painter.r.book
	switch {
	case s.N > 1:
		return one(s.Mean) + " ± " + one(s.SD)
	case s.N == 1:
		return one(s.Mean)
	}
	for i := range c.specs {
		if book.read(c, i).diverged {
			return g.t.Diverged
		}
		if book.failed[c.specs[i]] != "" {
			return g.t.Lost
		}
		switch what, _, ok := g.painter.r.crew.doing(c.specs[i]); {
		case ok && what == pool.Running:
			return g.t.Training
		case ok:
			return g.t.Queued
		}
	}
	return "–"
}

// dots are the seeds: full for what was trained here or opened, a ring for what waits or is stored, an arc for what runs.
func (g *grid) dots(c *cell, x, y float32, ticked bool) {
	for i := range min(len(c.specs), 10) {
		at := x + 8 + 13*float32(i)
		reading := g.painter.r.book.read(c, i)
		ink := g.T.Soft
		if !ticked {
			ink = g.T.Track
		}
		what, share, ok := g.painter.r.crew.doing(c.specs[i])
		switch {
		case reading.diverged || g.painter.r.book.failed[c.specs[i]] != "":
			kit.Miss(g.Page, at, y, ink)
		case reading.from > stored:
			g.Disc(at, y, 4, ink)
		case ok && what == pool.Running:
			g.Frame(scene.Rect{X: at - 4, Y: y - 4, W: 8, H: 8}, 4, 1, g.T.Track)
			kit.Arc(g.Page, at, y, 4, -math.Pi/2, float32(-math.Pi/2+2*math.Pi*share), 2, g.T.Text)
		default:
			g.Frame(scene.Rect{X: at - 3.5, Y: y - 3.5, W: 7, H: 7}, 3.5, 1, ink)
		}
	}
}

// dashed is the edge of a cell whose runs have not been repeated here.
func (g *grid) dashed(r scene.Rect) {
	q := []scene.Point{{X: r.X, Y: r.Y}, {X: r.Right(), Y: r.Y}, {X: r.Right(), Y: r.Bottom()}, {X: r.X, Y: r.Bottom()}, {X: r.X, Y: r.Y}}
	g.Path(1, g.T.Edge, q...).Dash = [2]float32{3, 3}
}

// foot has the way to what has no room, and says what the cells are.
func (g *grid) foot() {
	y := g.r.Bottom() - gridFoot/2 - 2
	x := g.r.X + 12
	x = g.more(x, y, orderRows, g.at[0], g.rows, len(g.plan.rows))
	x = g.more(x, y, orderColumns, g.at[1], g.columns, len(g.plan.points))
	text := g.t.Head + g.S.Comma + g.words().metricName() + " · " + g.settings()
	g.Fit(text, x, kit.Middle(y, 12), g.r.Right()-x-12, g.Faint(12), scene.Left)
}

// more turns the pages of rows or columns.
func (g *grid) more(x, y float32, order string, first, n, all int) float32 {
	if n >= all || g.Gone(order) {
		return x
	}
	next := first + n
	if next >= all {
		next = 0
	}
	text := g.t.More + " (" + strconv.Itoa(all-n) + ")"
	w := scene.Measure(text, g.Body(13)) + 22
	g.TextButton(scene.Rect{X: x, Y: y - 12, W: w, H: 25}, order, strconv.Itoa(next), text)
	return x + w + 12
}

// settings are the labels and steps of the runs, but for what the experiment varies.
func (p *painter) settings() (out string) {
	if p.plan.x.ID != study.Labels {
		out += i18n.Fill(p.t.Point.Of(study.Labels), "n", strconv.Itoa(p.plan.task.Labels)) + " · "
	}
	if p.plan.x.ID != study.Steps {
		out += i18n.Fill(p.t.Point.Of(study.Steps), "n", strconv.Itoa(p.plan.task.Steps)) + " · "
	}
	return out + p.t.Rates
}
