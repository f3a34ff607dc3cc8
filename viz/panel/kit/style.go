package kit

import (
	"promptscope/viz/font"
	"promptscope/viz/scene"
)

// Sample is a short piece of a lane's line: solid or dashed, so that colour is never the only sign.
func (p *Page) Sample(x, y, w float32, lane int) {
	m := p.Line(x, y, x+w, y, 3, p.T.Lane[lane])
	m.Dash = LaneDash[lane]
}

// LaneDash is how each lane's line is broken: colour is never the only sign.
var LaneDash = [...][2]float32{{}, {7, 4}, {2, 3.5}, {15, 4}}

// Caption is the small name over a control.
func (p *Page) Caption(text string, x, y float32) {
	p.Put(text, x, y, scene.Style{Size: 12, Color: p.T.Faint, Weight: font.Regular}, scene.Left)
}

// Body is the style of text that is read first.
func (p *Page) Body(size float32) scene.Style { return scene.Style{Size: size, Color: p.T.Text} }

// Soft is for what stands beside the text proper.
func (p *Page) Soft(size float32) scene.Style { return scene.Style{Size: size, Color: p.T.Soft} }

// Faint is for remarks.
func (p *Page) Faint(size float32) scene.Style { return scene.Style{Size: size, Color: p.T.Faint} }

// Bold is for headings.
func (p *Page) Bold(size float32) scene.Style {
	return scene.Style{Size: size, Color: p.T.Text, Weight: font.Bold}
}

// Ink is a style in another colour.
func Ink(s scene.Style, c scene.Color) scene.Style { s.Color = c; return s }

// Middle is the base line of a text of this size whose middle is at y.
func Middle(y, size float32) float32 { return y + size*0.36 }

// Finger is what a finger needs. Windows up to the width of a tablet held upright may be touched.
const Finger = 44

// Touch is the least height and width of a target here.
func (p *Page) Touch() float32 {
	if p.Shape == Phone || p.Shape == Medium && p.W < 900 {
		return Finger
	}
	return 28
}
