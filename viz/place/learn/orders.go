package learn

import (
	"strconv"

	"promptscope/viz/place/learn/lesson"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

// The orders of the card.
const (
	openOrder  = "learn-open"
	listOrder  = "learn-list"
	betOrder   = "learn-bet"
	trainOrder = "learn-train"
	backOrder  = "learn-back"
	againOrder = "learn-again"
	moreOrder  = "learn-more"
	faceOrder  = "learn-face"
	retryOrder = "learn-retry"
	mineOrder  = "learn-mine"
)

// Orders are what the card's buttons do. hide=learn takes them away.
func (p *Place) Orders() []ui.Order {
	row := func(order string, do func(t ui.Turn, arg string) ui.Effect) ui.Order {
		return ui.Order{ID: order, Name: "learn", Look: true, Alone: true, Free: true, Do: func(t ui.Turn, arg string, _ int) ui.Effect { return do(t, arg) }}
	}
	return []ui.Order{
		row(openOrder, p.open), row(listOrder, p.list), row(betOrder, p.bet), row(trainOrder, p.train), row(backOrder, p.back), row(againOrder, p.betAgain),
		row(moreOrder, p.more), row(faceOrder, p.turn), row(retryOrder, p.retry), row(mineOrder, p.leave),
	}
}

// Press takes the keys of presenters, and the answers' numbers.
func (p *Place) Press(t ui.Turn, key ui.KeyPress) (e ui.Effect, taken bool) {
	switch {
	case p.pack == nil:
		return e, false
	case key == ui.PageDown:
		return p.step(t, 1), true
	case key == ui.PageUp:
		return p.step(t, -1), true
	case key >= ui.Digit1 && key <= ui.Digit4 && p.now != nil:
		if !ui.Fixed(t.State, betOrder, "") {
			e = p.bet(t, strconv.Itoa(int(key-ui.Digit1)))
		}
		return e, true
	}
	return e, false
}

// step goes to the next lesson or the one before.
func (p *Place) step(t ui.Turn, by int) ui.Effect {
	_, n := p.pack.Course.Find(t.State.Lesson)
	if n += by; n < 0 || n >= len(p.pack.Course.Lessons) || ui.Fixed(t.State, openOrder, "") {
		return ui.Effect{}
	}
	return p.open(t, p.pack.Course.Lessons[n].ID)
}

// open goes to a lesson: its settings, before the first step.
func (p *Place) open(t ui.Turn, arg string) ui.Effect {
	if p.pack == nil {
		return ui.Effect{}
	}
	l, n := p.pack.Course.Find(arg)
	if n < 0 {
		return ui.Effect{}
	}
	if t.State.Lesson == "" && p.now == nil && p.mine == "" && !untouched(t.State) {
		p.mine = state.Query(*t.State)
	}
	t.State.Lesson, t.State.Panel = arg, ""
	p.seat(l, t.Catalog)
	if p.lead(t, l.Link); p.now != nil {
		t.State.Metric = p.now.shows()
	}
	return ui.Effect{Deed: ui.Reset}
}

func (p *Place) list(t ui.Turn, _ string) ui.Effect {
	t.State.Lesson, t.State.Panel, t.View.Scroll, p.now = "", "", 0, nil
	return ui.Effect{}
}

// bet places one, as long as the run has not decided.
func (p *Place) bet(t ui.Turn, arg string) ui.Effect {
	n, err := strconv.Atoi(arg)
	if p.now == nil || err != nil || n < 0 || n >= len(p.now.lesson.Bet.Zones) || p.now.zone() >= 0 {
		return ui.Effect{}
	}
	e := p.progress.of(p.now.lesson.ID)
	if e.Bet == n {
		return ui.Effect{}
	}
	e.Bet, e.Done = n, false
	p.progress.Lessons[p.now.lesson.ID], p.changed = e, true
	return ui.Effect{}
}

// train lets the run decide: it leads to its settings first where the lanes are elsewhere.
func (p *Place) train(t ui.Turn, _ string) ui.Effect {
	if p.now == nil {
		return ui.Effect{}
	}
	p.face = seeing
	return p.run(t, deciding, p.now.lesson.Decides())
}

// more trains what the lesson says behind its bet.
func (p *Place) more(t ui.Turn, _ string) ui.Effect {
	if p.now == nil || p.now.lesson.Again == nil {
		return ui.Effect{}
	}
	return p.run(t, again, lesson.With(p.now.lesson.Decides(), p.now.lesson.Again.Sets))
}

// run trains one of the lesson's runs; one that is over begins again.
func (p *Place) run(t ui.Turn, which int, link string) (e ui.Effect) {
	if p.now.match != which {
		p.lead(t, link)
	} else if t.View.Over {
		e.Deed = ui.Reset
	}
	t.State.Running, t.State.Seen = true, state.Present
	return e
}

// back puts the settings back.
func (p *Place) back(t ui.Turn, _ string) ui.Effect {
	if p.now == nil {
		return ui.Effect{}
	}
	t.State.Seed = state.Default().Seed
	p.lead(t, p.now.lesson.Link)
	p.face = reading
	return ui.Effect{}
}

// betAgain begins the lesson again.
func (p *Place) betAgain(t ui.Turn, _ string) ui.Effect {
	if p.now == nil {
		return ui.Effect{}
	}
	id := p.now.lesson.ID
	e := p.progress.of(id)
	e.Bet, e.Done, e.Zone, e.Verdict = -1, false, -1, -1
	p.progress.Lessons[id], p.changed = e, true
	delete(p.past, id)
	return p.open(t, id)
}

func (p *Place) turn(t ui.Turn, arg string) ui.Effect {
	if n, err := strconv.Atoi(arg); err == nil && n >= int(reading) && n <= int(seeing) {
		p.face, t.View.Scroll = face(n), 0
	}
	return ui.Effect{}
}

func (p *Place) retry(ui.Turn, string) ui.Effect {
	if p.pack == nil && p.failed != nil {
		p.asked, p.failed = false, nil
	}
	return ui.Effect{}
}

// leave goes back to the lab with the settings that a person had before the lessons.
func (p *Place) leave(t ui.Turn, _ string) ui.Effect {
	if p.mine == "" {
		return ui.Effect{}
	}
	mine := p.mine
	p.mine, p.now = "", nil
	p.lead(t, mine)
	t.State.Place, t.State.Lesson = state.Lab, ""
	return ui.Effect{}
}
