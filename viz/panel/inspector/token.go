package inspector

import (
	"math"

	"promptscope/sim/run"
	"promptscope/viz/id"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// token is level 1.
func (k *look) token() {
	if !k.live {
		k.Note("…", k.T.Soft)
		return
	}
	c := int(k.trace.Width)
	if k.deep && len(k.d.Vector) == 2*c {
		k.values(k.S.Key, k.d.Vector[:c])
		k.values(k.S.Value, k.d.Vector[c:])
	} else {
		k.values(k.S.Embedding, k.d.Vector)
	}
	k.edit()
	k.gradient()
	k.ablate()
	k.near()
	k.plane()
}

// values shows numbers of a virtual token as cells with their range, plain those of others.
func (k *look) values(name string, v []float32) { k.numbers(name, v, k.T.VirtualInk) }

func (k *look) plain(name string, v []float32) { k.numbers(name, v, k.T.Text) }

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
	t := k.trace
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
	k.PutBytes(a, k.X, k.Y, kit.Ink(k.Body(12.5), k.T.Gradient), scene.Left)
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
		k.Fill(r, 0, k.T.Raised.Mix(k.T.Gradient, strength))
	}
	k.Y += 26
}

// edit sets one number by hand, and takes that back.
func (k *look) edit() {
	i := k.at.Cell
	if !k.snap.CanEdit || i >= len(k.d.Vector) || k.Gone(id.Inspect) {
		if k.n > 0 && k.snap.NoPast == run.Kept {
			k.Note(k.S.NotEdited, k.T.Faint)
		}
		return
	}
	k.Y += 4
	v := k.d.Vector[i]
	a := len(k.Bytes)
	k.Figure(float64(v))
	text := string(k.Bytes[a:])
	k.Bytes = k.Bytes[:a]
	k.Half(0, id.Number, k.S.EditNumber, i, 0, len(k.d.Vector)-1, k.S.EditNumber+" "+kit.Small(i+1))
	h := max(float32(30), k.Touch())
	w := (k.Width - 8) / 2
	a = len(k.Bytes)
	k.Bytes = append(k.Bytes, text...)
	k.Stepper(scene.Rect{X: k.X + w + 8, Y: k.Y, W: w, H: h}, id.Value, k.S.EditValue, a, kit.Ink(k.Body(13), k.T.VirtualInk), v, -1000, 1000)
	k.Y += h + 4
	if k.snap.Edits > 0 {
		k.TextButton(scene.Rect{X: k.X, Y: k.Y, W: k.Width, H: h}, id.Undo, "", k.S.UndoEdit)
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
		k.Fit(n.Text, k.X+4, k.Y, 100, kit.Ink(k.Soft(12.5), k.T.Context), scene.Left)
		a := len(k.Bytes)
		k.Bytes = append(k.Bytes, "cos "...)
		k.Number(float64(n.Cosine), 2)
		w := k.PutBytes(a, k.Right(), k.Y, k.Faint(12), scene.Right)
		bar := scene.Rect{X: k.X + 112, Y: k.Y - 8, W: k.Width - 112 - max(w, 56) - 8, H: 7}
		k.Fill(bar, 2, k.T.Raised)
		if n.Cosine > 0 {
			k.Fill(scene.Rect{X: bar.X, Y: bar.Y, W: bar.W * min(n.Cosine, 1), H: bar.H}, 2, k.T.Soft)
		}
	}
	k.by(fromCosine)
}
