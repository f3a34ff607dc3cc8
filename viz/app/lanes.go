package app

import (
	"slices"
	"time"

	"promptscope/sim/run"
	"promptscope/viz/panel"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

// lane is one trainer and what it was told last.
type lane struct {
	client run.Client
	run    uint32
	until  int32
	asked  [2]int32 // example and row asked for last
	mark   mark
	watch  watchClock
	cuts   []run.CutResult // ablations of the run, the newest first, one of a kind
}

// mark tells snapshots apart without comparing their contents.
type mark struct {
	run, step, eval, index, row int32
	status                      run.Status
	rate                        int32
	shown, cut                  int32
	part                        run.StepPart
	detail                      [3]int32
	on, bare                    bool
	edits                       int32
	loss                        float32 // held-out
}

func marked(s *run.Snapshot) mark {
	return mark{int32(s.Run), s.Step, s.EvalStep, s.Trace.Index, s.Trace.Row, s.Status, int32(s.StepsPerSecond),
		s.Shown, s.Cut.Done, s.Part, [3]int32{s.Detail.Layer, s.Detail.Head, s.Detail.Unit}, s.Detail.On, s.Bare.Known, s.Edits, s.EvalLoss}
}

// word makes one of training and waiting: at the barrier lanes change between them all the time.
func word(s run.Status) run.Status {
	if s == run.Waiting {
		return run.Running
	}
	return s
}

// cut keeps an ablation that is done, in place of an older one of the same part.
func (l *lane) cut(c run.CutResult) {
	if c.Total == 0 || c.Done < c.Total || len(l.cuts) > 0 && l.cuts[0] == c {
		return
	}
	l.cuts = slices.DeleteFunc(l.cuts, func(old run.CutResult) bool { return old.Cut == c.Cut })
	l.cuts = slices.Insert(l.cuts, 0, c)
}

// begin starts all lanes.
func (a *App) begin() {
	specs := state.Specs(a.state, a.opt.Catalog)
	var orders [state.Lanes][]run.Command
	for i := range a.state.Count() {
		orders[i] = state.Begin(a.state, specs[i])
	}
	a.send(orders)
}

// staff gives every lane a trainer of its own, and lets those go whose lane is gone.
func (a *App) staff() {
	for i := range a.lanes {
		l := &a.lanes[i]
		switch {
		case i >= a.state.Count():
			if l.client != nil {
				_ = l.client.Close()
			}
			*l, a.snaps[i], a.travel.inspect[i] = lane{}, nil, noInspect
		case l.client == nil && len(a.idle) > 0:
			l.client, a.idle = &journal{Client: a.idle[0]}, a.idle[1:]
		case l.client == nil && a.opt.More != nil:
			l.client = &journal{Client: a.opt.More()}
		}
	}
}

// removeLane takes a lane away. The others keep their trainers and train on.
func (a *App) removeLane(i int) {
	if c := a.lanes[i].client; c != nil {
		_ = c.Close()
	}
	copy(a.lanes[i:], a.lanes[i+1:])
	copy(a.snaps[i:], a.snaps[i+1:])
	copy(a.travel.inspect[i:], a.travel.inspect[i+1:])
	copy(a.speaker.status[i:], a.speaker.status[i+1:])
	copy(a.speaker.run[i:], a.speaker.run[i+1:])
	a.lanes[state.Lanes-1], a.snaps[state.Lanes-1] = lane{}, nil
	a.past = slices.DeleteFunc(a.past, func(p panel.Past) bool { return p.Lane == i })
	for j := range a.past {
		if a.past[j].Lane > i {
			a.past[j].Lane--
		}
	}
	next := a.state
	next.RemoveLane(i)
	a.state.Lanes = next.Lanes // what is left does not start again
	a.setLink()
	a.change(next)
	a.dirty = true
}

// send gives every lane its orders. A restart gets the next run number, so that what the old run still says can be
// told apart.
func (a *App) send(orders [state.Lanes][]run.Command) {
	for i := range a.lanes {
		l := &a.lanes[i]
		if l.client == nil {
			continue
		}
		for _, c := range orders[i] {
			switch c.Kind {
			case run.Reset:
				l.run++
				l.until, l.asked, l.cuts = -1, [2]int32{}, nil
				c.Run = l.run
				a.keepPast(i)
				a.snaps[i], a.view.Over = nil, false
				a.state.Seen = state.Present
				a.resume.leave(i)
				a.gentle.leave()
				a.view.Intro = false
			case run.Until:
				l.until = c.Steps
			case run.Example:
				c.Row = a.position(i, int(c.Row))
				l.asked = [2]int32{c.Index, c.Row}
			}
			l.client.Send(c)
		}
	}
}

// act carries out what an order asks for beyond the state.
func (a *App) act(e ui.Effect) {
	switch e.Deed {
	case ui.Nothing:
		return
	case ui.Send, ui.Continue, ui.Halve, ui.EditValue, ui.UndoEdit, ui.RemoveLane:
		a.resume.stop()
	}
	switch e.Deed {
	case ui.Reset:
		a.begin()
	case ui.CopyLink:
		a.guest.copy(a.link())
	case ui.Save:
		a.saver.wanted, a.fresh = append(a.saver.wanted, e.What), true
	case ui.Send:
		a.order(e.Lane, e.Command)
	case ui.Continue:
		a.travel.goOn()
	case ui.Halve:
		a.travel.halve(e.Lane)
	case ui.Pin:
		a.pin(e.Run, e.Lane)
	case ui.EditValue:
		a.travel.edit(e.Lane, e.Edit)
	case ui.UndoEdit:
		a.travel.standStill()
		a.order(e.Lane, run.Command{Kind: run.Undo})
	case ui.Visit:
		a.visit(e.What)
	case ui.Deliver:
		a.deliver(e.File.Name, e.File.Mime, []byte(e.File.Data), nil)
	case ui.Print:
		if a.opt.Browser.Print != nil {
			a.opt.Browser.Print()
		}
	case ui.KeepAll:
		a.guest.keepAll()
	case ui.Pick:
		a.guest.pick()
	case ui.Say:
		a.notice(e.What)
	case ui.CopyText:
		a.guest.copy(e.What)
	case ui.Export:
		a.keeper.export()
	case ui.Import:
		a.keeper.choose()
	case ui.RemoveLane:
		a.removeLane(e.Lane)
	}
	a.dirty = true
}

// order sends a command to a lane, or to every lane.
func (d *desk) order(lane int, c run.Command) {
	for i := range d.lanes {
		if client := d.lanes[i].client; client != nil && (lane == ui.Every || lane == i) {
			client.Send(c)
		}
	}
}

// listen takes the lanes' newest snapshots. Those of an older run are not shown.
func (a *App) listen() {
	now := time.Now()
	for i := range a.lanes {
		l := &a.lanes[i]
		if l.client == nil {
			continue
		}
		s := l.client.Latest()
		if s.Run != l.run && s.Status != run.Failed {
			continue
		}
		if a.resume.follow(i, s) {
			s = a.resume.shown(i, s, now)
		}
		a.snaps[i] = s
		l.cut(s.Cut)
		l.watch.note(now, s)
		if m := marked(s); m != l.mark {
			if word(m.status) != word(l.mark.status) || m.index != l.mark.index || m.row != l.mark.row || m.run != l.mark.run ||
				m.shown != l.mark.shown && a.view.Looking(&a.state) || m.part != l.mark.part || m.detail != l.mark.detail || m.on != l.mark.on || m.edits != l.mark.edits {
				a.dirty = true
			}
			l.mark, a.trained = m, true
		}
		a.ask(i, s)
	}
	if over := panel.Over(a.snaps[:a.state.Count()]); over != a.view.Over {
		a.view.Over, a.dirty = over, true
	}
	if next := a.state; a.inExamples(next.Example) != next.Example {
		a.change(next) // the link named an example beyond the last
	}
	a.travel.hold()
	a.travel.follow()
}

// ask tells the lane which word to trace once its tokens are known.
func (a *App) ask(i int, s *run.Snapshot) {
	t := &s.Trace
	if a.state.Row < 0 || len(t.Tokens) == 0 || t.Index != int32(a.state.Example) {
		return
	}
	l := &a.lanes[i]
	want := [2]int32{t.Index, a.position(i, a.state.Row)}
	if want[1] != t.Row && want != l.asked {
		l.asked = want
		l.client.Send(run.Command{Kind: run.Example, Index: want[0], Row: want[1]})
	}
}

// position is where a word, counted without virtual tokens, or a virtual token stands in a lane's row; -1 while that is not known.
func (d *desk) position(i, word int) int32 {
	s := d.snaps[i]
	if s == nil || word < 0 {
		return -1
	}
	virtual := word >= state.FirstVirtual
	word %= state.FirstVirtual
	for at := range s.Trace.Tokens {
		if s.Trace.Tokens[at].Role == run.Virtual != virtual {
			continue
		}
		if word == 0 {
			return int32(at)
		}
		word--
	}
	return -1
}

// inExamples holds an example's index inside the held-out set, once its size is known.
func (d *desk) inExamples(index int) int {
	for _, s := range d.snaps {
		if s != nil && s.Trace.Count > 0 {
			return min(index, int(s.Trace.Count)-1)
		}
	}
	return index
}
