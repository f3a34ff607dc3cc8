// Package qr turns a link into the squares of a QR code.
package qr

import (
	"image/color"

	"github.com/boombuler/barcode/qr"
)

// Code is a square of Size × Size modules, row by row, without the quiet zone around it.
type Code struct {
	Size int
	Dark []bool
}

// Encode makes the code of a text: with 15 % of spare modules, or with 7 % where it would not fit otherwise. A text that
// does not fit at all gives an empty code.
func Encode(text string) Code {
	for _, level := range []qr.ErrorCorrectionLevel{qr.M, qr.L} {
		img, err := qr.Encode(text, level, qr.Auto)
		if err != nil {
			continue
		}
		c := Code{Size: img.Bounds().Dx()}
		c.Dark = make([]bool, c.Size*c.Size)
		for i := range c.Dark {
			c.Dark[i] = img.At(i%c.Size, i/c.Size) == color.Black
		}
		return c
	}
	return Code{}
}

// Runs calls f for every row's pieces of dark modules: fewer rectangles to draw than modules.
func (c Code) Runs(f func(x, y, n int)) {
	for y := range c.Size {
		for x := 0; x < c.Size; {
			n := 0
			for x+n < c.Size && c.Dark[y*c.Size+x+n] {
				n++
			}
			if n > 0 {
				f(x, y, n)
			}
			x += n + 1
		}
	}
}
