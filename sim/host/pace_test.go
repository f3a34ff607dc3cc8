package host_test

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"testing"
	"time"

	"promptscope/sim/backbone/pretrained"
	"promptscope/sim/host"
	"promptscope/sim/run"
)

// What a person has set for the lane outlives a reset: speed and what is inspected. The example and the barrier are the run's.
func TestWhatOutlivesAReset(t *testing.T) {
	l := newLane(t, pretrained.Open).do(reset(1, small(1)), run.Command{Kind: run.Speed, Speed: 10}, run.Command{Kind: run.Inspect, Head: 1}, run.Command{Kind: run.Example, Index: 3, Row: -1}, run.Command{Kind: run.Until, Steps: 2})
	l.work()
	if l.last.Trace.Index != 3 || !l.last.Detail.On {
		t.Fatalf("example %d, inspecting %v", l.last.Trace.Index, l.last.Detail.On)
	}
	l.do(reset(2, small(2))).work()
	if l.last.Trace.Index != 0 || !l.last.Detail.On || l.last.Detail.Head != 1 {
		t.Errorf("after a reset: example %d, inspecting %v head %d", l.last.Trace.Index, l.last.Detail.On, l.last.Detail.Head)
	}
	begun := l.clock
	l.do(goes(5)).work().want("five steps, the barrier is gone", run.Paused, 5)
	if e := l.clock.Sub(begun); e < 400*time.Millisecond || e > 700*time.Millisecond {
		t.Errorf("five steps at ten a second took %v", e)
	}
}

// The pace holds over a second, a stop of an hour is not caught up, and the host may sleep in between.
func TestPaceIsKept(t *testing.T) {
	spec := small(1)
	spec.Steps = 200
	for _, speed := range []float64{5, 20, 60} {
		l := newLane(t, pretrained.Open).do(reset(1, spec)).work()
		l.do(run.Command{Kind: run.Speed, Speed: speed}, goes(0))
		steps := func(d time.Duration) int32 {
			from, until := l.last.Step, l.clock.Add(d)
			for l.clock.Before(until) {
				switch wait := l.d.Slice(2 * time.Millisecond); {
				case wait < 0:
					t.Fatalf("resting at step %d", l.last.Step)
				case wait > time.Duration(float64(time.Second)/speed)+time.Millisecond:
					t.Fatalf("a wait of %v at %v steps a second", wait, speed)
				default:
					l.clock = l.clock.Add(wait)
				}
			}
			l.do(run.Command{Kind: run.Speed, Speed: speed}) // a snapshot is due
			l.d.Slice(0)
			return l.last.Step - from
		}
		if n := steps(time.Second); math.Abs(float64(n)-speed) > 2 {
			t.Errorf("%d steps in a second, want %v", n, speed)
		}
		l.clock = l.clock.Add(time.Hour)
		if n := steps(time.Second); math.Abs(float64(n)-speed) > 3 {
			t.Errorf("%d steps in the second after an hour, want %v", n, speed)
		}
	}
}

// However fast the steps are, the page gets at most fifteen snapshots a second while they go on.
func TestSnapshotsAreFew(t *testing.T) {
	spec := small(1)
	spec.Steps = 4000
	l := newLane(t, pretrained.Open).do(reset(1, spec)).work()
	l.tick = time.Millisecond
	begun, before := l.clock, l.sent
	l.do(goes(300)).work().want("300 steps", run.Paused, 300)
	if most := int(l.clock.Sub(begun).Seconds()*15) + 3; l.sent-before > most || l.sent-before < 2 {
		t.Errorf("%d snapshots in %v, want 2 to %d", l.sent-before, l.clock.Sub(begun), most)
	}
	before = l.sent
	l.work()
	if l.sent != before {
		t.Error("a lane that rests sends the same again")
	}
}

func TestLoadingTellsHowMuch(t *testing.T) {
	for _, tt := range []struct {
		l    host.Loading
		want string
	}{
		{host.Loading{}, "0.0 MB"}, {host.Loading{Got: 1_240_000}, "1.2 MB"}, {host.Loading{Got: 500_000, Total: 4_000_000}, "0.5 / 4.0 MB"}, {host.Loading{Got: 5_000_000, Total: 4_000_000}, "4.0 / 4.0 MB"},
	} {
		if got := tt.l.Error(); got != tt.want {
			t.Errorf("%+v says %q, want %q", tt.l, got, tt.want)
		}
		if !errors.Is(tt.l, host.ErrLoading) || !errors.Is(fmt.Errorf("x: %w", tt.l), host.ErrLoading) || errors.Is(tt.l, errors.New("other")) {
			t.Errorf("%+v is no ErrLoading", tt.l)
		}
	}
}

// A lane that nobody starts has the loss of the bare backbone all the same: the line to beat.
func TestRestingLaneHasItsLineToBeat(t *testing.T) {
	l := newLane(t, pretrained.Open).do(reset(1, small(1))).work().want("at rest", run.Paused, 0)
	if !l.last.Bare.Known || !(l.last.Bare.Loss > 1) {
		t.Errorf("bare backbone: %+v", l.last.Bare)
	}
}

// An inline lane and the driver it is made of send the same bytes for the same orders.
func TestInlineIsItsDriver(t *testing.T) {
	inline := host.NewInline(pretrained.Open)
	defer inline.Close()
	l := newLane(t, pretrained.Open)
	for _, c := range []run.Command{reset(1, small(1)), goes(5), {Kind: run.Show, Steps: 2}} {
		inline.Send(c)
		for range 50 {
			inline.Pump(20 * time.Millisecond)
		}
		l.do(c).work()
		a, b := *inline.Latest(), l.last
		a.StepsPerSecond, a.StepTime, b.StepsPerSecond, b.StepTime = 0, 0, 0, 0
		if !bytes.Equal(run.AppendSnapshot(nil, &a), run.AppendSnapshot(nil, &b)) {
			t.Errorf("after command %d: step %d shown %d of the lane, %d shown %d of the driver", c.Kind, a.Step, a.Shown, b.Step, b.Shown)
		}
	}
}
