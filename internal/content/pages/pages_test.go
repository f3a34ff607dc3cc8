package pages_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"maps"
	"os"
	"path"
	"slices"
	"strings"
	"testing"

	"promptscope/internal/catalog"
	"promptscope/internal/content/cards"
	"promptscope/internal/content/pack"
	"promptscope/internal/content/pages"
	"promptscope/internal/proof"
	"promptscope/viz/i18n"
	_ "promptscope/viz/place/all"
	"promptscope/viz/state"
)

func maker(t *testing.T, base string) *pages.Maker {
	t.Helper()
	m := &pages.Maker{Base: base}
	var err error
	if m.Pack, err = pack.Course(); err != nil {
		t.Fatal(err)
	}
	if m.Bank, err = cards.Open(); err != nil {
		t.Fatal(err)
	}
	if m.Bench, err = proof.New(os.DirFS("../../../docs/results"), nil); err != nil {
		t.Fatal(err)
	}
	return m
}

// attributes walks over a page's elements; what is opened has to be closed.
func attributes(t *testing.T, name string, page []byte, f func(element string, attr xml.Attr)) {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(page))
	d.Strict, d.AutoClose, d.Entity = false, append(slices.Clone(xml.HTMLAutoClose), "meta", "link"), xml.HTMLEntity
	for {
		tok, err := d.Token()
		if errors.Is(err, io.EOF) {
			return
		}
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		if e, ok := tok.(xml.StartElement); ok {
			for _, a := range e.Attr {
				f(e.Name.Local, a)
			}
		}
	}
}

// There is a page for each lesson in each language; it is small, needs no script, says what the lesson says, and each of its links
// leads to a page that is there, or to a state that the program takes as it is.
func TestPages(t *testing.T) {
	m := maker(t, "")
	files, err := m.Files()
	if err != nil {
		t.Fatal(err)
	}
	c := catalog.New()
	count := 0
	for _, name := range slices.Sorted(maps.Keys(files)) {
		page := files[name]
		if !strings.HasSuffix(name, ".html") {
			continue
		}
		count++
		if len(page) > 60_000 || bytes.Contains(page, []byte("<script")) || bytes.Contains(page, []byte("ZgotmplZ")) || bytes.Contains(page, []byte("{{")) {
			t.Errorf("%s: %d bytes, or a script, or a template that was not filled", name, len(page))
		}
		attributes(t, name, page, func(element string, a xml.Attr) {
			if a.Name.Local != "href" && a.Name.Local != "src" {
				return
			}
			file, query, live := strings.Cut(a.Value, "#")
			target := path.Join(path.Dir(name), file)
			if live {
				if target != "index.html" {
					t.Errorf("%s: a state of %s", name, target)
				}
				if _, notices := state.Parse(query, c); len(notices) > 0 {
					t.Errorf("%s: %s: %v", name, query, notices)
				}
			} else if _, ok := files[target]; !ok && target != "index.html" && target != "web/favicon.svg" {
				t.Errorf("%s leads to %s, which is not there", name, target)
			}
		})
	}
	if want := 2 * (len(m.Pack.Course.Lessons) + 2); count != want { // with contents and gallery
		t.Errorf("%d pages, want %d", count, want)
	}
	for _, l := range m.Pack.Course.Lessons {
		for _, lang := range i18n.IDs() {
			if page := files["learn/"+lang+"/"+l.ID+".html"]; !bytes.Contains(page, []byte(`<img src="`+l.ID+`.svg" loading="lazy"`)) {
				t.Errorf("%s %s: no picture of its lanes", l.ID, lang)
			}
		}
	}
	for _, l := range m.Pack.Course.Lessons {
		for lang, parts := range map[string][]string{"en": {l.Title.EN, l.Bet.Zones[0].Label.EN}, "zh": {l.Title.ZH, l.Bet.Zones[0].Label.ZH}} {
			text := string(files["learn/"+lang+"/"+l.ID+".html"])
			for _, part := range parts {
				if !strings.Contains(strings.ReplaceAll(text, "&#39;", "'"), part) {
					t.Errorf("%s, %s does not say %q", l.ID, lang, part)
				}
			}
		}
	}
}

// The gallery has six to ten figures, each live, with the line that puts it into a page; with an address that line is whole.
func TestGallery(t *testing.T) {
	files, err := maker(t, "https://example.org/lab/").Files()
	if err != nil {
		t.Fatal(err)
	}
	for _, lang := range []string{"en", "zh"} {
		page := string(files["learn/"+lang+"/gallery.html"])
		frames := strings.Count(page, "<iframe loading")
		codes := strings.Count(page, "&lt;iframe src=&#34;https://example.org/lab/#v=2&amp;amp;embed=1")
		if frames < 6 || frames > 10 || codes != frames {
			t.Errorf("%s: %d figures, %d lines to copy", lang, frames, codes)
		}
	}
}

// The numbers on a page are those of the committed runs.
func TestNumbersAreOfTheRuns(t *testing.T) {
	m := maker(t, "")
	files, err := m.Files()
	if err != nil {
		t.Fatal(err)
	}
	text := string(files["learn/en/every-layer.html"])
	specs, err := m.Bench.Specs("task=srl")
	if err != nil {
		t.Fatal(err)
	}
	for i, s := range specs {
		line, ok := m.Bench.Line(s)
		if !ok {
			t.Fatalf("lane %d has no committed run", i)
		}
		want := fmt.Sprintf("%c %.1f %%", 'A'+i, 100*line.Accuracy)
		if !strings.Contains(text, want) {
			t.Errorf("the sheet does not say %q", want)
		}
	}
	if strings.Count(text, "<polyline") != 2 {
		t.Error("there are not two curves")
	}
}

// An address of the site gives a sitemap and links between the languages.
func TestBase(t *testing.T) {
	files, err := maker(t, "https://example.org/p/").Files()
	if err != nil {
		t.Fatal(err)
	}
	for name, want := range map[string]string{
		"learn/sitemap.xml":         "<loc>https://example.org/p/learn/zh/every-layer.html</loc>",
		"learn/en/every-layer.html": `hreflang="zh" href="https://example.org/p/learn/zh/every-layer.html"`,
		"learn/zh/index.html":       `rel="canonical" href="https://example.org/p/learn/zh/index.html"`,
	} {
		if !strings.Contains(string(files[name]), want) {
			t.Errorf("%s has no %s", name, want)
		}
	}
}
