// Package keep remembers between visits what a person has done: one JSON text, in the browser's storage or in a file of the
// user's configuration folder, the same in both, so that an export of one is an import of the other.
//
//	{"format":"promptscope-progress","version":1,"parts":{"interview":{…},"learn":{…}}}
//
// Each place owns one part, with a version of its own inside. Parts that this program does not know are left as they are.
// Several windows may have the same text open: each change reads what is kept now, merges, and writes.
package keep

import (
	"encoding/json"
	"errors"
	"maps"
)

// Backend is where the text lies.
type Backend interface {
	Read() ([]byte, error) // nil and no error: nothing has been kept
	Write(data []byte) error
	Aside(data []byte) error // saves a text that cannot be read under another name, before the first Write replaces it
}

// Store is what is kept. Where the backend refuses, it lasts as long as the program. It is not safe for several goroutines.
type Store struct {
	backend Backend // nil: memory alone
	parts   map[string]json.RawMessage
	problem error
}

// ErrRefused says that nothing can be kept: the storage is switched off, full, or not writable.
var ErrRefused = errors.New("nothing can be kept here")

// Open reads what is kept. A text that cannot be read is saved aside; one of a newer program is never written over.
func Open(b Backend) *Store {
	s := &Store{backend: b}
	data, err := []byte(nil), ErrRefused
	if b != nil {
		if data, err = b.Read(); err != nil {
			err = errors.Join(ErrRefused, err)
		}
	}
	if err == nil {
		s.parts, err = parse(data)
	}
	if err != nil {
		s.refuse(data, err)
	}
	return s
}

// refuse goes on in memory, or with a fresh text where the unreadable one could be saved aside.
func (s *Store) refuse(data []byte, err error) {
	s.problem = err
	if errors.Is(err, ErrRefused) || errors.Is(err, ErrNewer) || s.backend.Aside(data) != nil {
		s.backend = nil
	}
}

// Problem says once why something is not kept, or could not be read.
func (s *Store) Problem() error {
	err := s.problem
	s.problem = nil
	return err
}

// Get is the part of a name, as it was read last; nil: there is none.
func (s *Store) Get(name string) []byte { return s.parts[name] }

// Update changes a part: change gets what is kept now, which another window may have written, and returns what is to be kept.
// Its error changes nothing.
func (s *Store) Update(name string, change func(kept []byte) ([]byte, error)) error {
	s.Refresh()
	data, err := change(s.parts[name])
	if err != nil {
		return err
	}
	next := maps.Clone(s.parts)
	if next == nil {
		next = map[string]json.RawMessage{}
	}
	next[name] = data
	return s.write(next)
}

func (s *Store) write(parts map[string]json.RawMessage) error {
	data, err := encode(parts)
	if err != nil {
		return err
	}
	s.parts = parts
	if s.backend == nil {
		return nil
	}
	if err := s.backend.Write(data); err != nil {
		s.backend, s.problem = nil, errors.Join(ErrRefused, err)
	}
	return nil
}

// Refresh reads again, as when another window has written. A text that cannot be read now is not looked at.
func (s *Store) Refresh() {
	if s.backend == nil {
		return
	}
	if data, err := s.backend.Read(); err == nil && data != nil {
		if parts, err := parse(data); err == nil {
			s.parts = parts
		}
	}
}

// Export is everything that is kept, as the file that Import takes.
func (s *Store) Export() ([]byte, error) {
	s.Refresh()
	return encode(s.parts)
}

// Import takes a file in. merge makes one part of what is kept (nil: nothing) and what has come. Nothing changes unless every
// part could be merged; the error says why.
func (s *Store) Import(data []byte, merge func(name string, kept, come []byte) ([]byte, error)) error {
	if len(data) == 0 {
		return ErrBroken
	}
	come, err := parse(data)
	if err != nil {
		return err
	}
	s.Refresh()
	next := maps.Clone(s.parts)
	if next == nil {
		next = map[string]json.RawMessage{}
	}
	for name, part := range come {
		if next[name], err = merge(name, s.parts[name], part); err != nil {
			return err
		}
	}
	return s.write(next)
}
