package scale

import (
	"slices"
	"strconv"
	"strings"

	"promptscope/internal/study"
	"promptscope/sim/run"
	"promptscope/viz/place/scale/figure"
	"promptscope/viz/state"
)

// plan is the grid that a state asks for.
type plan struct {
	of     state.Study
	x      study.Experiment
	task   study.Task
	tagged bool // the measure is span F1
	points []point
	rows   []method
	cells  [][]cell // by row and point
}

// point is a column of the grid.
type point struct {
	id     string
	at     float64 // on the axis
	ticked bool
}

// method is a row of the grid.
type method struct {
	run.Method
	group  study.Group
	ticked bool
}

// cell is the runs of a method at a point.
type cell struct {
	specs []run.Spec // by seed; none if this cannot be trained
	key   string     // of the stored runs
}

func newPlan(s state.Study, c *state.Catalog) plan {
	p := plan{of: s, x: study.Find(s.By)}
	ch := c.Task(s.Task)
	p.task, p.tagged = study.Task{ID: s.Task, Labels: ch.Labels, Steps: ch.Steps}, !ch.Gap
	p.choosePoints(c)
	p.chooseRows(c)
	for i := range p.rows {
		var line []cell
		for j := range p.points {
			line = append(line, p.cell(c, &p.rows[i], p.points[j].id))
		}
		p.cells = append(p.cells, line)
	}
	return p
}

func (p *plan) choosePoints(c *state.Catalog) {
	ids := p.x.Points(p.task)
	wanted := known(p.of.Points, ids)
	for _, id := range ids {
		at, _ := strconv.ParseFloat(id, 64)
		if p.x.ID == study.Size {
			at = float64(c.Backbone(id).Params)
		}
		p.points = append(p.points, point{id, at, slices.Contains(wanted, id)})
	}
}

// chooseRows puts the methods that the experiment begins with first, in its order; those that only some have use for come behind.
func (p *plan) chooseRows(c *state.Catalog) {
	backbone := p.x.Backbone
	if backbone == "" {
		backbone = p.points[0].id
	}
	var ids []string
	for _, m := range c.Methods {
		if c.Fit(m.ID, p.task.ID, backbone) == state.Fits && !m.Where.Has(run.RealWords) {
			ids = append(ids, m.ID)
		}
	}
	own := known(strings.Join(p.x.Methods, ","), ids)
	wanted := known(p.of.Methods, ids)
	if p.of.Methods == "" {
		wanted = own
	}
	for _, id := range append(slices.Clone(p.x.Methods), ids...) {
		if !slices.Contains(ids, id) || slices.ContainsFunc(p.rows, func(r method) bool { return r.ID == id }) {
			continue
		}
		m := c.Method(id)
		p.rows = append(p.rows, method{m, groupOf(m.Where), slices.Contains(wanted, id)})
	}
}

// known are the IDs of a list that there are; all of them if it names none.
func known(list string, ids []string) (out []string) {
	for _, id := range ids {
		if slices.Contains(strings.Split(list, ","), id) {
			out = append(out, id)
		}
	}
	if out == nil {
		return ids
	}
	return out
}

// groupOf is how the claims see a method.
func groupOf(w run.Where) study.Group {
	switch {
	case w.Has(run.Weights):
		return study.Full
	case w.Has(run.InputRow):
		return study.Input
	case w.Has(run.TaskHead):
		return study.Probe
	}
	return study.Other
}

func (p *plan) cell(c *state.Catalog, r *method, point string) cell {
	out := cell{key: figure.Key(p.x.ID, p.task.ID, point, r.ID)}
	if c.Resolve == nil {
		return out
	}
	s, err := c.Resolve(p.x.Spec(p.task, point, r.ID, 1))
	if err != nil {
		return out
	}
	for seed := range p.of.Seeds {
		s.Seed = uint64(seed + 1)
		out.specs = append(out.specs, s)
	}
	return out
}

// each calls f with every run of the ticked cells, once: a setting that a method does not have makes no other run.
func (p *plan) each(f func(row, col, seed int, s run.Spec)) {
	seen := map[run.Spec]bool{}
	for i := range p.rows {
		for j := range p.points {
			if !p.ticked(i, j) {
				continue
			}
			for k, s := range p.cells[i][j].specs {
				if !seen[s] {
					seen[s] = true
					f(i, j, k, s)
				}
			}
		}
	}
}

func (p *plan) ticked(row, col int) bool { return p.rows[row].ticked && p.points[col].ticked }

// wanted are the runs of the ticked cells.
func (p *plan) wanted() (out []run.Spec) {
	p.each(func(_, _, _ int, s run.Spec) { out = append(out, s) })
	return out
}

// methods are the IDs of the rows, and of those that are ticked.
func (p *plan) methods() (ids, on []string) {
	for i := range p.rows {
		m := &p.rows[i]
		if ids = append(ids, m.ID); m.ticked {
			on = append(on, m.ID)
		}
	}
	return ids, on
}

// columns are the IDs of the points, and of those that are ticked.
func (p *plan) columns() (ids, on []string) {
	for _, q := range p.points {
		if ids = append(ids, q.id); q.ticked {
			on = append(on, q.id)
		}
	}
	return ids, on
}

// where is the first cell that a run belongs to.
func (p *plan) where(s run.Spec) (row, col int, ok bool) {
	for i := range p.rows {
		for j := range p.points {
			if slices.Contains(p.cells[i][j].specs, s) {
				return i, j, true
			}
		}
	}
	return 0, 0, false
}

// find is the row of a method and the column of a point; −1 for what there is not.
func (p *plan) find(name, at string) (row, col int) {
	row = slices.IndexFunc(p.rows, func(r method) bool { return r.ID == name })
	col = slices.IndexFunc(p.points, func(q point) bool { return q.id == at })
	return row, col
}

// rowOf is the first ticked row of a group; −1 if there is none.
func (p *plan) rowOf(g study.Group) int {
	return slices.IndexFunc(p.rows, func(r method) bool { return r.group == g && r.ticked })
}
