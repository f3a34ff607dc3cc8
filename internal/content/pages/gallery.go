package pages

import (
	"fmt"
	"html"

	"promptscope/internal/content/file"
	"promptscope/viz/place/learn/lesson"

	"embed"
)

//go:embed gallery.toml
var galleryTOML embed.FS

// exhibit is a live figure that others may put into their pages.
type exhibit struct {
	Title, Say lesson.Text
	Link       string
}

// exhibits are the figures of the gallery.
func exhibits() ([]exhibit, error) {
	var list struct{ Figure []exhibit }
	err := file.Decode(galleryTOML, "gallery.toml", &list)
	return list.Figure, err
}

// gallery is the page of live figures, each with its link and what to write to have it in a page.
func (m *Maker) gallery(lang string) ([]byte, error) {
	list, err := exhibits()
	if err != nil {
		return nil, err
	}
	page := struct {
		common
		Figures []struct{ Title, Say, Run, Embed, Code string }
	}{}
	page.common = m.common(lang, "gallery", "", "")
	page.Title, page.Description = page.P.Gallery, page.P.GalleryAbout
	for _, e := range list {
		query := "v=2&embed=1"
		if e.Link != "" {
			query += "&" + e.Link
		}
		base := m.Base
		if base == "" {
			base = "https://example.org/promptscope/"
		}
		title := e.Title.In(lang)
		page.Figures = append(page.Figures, struct{ Title, Say, Run, Embed, Code string }{title, e.Say.In(lang), live(lang, e.Link), live(lang, "embed=1&"+e.Link),
			fmt.Sprintf(`<iframe src="%s#%s" width="860" height="640" title="%s"></iframe>`, base, html.EscapeString(query), html.EscapeString(title))})
	}
	return render("gallery", page)
}
