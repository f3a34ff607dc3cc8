package app

import (
	"errors"

	"promptscope/viz/i18n"
	"promptscope/viz/keep"
	"promptscope/viz/place"
)

// keeper lets places remember things between visits.
type keeper struct {
	*desk
	store *keep.Store
	later func(func()) // has something done by the next turn
}

// restore gives the places what was kept of them.
func (k *keeper) restore() {
	for _, p := range place.Keepers() {
		if err := p.Restore(k.store.Get(p.Keeps())); err != nil {
			k.complain(err)
		}
	}
	k.dirty = true
}

// remember keeps what is new, whichever window brought it.
func (k *keeper) remember() {
	for _, p := range place.Keepers() {
		mine := p.Changed()
		if mine == nil {
			continue
		}
		err := k.store.Update(p.Keeps(), func(kept []byte) ([]byte, error) { return p.Merge(kept, mine) })
		if err == nil {
			err = p.Restore(k.store.Get(p.Keeps()))
		}
		if err != nil {
			k.complain(err)
		}
	}
	if err := k.store.Problem(); err != nil {
		k.complain(err)
	}
}

// complain says why something is not kept.
func (k *keeper) complain(err error) {
	s := i18n.For(k.view.Lang).Keeping
	switch {
	case errors.Is(err, keep.ErrRefused):
		k.notice(s.Refused)
	case errors.Is(err, keep.ErrNewer):
		k.notice(s.Newer)
	default:
		k.notice(s.Unreadable)
	}
}

// export offers everything that is kept as a file.
func (k *keeper) export() {
	k.remember()
	data, err := k.store.Export()
	k.deliver("promptscope-progress.json", "application/json", data, err)
}

// deliver hands out a file, unless there was an error, and says what came of it. A browser is given the file: whether it keeps it
// is between the browser and the person, and a frame may forbid it without a word.
func (d *desk) deliver(name, mime string, data []byte, err error) {
	save, s := d.opt.Save, i18n.For(d.view.Lang)
	said := s.Offered
	if save == nil {
		save, said = saveFile, s.Saved
	}
	if err == nil {
		err = save(name, mime, data)
	}
	if err != nil {
		d.notice(i18n.Fill(s.SaveFailed, "why", err.Error()))
		return
	}
	d.notice(i18n.Fill(said, "file", name))
}

// choose asks for a file of progress and takes it in.
func (k *keeper) choose() {
	if k.opt.Browser.Pick == nil {
		return
	}
	k.opt.Browser.Pick(func(data []byte) {
		go k.later(func() { k.take(data) }) // the answer may come while this turn still holds the lock
	})
}

// take merges a file of progress with what is kept, and says what came of it. A file that cannot be read changes nothing.
func (k *keeper) take(data []byte) {
	k.remember()
	s := i18n.For(k.view.Lang).Keeping
	err := k.store.Import(data, func(name string, kept, come []byte) ([]byte, error) {
		for _, p := range place.Keepers() {
			if p.Keeps() == name {
				return p.Merge(kept, come)
			}
		}
		if kept != nil { // of a place that this program does not have
			return kept, nil
		}
		return come, nil
	})
	switch {
	case err == nil:
		k.restore()
		k.notice(s.Imported)
	case errors.Is(err, keep.ErrBroken):
		k.notice(s.ImportBroken)
	case errors.Is(err, keep.ErrNewer):
		k.notice(s.ImportNewer)
	default:
		k.notice(s.ImportForeign)
	}
}

// Stored tells that another window has written what is kept. Any goroutine may call it.
func (a *App) Stored() {
	a.later(func() {
		a.keeper.store.Refresh()
		a.keeper.restore()
	})
}
