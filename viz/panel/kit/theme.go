package kit

import (
	"promptscope/viz/scene"
)

// Theme is the colours of one appearance. Orange belongs to virtual tokens and to nothing else; a lane is its own
// colour and line; nothing is told by red against green.
type Theme struct {
	Back, Card, Raised, Edge, Track  scene.Color // surfaces, from far to near
	Text, Soft, Faint                scene.Color // ink, from strong to weak
	Strong, OnStrong                 scene.Color // the one loud control, and the ink on it
	Virtual, VirtualInk, VirtualWash scene.Color // ring, text, fill
	Context, Mask, Gradient          scene.Color
	Lane                             [4]scene.Color
	Poles                            [3]scene.Color // strips: negative, zero, positive
	Scrim                            scene.Color
}

// Dark is the appearance at night and on a beamer.
var Dark = Theme{
	Back: 0x0d1117ff, Card: 0x161c25ff, Raised: 0x1f2731ff, Edge: 0x2d3743ff, Track: 0x364250ff,
	Text: 0xe8edf3ff, Soft: 0xa3afbdff, Faint: 0x7d8a99ff,
	Strong: 0xe8edf3ff, OnStrong: 0x11161dff,
	Virtual: 0xff9f1cff, VirtualInk: 0xffb04aff, VirtualWash: 0xff9f1c26,
	Context: 0x4f9fe6ff, Mask: 0xf2637aff, Gradient: 0xd957c8ff,
	Lane:  [4]scene.Color{0xf7d154ff, 0x5bd8ebff, 0x947fffff, 0xd4ffbfff},
	Poles: [3]scene.Color{0xefe6d2ff, 0x2a3440ff, 0x2490f5ff},
	Scrim: 0x05080c99,
}

// Contrast is for eyes that need more: black, white, and the same hues as bright as they get.
var Contrast = Theme{
	Back: 0x000000ff, Card: 0x000000ff, Raised: 0x1c1c1cff, Edge: 0x9aa5b1ff, Track: 0xaeb8c3ff,
	Text: 0xffffffff, Soft: 0xf0f4f8ff, Faint: 0xd3dae2ff,
	Strong: 0xffffffff, OnStrong: 0x000000ff,
	Virtual: 0xffae28ff, VirtualInk: 0xffbb55ff, VirtualWash: 0xff9f1c40,
	Context: 0x7cc0ffff, Mask: 0xff8c86ff, Gradient: 0xec6edcff,
	Lane:  [4]scene.Color{0xffe14dff, 0x5ce6ffff, 0xa97fffff, 0xd4ffbfff},
	Poles: [3]scene.Color{0xfff6e0ff, 0x262e36ff, 0x2f9dffff},
	Scrim: 0x000000cc,
}

// Light is the appearance by day and on paper.
var Light = Theme{
	Back: 0xeef1f5ff, Card: 0xffffffff, Raised: 0xf3f5f8ff, Edge: 0xd3dae2ff, Track: 0xc3ccd6ff,
	Text: 0x17202bff, Soft: 0x475464ff, Faint: 0x647183ff,
	Strong: 0x1d2733ff, OnStrong: 0xffffffff,
	Virtual: 0xff9f1cff, VirtualInk: 0xa85800ff, VirtualWash: 0xff9f1c33,
	Context: 0x1f6fb8ff, Mask: 0xc22b47ff, Gradient: 0xb02a90ff,
	Lane:  [4]scene.Color{0x8a6a00ff, 0x007c92ff, 0x6a1fd9ff, 0x2a3418ff},
	Poles: [3]scene.Color{0x3b3a38ff, 0xe6eaefff, 0x0f77c9ff},
	Scrim: 0x17202b66,
}
