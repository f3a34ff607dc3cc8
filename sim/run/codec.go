package run

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"
)

// The byte codec of commands and snapshots: a version byte, then the fields in order, little endian; strings and slices
// begin with a 32-bit length. One function per type walks the fields in both directions, so that reader and writer
// cannot differ. Unknown versions and lengths beyond the data are errors.

const codecVersion = 7

var errShort = errors.New("run: message ends early")

// coder writes to buf, or reads from it.
type coder struct {
	buf     []byte
	reading bool
	err     error
}

// take returns the next n bytes of the message, or nil after an error.
func (c *coder) take(n int) []byte {
	if c.err != nil || n < 0 || n > len(c.buf) {
		if c.err == nil {
			c.err = errShort
		}
		return nil
	}
	b := c.buf[:n]
	c.buf = c.buf[n:]
	return b
}

func (c *coder) u8(v *uint8) {
	if !c.reading {
		c.buf = append(c.buf, *v)
	} else if b := c.take(1); b != nil {
		*v = b[0]
	}
}

func (c *coder) u64(v *uint64) {
	if !c.reading {
		c.buf = binary.LittleEndian.AppendUint64(c.buf, *v)
	} else if b := c.take(8); b != nil {
		*v = binary.LittleEndian.Uint64(b)
	}
}

func (c *coder) u32(v *uint32) {
	if !c.reading {
		c.buf = binary.LittleEndian.AppendUint32(c.buf, *v)
	} else if b := c.take(4); b != nil {
		*v = binary.LittleEndian.Uint32(b)
	}
}

func (c *coder) bool(v *bool) {
	var b uint8
	if *v {
		b = 1
	}
	c.u8(&b)
	if b > 1 && c.err == nil {
		c.err = fmt.Errorf("run: %d is not a boolean", b)
	}
	*v = b == 1
}

func (c *coder) int(v *int)     { u := uint64(int64(*v)); c.u64(&u); *v = int(int64(u)) }
func (c *coder) i64(v *int64)   { u := uint64(*v); c.u64(&u); *v = int64(u) }
func (c *coder) i32(v *int32)   { u := uint32(*v); c.u32(&u); *v = int32(u) }
func (c *coder) f64(v *float64) { u := math.Float64bits(*v); c.u64(&u); *v = math.Float64frombits(u) }
func (c *coder) f32(v *float32) { u := math.Float32bits(*v); c.u32(&u); *v = math.Float32frombits(u) }

// i16 takes 32 bits too. What does not fit is refused: cut off, it would be another number.
func (c *coder) i16(v *int16) {
	u := int32(*v)
	c.i32(&u)
	if *v = int16(u); int32(*v) != u {
		c.fail("%d is no number of 16 bits", u)
	}
}

func (c *coder) fail(f string, a ...any) {
	if c.err == nil {
		c.err = fmt.Errorf("run: "+f, a...)
	}
}

// length codes the length of a list whose elements take at least size bytes, so that a lying length cannot make
// the reader allocate more than the message is long.
func (c *coder) length(n, size int) int {
	u := uint32(n)
	c.u32(&u)
	if c.reading && c.err == nil && int64(u)*int64(size) > int64(len(c.buf)) {
		c.err = errShort
	}
	if c.err != nil {
		return 0
	}
	return int(u)
}

func (c *coder) str(s *string) {
	n := c.length(len(*s), 1)
	if !c.reading {
		c.buf = append(c.buf, *s...)
		return
	}
	if b := c.take(n); string(b) != *s { // an unchanged string is not allocated again
		*s = string(b)
	}
}

func (c *coder) floats(x *[]float32) {
	n := c.length(len(*x), 4)
	resize(c, x, n)
	if !c.reading {
		for _, v := range *x {
			c.buf = binary.LittleEndian.AppendUint32(c.buf, math.Float32bits(v))
		}
		return
	}
	b := c.take(4 * n)
	if b == nil {
		return
	}
	for i := range *x {
		(*x)[i] = math.Float32frombits(binary.LittleEndian.Uint32(b[4*i:]))
	}
}

// resize gives a list n elements when reading, keeping its memory.
func resize[T any](c *coder, x *[]T, n int) {
	if !c.reading {
		return
	}
	if cap(*x) < n {
		*x = make([]T, n)
	}
	*x = (*x)[:n]
}

// list codes a list whose elements take at least size bytes.
func list[T any](c *coder, x *[]T, size int, element func(*T)) {
	n := c.length(len(*x), size)
	resize(c, x, n)
	for i := range *x {
		element(&(*x)[i])
	}
}

func (c *coder) version() {
	v := uint8(codecVersion)
	c.u8(&v)
	if v != codecVersion {
		c.fail("message version %d, want %d: page and worker are of different builds", v, codecVersion)
	}
}

func (c *coder) spec(s *Spec) {
	c.str(&s.Task)
	c.int(&s.Labels)
	c.str(&s.Backbone)
	c.str(&s.Method)
	c.str(&s.Head)
	for i := range knobs {
		switch k := &knobs[i]; {
		case k.Text != nil:
			c.str(k.Text(&s.Settings))
		case k.Switch != nil:
			c.bool(k.Switch(&s.Settings))
		default:
			c.int(k.Number(&s.Settings))
		}
	}
	c.f64(&s.LR)
	c.int(&s.Steps)
	c.int(&s.Batch)
	c.str(&s.Split)
	c.u64(&s.Seed)
}

func (c *coder) command(m *Command) {
	c.version()
	c.u8((*uint8)(&m.Kind))
	if m.Kind >= numCommands {
		c.fail("unknown command %d", m.Kind)
	}
	c.u32(&m.Run)
	c.spec(&m.Spec)
	c.i32(&m.Steps)
	c.f64(&m.Speed)
	c.i32(&m.Index)
	c.i32(&m.Row)
	c.f64(&m.Factor)
	c.cut(&m.Cut)
	c.i32(&m.Head)
}

func (c *coder) cut(k *Cut) {
	c.u8((*uint8)(&k.Surgery))
	if k.Surgery >= numSurgeries {
		c.fail("unknown surgery %d", k.Surgery)
	}
	c.i32(&k.Layer)
	c.i32(&k.Unit)
}

func (c *coder) snapshot(s *Snapshot) {
	c.version()
	c.u32(&s.Run)
	c.spec(&s.Spec)
	c.u8((*uint8)(&s.Status))
	if s.Status >= numStatus {
		c.fail("unknown status %d", s.Status)
	}
	c.str(&s.Message)
	c.i32(&s.Step)
	for _, f := range []*float32{&s.Loss, &s.GradNorm, &s.LR, &s.EvalLoss, &s.EvalAccuracy, &s.TrainAccuracy, &s.StepsPerSecond, &s.StepTime, &s.Chance} {
		c.f32(f)
	}
	c.i32(&s.EvalStep)
	c.str(&s.Measure)
	c.i64(&s.Trainable)
	c.i64(&s.Stored)
	c.i64(&s.Total)
	c.i64(&s.FLOP)
	c.str(&s.BackboneSHA)
	c.str(&s.Digest)
	list(c, &s.Parts, 8, func(p *Part) { c.str(&p.Task); c.f32(&p.Accuracy) })
	list(c, &s.Tries, 14, func(t *Try) {
		c.str(&t.Text)
		c.f32(&t.Loss)
		c.f32(&t.Accuracy)
		c.bool(&t.Known)
		c.bool(&t.Taken)
	})
	c.floats(&s.Losses)
	list(c, &s.Evals, 16, func(e *Eval) { c.i32(&e.Step); c.f32(&e.Loss); c.f32(&e.Accuracy); c.f32(&e.TrainAccuracy) })
	for _, v := range []*int32{&s.Shown, &s.Stride, &s.Branched} {
		c.i32(v)
	}
	c.u8((*uint8)(&s.NoPast))
	if s.NoPast >= numNoPast {
		c.fail("unknown reason %d to keep no past", s.NoPast)
	}
	c.bool(&s.CanEdit)
	c.i32(&s.Edits)
	c.bool(&s.Repeating)
	c.part(&s.Part)
	c.trace(&s.Trace)
	c.detail(&s.Detail, &s.Trace)
	c.bool(&s.Bare.Known)
	c.f32(&s.Bare.Loss)
	c.f32(&s.Bare.Accuracy)
	c.cut(&s.Cut.Cut)
	for _, v := range []*int32{&s.Cut.Step, &s.Cut.Done, &s.Cut.Total} {
		c.i32(v)
	}
	for _, v := range []*float32{&s.Cut.Loss, &s.Cut.Accuracy, &s.Cut.LossCut, &s.Cut.AccuracyC} {
		c.f32(v)
	}
}

func (c *coder) part(p *StepPart) {
	c.u8((*uint8)(&p.Stage))
	if p.Stage >= numStages {
		c.fail("unknown stage %d", p.Stage)
	}
	c.i32(&p.Layer)
	c.i32(&p.Chunks)
	c.i64(&p.Moved)
	c.f32(&p.Farthest)
}

func (c *coder) detail(d *Detail, t *Trace) {
	c.bool(&d.On)
	for _, v := range []*int32{&d.Layer, &d.Head, &d.Unit} {
		c.i32(v)
	}
	c.f32(&d.Lambda)
	c.f32(&d.Off)
	for _, x := range []*[]float32{&d.Maps, &d.Context, &d.Prompt, &d.Output, &d.Vector, &d.Gradient, &d.Plane.Words, &d.Plane.Path} {
		c.floats(x)
	}
	list(c, &d.Near, 8, func(n *Near) { c.str(&n.Text); c.f32(&n.Cosine) })
	list(c, &d.Plane.Steps, 4, c.i32)
	list(c, &d.Plane.Spots, 12, func(p *Spot) { c.str(&p.Text); c.f32(&p.X); c.f32(&p.Y) })
	c.f32(&d.Plane.Share)
	if !c.reading || c.err != nil {
		return
	}
	n, h := len(t.Tokens), len(d.Output)
	switch {
	case d.On && len(d.Maps) != int(t.Heads)*n*(int(t.P)+n), !d.On && len(d.Maps) != 0:
		c.fail("detail has maps of %d numbers, its trace says %d", len(d.Maps), int(t.Heads)*n*(int(t.P)+n))
	case d.On && (d.Layer < 0 || d.Layer >= t.Layers || d.Head < 0 || d.Head >= t.Heads):
		c.fail("detail of layer %d head %d, the trace has %d and %d", d.Layer, d.Head, t.Layers, t.Heads)
	case len(d.Context) != h || len(d.Prompt) != h || len(d.Plane.Words)%2 != 0 || len(d.Plane.Path) != 2*len(d.Plane.Steps):
		c.fail("detail of odd shape")
	}
}

func (c *coder) trace(t *Trace) {
	c.i32(&t.Index)
	c.i32(&t.Count)
	list(c, &t.Tokens, 9, func(k *Token) {
		c.str(&k.Text)
		c.u8((*uint8)(&k.Role))
		if k.Role >= numRoles {
			c.fail("unknown role %d", k.Role)
		}
		c.i16(&k.Gold)
	})
	for _, v := range []*int32{&t.Row, &t.Layers, &t.Width, &t.Heads, &t.P} {
		c.i32(v)
	}
	list(c, &t.Deep, 1, c.bool)
	for _, x := range []*[]float32{&t.Hidden, &t.Keys, &t.Values, &t.Attention, &t.GradInput, &t.GradDeep} {
		c.floats(x)
	}
	c.str(&t.Answer)
	list(c, &t.Top, 8, func(g *Guess) { c.str(&g.Text); c.f32(&g.Prob) })
	list(c, &t.Labels, 4, c.str)
	c.floats(&t.Tags)
	c.shapes(t)
}

// shapes checks that the lists of a trace that has been read fit each other, so that the picture may index them freely.
func (c *coder) shapes(t *Trace) {
	if !c.reading || c.err != nil {
		return
	}
	n, l, w, h, p := len(t.Tokens), int(t.Layers), int(t.Width), int(t.Heads), int(t.P)
	const most = 1 << 12
	if l < 0 || w < 0 || h < 0 || p < 0 || l > most || w > most || h > most || p > most || n > most {
		c.fail("trace of absurd shape")
		return
	}
	if n == 0 { // nothing traced yet
		return
	}
	for _, x := range []struct {
		name      string
		got, want int
	}{
		{"deep", len(t.Deep), l}, {"hidden", len(t.Hidden), (l + 1) * n * w}, {"keys", len(t.Keys), l * p * w}, {"values", len(t.Values), l * p * w},
		{"attention", len(t.Attention), l * h * (p + n)}, {"tags", len(t.Tags), n * len(t.Labels)}, {"deep gradients", len(t.GradDeep), l * p},
	} {
		if x.got != x.want {
			c.fail("trace %s has %d numbers, its shape says %d", x.name, x.got, x.want)
		}
	}
	if int(t.Row) < 0 || int(t.Row) >= n {
		c.fail("traced row %d of %d", t.Row, n)
	}
}

// AppendCommand and AppendSnapshot write to buf; its memory can be reused.
func AppendCommand(buf []byte, m *Command) []byte {
	c := coder{buf: buf}
	c.command(m)
	return c.buf
}

// AppendSnapshot writes a snapshot to buf.
func AppendSnapshot(buf []byte, s *Snapshot) []byte {
	c := coder{buf: buf}
	c.snapshot(s)
	return c.buf
}

// DecodeCommand reads one command.
func DecodeCommand(data []byte) (m Command, err error) {
	c := coder{buf: data, reading: true}
	c.command(&m)
	return m, c.end()
}

// DecodeSnapshot reads into dst, reusing its memory. After an error dst is not to be used.
func DecodeSnapshot(data []byte, dst *Snapshot) error {
	c := coder{buf: data, reading: true}
	c.snapshot(dst)
	return c.end()
}

func (c *coder) end() error {
	if c.err == nil && len(c.buf) > 0 {
		c.fail("%d bytes too many", len(c.buf))
	}
	return c.err
}
