package kit

import (
	"strings"
	"testing"

	"promptscope/viz/font"
	"promptscope/viz/i18n"
	"promptscope/viz/scene"
	"promptscope/viz/ui"
)

func TestWrapKeepsEveryCharacterAndTheWidth(t *testing.T) {
	p := Page{Scene: new(scene.Scene)}
	st := scene.Style{Size: 13}
	for _, text := range []string{glossaryText("en"), glossaryText("zh"), "https://example.org/promptscope/#v=1&task=fact&backbone=4x64&seed=77&n=12&placement=infix", "a", "", "。。。。。。。。。。。。。。"} {
		for _, width := range []float32{30, 90, 233, 600} {
			p.Reset(100, 100)
			p.Wrap(text, 0, 0, width, 10, 10_000, st)
			var b strings.Builder
			for i := range p.Marks {
				m := &p.Marks[i]
				if m.Rect.W > width+0.01 && len([]rune(p.String(m))) > 1 {
					t.Errorf("%q is %v wide, more than %v", p.String(m), m.Rect.W, width)
				}
				b.WriteString(p.String(m))
			}
			if strings.ReplaceAll(b.String(), " ", "") != strings.ReplaceAll(text, " ", "") {
				t.Errorf("width %v: characters were lost of %.30q", width, text)
			}
		}
	}
}

func glossaryText(lang string) string {
	var b strings.Builder
	for _, e := range i18n.For(lang).Glossary() {
		b.WriteString(e.Term + " " + e.Short + " " + e.Long + " ")
	}
	return b.String()
}

// TestEveryRuneOfTheCatalogueIsInTheFont looks at the texts themselves, in the weight they are drawn in.
func TestEveryRuneOfTheCatalogueIsInTheFont(t *testing.T) {
	for _, lang := range []string{"en", "zh"} {
		s := i18n.For(lang)
		text := glossaryText(lang)
		for _, k := range s.Keymap() {
			text += k.Caps + k.Does
		}
		for _, n := range ui.Names() {
			text += s.Tip(n)
		}
		for _, r := range text {
			if r != ' ' && !font.Has(font.Regular, r) {
				t.Errorf("%q (%U) is not in regular.otf: run sh viz/font/subset.sh", r, r)
			}
		}
		for _, r := range s.HelpTitle + s.ShareTitle + s.Keys + s.Terms + s.Settings + s.Play {
			if r != ' ' && !font.Has(font.Bold, r) {
				t.Errorf("%q (%U) is not in bold.otf: run sh viz/font/subset.sh", r, r)
			}
		}
	}
}
