package inspector

import (
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// A source is the line of Go that computed what stands above it. A test holds it to the file.
type source struct{ file, function, line string }

// The sources of what the inspector shows.
var (
	fromGradInput = source{"sim/train/norms.go", "keepGradients", "t.grad.input[i] = norm(in.DVirtual[i*c:][:c])"}
	fromGradDeep  = source{"sim/train/norms.go", "keepGradients", "t.grad.deep[l*in.P+i] = norm(in.DPrefix[(i*t.model.L+l)*2*c:][:2*c])"}
	fromCosine    = source{"sim/train/inspect.go", "cosine", "return ab / math.Sqrt(aa*bb)"}
	fromPlane     = source{"sim/train/plane.go", "place", "s[a] += d * b.axes[a][j]"}
	fromCut       = source{"sim/train/score.go", "add", "s.loss = o.forward(m, a, c, s.loss)"}
	fromLambda    = source{"sim/train/inspect.go", "split", "*mass += float64(a)"}
	fromSplit     = source{"sim/train/inspect.go", "split", "sum[i] += float64(a) * float64(v[i])"}
	fromHead      = source{"sim/kernel/attention.go", "Attention", "a.softmax(w, scale)"}

	sources = []source{fromGradInput, fromGradDeep, fromCosine, fromPlane, fromCut, fromLambda, fromSplit, fromHead}
)

// by writes where a number comes from: the line, and at its end file and function where there is room.
func (k *look) by(s source) {
	if !k.In.View.Sources {
		k.Y += 4
		return
	}
	st := k.Faint(11)
	text, w := s.line, float32(0)
	for n := 0; text != ""; text = text[n:] {
		n = kit.BreakAt(text, k.Width, st)
		k.Y += 15
		w = k.Put(text[:n], k.X, k.Y, st, scene.Left)
	}
	room := k.Width - w - 10
	for _, where := range [...]string{s.file + " · " + s.function, s.file, s.function} {
		if scene.Measure(where, st) <= room {
			k.Put(where, k.Right(), k.Y, st, scene.Right)
			break
		}
	}
	k.Y += 4
}
