package run

import "slices"

// A snapshot holds the whole curve of a run, which grows by a number a step: at 20,000 steps it is most of a message. Between
// a Sender and a Receiver only the end of it travels that is new, so that a message stays as long as it was. A Receiver must
// take every message from the first of a Sender on; it need not decode every one.

// Sender writes snapshots for one Receiver. A new one begins with the whole curve.
type Sender struct{ sent []float32 }

// Append writes a snapshot to buf.
func (x *Sender) Append(buf []byte, s *Snapshot) []byte {
	from := 0
	for from < min(len(x.sent), len(s.Losses)) && x.sent[from] == s.Losses[from] {
		from++
	}
	end := s.Losses[from:]
	x.sent = append(x.sent[:from], end...)
	c := coder{buf: buf}
	at := int32(from)
	c.i32(&at)
	c.floats(&end)
	whole := s.Losses // a copy of the snapshot without them would be 4 KB of the worker
	s.Losses = nil
	c.snapshot(s)
	s.Losses = whole
	return c.buf
}

// Receiver puts curves together again.
type Receiver struct {
	losses, end []float32
	rest        []byte
}

// Take takes up the next message, which must stay as it is until the next call. One that goes on from a curve which is not
// here was meant for nobody: the lane trained before somebody listened (web/boot.js), and the Sender will begin anew.
func (x *Receiver) Take(data []byte) error {
	c := coder{buf: data, reading: true}
	var from int32
	c.i32(&from)
	c.floats(&x.end)
	if c.err == nil && from < 0 {
		c.fail("a curve goes on at step %d", from)
	}
	if x.rest = nil; c.err != nil || int(from) > len(x.losses) {
		return c.err
	}
	if int(from) < len(x.losses) { // another run, or one that went back: snapshots decoded before keep their curve
		x.losses = slices.Clone(x.losses[:from])
	}
	x.losses = append(x.losses, x.end...)
	x.rest = c.buf
	return nil
}

// Fresh tells whether there is a message that has not been decoded.
func (x *Receiver) Fresh() bool { return x.rest != nil }

// Decode reads the newest message into dst, reusing its memory but for Losses, which are shared and not to be changed.
// After an error dst is not to be used.
func (x *Receiver) Decode(dst *Snapshot) error {
	dst.Losses = nil
	err := DecodeSnapshot(x.rest, dst)
	dst.Losses, x.rest = x.losses, nil
	return err
}
