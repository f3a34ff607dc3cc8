package run

// Client is one lane seen from the picture: orders go in, snapshots come out. The hosts (goroutine,
// Web Worker, inline) implement it and pass the same conformance suite.
type Client interface {
	Send(Command)      // never blocks
	Latest() *Snapshot // newest state, never nil; valid until the next call
	Close() error
}
