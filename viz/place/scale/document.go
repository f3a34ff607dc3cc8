package scale

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"promptscope/internal/study"
	"promptscope/sim/run"
	"promptscope/viz/doc"
	"promptscope/viz/i18n"
	"promptscope/viz/panel/kit"
)

// writer writes the verdict.
type writer struct {
	*Room
	kit.Words
	done tally
}

func (w writer) words() words { return words{&w.plan, w.S} }

// key is all that the document depends on; it is asked for at every picture.
func (w writer) key() string {
	now, waiting := w.crew.running()
	parts := []string{w.S.Lang, fmt.Sprint(w.plan.of, w.pick, w.mine != "", w.feed.failed, w.feed.pack != nil, w.crew.pool != nil, w.crew.behind, len(waiting), len(w.book.opened), len(w.book.failed),
		w.In.View.Copy, w.In.View.Pick, w.In.State.Embed), fmt.Sprint(w.done)}
	for _, p := range now {
		parts = append(parts, w.job(p).Name)
	}
	return strings.Join(parts, "|")
}

func text(kind doc.Kind, t string) doc.Block { return doc.Block{Kind: kind, Spans: doc.T(t)} }

func strong(t string) doc.Block {
	return doc.Block{Kind: doc.Text, Spans: []doc.Span{{Text: t, Strong: true}}}
}

func (w writer) document() *doc.Doc {
	t := &w.S.Scale
	d := &doc.Doc{ID: ID, Lang: w.S.Lang, Title: t.Question.Of(w.plan.x.ID), Keys: true, Live: true}
	add := func(b ...doc.Block) { d.Blocks = append(d.Blocks, b...) }
	add(w.verdict()...)
	if !w.In.State.Embed {
		add(w.now()...)
	}
	add(w.cell()...)
	add(w.pairs()...)
	add(w.equality()...)
	if w.In.State.Embed {
		return d
	}
	add(w.files()...)
	add(w.theirs()...)
	return d
}

// verdict is what the runs come to, in sentences that rules decide.
func (w writer) verdict() (out []doc.Block) {
	t, tally := &w.S.Scale, w.done
	list := study.Judge(w.book.grid(&w.plan, true))
	verdict := study.Overall(list)
	out = append(out, text(doc.Quiet, w.based(tally)+w.S.Comma+i18n.Fill(t.Covers.Of(w.plan.x.ID), "n", strconv.Itoa(w.covered()), "all", strconv.Itoa(len(w.plan.points)))))
	said := strong(t.Verdicts[verdict].Of(w.plan.x.ID))
	said.ID = "verdict"
	out = append(out, said)
	if verdict == study.TooFew {
		list = study.Judge(w.book.grid(&w.plan, false))
		if study.Overall(list) == study.TooFew {
			return out
		}
		out = append(out, text(doc.Text, t.FromStored+w.S.Gap+t.Verdicts[study.Overall(list)].Of(w.plan.x.ID)))
	}
	return append(append(out, w.statements(list)...), text(doc.Quiet, t.Caveat))
}

// covered counts the points at which every ticked method has runs enough for a verdict.
func (w writer) covered() (n int) {
	g := w.book.grid(&w.plan, true)
	for p := range g.Points {
		if g.Complete(p) {
			n++
		}
	}
	return n
}

func (w writer) based(c tally) string {
	if c.file > 0 {
		return i18n.Fill(w.S.Scale.WithFile, "n", strconv.Itoa(c.done), "all", strconv.Itoa(c.all), "file", strconv.Itoa(c.file))
	}
	return i18n.Fill(w.S.Scale.Based, "n", strconv.Itoa(c.done), "all", strconv.Itoa(c.all))
}

// statements are the numbers of each method, and where one falls back.
func (w writer) statements(list []study.Statement) (out []doc.Block) {
	t := &w.S.Scale
	for _, s := range list {
		if s.Verdict == study.TooFew {
			continue
		}
		row, _ := w.plan.find(s.Method, "")
		name := w.words().methodName(row)
		end := len(s.Points) - 1
		first, last, start, finish := one(s.Numbers[0]), one(s.Numbers[end]), w.name(s.Points[0]), w.name(s.Points[end])
		line := i18n.Fill(t.At, "method", name, "first", first, "start", start, "last", last, "end", finish)
		if s.Comparisons {
			line = i18n.Fill(t.BehindAt, "method", name, "first", first, "start", start, "last", last, "end", finish)
		}
		if i := s.Back; i > 0 {
			worse, better, at, before := one(s.Numbers[i]), one(s.Numbers[i-1]), w.name(s.Points[i]), w.name(s.Points[i-1])
			if s.Comparisons {
				line += w.S.Gap + i18n.Fill(t.NotMonotone, "worse", worse, "point", at, "better", better, "before", before)
			} else {
				line += w.S.Gap + i18n.Fill(t.Falls, "worse", worse, "point", at, "better", better, "before", before)
			}
		}
		out = append(out, text(doc.Item, line))
	}
	return append(out, w.probe()...)
}

// name is the name of a point.
func (w writer) name(id string) string {
	_, col := w.plan.find("", id)
	return w.words().pointName(col)
}

// probe says how much of a climb the backbone has itself.
func (w writer) probe() []doc.Block {
	row := w.plan.rowOf(study.Probe)
	if row < 0 || w.plan.x.ID != study.Size {
		return nil
	}
	first, last := math.NaN(), math.NaN()
	for j := range w.plan.points {
		v, _ := w.book.values(&w.plan.cells[row][j], false)
		if s := study.Summarize(numbers(v)); s.N > 0 && w.plan.points[j].ticked {
			if first != first {
				first = s.Mean
			}
			last = s.Mean
		}
	}
	if !(last-first > 5) {
		return nil
	}
	return []doc.Block{text(doc.Item, i18n.Fill(w.S.Scale.ProbeToo, "first", one(first), "last", one(last)))}
}

// now is what is trained at the moment.
func (w writer) now() (out []doc.Block) {
	t := &w.S.Scale
	if w.crew.pool == nil {
		return []doc.Block{text(doc.Quiet, t.Cheapest+w.S.Gap+t.Kept)}
	}
	now, waiting := w.crew.running()
	out = append(out, text(doc.Heading, t.Now))
	for _, p := range now {
		out = append(out, w.job(p))
	}
	if len(waiting) > 0 {
		cheapest := slices.MinFunc(waiting, func(a, b run.Spec) int { return cmp.Compare(w.In.Catalog.Cost(a), w.In.Catalog.Cost(b)) })
		out = append(out, text(doc.Quiet, i18n.Fill(t.NextRuns, "what", w.words().run(cheapest), "n", strconv.Itoa(len(waiting)-1))))
	}
	out = append(out, doc.Block{Kind: doc.Buttons, Inline: true, Buttons: []doc.Option{{Order: orderCancel, Label: t.Cancel}}})
	for _, s := range w.plan.wanted() {
		if why := w.book.failed[s]; why != "" {
			out = append(out, text(doc.Quiet, "! "+w.words().run(s)+w.S.Colon+why))
		}
	}
	return append(out, text(doc.Quiet, t.Kept))
}

// job is a run under way, in twentieths: more would have the page made anew all the time.
func (w writer) job(p progress) doc.Block {
	const parts = 20
	done := parts * p.step / max(p.spec.Steps, 1)
	return doc.Block{Kind: doc.Steps, Count: done, Of: parts,
		Name: i18n.Fill(w.S.Scale.Job, "what", w.words().run(p.spec), "seed", strconv.FormatUint(p.spec.Seed, 10)) + w.S.Colon + strconv.Itoa(100/parts*done) + " %"}
}

// cell is what is known of the picked one.
func (w writer) cell() (out []doc.Block) {
	if !w.pick.cell() {
		return nil
	}
	row, col, t := w.pick.row, w.pick.col, &w.S.Scale
	out = append(out, text(doc.Heading, w.words().methodName(row)+w.S.Comma+w.words().pointName(col)))
	for _, line := range w.cellText(w.words(), row, col) {
		if line != "" {
			out = append(out, text(doc.Text, line))
		}
	}
	list := doc.Block{Kind: doc.Buttons, ID: "seeds"}
	for i := range w.plan.cells[row][col].specs {
		seed, r := strconv.Itoa(i+1), w.book.read(&w.plan.cells[row][col], i)
		o := doc.Option{Order: orderOpen, Arg: seed, Label: i18n.Fill(t.OpenSeed, "n", seed)}
		switch {
		case r.diverged:
			o.Note = t.Diverged
		case r.from == stored:
			o.Note = one(r.value) + w.S.Comma + t.Stored
		case r.from > stored:
			o.Note = one(r.value) + " · " + r.digest
		}
		list.Buttons = append(list.Buttons, o)
	}
	return append(out, list)
}

// pairs compares the methods at the picked point, or at the first that has runs, with the best of their tests.
func (w writer) pairs() (out []doc.Block) {
	col := w.compared()
	if col < 0 {
		return nil
	}
	t := &w.S.Scale
	base := w.pick.row
	if !w.pick.cell() || !w.plan.rows[base].ticked {
		base = w.deepest()
	}
	if base < 0 {
		return nil
	}
	v, _ := w.book.values(&w.plan.cells[base][col], true)
	for i := range w.plan.rows {
		if i == base || !w.plan.rows[i].ticked {
			continue
		}
		o, _ := w.book.values(&w.plan.cells[i][col], true)
		d := study.Pair(v, o)
		if d.N == 0 {
			continue
		}
		line := i18n.Fill(t.Pair, "a", w.words().methodName(base), "b", w.words().methodName(i), "mean", one(d.Mean), "n", strconv.Itoa(d.N))
		out = append(out, text(doc.Item, line+w.S.Semicolon+w.test(d)))
	}
	if out != nil {
		out = append([]doc.Block{text(doc.Heading, i18n.Fill(t.Pairs, "point", w.words().pointName(col)))}, out...)
	}
	return out
}

// test says in words what the test of a difference came to.
func (w writer) test(d study.Paired) string {
	switch {
	case d.P != d.P:
		return w.S.Scale.Untested
	case d.Certain:
		return i18n.Fill(w.S.Scale.Certain, "p", pValue(d.P))
	}
	return i18n.Fill(w.S.Scale.Uncertain, "p", pValue(d.P))
}

func pValue(p float64) string {
	if p < 0.001 {
		return strconv.FormatFloat(p, 'e', 0, 64)
	}
	return strconv.FormatFloat(p, 'f', 3, 64)
}

// compared is the picked column, or the first with runs of two methods; −1 if there is none.
func (w writer) compared() int {
	if w.pick.cell() {
		return w.pick.col
	}
	for j := range w.plan.points {
		rows := 0
		for i := range w.plan.rows {
			if v, _ := w.book.values(&w.plan.cells[i][j], true); w.plan.rows[i].ticked && len(numbers(v)) > 0 {
				rows++
			}
		}
		if w.plan.points[j].ticked && rows > 1 {
			return j
		}
	}
	return -1
}

// deepest is the row that differences are taken from: the first ticked one that is no reference.
func (w writer) deepest() int {
	return slices.IndexFunc(w.plan.rows, func(r method) bool { return r.ticked && r.group == study.Other })
}

// equality says whether this machine has repeated the stored runs.
func (w writer) equality() (out []doc.Block) {
	t, c := &w.S.Scale, w.done
	switch {
	case w.feed.failed != "":
		return []doc.Block{text(doc.Quiet, i18n.Fill(t.Failed, "why", w.feed.failed)), {Kind: doc.Buttons, Buttons: []doc.Option{{Order: orderRetry, Label: t.Retry}}}}
	case c.done == 0:
		return nil
	case c.compared == 0:
		return []doc.Block{text(doc.Quiet, t.Compared)}
	}
	if c.same > 0 {
		b := strong("✓ " + i18n.Fill(t.Equal, "same", strconv.Itoa(c.same), "all", strconv.Itoa(c.compared)))
		b.ID = "equal"
		out = append(out, b)
	}
	if n := len(c.different); n > 0 {
		const most = 6
		which := strings.Join(c.different[:min(n, most)], w.S.Comma)
		if n > most {
			which += " …"
		}
		b := strong("! " + i18n.Fill(t.Differ, "n", strconv.Itoa(n), "all", strconv.Itoa(c.compared), "which", which))
		b.ID = "differ"
		out = append(out, b)
	}
	return out
}

// files is what can be taken along, and what can be brought.
func (w writer) files() []doc.Block {
	t := &w.S.Scale
	some := w.done.done > 0
	row := []doc.Option{{Order: orderSave, Arg: "csv", Label: "CSV"}, {Order: orderSave, Arg: "jsonl", Label: t.JSONL, Off: !some}, {Order: "save", Arg: "svg:chart", Label: "SVG"}, {Order: "save", Arg: "png:chart", Label: "PNG"}}
	more := []doc.Option{{Order: "share", Label: w.S.ShareOut}}
	if w.In.View.Copy {
		more = append(more, doc.Option{Order: orderCommand, Label: t.Command})
	}
	if w.In.View.Pick {
		more = append(more, doc.Option{Order: orderRead, Label: t.OpenFile})
	}
	if len(w.book.trained)+len(w.book.opened) > 0 {
		more = append(more, doc.Option{Order: orderForget, Label: t.Forget})
	}
	if w.mine != "" {
		more = append(more, doc.Option{Order: orderMine, Label: t.Mine})
	}
	return []doc.Block{text(doc.Heading, t.Take), {Kind: doc.Buttons, Inline: true, Buttons: row}, {Kind: doc.Buttons, Buttons: more},
		{Kind: doc.Quiet, ID: "link", Spans: doc.T(w.command())}, text(doc.Quiet, t.ByKeys)}
}

// theirs is what others have published.
func (w writer) theirs() []doc.Block {
	if w.feed.pack == nil || w.plan.x.ID != study.Size {
		return nil
	}
	t, scale, costs := &w.S.Scale, &w.feed.pack.Published.Scale, &w.feed.pack.Published.Costs
	models := doc.Block{Kind: doc.Table, Name: t.Published, Head: []string{w.S.Method}}
	for _, m := range scale.Models {
		models.Head = append(models.Head, m.Name+" "+m.Size)
	}
	for _, r := range scale.Rows {
		line := doc.Row{doc.T(w.MethodName(r.Method))}
		for _, v := range r.Values {
			line = append(line, doc.T(strconv.FormatFloat(v, 'f', 2, 64)))
		}
		models.Rows = append(models.Rows, line)
	}
	table := doc.Block{Kind: doc.Table, Name: costs.Model + " · " + costs.Source.Table, Head: t.CostHead[:]}
	for _, r := range costs.Rows {
		table.Rows = append(table.Rows, doc.Row{doc.T(r.Method), doc.T(r.Trained), doc.T(one(r.Accuracy)), doc.T(one(r.Memory)), doc.T(strconv.FormatFloat(r.Seconds, 'f', 0, 64)), doc.T(r.File)})
	}
	return []doc.Block{text(doc.Heading, t.Models), models, {Kind: doc.Quiet, Spans: []doc.Span{{Text: scale.Source.Work + ". " + scale.Source.Table, Link: scale.Source.Address}, {Text: ". " + t.Shape}}},
		text(doc.Heading, t.Costs), table, {Kind: doc.Quiet, Spans: []doc.Span{{Text: costs.Source.Work, Link: costs.Source.Address}, {Text: ". " + t.CostsNote}}}}
}
