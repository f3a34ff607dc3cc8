package host

import (
	"time"

	"promptscope/sim/run"
)

// Inline runs a lane inside its caller's loop, where there is neither goroutine nor worker to be had. Somebody must
// call Pump often.
type Inline struct {
	*mailbox
	d *Driver
}

// NewInline makes a lane.
func NewInline(open Library) *Inline {
	l := &Inline{mailbox: newMailbox()}
	l.d = NewDriver(open, time.Now, l.put)
	return l
}

// Send obeys at once; the work is done by Pump.
func (l *Inline) Send(c run.Command) { l.d.Do(c) }

// Latest returns the newest snapshot.
func (l *Inline) Latest() *run.Snapshot { return l.latest() }

// Close does nothing: an Inline lane holds nothing but memory.
func (l *Inline) Close() error { return nil }

// Pump works for about the budget.
func (l *Inline) Pump(budget time.Duration) { l.d.Slice(budget) }
