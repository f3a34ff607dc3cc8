// Package rec writes scenes as text, for golden files and for reading a picture without a window.
package rec

import (
	"fmt"
	"hash/fnv"
	"strings"

	"promptscope/viz/scene"
)

var kinds = [...]string{"boxes", "lines", "curves", "areas", "texts", "strips", "clips"}

// Text writes what a person reads and operates, one line each, and a count and a hash of the rest.
func Text(s *scene.Scene) string {
	var b strings.Builder
	var count [len(kinds)]int
	shape := fnv.New32a()
	for i := range s.Marks {
		m := &s.Marks[i]
		count[m.Kind]++
		fmt.Fprintf(shape, "%d %.0f %.0f %.0f %.0f %.1f;", m.Kind, m.Rect.X, m.Rect.Y, m.Rect.W, m.Rect.H, m.Width)
		if m.Kind == scene.Text {
			fmt.Fprintf(&b, "text %d %.0f,%.0f %.0f %g %s\n", m.Layer, m.Rect.X, m.Rect.Y, m.Rect.W, m.Size, s.String(m))
		}
	}
	for i := range s.Controls {
		c := &s.Controls[i]
		fmt.Fprintf(&b, "%s %s:%s %.0f,%.0f %.0fx%.0f %q %q\n", c.Kind, c.ID, c.Arg, c.Rect.X, c.Rect.Y, c.Rect.W, c.Rect.H, c.Label, s.Shown(c))
	}
	for k, n := range count {
		fmt.Fprintf(&b, "%d %s ", n, kinds[k])
	}
	fmt.Fprintf(&b, "%08x\n", shape.Sum32())
	return b.String()
}
