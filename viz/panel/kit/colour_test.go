package kit

import (
	"math"
	"testing"

	"promptscope/viz/scene"
)

var themes = map[string]*Theme{"dark": &Dark, "light": &Light, "contrast": &Contrast}

// over is what is seen of a colour laid over an opaque one.
func over(c, ground scene.Color) scene.Color {
	return ground.Mix(c|0xff, float32(c&0xff)/255)
}

// TestTextContrast: WCAG 2.2, 1.4.3 (4.5 for text) and 1.4.6 (7) for the theme of high contrast. Faint text is large enough
// or repeats what stands elsewhere; it still keeps 4.5 on cards.
func TestTextContrast(t *testing.T) {
	for name, th := range themes {
		least := 4.5
		if name == "contrast" {
			least = 7
		}
		grounds := map[string]scene.Color{"back": th.Back, "card": th.Card, "raised": th.Raised, "wash": over(th.VirtualWash, th.Card)}
		inks := map[string]scene.Color{"text": th.Text, "soft": th.Soft}
		onCards := map[string]scene.Color{"faint": th.Faint, "virtual": th.VirtualInk, "mask": th.Mask, "gradient": th.Gradient, "lane A": th.Lane[0], "lane B": th.Lane[1], "lane C": th.Lane[2], "lane D": th.Lane[3]}
		for ground, g := range grounds {
			for ink, c := range inks {
				if r := contrast(c, g); r < least {
					t.Errorf("%s: %s on %s has contrast %.2f, less than %.1f", name, ink, ground, r, least)
				}
			}
		}
		for ink, c := range onCards {
			if r := contrast(c, th.Card); r < least {
				t.Errorf("%s: %s on a card has contrast %.2f, less than %.1f", name, ink, r, least)
			}
		}
		if r := contrast(th.OnStrong, th.Strong); r < 7 {
			t.Errorf("%s: the loud control has contrast %.2f", name, r)
		}
	}
}

// TestGraphicsContrast: WCAG 2.2, 1.4.11: what must be seen to understand the picture has 3 : 1 against its ground.
// Orange is the one exception, on light: 2 : 1, since no orange that is still one reaches 3 on white; its rings have the
// lock-free shape and the dark VirtualInk beside them.
func TestGraphicsContrast(t *testing.T) {
	for name, th := range themes {
		for what, c := range map[string]scene.Color{"context": th.Context, "mask": th.Mask, "gradient": th.Gradient, "lane A": th.Lane[0], "lane B": th.Lane[1], "lane C": th.Lane[2], "lane D": th.Lane[3],
			"positive": th.Poles[2], "negative": th.Poles[0]} {
			if r := contrast(c, th.Card); r < 3 {
				t.Errorf("%s: %s on a card has contrast %.2f", name, what, r)
			}
		}
		if r := contrast(th.Virtual, th.Card); r < 2 || name != "light" && r < 3 {
			t.Errorf("%s: the rings of virtual tokens have contrast %.2f", name, r)
		}
		if a, b := contrast(th.Poles[0], th.Poles[1]), contrast(th.Poles[2], th.Poles[1]); a < 2.5 || b < 2.5 {
			t.Errorf("%s: the ends of the scale have contrast %.2f and %.2f against zero", name, a, b)
		}
	}
}

// Matrices of Machado, Oliveira and Fernandes (2009) for complete deuteranopia, protanopia and tritanopia, on linear RGB.
var sights = map[string][9]float64{
	"normal sight": {1, 0, 0, 0, 1, 0, 0, 0, 1},
	"deuteranopia": {0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881},
	"protanopia":   {0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998},
	"tritanopia":   {1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900},
}

// lab is a colour in CIE Lab (D65) as eyes of that sight see it.
func lab(c scene.Color, m [9]float64) [3]float64 {
	var lin [3]float64
	for i := range lin {
		s := float64(c>>(24-8*i)&0xff) / 255
		if s <= 0.04045 {
			lin[i] = s / 12.92
		} else {
			lin[i] = math.Pow((s+0.055)/1.055, 2.4)
		}
	}
	var rgb [3]float64
	for i := range rgb {
		rgb[i] = min(max(m[3*i]*lin[0]+m[3*i+1]*lin[1]+m[3*i+2]*lin[2], 0), 1)
	}
	f := func(v float64) float64 {
		if v > 216.0/24389 {
			return math.Cbrt(v)
		}
		return (24389.0/27*v + 16) / 116
	}
	x := f((0.4124564*rgb[0] + 0.3575761*rgb[1] + 0.1804375*rgb[2]) / 0.95047)
	y := f(0.2126729*rgb[0] + 0.7151522*rgb[1] + 0.0721750*rgb[2])
	z := f((0.0193339*rgb[0] + 0.1191920*rgb[1] + 0.9503041*rgb[2]) / 1.08883)
	return [3]float64{116*y - 16, 500 * (x - y), 200 * (y - z)}
}

// distance is the colour difference ΔE of CIE 1976: 2 is just seen side by side, 20 is told apart at a glance.
func distance(a, b scene.Color, m [9]float64) float64 {
	p, q := lab(a, m), lab(b, m)
	return math.Sqrt((p[0]-q[0])*(p[0]-q[0]) + (p[1]-q[1])*(p[1]-q[1]) + (p[2]-q[2])*(p[2]-q[2]))
}

// TestColoursAreToldApartByAllEyes: lanes at a glance; roles, which have shapes and signs of their own too, clearly.
func TestColoursAreToldApartByAllEyes(t *testing.T) {
	const glance, clear = 20, 12
	for name, th := range themes {
		pairs := []struct {
			what  string
			a, b  scene.Color
			least float64
		}{
			{"lane A and lane B", th.Lane[0], th.Lane[1], glance},
			{"lane A and lane C", th.Lane[0], th.Lane[2], glance},
			{"lane A and lane D", th.Lane[0], th.Lane[3], glance},
			{"lane B and lane C", th.Lane[1], th.Lane[2], glance},
			{"lane B and lane D", th.Lane[1], th.Lane[3], glance},
			{"lane C and lane D", th.Lane[2], th.Lane[3], glance},
			{"lane C and gradient", th.Lane[2], th.Gradient, clear},
			{"lane C and virtual", th.Lane[2], th.Virtual, glance},
			{"lane D and virtual", th.Lane[3], th.Virtual, glance},
			{"positive and negative", th.Poles[2], th.Poles[0], glance},
			{"positive and zero", th.Poles[2], th.Poles[1], glance},
			{"negative and zero", th.Poles[0], th.Poles[1], glance},
			{"virtual and context", th.Virtual, th.Context, glance},
			{"virtual and mask", th.Virtual, th.Mask, clear},
			{"virtual and gradient", th.Virtual, th.Gradient, glance},
			{"context and mask", th.Context, th.Mask, glance},
			{"mask and gradient", th.Mask, th.Gradient, clear},
			{"context and gradient", th.Context, th.Gradient, clear},
			{"virtual and frozen", th.Virtual, th.Track, glance},
		}
		for sight, m := range sights {
			for _, p := range pairs {
				if d := distance(p.a, p.b, m); d < p.least {
					t.Errorf("%s, %s: %s differ by %.1f, less than %.0f", name, sight, p.what, d, p.least)
				}
			}
		}
	}
}

func TestInkIsReadable(t *testing.T) {
	for name, th := range map[string]*Theme{"dark": &Dark, "light": &Light} {
		for ink, c := range map[string]scene.Color{"text": th.Text, "soft": th.Soft, "faint": th.Faint, "virtual": th.VirtualInk,
			"mask": th.Mask, "gradient": th.Gradient, "lane A": th.Lane[0], "lane B": th.Lane[1]} {
			if r := contrast(c, th.Card); r < 4.2 {
				t.Errorf("%s: %s on a card has contrast %.1f", name, ink, r)
			}
		}
	}
}

func contrast(a, b scene.Color) float64 {
	la, lb := luminance(a), luminance(b)
	return (max(la, lb) + 0.05) / (min(la, lb) + 0.05)
}

func luminance(c scene.Color) float64 {
	lin := func(v scene.Color) float64 {
		s := float64(v&0xff) / 255
		if s <= 0.04045 {
			return s / 12.92
		}
		return math.Pow((s+0.055)/1.055, 2.4)
	}
	return 0.2126*lin(c>>24) + 0.7152*lin(c>>16) + 0.0722*lin(c>>8)
}
