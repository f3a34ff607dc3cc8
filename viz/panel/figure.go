package panel

import (
	"strconv"
	"strings"

	"promptscope/viz/id"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
)

// controls are what a figure on paper has no use for.
var controls = strings.Join([]string{id.Play, id.Example, id.Token, id.Metric, id.Scale, id.Axis, id.At}, ",")

// captionHeight is that of the line under a figure.
const captionHeight = 30

// Figure fills dst with a picture for a page or a slide: a part of the present one, without what can be pressed, and with a line that
// says what was run. draw lays a picture out. ok tells whether the part is there.
func Figure(dst *scene.Scene, in *Input, part string, draw func(*scene.Scene, *Input)) (r scene.Rect, ok bool) {
	figure := *in
	if part != id.Panel { // a panel is numbers to be read, with the names of what can be pressed
		figure.State.Embed, figure.State.Projector = true, false
		figure.State.Hide = strings.Trim(figure.State.Hide+","+controls, ",")
		figure.H -= captionHeight
	}
	draw(dst, &figure)
	if r, ok = Part(dst, part); !ok {
		return r, false
	}
	if part == "" || part == "view" {
		dst.H += captionHeight
	}
	p := kit.Begin(new(scene.Scene), in) // only its words and colours
	p.Scene = dst
	line := scene.Rect{X: r.X, Y: r.Bottom(), W: r.W, H: captionHeight}
	p.Fill(line, 0, p.T.Back)
	text := dst.Caption
	if text == "" {
		text = caption(&p)
	}
	p.Fit(text, line.X+10, line.Y+20, line.W-20, p.Soft(12.5), scene.Left)
	r.H += captionHeight
	return r, true
}

// caption says what the lanes run: task, backbone, seed, and of each lane its method with the step it stands at.
func caption(p *kit.Page) string {
	parts := []string{p.TaskName(), p.BackboneName(), p.S.Seed + " " + strconv.FormatUint(p.In.State.Seed, 10)}
	for i := range p.In.Count() {
		parts = append(parts, p.LaneTitle(i)+" ("+p.S.Step+" "+strconv.Itoa(int(p.In.Snapshot(i).Shown))+")")
	}
	return strings.Join(parts, " · ")
}
