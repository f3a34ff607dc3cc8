package scale

import (
	"bytes"
	"encoding/csv"
	"math"
	"strconv"

	"promptscope/internal/runlog"
	"promptscope/internal/study"
	"promptscope/viz/i18n"
	"promptscope/viz/ui"
)

// save gives the grid as a file: csv, a line a cell with its statistics; or jsonl, the runs as promptscope sweep writes them.
func (r *Room) save(t *ui.Turn, kind string) ui.Effect {
	name := "promptscope-" + r.plan.x.ID + "-" + r.plan.task.ID + "." + kind
	switch kind {
	case "csv":
		return ui.Effect{Deed: ui.Deliver, File: ui.File{Name: name, Mime: "text/csv;charset=utf-8", Data: r.csv()}}
	case "jsonl":
		data, err := runlog.Encode(r.lines())
		if err != nil {
			return say(i18n.Fill(i18n.For(t.View.Lang).SaveFailed, "why", err.Error()))
		}
		return ui.Effect{Deed: ui.Deliver, File: ui.File{Name: name, Mime: "application/jsonl", Data: string(data)}}
	}
	return ui.Effect{}
}

var sourceNames = [...]string{"", "stored", "file", "here"}

// csv is a line for each ticked cell: its numbers are those that the picture shows as the measure.
func (r *Room) csv() string {
	var b bytes.Buffer
	w := csv.NewWriter(&b)
	p := &r.plan
	head := []string{"experiment", "task", "point", "at", "method", "source", "n", "mean", "sd", "ci95_low", "ci95_high"}
	for seed := range p.of.Seeds {
		n := strconv.Itoa(seed + 1)
		head = append(head, "seed_"+n, "digest_"+n)
	}
	_ = w.Write(head) // to memory
	for i := range p.rows {
		for j, q := range p.points {
			if !p.ticked(i, j) {
				continue
			}
			c := &p.cells[i][j]
			v, from := r.book.values(c, false)
			s := study.Summarize(numbers(v))
			line := []string{p.x.ID, p.task.ID, q.id, strconv.FormatFloat(q.at, 'f', -1, 64), p.rows[i].ID, sourceNames[from], strconv.Itoa(s.N), exact(s.Mean), exact(s.SD), exact(s.Lo), exact(s.Hi)}
			for k := range v {
				digest := ""
				if v[k] == v[k] {
					digest = r.book.read(c, k).digest
				}
				line = append(line, exact(v[k]), digest)
			}
			_ = w.Write(line)
		}
	}
	w.Flush()
	return b.String()
}

// exact is a number as it is, "" for none.
func exact(v float64) string {
	if math.IsNaN(v) {
		return ""
	}
	return strconv.FormatFloat(v, 'f', 4, 64)
}

// lines are the runs of the ticked grid that were trained here or opened.
func (r *Room) lines() (out []runlog.Line) {
	for _, s := range r.plan.wanted() {
		if k, ok := r.book.trained[s]; ok {
			out = append(out, k.Line)
		} else if l, ok := r.book.opened[s]; ok {
			out = append(out, l)
		}
	}
	return out
}

// Picked is of place.Picking: a result file of promptscope sweep.
func (r *Room) Picked(t ui.Turn, data []byte) ui.Effect {
	s := &i18n.For(t.View.Lang).Scale
	if len(data) > 0 && data[len(data)-1] != '\n' { // some editors take the last line's end away
		data = append(data, '\n')
	}
	lines, damaged, err := runlog.Decode(data, t.Catalog.Resolve)
	if err == nil && len(lines) == 0 {
		err = errEmpty
		if len(damaged) > 0 {
			err = failure(damaged[0])
		}
	}
	if err != nil {
		return say(i18n.Fill(s.Unreadable, "why", err.Error()))
	}
	shown := 0
	for _, l := range lines {
		r.book.opened[l.Spec] = l
		if row, col, ok := r.plan.where(l.Spec); ok && r.plan.ticked(row, col) {
			shown++
		}
	}
	text := i18n.Fill(s.Opened, "n", strconv.Itoa(len(lines)), "shown", strconv.Itoa(shown))
	if len(damaged) > 0 {
		text += " " + i18n.Fill(s.Damaged, "n", strconv.Itoa(len(damaged)), "what", damaged[0])
	}
	return say(text)
}

// failure is why a file has nothing.
type failure string

func (f failure) Error() string { return string(f) }

const errEmpty failure = "no runs in it"
