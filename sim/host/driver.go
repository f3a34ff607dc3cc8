// Package host runs trainers. A Driver is the part that all hosts share: it obeys commands, keeps the speed and says
// when a new snapshot is due. Local calls it from a goroutine, Inline from the picture's own loop, and the Web Worker
// from its event loop.
package host

import (
	"errors"
	"fmt"
	"runtime"
	"time"

	"promptscope/sim/ckpt"
	"promptscope/sim/run"
	"promptscope/sim/train"
)

// Library opens backbones by name. It returns ErrLoading while the weights are on their way; the driver asks again.
type Library func(name string) (*ckpt.Checkpoint, error)

// ErrLoading says that a backbone will be there later.
var ErrLoading = errors.New("host: the backbone is loading")

// Loading is an ErrLoading that tells how much of a backbone is there, in bytes; Total 0 = not known.
type Loading struct{ Got, Total int64 }

// Error is what a lane shows beside its word for loading: numbers, which need no translation.
func (l Loading) Error() string {
	if l.Total == 0 {
		return fmt.Sprintf("%.1f MB", float64(l.Got)/1e6)
	}
	return fmt.Sprintf("%.1f / %.1f MB", float64(min(l.Got, l.Total))/1e6, float64(l.Total)/1e6)
}

// Is makes a Loading an ErrLoading.
func (Loading) Is(err error) bool { return err == ErrLoading }

// Intervals of the driver.
const (
	snapshotEvery = time.Second / 15 // while training
	loadingPoll   = 20 * time.Millisecond
	rateWindow    = time.Second // over which steps per second are measured
)

// Driver owns one lane's trainer. It is not safe for concurrent use.
type Driver struct {
	open Library
	now  func() time.Time
	emit func(*run.Snapshot) // called with the driver's own snapshot, valid during the call

	t       *train.Trainer
	spec    run.Spec
	run     uint32
	failure string
	loading bool
	arrived string // how much of the backbone is there

	running bool
	part    int   // parts of steps to do before stopping: presses in a hurry count, so that all lanes stand at the same part
	parted  bool  // the step under way is done in parts
	stopAt  int   // step at which to pause; 0 = none
	until   int32 // barrier; 0 = none
	speed   float64
	index   int32
	row     int32
	inspect run.Command

	snap     run.Snapshot
	last     time.Time // of the last snapshot
	dirty    bool
	next     time.Time // earliest time of the next step at limited speed
	paced    int       // the step for which next has been put off
	measured measured
}

// measured is the pace of a run, taken over windows of time.
type measured struct {
	from     time.Time     // begin of the window
	step     int           // the run's then
	busy     time.Duration // work of the run since
	rate     float32       // steps a second, of the last window
	stepTime float32       // milliseconds a step, without waiting
}

// NewDriver makes a lane without a run; the first Reset builds one.
func NewDriver(open Library, now func() time.Time, emit func(*run.Snapshot)) *Driver {
	return &Driver{open: open, now: now, emit: emit, row: -1, inspect: run.Command{Kind: run.Inspect, Head: -1}}
}

// Do obeys one command.
func (d *Driver) Do(c run.Command) {
	d.dirty = true
	switch c.Kind {
	case run.Reset:
		if c.Run != 0 && c.Run == d.run && c.Spec == d.spec && d.failure == "" {
			return // the page has said so already, before it could draw (web/boot.js)
		}
		*d = Driver{open: d.open, now: d.now, emit: d.emit, snap: d.snap, speed: d.speed, row: -1, inspect: d.inspect, spec: c.Spec, run: c.Run, loading: true, dirty: true}
		d.build()
	case run.Go:
		d.start(c.Steps)
	case run.Pause:
		d.running, d.part = false, 0
	case run.Speed:
		d.speed = c.Speed
		d.next = d.now()
	case run.Until:
		d.until = c.Steps
	case run.Example:
		d.index, d.row = c.Index, c.Row
		if d.t != nil {
			d.t.Trace.Example(int(c.Index), int(c.Row))
		}
	case run.Phase:
		d.look(run.Command{Kind: run.Show, Steps: -1})
		d.running, d.part, d.parted = false, d.part+1, true
		if d.t != nil {
			d.t.Watch.On(true)
		}
	case run.Inspect:
		d.inspect = c
		d.look(c)
	case run.Show, run.Continue, run.Ablate, run.Edit, run.Undo:
		d.look(c)
	}
}

// look obeys what concerns a run that is there.
func (d *Driver) look(c run.Command) {
	if d.t == nil {
		return
	}
	switch c.Kind {
	case run.Show:
		d.t.Past.Show(int(c.Steps))
	case run.Continue:
		if d.t.Continue(int(c.Steps), c.Factor) {
			d.running, d.part, d.parted, d.stopAt = false, 0, false, 0
			d.mark()
		}
	case run.Inspect:
		d.t.Detail.Inspect(c.Head >= 0, int(c.Cut.Layer), int(c.Head), int(c.Cut.Unit))
	case run.Edit, run.Undo:
		for d.t.Mid() {
			d.tick()
		}
		if d.running = false; c.Kind == run.Edit {
			d.t.Edit(int(c.Cut.Layer), int(c.Cut.Unit), int(c.Index), c.Factor)
		} else {
			d.t.Undo()
		}
	case run.Ablate:
		for !d.t.Steady() { // inside an update the numbers are half old
			d.tick()
		}
		d.t.Cut.Start(c.Cut)
	}
}

// start trains on, or does some steps and pauses. A step under way counts as the first.
func (d *Driver) start(steps int32) {
	d.running, d.part, d.stopAt, d.next = true, 0, 0, d.now()
	d.parted = d.slow() && d.parted
	if d.t != nil {
		d.t.Past.Show(-1)
	}
	d.mark()
	switch {
	case steps > 0 && d.t == nil: // the weights are still on their way
		d.stopAt = int(steps)
	case steps > 0:
		d.stopAt = d.t.Past.Bound() + int(steps)
	}
}

// build makes the trainer when the backbone is there.
func (d *Driver) build() {
	spec, err := train.Resolve(d.spec)
	if err != nil {
		d.fail(err)
		return
	}
	ck, err := d.open(spec.Backbone)
	if errors.Is(err, ErrLoading) {
		if l, ok := err.(Loading); ok && l.Error() != d.arrived {
			d.arrived, d.dirty = l.Error(), true
		}
		return
	}
	if err != nil {
		d.fail(err)
		return
	}
	runtime.GC() // the run before was most of the memory; in a browser what is taken beside it is never given back
	if d.t, err = train.New(d.spec, ck); err != nil {
		d.fail(err)
		return
	}
	d.t.Trace.Example(int(d.index), int(d.row))
	d.look(d.inspect)
	d.loading, d.dirty = false, true
	d.mark()
}

func (d *Driver) fail(err error) {
	d.failure, d.loading, d.t, d.dirty = err.Error(), false, nil, true
}

func (d *Driver) mark() {
	d.measured.from, d.measured.busy = d.now(), 0
	if d.t != nil {
		d.measured.step = d.t.StepsDone()
	}
}

// Slice works until the budget is used up or nothing is to do, and returns how long the host may wait before it calls
// again: 0 means at once, negative until the next command.
func (d *Driver) Slice(budget time.Duration) time.Duration {
	if d.loading {
		d.build()
	}
	begun := d.now()
	deadline := begun.Add(budget)
	wait := time.Duration(0)
	for {
		if d.t != nil && d.t.Between() { // also behind the last evaluation: a lane that rests has its line to beat
			d.t.Cut.MeasureBare()
		}
		if wait = d.idle(); wait != 0 {
			break
		}
		d.tick()
		now := d.now()
		d.measured.busy, begun = d.measured.busy+now.Sub(begun), now
		if d.t.Steady() && now.Sub(d.last) >= snapshotEvery {
			d.dirty = true
			d.flush(now)
		}
		if !now.Before(deadline) {
			break
		}
	}
	if d.dirty && (d.t == nil || d.t.Steady()) {
		d.flush(d.now())
	}
	return wait
}

// slowMotion is the speed at and below which a running lane shows the parts of every step.
const slowMotion = 0.25

func (d *Driver) slow() bool { return d.speed > 0 && d.speed <= slowMotion }

// tick does one piece of work: of the run, of what is measured beside it, or of both.
func (d *Driver) tick() {
	if d.t.Pending() {
		if d.t.Beside() {
			d.dirty = true
		}
		if d.training() != 0 {
			return
		}
	}
	if d.t.Between() {
		d.parted = d.parted && d.part > 0 || d.running && d.slow()
		d.t.Watch.On(d.parted)
	}
	if !d.parted || !d.t.Watch.Rest() {
		if d.t.Tick() {
			d.stepped()
		}
	}
	if d.parted && d.t.Watch.Border() {
		d.part, d.dirty = max(d.part-1, 0), true
		if d.running && d.slow() {
			d.next = d.now().Add(time.Duration(float64(time.Second) / d.speed / float64(d.t.Watch.Stops())))
		}
	}
}

// idle says how long nothing is to do: 0 = work is waiting.
func (d *Driver) idle() time.Duration {
	if d.t != nil && d.t.Pending() {
		return 0
	}
	return d.training()
}

func (d *Driver) training() time.Duration {
	const forever = -1
	switch {
	case d.loading:
		return loadingPoll
	case d.t == nil || d.t.Over():
		return forever
	case d.t.Past.Repeating():
		return 0
	case d.parted && d.t.Watch.Border() && d.part == 0 && !d.t.Between():
		if !d.running {
			return forever
		}
		if w := d.next.Sub(d.now()); d.slow() && w > 0 {
			return w
		}
		return 0
	case d.part > 0, !d.t.Between():
		return 0 // a step or an evaluation that has begun is finished, whatever happens
	case !d.running || d.waiting():
		return forever
	case d.speed > 0:
		if w := d.next.Sub(d.now()); w > 0 {
			return w
		}
	}
	return 0
}

// waiting tells whether the lane stands at the barrier. Steps that were counted out are done all the same: a lane that is
// ahead would wait for ever for one that does its step and pauses.
func (d *Driver) waiting() bool {
	return d.until > 0 && d.stopAt == 0 && d.t.StepsDone() >= int(d.until)
}

// stepped is called when the numbers on show have changed.
func (d *Driver) stepped() {
	now := d.now()
	if n := d.t.StepsDone(); d.speed > 0 && !d.parted && n != d.paced {
		// Once a step: the evaluation behind it changes numbers too. Lateness is not made up for: a hidden tab must not come
		// back at double speed.
		d.paced = n
		d.next = d.next.Add(time.Duration(float64(time.Second) / d.speed))
		if d.next.Before(now) {
			d.next = now
		}
	}
	if d.stopAt > 0 && d.t.StepsDone() >= d.stopAt {
		d.running, d.stopAt = false, 0
	}
	if e, n := now.Sub(d.measured.from), d.t.StepsDone()-d.measured.step; e >= rateWindow || d.t.Over() && n > 0 {
		d.measured.rate = float32(float64(n) / e.Seconds())
		if n > 0 {
			d.measured.stepTime = float32(float64(d.measured.busy.Microseconds()) / 1e3 / float64(n))
		}
		d.mark()
	}
	if d.t.Over() || !d.running || d.waiting() {
		d.dirty = true
	}
}

// flush sends a snapshot.
func (d *Driver) flush(now time.Time) {
	d.dirty, d.last = false, now
	s := &d.snap
	switch {
	case d.t != nil:
		d.t.Fill(s)
		if s.Status == run.Paused && d.running {
			s.Status = run.Running
			if d.waiting() {
				s.Status = run.Waiting
			}
		}
	case d.failure != "":
		*s = run.Snapshot{Status: run.Failed, Message: d.failure, Spec: d.spec, EvalStep: -1}
	default:
		*s = run.Snapshot{Status: run.Loading, Message: d.arrived, Spec: d.spec, EvalStep: -1}
	}
	s.Run, s.StepsPerSecond, s.StepTime = d.run, d.measured.rate, d.measured.stepTime
	if !d.running || s.Status == run.Done || s.Status == run.Diverged {
		s.StepsPerSecond = 0
	}
	d.emit(s)
}
