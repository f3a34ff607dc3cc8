package panel

import (
	"math"
	"strconv"

	"promptscope/sim/run"
	"promptscope/viz/scene"
	"promptscope/viz/state"
)

// The inspector opens a virtual token (level 1), the layer it stands in with all its heads (2), and one head down to the
// formula with its numbers (3). Escape goes one level back.

// look is the lane that is inspected.
type look struct {
	flow
	at   state.Inspect
	snap *run.Snapshot
	t    *run.Trace
	deep bool
	n    int // virtual tokens
	d    *run.Detail
	live bool // the detail is of what is inspected
}

func (p *page) inspector(r scene.Rect) float32 {
	at := p.in.State.Open
	k := look{flow: flow{page: p, x: r.X + 16, w: r.W - 32, y: r.Y + 4}, at: at, snap: p.snapshot(at.Lane)}
	k.t, k.d = &k.snap.Trace, &k.snap.Detail
	m := p.in.Catalog.Method(p.in.State.Lanes[at.Lane].Method)
	k.deep, k.n = m.Deep, int(k.t.P)
	for i := range k.t.Tokens {
		if k.t.Tokens[i].Role == run.Virtual {
			k.n++
		}
	}
	k.live = k.d.On && int(k.d.Layer) == at.Layer && int(k.d.Head) == at.Head && int(k.d.Unit) == min(at.Unit, k.n-1)
	switch {
	case at.Level == 0 || !traced(k.snap):
		k.note(p.s.InspectHint, p.t.Soft)
	default:
		k.head()
		switch {
		case at.Level == 3:
			k.oneHead()
		case at.Level == 2 || k.n == 0:
			k.layer()
		default:
			k.token()
		}
	}
	return k.y - r.Y + 14
}

// head is the way through the levels and what is chosen.
func (k *look) head() {
	p := k.page
	h := max(float32(30), p.touch())
	var names [state.Lanes]string
	for i := range p.count() {
		if names[i] = p.methodName(p.in.State.Lanes[i].Method); p.count() > 2 {
			names[i] = string(rune('A' + i))
		}
	}
	p.tabs(scene.Rect{X: k.x, Y: k.y + 4, W: k.w, H: h}, "ilane", small(k.at.Lane), laneArgs[:p.count()], names[:p.count()])
	k.y += h + 10
	p.tabs(scene.Rect{X: k.x, Y: k.y, W: k.w, H: h}, "level", small(k.level()), levelArgs[:], []string{p.s.LevelToken, p.s.LevelLayer, p.s.LevelHead})
	k.y += h + 8
	k.half(0, "ilayer", p.s.LevelLayer, k.at.Layer, 0, int(k.t.Layers)-1, "L"+small(k.at.Layer+1))
	if k.at.Level == 3 || k.n == 0 {
		k.half(1, "head", p.s.LevelHead, k.at.Head, 0, int(k.t.Heads)-1, p.s.LevelHead+" "+small(k.at.Head+1))
	} else {
		k.half(1, "unit", p.s.LevelToken, k.at.Unit, 0, k.n-1, "v"+small(k.at.Unit+1))
	}
	if travelling(k.snap) {
		k.y += 16
		a := len(p.Bytes)
		p.around(p.s.OnShow, func() { p.Grouped(int64(k.snap.Shown), 0) })
		p.PutBytes(a, k.x, k.y, in(p.soft(12), p.t.Context), scene.Left)
	}
}

var (
	laneArgs  = [state.Lanes]string{"0", "1", "2", "3"}
	levelArgs = [...]string{"1", "2", "3"}
)

func (k *look) level() int {
	if k.n == 0 {
		return max(k.at.Level, 2)
	}
	return k.at.Level
}

// token is level 1.
func (k *look) token() {
	if !k.live {
		k.note("…", k.page.t.Soft)
		return
	}
	c := int(k.t.Width)
	if k.deep && len(k.d.Vector) == 2*c {
		k.values(k.s.Key, k.d.Vector[:c])
		k.values(k.s.Value, k.d.Vector[c:])
	} else {
		k.values(k.s.Embedding, k.d.Vector)
	}
	k.edit()
	k.gradient()
	k.near()
	k.plane()
	k.ablate()
}

// values shows numbers of a virtual token as cells with their range, plain those of others.
func (k *look) values(name string, v []float32) { k.numbers(name, v, k.page.t.VirtualInk) }
func (k *look) plain(name string, v []float32)  { k.numbers(name, v, k.page.t.Text) }

func (k *look) numbers(name string, v []float32, ink scene.Color) {
	if len(v) == 0 {
		return
	}
	lo, hi := v[0], v[0]
	for _, x := range v {
		lo, hi = min(lo, x), max(hi, x)
	}
	k.y += 20
	a := len(k.Bytes)
	k.Bytes = append(k.Bytes, name...)
	k.Cut(a, k.w-122, k.body(12.5))
	k.PutBytes(a, k.x, k.y, in(k.body(12.5), ink), scene.Left)
	a = len(k.Bytes)
	k.Bytes = append(k.Bytes, "min "...)
	k.figure(float64(lo))
	k.Bytes = append(k.Bytes, " · max "...)
	k.figure(float64(hi))
	k.PutBytes(a, k.right(), k.y, k.faint(11.5), scene.Right)
	k.y += 6
	k.cells(v, max(hi, -lo, 1e-9))
}

const cellRows = 4

// cells draws numbers in columns of four, the first at the top left going down.
func (k *look) cells(v []float32, scale float32) {
	columns := (len(v) + cellRows - 1) / cellRows
	w := k.w / float32(columns)
	for i := range columns {
		a := len(k.Values)
		for r := cellRows - 1; r >= 0; r-- {
			if j := i*cellRows + r; j < len(v) {
				k.Values = append(k.Values, v[j])
			}
		}
		k.Column(scene.Rect{X: k.x + w*float32(i), Y: k.y, W: w - 1, H: 30}, a, scale)
	}
	k.y += 32
}

// gradient shows the gradient of the last step; of the past only its length is kept.
func (k *look) gradient() {
	t := k.t
	var length float32
	switch {
	case k.deep && len(t.GradDeep) > k.at.Layer*int(t.P)+k.at.Unit:
		length = t.GradDeep[k.at.Layer*int(t.P)+k.at.Unit]
	case !k.deep && len(t.GradInput) > k.at.Unit:
		length = t.GradInput[k.at.Unit]
	}
	k.y += 20
	a := len(k.Bytes)
	k.Bytes = append(append(k.Bytes, k.s.GradientOf...), " ∇ "...)
	k.figure(float64(length))
	k.PutBytes(a, k.x, k.y, in(k.body(12.5), k.page.t.Gradient), scene.Left)
	k.y += 6
	g := k.d.Gradient
	var most float32
	for _, v := range g {
		most = max(most, v, -v)
	}
	if most > 0 {
		k.gradientCells(g, most)
	}
	if k.deep {
		k.by(fromGradDeep)
	} else {
		k.by(fromGradInput)
	}
}

func (k *look) gradientCells(g []float32, most float32) {
	const rows = cellRows
	columns := (len(g) + rows - 1) / rows
	w := k.w / float32(columns)
	for i, v := range g {
		strength := float32(math.Sqrt(float64(max(v, -v) / most)))
		r := scene.Rect{X: k.x + w*float32(i/rows), Y: k.y + 6*float32(i%rows), W: max(w-1, 1), H: 5}
		k.Fill(r, 0, k.page.t.Raised.Mix(k.page.t.Gradient, strength))
	}
	k.y += 26
}

// edit sets one number by hand, and takes that back.
func (k *look) edit() {
	i := k.at.Cell
	if !k.snap.CanEdit || i >= len(k.d.Vector) || k.gone("inspect") {
		if k.n > 0 && k.snap.NoPast == run.Kept {
			k.note(k.s.NotEdited, k.page.t.Faint)
		}
		return
	}
	k.y += 4
	v := k.d.Vector[i]
	a := len(k.Bytes)
	k.figure(float64(v))
	text := string(k.Bytes[a:])
	k.Bytes = k.Bytes[:a]
	k.half(0, "number", k.s.EditNumber, i, 0, len(k.d.Vector)-1, k.s.EditNumber+" "+small(i+1))
	h := max(float32(30), k.touch())
	w := (k.w - 8) / 2
	a = len(k.Bytes)
	k.Bytes = append(k.Bytes, text...)
	k.stepper(scene.Rect{X: k.x + w + 8, Y: k.y, W: w, H: h}, "value", k.s.EditValue, a, in(k.body(13), k.page.t.VirtualInk), v, -1000, 1000)
	k.y += h + 4
	if k.snap.Edits > 0 {
		k.textButton(scene.Rect{X: k.x, Y: k.y, W: k.w, H: h}, "undo", "", k.s.UndoEdit)
		k.y += h + 4
	}
}

// near lists the nearest words.
func (k *look) near() {
	name := k.s.NearWords
	if k.deep {
		name = k.s.NearKeys
	}
	k.title(name, k.s.NotMeaning)
	for _, n := range k.d.Near {
		k.y += 17
		k.Fit(n.Text, k.x+4, k.y, 100, in(k.soft(12.5), k.page.t.Context), scene.Left)
		a := len(k.Bytes)
		k.Bytes = append(k.Bytes, "cos "...)
		k.Number(float64(n.Cosine), 2)
		w := k.PutBytes(a, k.right(), k.y, k.faint(12), scene.Right)
		bar := scene.Rect{X: k.x + 112, Y: k.y - 8, W: k.w - 112 - max(w, 56) - 8, H: 7}
		k.Fill(bar, 2, k.page.t.Raised)
		if n.Cosine > 0 {
			k.Fill(scene.Rect{X: bar.X, Y: bar.Y, W: bar.W * min(n.Cosine, 1), H: bar.H}, 2, k.page.t.Soft)
		}
	}
	k.by(fromCosine)
}

// plane draws the path of the token.
func (k *look) plane() {
	pl := &k.d.Plane
	if len(pl.Path) == 0 {
		return
	}
	a := len(k.Bytes)
	k.Bytes = append(k.Bytes, "PCA · "...)
	k.Number(float64(pl.Share)*100, 0)
	k.Bytes = append(k.Bytes, " %"...)
	remark := string(k.Bytes[a:])
	k.Bytes = k.Bytes[:a]
	k.title(k.s.Path, remark)
	box := scene.Rect{X: k.x, Y: k.y, W: k.w, H: min(max(k.page.H*0.13, 92), 150)}
	m := k.Fill(box, 7, k.page.t.Back)
	m.Stroke, m.Width = k.page.t.Edge, 1
	k.y += box.H
	k.by(fromPlane)
	at := fitPlane(pl, box.Inset(12))
	for i := 0; i+1 < len(pl.Words); i += 2 {
		if q := at(pl.Words[i], pl.Words[i+1]); box.Has(q.X, q.Y) {
			k.Disc(q.X, q.Y, 1.2, k.page.t.Context.Alpha(0.45))
		}
	}
	from := len(k.Points)
	for i := 0; i+1 < len(pl.Path); i += 2 {
		k.Points = append(k.Points, at(pl.Path[i], pl.Path[i+1]))
	}
	start, end := k.Points[from], k.Points[len(k.Points)-1]
	k.Stroke(from, 1.8, k.page.t.Virtual)
	m = k.Fill(scene.Rect{X: start.X - 3, Y: start.Y - 3, W: 6, H: 6}, 3, k.page.t.Back)
	m.Stroke, m.Width = k.page.t.Virtual, 1.4
	k.Disc(end.X, end.Y, 4, k.page.t.Virtual)
	taken := []scene.Rect{{X: end.X - 6, Y: end.Y - 8, W: 30, H: 16}}
	name, align := end.X+7, scene.Left
	if end.X > box.Right()-28 { // on the other side of its dot
		name, align = end.X-7, scene.Right
		taken[0].X -= 22
	}
	k.Put("v"+small(k.at.Unit+1), name, end.Y+4, in(k.soft(12), k.page.t.VirtualInk), align)
	for _, s := range pl.Spots {
		k.spotName(box, at(s.X, s.Y), s.Text, &taken)
	}
}

// spotName writes a word at its place where nothing stands yet.
func (k *look) spotName(box scene.Rect, q scene.Point, text string, taken *[]scene.Rect) {
	st := in(k.soft(11), k.page.t.Context)
	w := scene.Measure(text, st)
	r := scene.Rect{X: min(q.X+4, box.Right()-w-3), Y: q.Y - 8, W: w + 2, H: 13}
	if !box.Has(r.X, r.Y) || r.Bottom() > box.Bottom() {
		return
	}
	for _, o := range *taken {
		if o.X < r.Right() && r.X < o.Right() && o.Y < r.Bottom() && r.Y < o.Bottom() {
			return
		}
	}
	*taken = append(*taken, r)
	k.Disc(q.X, q.Y, 2, k.page.t.Context)
	k.Put(text, r.X+1, q.Y+3.5, st, scene.Left)
}

// fitPlane maps a plane to a rectangle: all of the path and of the bulk of the words, both axes alike.
func fitPlane(pl *run.Plane, r scene.Rect) func(x, y float32) scene.Point {
	inf := float32(math.Inf(1))
	lo, hi := [2]float32{inf, inf}, [2]float32{-inf, -inf}
	for _, list := range [2][]float32{pl.Path, pl.Words} {
		for i, v := range list {
			if v == v {
				lo[i%2], hi[i%2] = min(lo[i%2], v), max(hi[i%2], v)
			}
		}
	}
	scale := min(r.W/max(hi[0]-lo[0], 1e-6), r.H/max(hi[1]-lo[1], 1e-6))
	return func(x, y float32) scene.Point {
		return scene.Point{X: r.CX() + (x-(lo[0]+hi[0])/2)*scale, Y: r.CY() - (y-(lo[1]+hi[1])/2)*scale}
	}
}

// ablate offers the surgeries and says what the last one did.
func (k *look) ablate() {
	p := k.page
	if !p.in.Catalog.Method(k.snap.Spec.Method).Frozen || k.n == 0 {
		return
	}
	k.title(p.s.Ablation, p.s.AblationOn)
	k.outcome()
	names := []string{p.s.ZeroIt, p.s.ShuffleIt, p.s.RemoveIt}
	layer, unit := -1, k.at.Unit
	label := "v" + small(unit+1)
	if k.deep {
		label += " · " + p.s.AllLayers
	}
	k.surgeries(label, layer, unit, names)
	label = p.s.WholePrompt
	if k.deep {
		layer, label = k.at.Layer, p.s.LayerPrompt+" L"+small(k.at.Layer+1)
	}
	k.surgeries(label, layer, -1, names)
}

func (k *look) surgeries(label string, layer, unit int, names []string) {
	k.y += 15
	k.Put(label, k.x, k.y, k.soft(12), scene.Left)
	k.y += 5
	var args [3]string
	chosen := -1
	for i := range args {
		args[i] = strconv.Itoa(i+1) + ":" + strconv.Itoa(layer) + ":" + strconv.Itoa(unit)
		if c := k.snap.Cut; int(c.Surgery) == i+1 && int(c.Layer) == layer && int(c.Unit) == unit && c.Total > 0 {
			chosen = i
		}
	}
	k.buttons(label, "cut", args[:], names, chosen)
}

// outcome is the change of the held-out loss, or how far its measurement is.
func (k *look) outcome() {
	c := &k.snap.Cut
	switch {
	case c.Total == 0:
		return
	case c.Done < c.Total:
		k.y += 8
		r := scene.Rect{X: k.x, Y: k.y, W: k.w, H: 6}
		k.Fill(r, 3, k.page.t.Raised)
		k.Fill(scene.Rect{X: r.X, Y: r.Y, W: r.W * float32(c.Done) / float32(c.Total), H: 6}, 3, k.page.t.Soft)
		k.y += 12
		return
	}
	k.y += 12
	a := len(k.Bytes)
	k.Bytes = append(append(k.Bytes, k.s.Loss...), ' ')
	k.Number(float64(c.Loss), 3)
	k.Bytes = append(k.Bytes, " → "...)
	k.Number(float64(c.LossCut), 3)
	d := float64(c.LossCut - c.Loss)
	k.Bytes = append(k.Bytes, " ("...)
	if d >= 0 {
		k.Bytes = append(k.Bytes, '+')
	}
	k.Number(d, 3)
	k.Bytes = append(k.Bytes, ')')
	k.PutBytes(a, k.x, k.y, k.bold(13.5), scene.Left)
	k.y += 17
	a = len(k.Bytes)
	k.Bytes = append(append(k.Bytes, k.measure()...), ' ')
	k.Number(float64(c.Accuracy)*100, 1)
	k.Bytes = append(k.Bytes, " % → "...)
	k.Number(float64(c.AccuracyC)*100, 1)
	k.Bytes = append(k.Bytes, " %"...)
	k.PutBytes(a, k.x, k.y, k.soft(12.5), scene.Left)
	a = len(k.Bytes)
	k.around(k.s.AtStep, func() { k.Grouped(int64(c.Step), 0) })
	k.PutBytes(a, k.right(), k.y, k.faint(12), scene.Right)
	k.by(fromCut)
}
