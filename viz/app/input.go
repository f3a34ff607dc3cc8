package app

import (
	"github.com/hajimehoshi/ebiten/v2"
	"github.com/hajimehoshi/ebiten/v2/inpututil"

	"promptscope/viz/ui"
)

// devices remembers what pointer and keyboard did last.
type devices struct {
	x, y   float64
	down   bool
	touch  ebiten.TouchID
	finger bool
	ids    []ebiten.TouchID
	keys   []ui.KeyPress
	chars  []rune
	primed bool
}

// keyMap says which keys mean something. Letters are taken by position of a US keyboard.
var keyMap = []struct {
	key  ebiten.Key
	does ui.KeyPress
}{
	{ebiten.KeySpace, ui.Space}, {ebiten.KeyPeriod, ui.Period}, {ebiten.KeyComma, ui.Comma}, {ebiten.KeyR, ui.KeyR}, {ebiten.KeyL, ui.KeyL}, {ebiten.KeyT, ui.KeyT}, {ebiten.KeyS, ui.KeyS},
	{ebiten.KeyArrowLeft, ui.Left}, {ebiten.KeyArrowRight, ui.Right}, {ebiten.KeyArrowUp, ui.Up}, {ebiten.KeyArrowDown, ui.Down},
	{ebiten.KeyEnter, ui.Enter}, {ebiten.KeyNumpadEnter, ui.Enter}, {ebiten.KeyEscape, ui.Escape}, {ebiten.KeyBackspace, ui.Backspace}, {ebiten.KeyHome, ui.Home}, {ebiten.KeyEnd, ui.End},
	{ebiten.KeyPageUp, ui.PageUp}, {ebiten.KeyPageDown, ui.PageDown}, {ebiten.KeyDigit1, ui.Digit1}, {ebiten.KeyDigit2, ui.Digit2}, {ebiten.KeyDigit3, ui.Digit3}, {ebiten.KeyDigit4, ui.Digit4},
	{ebiten.KeyH, ui.KeyH}, {ebiten.KeyO, ui.KeyO}, {ebiten.KeyU, ui.KeyU}, {ebiten.KeyX, ui.KeyX},
}

// read gathers one turn's input; any tells whether there was some. Positions come out in CSS pixels.
func (d *devices) read(scale float64) (in ui.Input, any bool) {
	x, y, down, finger := d.pointer()
	if finger && !down { // it left: it is up where it was last
		x, y = d.x, d.y
	} else {
		x, y = x/scale, y/scale
	}
	in = ui.Input{X: float32(x), Y: float32(y), Touch: finger, Down: down, Inside: x >= 0 && y >= 0}
	in.Pressed, in.Released = down && !d.down, !down && d.down
	_, wheel := ebiten.Wheel()
	in.Wheel = float32(wheel)
	in.Keys = d.pressed()
	d.chars = ebiten.AppendInputChars(d.chars[:0])
	in.Chars = d.chars
	any = !d.primed || x != d.x || y != d.y || down != d.down || wheel != 0 || len(in.Keys) > 0 || len(in.Chars) > 0
	d.x, d.y, d.down, d.primed = x, y, down, true
	return in, any
}

// pointer is the first finger while there is one, else the mouse.
func (d *devices) pointer() (x, y float64, down, finger bool) {
	d.ids = ebiten.AppendTouchIDs(d.ids[:0])
	if len(d.ids) > 0 {
		if !d.finger {
			d.touch, d.finger = d.ids[0], true
		}
		tx, ty := ebiten.TouchPositionF(d.touch)
		return tx, ty, true, true
	}
	if d.finger && d.down {
		return 0, 0, false, true
	}
	d.finger = false
	mx, my := ebiten.CursorPositionF()
	down = ebiten.IsMouseButtonPressed(ebiten.MouseButtonLeft)
	return mx, my, down, false
}

func (d *devices) pressed() []ui.KeyPress {
	d.keys = d.keys[:0]
	if ebiten.IsKeyPressed(ebiten.KeyControl) || ebiten.IsKeyPressed(ebiten.KeyMeta) || ebiten.IsKeyPressed(ebiten.KeyAlt) {
		return d.keys
	}
	for _, k := range keyMap {
		if inpututil.IsKeyJustPressed(k.key) || repeats(k.key) {
			d.keys = append(d.keys, k.does)
		}
	}
	if inpututil.IsKeyJustPressed(ebiten.KeySlash) {
		key := ui.Slash
		if ebiten.IsKeyPressed(ebiten.KeyShift) {
			key = ui.KeyHelp
		}
		d.keys = append(d.keys, key)
	}
	if inpututil.IsKeyJustPressed(ebiten.KeyTab) {
		key := ui.Tab
		if ebiten.IsKeyPressed(ebiten.KeyShift) {
			key = ui.ShiftTab
		}
		d.keys = append(d.keys, key)
	}
	return d.keys
}

// repeats tells whether a held arrow counts again.
func repeats(k ebiten.Key) bool {
	if (k < ebiten.KeyArrowDown || k > ebiten.KeyArrowUp) && k != ebiten.KeyBackspace {
		return false
	}
	held := inpututil.KeyPressDuration(k)
	return held > 24 && held%4 == 0
}
