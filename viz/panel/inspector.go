package panel

import (
	"math"
	"strconv"

	"promptscope/sim/run"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
	"promptscope/viz/state"
)

// The inspector opens a virtual token (level 1), the layer it stands in with all its heads (2), and one head down to the
// formula with its numbers (3). Escape goes one level back.

// look is the lane that is inspected.
type look struct {
	kit.Flow
	at   state.Inspect
	snap *run.Snapshot
	t    *run.Trace
	deep bool
	n    int // virtual tokens
	d    *run.Detail
	live bool // the detail is of what is inspected
}

func (p *page) inspector(r scene.Rect) float32 {
	at := p.In.State.Open
	k := look{Flow: kit.Flow{Page: p.Page, X: r.X + 16, Width: r.W - 32, Y: r.Y + 4}, at: at, snap: p.In.Snapshot(at.Lane)}
	k.t, k.d = &k.snap.Trace, &k.snap.Detail
	m := p.In.Catalog.Method(p.In.State.Lanes[at.Lane].Method)
	k.deep, k.n = m.Deep, int(k.t.P)
	for i := range k.t.Tokens {
		if k.t.Tokens[i].Role == run.Virtual {
			k.n++
		}
	}
	k.live = k.d.On && int(k.d.Layer) == at.Layer && int(k.d.Head) == at.Head && int(k.d.Unit) == min(at.Unit, k.n-1)
	switch {
	case at.Level == 0 || !kit.Traced(k.snap):
		k.Note(p.S.InspectHint, p.T.Soft)
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
	return k.Y - r.Y + 14
}

// head is the way through the levels and what is chosen.
func (k *look) head() {
	p := k.Page
	h := max(float32(30), p.Touch())
	var names [state.Lanes]string
	for i := range p.In.Count() {
		if names[i] = p.MethodName(p.In.State.Lanes[i].Method); p.In.Count() > 2 {
			names[i] = string(rune('A' + i))
		}
	}
	p.Tabs(scene.Rect{X: k.X, Y: k.Y + 4, W: k.Width, H: h}, "ilane", kit.Small(k.at.Lane), laneArgs[:p.In.Count()], names[:p.In.Count()])
	k.Y += h + 10
	p.Tabs(scene.Rect{X: k.X, Y: k.Y, W: k.Width, H: h}, "level", kit.Small(k.level()), levelArgs[:], []string{p.S.LevelToken, p.S.LevelLayer, p.S.LevelHead})
	k.Y += h + 8
	k.Half(0, "ilayer", p.S.LevelLayer, k.at.Layer, 0, int(k.t.Layers)-1, "L"+kit.Small(k.at.Layer+1))
	if k.at.Level == 3 || k.n == 0 {
		k.Half(1, "head", p.S.LevelHead, k.at.Head, 0, int(k.t.Heads)-1, p.S.LevelHead+" "+kit.Small(k.at.Head+1))
	} else {
		k.Half(1, "unit", p.S.LevelToken, k.at.Unit, 0, k.n-1, "v"+kit.Small(k.at.Unit+1))
	}
	if kit.Travelling(k.snap) {
		k.Y += 16
		a := len(p.Bytes)
		p.Around(p.S.OnShow, func() { p.Grouped(int64(k.snap.Shown), 0) })
		p.PutBytes(a, k.X, k.Y, kit.Ink(p.Soft(12), p.T.Context), scene.Left)
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
		k.Note("…", k.Page.T.Soft)
		return
	}
	c := int(k.t.Width)
	if k.deep && len(k.d.Vector) == 2*c {
		k.values(k.S.Key, k.d.Vector[:c])
		k.values(k.S.Value, k.d.Vector[c:])
	} else {
		k.values(k.S.Embedding, k.d.Vector)
	}
	k.edit()
	k.gradient()
	k.near()
	k.plane()
	k.ablate()
}

// values shows numbers of a virtual token as cells with their range, plain those of others.
func (k *look) values(name string, v []float32) { k.numbers(name, v, k.Page.T.VirtualInk) }

func (k *look) plain(name string, v []float32) { k.numbers(name, v, k.Page.T.Text) }

func (k *look) numbers(name string, v []float32, ink scene.Color) {
	if len(v) == 0 {
		return
	}
	lo, hi := v[0], v[0]
	for _, x := range v {
		lo, hi = min(lo, x), max(hi, x)
	}
	k.Y += 20
	a := len(k.Bytes)
	k.Bytes = append(k.Bytes, name...)
	k.Cut(a, k.Width-122, k.Body(12.5))
	k.PutBytes(a, k.X, k.Y, kit.Ink(k.Body(12.5), ink), scene.Left)
	a = len(k.Bytes)
	k.Bytes = append(k.Bytes, "min "...)
	k.Figure(float64(lo))
	k.Bytes = append(k.Bytes, " · max "...)
	k.Figure(float64(hi))
	k.PutBytes(a, k.Right(), k.Y, k.Faint(11.5), scene.Right)
	k.Y += 6
	k.cells(v, max(hi, -lo, 1e-9))
}

const cellRows = 4

// cells draws numbers in columns of four, the first at the top left going down.
func (k *look) cells(v []float32, scale float32) {
	columns := (len(v) + cellRows - 1) / cellRows
	w := k.Width / float32(columns)
	for i := range columns {
		a := len(k.Values)
		for r := cellRows - 1; r >= 0; r-- {
			if j := i*cellRows + r; j < len(v) {
				k.Values = append(k.Values, v[j])
			}
		}
		k.Column(scene.Rect{X: k.X + w*float32(i), Y: k.Y, W: w - 1, H: 30}, a, scale)
	}
	k.Y += 32
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
	k.Y += 20
	a := len(k.Bytes)
	k.Bytes = append(append(k.Bytes, k.S.GradientOf...), " ∇ "...)
	k.Figure(float64(length))
	k.PutBytes(a, k.X, k.Y, kit.Ink(k.Body(12.5), k.Page.T.Gradient), scene.Left)
	k.Y += 6
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
	w := k.Width / float32(columns)
	for i, v := range g {
		strength := float32(math.Sqrt(float64(max(v, -v) / most)))
		r := scene.Rect{X: k.X + w*float32(i/rows), Y: k.Y + 6*float32(i%rows), W: max(w-1, 1), H: 5}
		k.Fill(r, 0, k.Page.T.Raised.Mix(k.Page.T.Gradient, strength))
	}
	k.Y += 26
}

// edit sets one number by hand, and takes that back.
func (k *look) edit() {
	i := k.at.Cell
	if !k.snap.CanEdit || i >= len(k.d.Vector) || k.Gone("inspect") {
		if k.n > 0 && k.snap.NoPast == run.Kept {
			k.Note(k.S.NotEdited, k.Page.T.Faint)
		}
		return
	}
	k.Y += 4
	v := k.d.Vector[i]
	a := len(k.Bytes)
	k.Figure(float64(v))
	text := string(k.Bytes[a:])
	k.Bytes = k.Bytes[:a]
	k.Half(0, "number", k.S.EditNumber, i, 0, len(k.d.Vector)-1, k.S.EditNumber+" "+kit.Small(i+1))
	h := max(float32(30), k.Touch())
	w := (k.Width - 8) / 2
	a = len(k.Bytes)
	k.Bytes = append(k.Bytes, text...)
	k.Stepper(scene.Rect{X: k.X + w + 8, Y: k.Y, W: w, H: h}, "value", k.S.EditValue, a, kit.Ink(k.Body(13), k.Page.T.VirtualInk), v, -1000, 1000)
	k.Y += h + 4
	if k.snap.Edits > 0 {
		k.TextButton(scene.Rect{X: k.X, Y: k.Y, W: k.Width, H: h}, "undo", "", k.S.UndoEdit)
		k.Y += h + 4
	}
}

// near lists the nearest words.
func (k *look) near() {
	name := k.S.NearWords
	if k.deep {
		name = k.S.NearKeys
	}
	k.Title(name, k.S.NotMeaning)
	for _, n := range k.d.Near {
		k.Y += 17
		k.Fit(n.Text, k.X+4, k.Y, 100, kit.Ink(k.Soft(12.5), k.Page.T.Context), scene.Left)
		a := len(k.Bytes)
		k.Bytes = append(k.Bytes, "cos "...)
		k.Number(float64(n.Cosine), 2)
		w := k.PutBytes(a, k.Right(), k.Y, k.Faint(12), scene.Right)
		bar := scene.Rect{X: k.X + 112, Y: k.Y - 8, W: k.Width - 112 - max(w, 56) - 8, H: 7}
		k.Fill(bar, 2, k.Page.T.Raised)
		if n.Cosine > 0 {
			k.Fill(scene.Rect{X: bar.X, Y: bar.Y, W: bar.W * min(n.Cosine, 1), H: bar.H}, 2, k.Page.T.Soft)
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
	k.Title(k.S.Path, remark)
	box := scene.Rect{X: k.X, Y: k.Y, W: k.Width, H: min(max(k.Page.H*0.13, 92), 150)}
	m := k.Fill(box, 7, k.Page.T.Back)
	m.Stroke, m.Width = k.Page.T.Edge, 1
	k.Y += box.H
	k.by(fromPlane)
	at := fitPlane(pl, box.Inset(12))
	for i := 0; i+1 < len(pl.Words); i += 2 {
		if q := at(pl.Words[i], pl.Words[i+1]); box.Has(q.X, q.Y) {
			k.Disc(q.X, q.Y, 1.2, k.Page.T.Context.Alpha(0.45))
		}
	}
	from := len(k.Points)
	for i := 0; i+1 < len(pl.Path); i += 2 {
		k.Points = append(k.Points, at(pl.Path[i], pl.Path[i+1]))
	}
	start, end := k.Points[from], k.Points[len(k.Points)-1]
	k.Stroke(from, 1.8, k.Page.T.Virtual)
	m = k.Fill(scene.Rect{X: start.X - 3, Y: start.Y - 3, W: 6, H: 6}, 3, k.Page.T.Back)
	m.Stroke, m.Width = k.Page.T.Virtual, 1.4
	k.Disc(end.X, end.Y, 4, k.Page.T.Virtual)
	taken := []scene.Rect{{X: end.X - 6, Y: end.Y - 8, W: 30, H: 16}}
	name, align := end.X+7, scene.Left
	if end.X > box.Right()-28 { // on the other side of its dot
		name, align = end.X-7, scene.Right
		taken[0].X -= 22
	}
	k.Put("v"+kit.Small(k.at.Unit+1), name, end.Y+4, kit.Ink(k.Soft(12), k.Page.T.VirtualInk), align)
	for _, s := range pl.Spots {
		k.spotName(box, at(s.X, s.Y), s.Text, &taken)
	}
}

// spotName writes a word at its place where nothing stands yet.
func (k *look) spotName(box scene.Rect, q scene.Point, text string, taken *[]scene.Rect) {
	st := kit.Ink(k.Soft(11), k.Page.T.Context)
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
	k.Disc(q.X, q.Y, 2, k.Page.T.Context)
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
	p := k.Page
	if !p.In.Catalog.Method(k.snap.Spec.Method).Frozen || k.n == 0 {
		return
	}
	k.Title(p.S.Ablation, p.S.AblationOn)
	k.outcome()
	names := []string{p.S.ZeroIt, p.S.ShuffleIt, p.S.RemoveIt}
	layer, unit := -1, k.at.Unit
	label := "v" + kit.Small(unit+1)
	if k.deep {
		label += " · " + p.S.AllLayers
	}
	k.surgeries(label, layer, unit, names)
	label = p.S.WholePrompt
	if k.deep {
		layer, label = k.at.Layer, p.S.LayerPrompt+" L"+kit.Small(k.at.Layer+1)
	}
	k.surgeries(label, layer, -1, names)
}

func (k *look) surgeries(label string, layer, unit int, names []string) {
	k.Y += 15
	k.Put(label, k.X, k.Y, k.Soft(12), scene.Left)
	k.Y += 5
	var args [3]string
	chosen := -1
	for i := range args {
		args[i] = strconv.Itoa(i+1) + ":" + strconv.Itoa(layer) + ":" + strconv.Itoa(unit)
		if c := k.snap.Cut; int(c.Surgery) == i+1 && int(c.Layer) == layer && int(c.Unit) == unit && c.Total > 0 {
			chosen = i
		}
	}
	k.Buttons(label, "cut", args[:], names, chosen)
}

// outcome is the change of the held-out loss, or how far its measurement is.
func (k *look) outcome() {
	c := &k.snap.Cut
	switch {
	case c.Total == 0:
		return
	case c.Done < c.Total:
		k.Y += 8
		r := scene.Rect{X: k.X, Y: k.Y, W: k.Width, H: 6}
		k.Fill(r, 3, k.Page.T.Raised)
		k.Fill(scene.Rect{X: r.X, Y: r.Y, W: r.W * float32(c.Done) / float32(c.Total), H: 6}, 3, k.Page.T.Soft)
		k.Y += 12
		return
	}
	k.Y += 12
	a := len(k.Bytes)
	k.Bytes = append(append(k.Bytes, k.S.Loss...), ' ')
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
	k.PutBytes(a, k.X, k.Y, k.Bold(13.5), scene.Left)
	k.Y += 17
	a = len(k.Bytes)
	k.Bytes = append(append(k.Bytes, k.MeasureName()...), ' ')
	k.Number(float64(c.Accuracy)*100, 1)
	k.Bytes = append(k.Bytes, " % → "...)
	k.Number(float64(c.AccuracyC)*100, 1)
	k.Bytes = append(k.Bytes, " %"...)
	k.PutBytes(a, k.X, k.Y, k.Soft(12.5), scene.Left)
	a = len(k.Bytes)
	k.Around(k.S.AtStep, func() { k.Grouped(int64(c.Step), 0) })
	k.PutBytes(a, k.Right(), k.Y, k.Faint(12), scene.Right)
	k.by(fromCut)
}
