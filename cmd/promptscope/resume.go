package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"os/signal"
	"syscall"
	"time"

	"promptscope/sim/train"
)

// keeper writes a run down now and then, so that the same command goes on after a kill.
type keeper struct {
	path string // "" keeps nothing
	t    *train.Trainer
	last time.Time
	stop chan os.Signal
}

// keepEvery is the time between two writes: a run loses so much at most.
const keepEvery = 20 * time.Second

// newKeeper keeps beside the folder that the run will make, and goes on with what is there. Step is where that was.
func newKeeper(t *train.Trainer, dir string) (k *keeper, step int, err error) {
	k = &keeper{t: t, last: time.Now()}
	if dir == "" {
		return k, 0, nil
	}
	k.path = dir + ".run"
	saved, err := os.ReadFile(k.path)
	switch {
	case errors.Is(err, fs.ErrNotExist):
	case err != nil:
		return nil, 0, err
	default:
		if err := t.Resume(saved); err != nil {
			return nil, 0, fmt.Errorf("%s cannot be gone on with: %w; remove it to begin again", k.path, err)
		}
		step = t.StepsDone()
	}
	k.stop = make(chan os.Signal, 1)
	signal.Notify(k.stop, os.Interrupt, syscall.SIGTERM)
	return k, step, nil
}

// tick is called between pieces of work. Asked to stop, it writes and says how to go on.
func (k *keeper) tick() error {
	if k.path == "" {
		return nil
	}
	select {
	case <-k.stop:
		for k.t.Save() == nil && !k.t.Over() {
			k.t.Tick()
		}
		if k.t.Over() {
			return nil
		}
		if err := k.write(); err != nil {
			return err
		}
		return fmt.Errorf("stopped at step %d; the same command goes on from %s", k.t.StepsDone(), k.path)
	default:
	}
	if time.Since(k.last) < keepEvery || !k.t.Between() {
		return nil
	}
	return k.write()
}

func (k *keeper) write() error {
	saved := k.t.Save()
	if saved == nil {
		return nil
	}
	k.last = time.Now()
	return writeFile(k.path, saved)
}

// done forgets what was kept: the result is written.
func (k *keeper) done() {
	if k.path != "" {
		signal.Stop(k.stop)
		os.Remove(k.path)
	}
}
