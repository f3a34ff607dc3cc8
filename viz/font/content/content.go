// Package content adds the characters that only lessons and cards have to the fonts. The desktop program draws those texts itself and
// links it; a page shows them as elements, in the fonts of its browser.
package content

import (
	_ "embed"

	"promptscope/viz/font"
)

//go:embed content.otf
var otf []byte

func init() { font.Also(otf) }
