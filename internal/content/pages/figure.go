package pages

import (
	"fmt"
	"maps"
	"slices"
	"strings"

	"promptscope/viz/i18n"
	"promptscope/viz/place/learn/lesson"
)

// figure is the curves of the committed runs with seed 1, as points of an SVG.
type figure struct {
	Width, Height int
	Measure       string
	Steps         int
	Lanes         []curve
	Ticks         []tick
}

type curve struct {
	Class, Name, Points string
	End                 string
}

type tick struct {
	Y     float64
	Label string
}

const (
	width, height         = 640, 260
	left, right, top, low = 44, 200, 12, 30
)

// curves draws the held-out measure over the steps; nil where no run of the lesson is committed.
func (m *Maker) curves(l *lesson.Lesson, lang string) (*figure, error) {
	specs, err := m.Bench.Specs(l.Decides())
	if err != nil {
		return nil, err
	}
	s := i18n.For(lang)
	f := &figure{Width: width, Height: height}
	for i, spec := range specs {
		line, ok := m.Bench.Line(spec)
		if !ok || len(line.Curve) == 0 {
			return nil, nil
		}
		f.Measure, f.Steps = s.Accuracy, max(f.Steps, spec.Steps)
		if line.Measure == "span F1" {
			f.Measure = s.SpanF1
		}
		var points []string
		for _, p := range line.Curve {
			points = append(points, fmt.Sprintf("%.1f,%.1f", x(p[0], spec.Steps), y(p[1])))
		}
		name := fmt.Sprintf("%c  %s %.1f %%", 'A'+i, s.MethodName(spec.Method, m.Bench.Catalog.Method(spec.Method).Name), 100*line.Accuracy)
		f.Lanes = append(f.Lanes, curve{Class: "lane-" + string(rune('a'+i)), Name: name, Points: strings.Join(points, " "), End: fmt.Sprintf("%.1f", y(line.Accuracy))})
	}
	for _, share := range []float64{0, 0.5, 1} {
		f.Ticks = append(f.Ticks, tick{y(share), fmt.Sprintf("%.0f %%", 100*share)})
	}
	f.spread()
	return f, nil
}

func x(step float64, steps int) float64 { return left + step/float64(max(steps, 1))*(width-left-right) }
func y(share float64) float64           { return top + (1-share)*(height-top-low) }

// spread keeps the names at the ends of the curves apart.
func (f *figure) spread() {
	order := make([]int, len(f.Lanes))
	at := make([]float64, len(f.Lanes))
	for i := range f.Lanes {
		order[i] = i
		fmt.Sscanf(f.Lanes[i].End, "%f", &at[i])
	}
	slices.SortFunc(order, func(a, b int) int { return int(at[a]*10) - int(at[b]*10) })
	for k := 1; k < len(order); k++ {
		at[order[k]] = max(at[order[k]], at[order[k-1]]+16)
	}
	for k := len(order) - 1; k >= 0; k-- { // and inside the picture
		most := height - low - 16*float64(len(order)-1-k)
		at[order[k]] = min(at[order[k]], most)
	}
	for i := range f.Lanes {
		f.Lanes[i].End = fmt.Sprintf("%.1f", at[i]+4)
	}
}

func sorted(files map[string][]byte) []string { return slices.Sorted(maps.Keys(files)) }
