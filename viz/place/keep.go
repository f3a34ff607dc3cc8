package place

// Keeping is a place that remembers something between visits, as one part of what viz/keep keeps.
type Keeping interface {
	Keeps() string // the part's name
	// Restore goes on from what is kept: at the start, and when another window or a file has changed it. nil: nothing is kept.
	Restore(kept []byte) error
	// Changed is what the place has now, or nil if nothing is new since it was asked last.
	Changed() []byte
	// Merge makes one of two texts of the part and loses nothing of either; kept may be nil. What cannot be read is an error
	// such as keep.ErrNewer.
	Merge(kept, come []byte) ([]byte, error)
}

// Keepers are the places that remember something.
func Keepers() (out []Keeping) {
	for _, e := range registry {
		if k, ok := e.place.(Keeping); ok {
			out = append(out, k)
		}
	}
	return out
}
