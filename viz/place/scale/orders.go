package scale

import (
	"slices"
	"strconv"
	"strings"

	"promptscope/viz/i18n"
	"promptscope/viz/id"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

// The orders of the place.
const (
	orderStart   = "study-start" // train, pause, go on
	orderCancel  = "study-cancel"
	orderWorkers = "study-workers"
	orderMethod  = "study-method" // tick one, or take its tick away
	orderPoint   = "study-point"
	orderPick    = "study-pick"
	orderOpen    = "study-open"
	orderMine    = "study-mine"
	orderFace    = id.StudyFace
	orderRows    = "study-rows"
	orderColumns = "study-columns"
	orderSave    = "study-save"
	orderRead    = "study-read"
	orderCommand = "study-command"
	orderForget  = "study-forget"
	orderRetry   = "study-retry"
)

// Orders is of place.Ordered. All of them are held by the name of the experiment's setting.
func (r *Room) Orders() []ui.Order {
	order := func(control string, look bool, do func(t *ui.Turn, arg string) ui.Effect) ui.Order {
		return ui.Order{ID: control, Name: id.Study, Look: look, Alone: true, Free: true, Do: func(t ui.Turn, arg string, _ int) ui.Effect {
			if r.plan.rows == nil {
				return ui.Effect{}
			}
			return do(&t, arg)
		}}
	}
	quiet := func(control string, do func(t *ui.Turn, arg string)) ui.Order {
		return order(control, true, func(t *ui.Turn, arg string) ui.Effect { do(t, arg); return ui.Effect{} })
	}
	picking := quiet(orderPick, func(_ *ui.Turn, arg string) { r.choose(arg) })
	picking.Alone = false // the arrows go from cell to cell
	workers := quiet(orderWorkers, func(_ *ui.Turn, arg string) { r.crew.resize(arg) })
	workers.Alone, workers.Look = false, false
	return []ui.Order{
		order(orderStart, false, func(t *ui.Turn, _ string) ui.Effect { return r.start(t) }),
		order(orderCancel, false, func(*ui.Turn, string) ui.Effect { r.crew.dismiss(); return ui.Effect{} }),
		workers, picking,
		order(orderMethod, false, func(t *ui.Turn, arg string) ui.Effect { r.tickMethod(t, arg); return ui.Effect{} }),
		order(orderPoint, false, func(t *ui.Turn, arg string) ui.Effect { r.tickPoint(t, arg); return ui.Effect{} }),
		quiet(orderOpen, r.open),
		quiet(orderMine, r.back),
		quiet(orderFace, func(_ *ui.Turn, arg string) {
			if slices.Contains(faces[:], arg) {
				r.face = arg
			}
		}),
		quiet(orderRows, func(_ *ui.Turn, arg string) { r.page(0, arg, len(r.plan.rows)) }),
		quiet(orderColumns, func(_ *ui.Turn, arg string) { r.page(1, arg, len(r.plan.points)) }),
		order(orderSave, true, func(t *ui.Turn, arg string) ui.Effect { return r.save(t, arg) }),
		order(orderRead, true, func(*ui.Turn, string) ui.Effect { return ui.Effect{Deed: ui.Pick} }),
		order(orderCommand, true, func(*ui.Turn, string) ui.Effect { return ui.Effect{Deed: ui.CopyText, What: r.command()} }),
		order(orderForget, false, func(t *ui.Turn, _ string) ui.Effect {
			r.crew.dismiss()
			r.book.forget(r.clock().UnixMilli())
			return say(i18n.For(t.View.Lang).Scale.ForgetNote)
		}),
		quiet(orderRetry, func(*ui.Turn, string) { r.feed.asked, r.feed.failed = false, "" }),
	}
}

// start trains what the grid lacks, pauses, or goes on. The lanes of the Lab stop: they would take the crew's cores.
func (r *Room) start(t *ui.Turn) (e ui.Effect) {
	c := &r.crew
	if c.pool != nil {
		c.rest = !c.rest
		return e
	}
	c.asked = true
	if t.State.Running && !t.View.Over {
		t.State.Running = false
		e = say(i18n.For(t.View.Lang).Scale.Paused)
	}
	return e
}

// resize reads "+", "-" or a number of workers.
func (c *crew) resize(arg string) {
	n, err := strconv.Atoi(arg)
	switch {
	case arg == "+":
		n = c.workers() + 1
	case arg == "-":
		n = c.workers() - 1
	case err != nil:
		return
	}
	c.size = min(max(n, 1), mostWorkers)
}

// tickMethod ticks a row, or takes its tick away. One stays.
func (r *Room) tickMethod(t *ui.Turn, arg string) {
	ids, on := r.plan.methods()
	if on = turnOver(ids, on, arg); on == nil {
		return
	}
	own := slices.DeleteFunc(slices.Clone(ids), func(m string) bool { return !slices.Contains(r.plan.x.Methods, m) })
	list := strings.Join(on, ",")
	if slices.Equal(on, own) {
		list = ""
	}
	_ = state.Set(t.State, id.StudyMethods, list, *t.Catalog)
}

func (r *Room) tickPoint(t *ui.Turn, arg string) {
	ids, on := r.plan.columns()
	if on = turnOver(ids, on, arg); on == nil {
		return
	}
	list := strings.Join(on, ",")
	if len(on) == len(ids) {
		list = ""
	}
	_ = state.Set(t.State, id.StudyPoints, list, *t.Catalog)
}

// turnOver is a list with one more or one less, in the order of ids; nil if nothing would be left.
func turnOver(ids, on []string, one string) (out []string) {
	for _, v := range ids {
		if slices.Contains(on, v) != (v == one) {
			out = append(out, v)
		}
	}
	return out
}

// choose reads "method:point" and picks that cell; picked again, it is let go.
func (r *Room) choose(arg string) {
	method, at, _ := strings.Cut(arg, ":")
	row, col := r.plan.find(method, at)
	was := r.pick
	r.pick = pick{}
	if next := (pick{true, row, col}); row >= 0 && col >= 0 && next != was {
		r.pick = next
	}
}

// open trains the picked cell's run of a seed in the Lab: the same bits.
func (r *Room) open(t *ui.Turn, arg string) {
	seed, err := strconv.ParseUint(arg, 10, 64)
	if err != nil || !r.pick.cell() || seed < 1 || seed > state.MaxSeeds {
		return
	}
	if r.mine == "" {
		r.mine = state.Query(*t.State)
	}
	p := &r.plan
	next := t.State.Try(p.x.Link(p.task, p.points[r.pick.col].id, p.rows[r.pick.row].ID, seed), *t.Catalog)
	next.Place = state.Lab
	*t.State = next
}

// cell tells whether a cell is picked, and no head.
func (p *pick) cell() bool { return p.on && p.row >= 0 && p.col >= 0 }

// back puts the settings of the Lab back as they were before the first run was opened there.
func (r *Room) back(t *ui.Turn, _ string) {
	if r.mine != "" {
		*t.State = t.State.Try(r.mine, *t.Catalog)
		t.State.Running = false
		r.mine = ""
	}
}

// page goes on in what of the grid has no room.
func (r *Room) page(axis int, arg string, of int) {
	if n, err := strconv.Atoi(arg); err == nil && n >= 0 && n < of {
		r.first[axis] = n
	}
}

// command is what trains the ticked grid without a picture.
func (r *Room) command() string {
	p := &r.plan
	_, points := p.columns()
	_, methods := p.methods()
	return p.x.Command(p.task, points, methods, p.of.Seeds)
}

// Press is of place.Keyed: Space trains, arrows go through the grid, Enter opens, X ticks.
func (r *Room) Press(t ui.Turn, key ui.KeyPress) (e ui.Effect, ok bool) {
	if t.State.Panel != "" || r.plan.rows == nil || t.View.FocusShown && key != ui.Escape {
		return e, false
	}
	held := ui.Fixed(t.State, orderStart, "")
	p := &r.pick
	switch {
	case key == ui.Space:
		if !held {
			e = r.start(&t)
		}
	case key >= ui.Left && key <= ui.Down:
		r.move(key)
	case key == ui.Enter && p.cell():
		if !ui.Fixed(t.State, orderOpen, "") {
			r.open(&t, "1")
		}
	case (key == ui.KeyX || key == ui.Enter) && p.on:
		switch {
		case held:
		case p.row < 0:
			r.tickPoint(&t, r.plan.points[p.col].id)
		case p.col < 0 || key == ui.KeyX:
			r.tickMethod(&t, r.plan.rows[p.row].ID)
		}
	case key == ui.Escape && p.on:
		*p = pick{}
	default:
		return e, false
	}
	return e, true
}

// move goes to the next cell, up to the heads of rows and columns, and has it on show.
func (r *Room) move(key ui.KeyPress) {
	p := &r.pick
	if !p.on {
		*p = pick{on: true}
		return
	}
	switch key {
	case ui.Left:
		p.col--
	case ui.Right:
		p.col++
	case ui.Up:
		p.row--
	case ui.Down:
		p.row++
	}
	p.row, p.col = min(max(p.row, -1), len(r.plan.rows)-1), min(max(p.col, -1), len(r.plan.points)-1)
	if p.row < 0 && p.col < 0 {
		p.row = 0
	}
}
