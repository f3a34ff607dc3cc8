package host

import (
	"sync"
	"time"

	"promptscope/sim/run"
)

// slice is how long a host works before it looks for commands.
const slice = 8 * time.Millisecond

// mailbox hands the newest snapshot from the trainer's side to the picture's side. Three buffers change hands, so
// nobody waits and nothing is allocated after the first snapshots.
type mailbox struct {
	mu                    sync.Mutex
	writing, ready, inUse *run.Snapshot
	fresh                 bool
	buf                   []byte
}

func newMailbox() *mailbox {
	return &mailbox{writing: new(run.Snapshot), ready: new(run.Snapshot), inUse: &run.Snapshot{Status: run.Loading, EvalStep: -1}}
}

// put copies a snapshot in.
func (m *mailbox) put(s *run.Snapshot) {
	m.buf = run.AppendSnapshot(m.buf[:0], s)
	// The message is our own, so it can be read back.
	if err := run.DecodeSnapshot(m.buf, m.writing); err != nil {
		panic(err)
	}
	m.mu.Lock()
	m.writing, m.ready, m.fresh = m.ready, m.writing, true
	m.mu.Unlock()
}

// latest returns the newest snapshot, valid until the next call.
func (m *mailbox) latest() *run.Snapshot {
	m.mu.Lock()
	if m.fresh {
		m.inUse, m.ready, m.fresh = m.ready, m.inUse, false
	}
	m.mu.Unlock()
	return m.inUse
}

// Local runs a lane in a goroutine of its own: the desktop program and tests.
type Local struct {
	*mailbox
	commands chan run.Command
	quit     chan struct{}
	done     chan struct{}
}

// NewLocal starts a lane.
func NewLocal(open Library) *Local {
	l := &Local{mailbox: newMailbox(), commands: make(chan run.Command, 64), quit: make(chan struct{}), done: make(chan struct{})}
	go l.loop(open)
	return l
}

// Send queues a command. With 64 commands waiting, it blocks for at most one slice.
func (l *Local) Send(c run.Command) {
	select {
	case l.commands <- c:
	case <-l.quit:
	}
}

// Latest returns the newest snapshot.
func (l *Local) Latest() *run.Snapshot { return l.latest() }

// Close stops the goroutine and waits for it.
func (l *Local) Close() error {
	close(l.quit)
	<-l.done
	return nil
}

func (l *Local) loop(open Library) {
	defer close(l.done)
	d := NewDriver(open, time.Now, l.put)
	wait := time.Duration(-1)
	for {
		if !l.pause(d, wait) {
			return
		}
		for more := true; more; { // all commands that are waiting
			select {
			case c := <-l.commands:
				d.Do(c)
			default:
				more = false
			}
		}
		wait = d.Slice(slice)
	}
}

// pause waits for a command or the time, and reports whether to go on.
func (l *Local) pause(d *Driver, wait time.Duration) bool {
	var timer <-chan time.Time
	switch {
	case wait == 0:
		select {
		case <-l.quit:
			return false
		default:
			return true
		}
	case wait > 0:
		timer = time.After(wait)
	}
	select {
	case c := <-l.commands:
		d.Do(c)
	case <-timer:
	case <-l.quit:
		return false
	}
	return true
}
