// Package hosttest is the conformance suite of run.Client: one script for every host. It reports through a small
// interface instead of *testing.T, so that it also runs inside a page, against Web Workers.
package hosttest

import (
	"fmt"
	"time"

	"promptscope/sim/run"
)

// T is what the suite needs of its surroundings.
type T struct {
	New  func() run.Client // a lane without a run
	Wait func()            // lets the host work for a moment
	Logf func(format string, args ...any)
}

// patience is how long a state may take to come; generous, because shared machines stall.
const patience = 60 * time.Second

// spec is a run that takes a few hundred milliseconds.
func spec(method string) run.Spec {
	return run.Spec{Task: "fact", Backbone: "2x64", Method: method, Settings: run.Settings{N: 3, Encoder: "none"}, Steps: 40, Seed: 7, LR: 1e-2}
}

// Run plays all scripts and returns the first failure.
func Run(t T) error {
	for _, s := range []struct {
		name string
		play func(T) error
	}{
		{"trains to the end", toTheEnd}, {"steps one by one", stepping}, {"same digest whatever the pauses", digests},
		{"waits at the barrier", barrier}, {"limits speed", speed}, {"bad spec fails and recovers", failure},
		{"divergence stops", divergence}, {"example changes while paused", example}, {"stale runs are told apart", stale},
		{"shows the past and goes on from it", past}, {"stops at the parts of a step", parts}, {"ablates beside the run", ablation},
	} {
		if err := s.play(t); err != nil {
			return fmt.Errorf("%s: %w", s.name, err)
		}
		t.Logf("ok: %s", s.name)
	}
	return nil
}

// until waits for a snapshot that fits.
func (t T) until(c run.Client, what string, fits func(*run.Snapshot) bool) (*run.Snapshot, error) {
	start := time.Now()
	for {
		s := c.Latest()
		if fits(s) {
			return s, nil
		}
		if time.Since(start) > patience {
			return nil, fmt.Errorf("no snapshot that %s; the last is of run %d, status %d, step %d, %q", what, s.Run, s.Status, s.Step, s.Message)
		}
		t.Wait()
	}
}

// begin resets a new client to a spec and waits for the untrained model's evaluation.
func (t T) begin(s run.Spec) (run.Client, error) {
	c := t.New()
	c.Send(run.Command{Kind: run.Reset, Run: 1, Spec: s})
	_, err := t.until(c, "is ready at step 0", func(s *run.Snapshot) bool { return s.Run == 1 && s.EvalStep == 0 && s.Status == run.Paused })
	return c, err
}

func toTheEnd(t T) error {
	c, err := t.begin(spec("p-tuning-v2"))
	if err != nil {
		return err
	}
	defer c.Close()
	c.Send(run.Command{Kind: run.Go})
	s, err := t.until(c, "is done", func(s *run.Snapshot) bool { return s.Status == run.Done })
	if err != nil {
		return err
	}
	switch {
	case s.Step != 40 || len(s.Losses) != 40 || s.EvalStep != 40:
		return fmt.Errorf("done at step %d with %d losses, evaluated at %d", s.Step, len(s.Losses), s.EvalStep)
	case !(s.Losses[39] < s.Losses[0]):
		return fmt.Errorf("the loss went from %g to %g", s.Losses[0], s.Losses[39])
	case len(s.Trace.Tokens) == 0 || len(s.BackboneSHA) != 64 || len(s.Digest) != 16:
		return fmt.Errorf("incomplete snapshot: %d tokens, sha %q, digest %q", len(s.Trace.Tokens), s.BackboneSHA, s.Digest)
	}
	return nil
}

func stepping(t T) error {
	c, err := t.begin(spec("p-tuning"))
	if err != nil {
		return err
	}
	defer c.Close()
	for i := int32(1); i <= 3; i++ {
		c.Send(run.Command{Kind: run.Go, Steps: 1})
		if _, err := t.until(c, fmt.Sprintf("is paused at step %d", i), func(s *run.Snapshot) bool { return s.Step == i && s.Status == run.Paused }); err != nil {
			return err
		}
	}
	for range 20 {
		t.Wait()
	}
	if s := c.Latest(); s.Step != 3 {
		return fmt.Errorf("three single steps led to step %d", s.Step)
	}
	return nil
}

func digests(t T) error {
	run := func(cut int32) (string, error) {
		c, err := t.begin(spec("p-tuning"))
		if err != nil {
			return "", err
		}
		defer c.Close()
		if cut > 0 {
			c.Send(run.Command{Kind: run.Go, Steps: cut})
			if _, err := t.until(c, "is paused", func(s *run.Snapshot) bool { return s.Step == cut && s.Status == run.Paused }); err != nil {
				return "", err
			}
		}
		c.Send(run.Command{Kind: run.Go})
		s, err := t.until(c, "is done", func(s *run.Snapshot) bool { return s.Status == run.Done })
		if err != nil {
			return "", err
		}
		return s.Digest, nil
	}
	a, err := run(0)
	if err != nil {
		return err
	}
	b, err := run(13)
	if err == nil && a != b {
		err = fmt.Errorf("digest %s in one go, %s with a pause", a, b)
	}
	t.Logf("digest %s", a)
	return err
}

func barrier(t T) error {
	c, err := t.begin(spec("p-tuning-v2"))
	if err != nil {
		return err
	}
	defer c.Close()
	c.Send(run.Command{Kind: run.Until, Steps: 5})
	c.Send(run.Command{Kind: run.Go})
	for _, at := range []int32{5, 9} {
		c.Send(run.Command{Kind: run.Until, Steps: at})
		if _, err := t.until(c, fmt.Sprintf("waits at %d", at), func(s *run.Snapshot) bool { return s.Status == run.Waiting && s.Step == at }); err != nil {
			return err
		}
	}
	c.Send(run.Command{Kind: run.Until})
	_, err = t.until(c, "is done", func(s *run.Snapshot) bool { return s.Status == run.Done })
	return err
}

func speed(t T) error {
	c, err := t.begin(spec("p-tuning-v2"))
	if err != nil {
		return err
	}
	defer c.Close()
	c.Send(run.Command{Kind: run.Speed, Speed: 20})
	start := time.Now()
	c.Send(run.Command{Kind: run.Go, Steps: 11})
	if _, err := t.until(c, "is at step 11", func(s *run.Snapshot) bool { return s.Step == 11 }); err != nil {
		return err
	}
	if e := time.Since(start); e < 450*time.Millisecond {
		return fmt.Errorf("eleven steps at 20 a second took only %v", e)
	}
	return nil
}

func failure(t T) error {
	c := t.New()
	defer c.Close()
	bad := spec("p-tuning")
	bad.Method = "magic"
	c.Send(run.Command{Kind: run.Reset, Run: 1, Spec: bad})
	s, err := t.until(c, "has failed", func(s *run.Snapshot) bool { return s.Status == run.Failed })
	if err != nil {
		return err
	}
	if s.Message == "" {
		return fmt.Errorf("failed without a message")
	}
	c.Send(run.Command{Kind: run.Reset, Run: 2, Spec: spec("p-tuning")})
	_, err = t.until(c, "is ready again", func(s *run.Snapshot) bool { return s.Run == 2 && s.Status == run.Paused })
	return err
}

func divergence(t T) error {
	bad := spec("p-tuning-v2")
	bad.LR = 1e6
	c, err := t.begin(bad)
	if err != nil {
		return err
	}
	defer c.Close()
	c.Send(run.Command{Kind: run.Go})
	s, err := t.until(c, "has diverged", func(s *run.Snapshot) bool { return s.Status == run.Diverged })
	if err != nil {
		return err
	}
	if s.Message == "" || s.Loss != s.Loss {
		return fmt.Errorf("diverged with message %q and loss %g", s.Message, s.Loss)
	}
	return nil
}

func example(t T) error {
	c, err := t.begin(spec("p-tuning"))
	if err != nil {
		return err
	}
	defer c.Close()
	c.Send(run.Command{Kind: run.Example, Index: 4, Row: 0})
	_, err = t.until(c, "traces example 4, row 0", func(s *run.Snapshot) bool { return s.Trace.Index == 4 && s.Trace.Row == 0 })
	return err
}

func stale(t T) error {
	c, err := t.begin(spec("p-tuning"))
	if err != nil {
		return err
	}
	defer c.Close()
	c.Send(run.Command{Kind: run.Go})
	c.Send(run.Command{Kind: run.Reset, Run: 2, Spec: spec("p-tuning-v2")})
	s, err := t.until(c, "is of run 2", func(s *run.Snapshot) bool { return s.Run == 2 && s.Status == run.Paused })
	if err == nil && (s.Step != 0 || s.Spec.Method != "p-tuning-v2") {
		err = fmt.Errorf("the new run begins at step %d of %s", s.Step, s.Spec.Method)
	}
	return err
}

func past(t T) error {
	c, err := t.begin(spec("p-tuning-v2"))
	if err != nil {
		return err
	}
	defer c.Close()
	c.Send(run.Command{Kind: run.Go, Steps: 20})
	s, err := t.until(c, "is paused at step 20", func(s *run.Snapshot) bool { return s.Step == 20 && s.Status == run.Paused && s.EvalStep == 20 })
	if err != nil {
		return err
	}
	digest, loss := s.Digest, s.Losses[6]
	c.Send(run.Command{Kind: run.Show, Steps: 7})
	s, err = t.until(c, "shows step 7", func(s *run.Snapshot) bool { return s.Shown == 7 })
	if err != nil {
		return err
	}
	if s.Step != 20 || len(s.Losses) != 20 || s.Loss != loss || s.Digest == digest {
		return fmt.Errorf("step 7 of %d with %d losses: loss %g, was %g", s.Step, len(s.Losses), s.Loss, loss)
	}
	c.Send(run.Command{Kind: run.Continue, Steps: 7, Factor: 1})
	if _, err := t.until(c, "is back at step 7", func(s *run.Snapshot) bool {
		return s.Step == 7 && !s.Repeating && s.Status == run.Paused && len(s.Losses) == 7
	}); err != nil {
		return err
	}
	c.Send(run.Command{Kind: run.Go, Steps: 13})
	s, err = t.until(c, "is again paused at step 20", func(s *run.Snapshot) bool { return s.Step == 20 && s.Status == run.Paused })
	if err == nil && s.Digest != digest {
		err = fmt.Errorf("digest %s, after going back %s", digest, s.Digest)
	}
	return err
}

func parts(t T) error {
	c, err := t.begin(spec("p-tuning"))
	if err != nil {
		return err
	}
	defer c.Close()
	c.Send(run.Command{Kind: run.Phase})
	s, err := t.until(c, "is in the embeddings", func(s *run.Snapshot) bool {
		return s.Part.Stage == run.Forward && s.Part.Layer == -1 && s.Step == 0
	})
	if err != nil {
		return err
	}
	// One part at a time: a host may leave out snapshots, so orders sent ahead could pass over the update.
	for n := 0; s.Part.Stage != run.Update; n++ {
		if n > 20 {
			return fmt.Errorf("twenty parts and no update: %+v", s.Part)
		}
		before := s.Part
		c.Send(run.Command{Kind: run.Phase})
		if s, err = t.until(c, "is a part further", func(s *run.Snapshot) bool { return s.Part != before && s.Status == run.Paused }); err != nil {
			return err
		}
	}
	if s.Step != 1 || s.Part.Moved == 0 || s.BackboneSHA == "" {
		return fmt.Errorf("the update ends step %d and moved %d numbers", s.Step, s.Part.Moved)
	}
	return nil
}

func ablation(t T) error {
	c, err := t.begin(spec("p-tuning-v2"))
	if err != nil {
		return err
	}
	defer c.Close()
	c.Send(run.Command{Kind: run.Ablate, Cut: run.Cut{Surgery: run.Remove, Layer: 1, Unit: -1}})
	s, err := t.until(c, "has ablated layer 2", func(s *run.Snapshot) bool { return s.Cut.Total > 0 && s.Cut.Done == s.Cut.Total })
	if err == nil && (s.Cut.Loss != s.EvalLoss || s.Cut.LossCut == s.Cut.Loss) {
		err = fmt.Errorf("held-out loss %g, the ablation says %g and %g", s.EvalLoss, s.Cut.Loss, s.Cut.LossCut)
	}
	return err
}
