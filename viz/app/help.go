package app

import "promptscope/viz/i18n"

// Help is the texts of the help, for a program that shows it beside the picture.
type Help struct {
	Lang    string      `json:"lang"`
	Title   string      `json:"title"`
	Keys    string      `json:"keys"`
	Terms   string      `json:"terms"`
	Search  string      `json:"search"`
	Nothing string      `json:"nothing"`
	Close   string      `json:"close"`
	Keymap  [][2]string `json:"keymap"`  // cap, what it does
	Entries [][4]string `json:"entries"` // id, term, short, long
}

// Help gives the texts in the language of the picture. Any goroutine may call it.
func (a *App) Help() Help {
	a.mu.Lock()
	defer a.mu.Unlock()
	s := i18n.For(a.view.Lang)
	h := Help{Lang: s.Lang, Title: s.HelpTitle, Keys: s.Keys, Terms: s.Terms, Search: s.Search, Nothing: s.NothingFound, Close: s.Close}
	for _, k := range s.Keymap() {
		h.Keymap = append(h.Keymap, [2]string{k.Caps, k.Does})
	}
	for _, e := range s.Glossary() {
		h.Entries = append(h.Entries, [4]string{e.ID, e.Term, e.Short, e.Long})
	}
	return h
}
