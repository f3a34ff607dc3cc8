package sweep

import (
	"bytes"
	"fmt"
	"image/color"
	"strings"

	"gonum.org/v1/plot"
	"gonum.org/v1/plot/plotter"
	"gonum.org/v1/plot/vg"
	"gonum.org/v1/plot/vg/draw"
)

// Plots draws, for each task, the measure against the backbone's size (if there are two), against the number of virtual
// tokens (if it varies), and the learning curves on each backbone. The result maps file names, without folder, to contents;
// each picture is there as PNG and SVG.
func Plots(groups []Group) (map[string][]byte, error) {
	files := map[string][]byte{}
	for _, t := range tasks(groups) {
		backbones := Backbones(groups, t)
		for _, c := range []chart{scale(groups, t, backbones), lengths(groups, t)} {
			if err := c.draw(files); err != nil {
				return nil, err
			}
		}
		for _, b := range backbones {
			if err := curves(groups, t, b).draw(files); err != nil {
				return nil, err
			}
		}
	}
	return files, nil
}

// Series is a line with its spread; sd may be nil.
type Series struct {
	Name      string
	x, y, sd  []float64
	pointless bool // a curve with many points needs no marks
}

type chart struct {
	file, title, xlabel, ylabel string
	log                         bool
	least                       int // points that some line must have for the chart to say anything
	lines                       []Series
}

// scale is the lecture's figure: one line for each variant over the size of the backbone.
func scale(groups []Group, t string, backbones []string) chart {
	c := chart{file: t + "-scale", title: t + ": held-out " + measure(t) + " over backbone size", xlabel: "parameters of the backbone", ylabel: measure(t) + " in %", log: true, least: 2}
	for _, v := range variants(groups, t) {
		s := Series{Name: v}
		for _, b := range backbones {
			if g := find(groups, t, b, v); g != nil && len(g.Lines) > 0 {
				s.Add(float64(g.Lines[0].Total), g)
			}
		}
		c.lines = append(c.lines, s)
	}
	return c
}

// Scale draws lines over the size of the backbone: file.png and file.svg.
func Scale(file, title string, lines []Series) (map[string][]byte, error) {
	files := map[string][]byte{}
	c := chart{file: file, title: title, xlabel: "parameters of the backbone", ylabel: "%", log: true, least: 2, lines: lines}
	return files, c.draw(files)
}

// lengths is the measure over the number of virtual tokens.
func lengths(groups []Group, t string) chart {
	c := chart{file: t + "-length", title: t + ": held-out " + measure(t) + " over virtual tokens", xlabel: "virtual tokens", ylabel: measure(t) + " in %", least: 2}
	index := map[string]int{}
	for i := range groups {
		g := &groups[i]
		if g.Spec.Task != t || g.Spec.N == 0 || len(g.Lines) == 0 {
			continue
		}
		name := g.Spec.Backbone + " " + withoutN(g.Variant)
		k, ok := index[name]
		if !ok {
			k = len(c.lines)
			index[name] = k
			c.lines = append(c.lines, Series{Name: name})
		}
		c.lines[k].Add(float64(g.Spec.N), g)
	}
	return c
}

func withoutN(variant string) string {
	var out []string
	for _, f := range strings.Fields(variant) {
		if !strings.HasPrefix(f, "n=") {
			out = append(out, f)
		}
	}
	return strings.Join(out, " ")
}

// curves is the mean held-out measure over the steps.
func curves(groups []Group, t, backbone string) chart {
	c := chart{file: t + "-" + strings.ReplaceAll(backbone, ":", "-") + "-curves", title: t + " on " + backbone + ": held-out " + measure(t), xlabel: "step", ylabel: measure(t) + " in %", least: 2}
	for _, v := range variants(groups, t) {
		g := find(groups, t, backbone, v)
		if g == nil || len(g.Lines) == 0 {
			continue
		}
		s := Series{Name: v, pointless: true}
		for i, p := range g.Lines[0].Curve {
			sum := 0.0
			for _, l := range g.Lines {
				sum += 100 * l.Curve[i][1] / float64(len(g.Lines))
			}
			s.x, s.y = append(s.x, p[0]), append(s.y, sum)
		}
		c.lines = append(c.lines, s)
	}
	return c
}

// Add keeps the points of a line ordered by x.
func (s *Series) Add(x float64, g *Group) {
	i := len(s.x)
	for i > 0 && s.x[i-1] > x {
		i--
	}
	insert := func(list []float64, v float64) []float64 {
		list = append(list, 0)
		copy(list[i+1:], list[i:])
		list[i] = v
		return list
	}
	sd := g.SD()
	if sd != sd { // one seed has no spread
		sd = 0
	}
	s.x, s.y, s.sd = insert(s.x, x), insert(s.y, g.Mean()), insert(s.sd, sd)
}

func (s Series) Len() int                         { return len(s.x) }
func (s Series) XY(i int) (x, y float64)          { return s.x[i], s.y[i] }
func (s Series) YError(i int) (low, high float64) { return s.sd[i], s.sd[i] }

// palette is Okabe and Ito's, which people who do not tell red from green can read; marks and dashes repeat the message.
var palette = []color.RGBA{{0, 114, 178, 255}, {213, 94, 0, 255}, {0, 158, 115, 255}, {204, 121, 167, 255}, {230, 159, 0, 255}, {86, 180, 233, 255}, {0, 0, 0, 255}}

var marks = []draw.GlyphDrawer{draw.CircleGlyph{}, draw.SquareGlyph{}, draw.TriangleGlyph{}, draw.CrossGlyph{}, draw.PlusGlyph{}, draw.RingGlyph{}, draw.BoxGlyph{}}

// draw adds the picture to files, unless no line has enough points.
func (c chart) draw(files map[string][]byte) error {
	most := 0
	for _, s := range c.lines {
		most = max(most, s.Len())
	}
	if most < c.least {
		return nil
	}
	p := plot.New()
	p.Title.Text, p.X.Label.Text, p.Y.Label.Text = c.title, c.xlabel, c.ylabel
	p.Y.Min, p.Y.Max = 0, 100
	p.Legend.XOffs, p.Legend.YOffs, p.Legend.Padding = -vg.Points(6), vg.Points(6), vg.Points(2)
	p.Title.Padding = vg.Points(6)
	p.Add(plotter.NewGrid())
	if c.log {
		p.X.Scale, p.X.Tick.Marker = plot.LogScale{}, plot.LogTicks{Prec: 0}
	}
	for i, s := range c.lines {
		if s.Len() == 0 {
			continue
		}
		if err := s.plot(p, i); err != nil {
			return fmt.Errorf("%s: %w", c.file, err)
		}
	}
	p.Y.Min, p.Y.Max = 0, 100
	for _, format := range []string{"png", "svg"} {
		w, err := p.WriterTo(18*vg.Centimeter, 12*vg.Centimeter, format)
		if err != nil {
			return err
		}
		var b bytes.Buffer
		if _, err := w.WriteTo(&b); err != nil {
			return err
		}
		files[c.file+"."+format] = b.Bytes()
	}
	return nil
}

func (s Series) plot(p *plot.Plot, i int) error {
	line, points, err := plotter.NewLinePoints(s)
	if err != nil {
		return err
	}
	line.Color, line.Width = palette[i%len(palette)], vg.Points(1.5)
	if i >= len(palette) {
		line.Dashes = []vg.Length{vg.Points(5), vg.Points(2)}
	}
	points.Color, points.Shape, points.Radius = line.Color, marks[i%len(marks)], vg.Points(3)
	p.Add(line)
	if s.pointless {
		p.Legend.Add(s.Name, line)
		return nil
	}
	bars, err := plotter.NewYErrorBars(s)
	if err != nil {
		return err
	}
	bars.Color = line.Color
	p.Add(points, bars)
	p.Legend.Add(s.Name, line, points)
	return nil
}
