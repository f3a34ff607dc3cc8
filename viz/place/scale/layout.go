package scale

import (
	"strconv"

	"promptscope/internal/study"
	"promptscope/viz/i18n"
	"promptscope/viz/id"
	"promptscope/viz/panel"
	"promptscope/viz/panel/kit"
	"promptscope/viz/scene"
	"promptscope/viz/state"
)

// What is shown where only one has room.
const (
	faceChart   = "chart"
	faceGrid    = "grid"
	faceVerdict = "verdict"
)

var faces = [...]string{faceChart, faceGrid, faceVerdict}

const (
	barHeight = 64
	besideW   = 326 // of the verdict
	leastWide = 940 // from which on chart, grid and verdict stand beside each other
)

// layout puts bar, chart, grid and verdict on the page.
func (p *painter) layout(top float32) {
	p.Scene.Caption = p.caption()
	switch {
	case p.In.State.Embed:
		p.embedded()
	case p.W >= leastWide && p.H >= 560:
		p.bar(scene.Rect{Y: top, W: p.W, H: barHeight})
		top += barHeight + kit.Gap
		side := min(besideW, p.W*0.3)
		left := scene.Rect{X: kit.Gap, Y: top, W: p.W - side - 3*kit.Gap, H: p.H - top - kit.Gap}
		chart := left.H * 0.565
		p.figure(scene.Rect{X: left.X, Y: left.Y, W: left.W, H: chart})
		p.grid(scene.Rect{X: left.X, Y: left.Y + chart + kit.Gap, W: left.W, H: left.H - chart - kit.Gap})
		panel.Read(p.Page, scene.Rect{X: p.W - side - kit.Gap, Y: top, W: side, H: p.H - top - kit.Gap})
	default:
		p.narrow(top)
	}
}

// narrow has one face at a time under a bar of two rows.
func (p *painter) narrow(top float32) {
	h := p.smallBar(top)
	top += h
	tabs := scene.Rect{X: 8, Y: top, W: p.W - 16, H: 40}
	p.Tabs(tabs, orderFace, p.r.face, faces[:], []string{p.t.Chart, p.t.Grid, p.t.Verdict})
	body := scene.Rect{X: 8, Y: tabs.Bottom() + 6, W: p.W - 16, H: p.H - tabs.Bottom() - 14}
	p.show(body)
}

// show draws the face that is chosen.
func (p *painter) show(r scene.Rect) {
	switch p.r.face {
	case faceGrid:
		p.grid(r)
	case faceVerdict:
		panel.Read(p.Page, r)
	default:
		p.figure(r)
	}
}

// embedded is chart and verdict inside another page.
func (p *painter) embedded() {
	r := scene.Rect{X: kit.Gap, Y: kit.Gap, W: p.W - 2*kit.Gap, H: p.H - 2*kit.Gap}
	if p.W < 760 {
		if p.H < 420 {
			p.figure(r)
			return
		}
		h := r.H * 0.6
		p.figure(scene.Rect{X: r.X, Y: r.Y, W: r.W, H: h})
		panel.Read(p.Page, scene.Rect{X: r.X, Y: r.Y + h + kit.Gap, W: r.W, H: r.H - h - kit.Gap})
		return
	}
	side := min(besideW, p.W*0.36)
	p.figure(scene.Rect{X: r.X, Y: r.Y, W: r.W - side - kit.Gap, H: r.H})
	panel.Read(p.Page, scene.Rect{X: r.Right() - side, Y: r.Y, W: side, H: r.H})
}

// caption is the line under a figure that is saved.
func (p *painter) caption() string {
	t := p.done
	return p.t.Question.Of(p.plan.x.ID) + "  " + p.S.TaskText(p.plan.task.ID).Title + " · " + p.settings() + " · " + p.t.Head + " (" + strconv.Itoa(p.plan.of.Seeds) + ") · " +
		i18n.Fill(p.t.Runs, "done", strconv.Itoa(t.done), "all", strconv.Itoa(t.all))
}

// bar is the controls of the crew and of the grid on a wide page.
func (p *painter) bar(r scene.Rect) {
	p.Line(r.X, r.Bottom(), r.Right(), r.Bottom(), 1, p.T.Edge)
	x := r.X + 20
	if !p.Gone(orderStart) {
		p.startButton(scene.Rect{X: x, Y: r.CY() - 24, W: 48, H: 48})
		x += 62
	}
	w := min(max(p.W*0.17, 150), 260)
	p.progress(scene.Rect{X: x, Y: r.Y + 8, W: w, H: r.H - 16})
	x += w + 24
	task := min(max(p.W*0.15, 150), 215)
	if !p.Gone(id.StudyTask) {
		p.Page.Caption(p.S.Task, x, r.Y+20)
		p.Dropdown(scene.Rect{X: x, Y: r.Y + 26, W: task, H: 28}, id.StudyTask, p.S.Task, p.S.TaskText(p.plan.task.ID).Title)
		x += task + 14
	}
	x = p.seeds(scene.Rect{X: x, Y: r.Y + 26, W: 102, H: 28}, true) + 14
	x = p.workers(scene.Rect{X: x, Y: r.Y + 26, W: 94, H: 28}) + 16
	tabs := scene.Rect{X: x, Y: r.Y + 26, W: min(r.Right()-16-x, 460), H: 28}
	if tabs.W < 260 {
		tabs.X, tabs.W = x, r.Right()-12-x
	}
	p.Page.Caption(p.t.Experiment, tabs.X, r.Y+20)
	p.experiments(tabs)
}

func (p *painter) experiments(r scene.Rect) {
	var names []string
	for _, x := range study.IDs() {
		names = append(names, p.S.Choice(id.Study, x))
	}
	p.Tabs(r, id.Study, p.plan.x.ID, study.IDs(), names)
}

func (p *painter) seeds(r scene.Rect, caption bool) float32 {
	if p.Gone(id.StudySeeds) {
		return r.X
	}
	if caption {
		p.Page.Caption(p.t.Seeds, r.X, r.Y-6)
	}
	a := len(p.Bytes)
	n := p.plan.of.Seeds
	text := "1"
	if n > 1 {
		text = i18n.Fill(p.t.SeedsTo, "n", strconv.Itoa(n))
	}
	p.Bytes = append(p.Bytes, text...)
	p.Stepper(r, id.StudySeeds, p.t.Seeds, a, p.Body(13), float32(n), 1, state.MaxSeeds)
	return r.Right()
}

func (p *painter) workers(r scene.Rect) float32 {
	if p.Gone(orderWorkers) {
		return r.X
	}
	p.Page.Caption(p.t.Workers, r.X, r.Y-6)
	a := len(p.Bytes)
	n := p.r.crew.workers()
	p.Bytes = strconv.AppendInt(p.Bytes, int64(n), 10)
	p.Stepper(r, orderWorkers, p.t.Workers, a, p.Body(13), float32(n), 1, mostWorkers)
	return r.Right()
}

// startButton trains, pauses and goes on.
func (p *painter) startButton(r scene.Rect) {
	hover, pressed := p.Looks(scene.Key{ID: orderStart})
	t, c := p.done, &p.r.crew
	fill, ink := p.T.Strong, p.T.OnStrong
	done := t.all > 0 && t.done == t.all && c.pool == nil && !c.asked
	switch {
	case done:
		fill, ink = p.T.Raised, p.T.Soft
	case pressed:
		fill = fill.Mix(p.T.Card, 0.3)
	case hover:
		fill = fill.Mix(p.T.Card, 0.14)
	}
	p.Fill(r, r.W/2, fill)
	label, icon := p.t.Start, kit.Icon(kit.PlaySign)
	switch {
	case done:
		label, icon = p.t.Done, kit.Tick
	case c.pool != nil && c.rest:
		label = p.t.GoOn
	case c.pool != nil || c.asked:
		label, icon = p.t.Pause, kit.PauseSign
	}
	icon(p.Page, r.CX(), r.CY(), ink)
	p.Target(scene.Control{ID: orderStart, Kind: scene.Button, Rect: r, Label: label, Off: done, Chosen: c.pool != nil && !c.rest})
}

// progress is how much of the grid is done, and how long the rest takes.
func (p *painter) progress(r scene.Rect) {
	t, c := p.done, &p.r.crew
	left, share := "", float64(t.done)/float64(max(t.all, 1))
	if c.pool != nil {
		switch now := c.pool.Progress(); {
		case c.behind:
			left = p.t.Waits
		case now.Left > 0:
			left = i18n.Fill(p.t.TimeLeft, "time", p.words().duration(now.Left.Seconds()))
		}
	}
	used := p.Fit(i18n.Fill(p.t.Runs, "done", strconv.Itoa(t.done), "all", strconv.Itoa(t.all)), r.X, r.Y+13, r.W, p.Soft(12.5), scene.Left)
	if room := r.W - used - 10; room > 40 {
		p.Fit(left, r.Right(), r.Y+13, room, p.Body(12.5), scene.Right)
	}
	track := scene.Rect{X: r.X, Y: r.Y + 25, W: r.W, H: 7}
	p.Fill(track, 3.5, p.T.Track)
	if share > 0 {
		track.W *= float32(share)
		p.Fill(track, 3.5, p.T.Text)
	}
}

// smallBar has the same controls in two rows, and returns its height.
func (p *painter) smallBar(top float32) float32 {
	r := scene.Rect{X: 8, Y: top + 4, W: p.W - 16, H: 52}
	x := r.X
	if !p.Gone(orderStart) {
		p.startButton(scene.Rect{X: x, Y: r.Y + 2, W: 48, H: 48})
		x += 58
	}
	seeds := min(float32(128), p.W*0.33)
	p.progress(scene.Rect{X: x, Y: r.Y + 6, W: r.Right() - x - seeds - 10, H: 40})
	p.seeds(scene.Rect{X: r.Right() - seeds, Y: r.Y + 5, W: seeds, H: 42}, false)
	y := r.Bottom() + 2
	task := r.W * 0.6
	p.Dropdown(scene.Rect{X: r.X, Y: y, W: task - 8, H: 42}, id.StudyTask, p.S.Task, p.S.TaskText(p.plan.task.ID).Title)
	p.Dropdown(scene.Rect{X: r.X + task, Y: y, W: r.W - task, H: 42}, id.Study, p.t.Experiment, p.S.Choice(id.Study, p.plan.x.ID))
	return y + 42 + 6 - top
}
