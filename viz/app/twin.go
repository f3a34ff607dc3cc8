package app

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strconv"
	"strings"

	"promptscope/sim/run"
	"promptscope/viz/export"
	"promptscope/viz/i18n"
	"promptscope/viz/id"
	"promptscope/viz/panel"
	"promptscope/viz/place"
	"promptscope/viz/scene"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

// Twin is the picture as elements for assistive technology and for keys: every control with role, name and value in the
// language of the picture, what the lanes do in a sentence each, and the chart as a table.
type Twin struct {
	Lang    string     `json:"lang"`
	Name    string     `json:"name"`
	Dark    bool       `json:"dark"`
	High    bool       `json:"high"`
	Panel   string     `json:"panel"` // what is open: "", settings, help, share
	Covered bool       `json:"covered"`
	Focus   string     `json:"focus"` // key of the control the picture's focus is on
	Items   []TwinItem `json:"items"`
	Lanes   []string   `json:"lanes"`
	Table   TwinTable  `json:"table"`
	Marks   TwinMarks  `json:"marks"`
}

// TwinMarks says what the marks of the picture are, which a pointer is told one by one.
type TwinMarks struct {
	Name  string   `json:"name"`
	Lines []string `json:"lines"`
}

// TwinItem is one control. Lengths are CSS pixels of the page.
type TwinItem struct {
	Key     string       `json:"key"` // unique; the first of equal ones is "id:arg"
	ID      string       `json:"id"`
	Arg     string       `json:"arg"`
	Kind    string       `json:"kind"`
	Name    string       `json:"name"`
	Group   string       `json:"group,omitempty"` // name of the row of tabs
	Tip     string       `json:"tip,omitempty"`
	Text    string       `json:"text"`  // the value as shown
	Value   string       `json:"value"` // the value as typed
	Min     float32      `json:"min"`
	Max     float32      `json:"max"`
	Step    float32      `json:"step"` // 0: any
	Options []TwinOption `json:"options,omitempty"`
	X       float32      `json:"x"`
	Y       float32      `json:"y"`
	W       float32      `json:"w"`
	H       float32      `json:"h"`
	Enabled bool         `json:"enabled"`
	Chosen  bool         `json:"chosen"`
}

// TwinOption is one line of a list.
type TwinOption struct {
	Value string `json:"value"`
	Name  string `json:"name"`
	Off   bool   `json:"off,omitempty"` // cannot be chosen; the name says why
}

// TwinTable is the chart in numbers.
type TwinTable struct {
	Caption string     `json:"caption"`
	Head    []string   `json:"head"`
	Rows    [][]string `json:"rows"`
}

// tableRows is how many evaluations the table shows.
const tableRows = 10

// TwinStale tells whether there was a new picture since the last Twin, and whether that picture shows the present state:
// until it does, Twin would take back what has just been entered.
func (a *App) TwinStale() (stale, settled bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	return a.twinStale, !a.dirty && len(a.queue) == 0
}

// teller describes the picture in words.
type teller struct{ *desk }

// Twin describes the present picture. Any goroutine may call it.
func (a *App) Twin() Twin {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.twinStale = false
	s := i18n.For(a.view.Lang)
	t := Twin{Lang: a.view.Lang, Name: s.Twin, Dark: a.view.Dark, High: a.view.High, Panel: a.state.Panel, Items: []TwinItem{},
		Focus: a.view.Focus.ID + ":" + a.view.Focus.Arg}
	seen, tell := map[string]int{}, teller{&a.desk}
	for i := range a.scene.Controls {
		c := &a.scene.Controls[i]
		covered := a.view.Open == "" && a.scene.Covered(c)
		t.Covered = t.Covered || covered
		if covered || c.Kind == scene.Option || c.Kind == scene.Surface && c.ID != id.Chart {
			continue // a list is in its box; what a sheet covers cannot be reached
		}
		item := tell.twinItem(s, c)
		item.Key = c.ID + ":" + c.Arg
		if n := seen[item.Key]; n > 0 {
			item.Key += "#" + strconv.Itoa(n)
		}
		seen[c.ID+":"+c.Arg]++
		t.Items = append(t.Items, item)
	}
	sortTop(t.Items)
	if a.view.Intro && a.state.Place == state.Lab {
		t.Lanes = append(t.Lanes, s.Intro)
	}
	t.Marks = legend(s)
	for i := range a.state.Count() {
		if a.snaps[i] != nil {
			t.Lanes = append(t.Lanes, tell.laneSentence(s, i))
		}
	}
	if text := tell.inspected(s); text != "" {
		t.Lanes = append(t.Lanes, text)
	}
	t.Table = tell.twinTable(s)
	if refs := panel.References(a.input()); len(refs) > 0 && !tabled(&a.state) {
		t.Table.Caption += s.Semicolon + s.ReferenceLines + s.Colon + strings.Join(refs, s.Semicolon)
	}
	return t
}

// tabled tells whether the place on show has a table of its own.
func tabled(s *state.State) bool {
	_, ok := place.Of(s).(place.Tabled)
	return ok
}

func legend(s *i18n.Strings) TwinMarks {
	out := TwinMarks{Name: s.MarksName}
	for _, p := range i18n.Picture {
		if e, ok := s.Term(p.Entry); ok && !slices.Contains(out.Lines, e.Term+s.Colon+e.Short) {
			out.Lines = append(out.Lines, e.Term+s.Colon+e.Short)
		}
	}
	return out
}

func (t teller) twinItem(s *i18n.Strings, c *scene.Control) TwinItem {
	z := float32(t.zoom())
	item := TwinItem{ID: c.ID, Arg: c.Arg, Kind: c.Kind.String(), Name: t.controlName(s, c), Tip: s.Tip(ui.TipOf(c.ID)), Text: t.scene.Shown(c),
		Min: c.Min, Max: c.Max, Step: c.Step, X: c.Rect.X * z, Y: c.Rect.Y * z, W: c.Rect.W * z, H: c.Rect.H * z, Enabled: !c.Off, Chosen: c.Chosen}
	if ui.Locked(&t.state, c.ID, c.Arg) {
		item.Tip = strings.TrimSpace(item.Tip + " " + s.Locked)
	}
	switch c.Kind {
	case scene.Slider, scene.Switch:
		item.Value = short(c.Value)
	case scene.Field:
		item.Value = t.scene.Shown(c)
	case scene.Stepper:
		item.Value = short(c.Value)
		if o, _ := ui.Find(c.ID); o.FromOne {
			item.Value, item.Min, item.Max = short(c.Value+1), c.Min+1, c.Max+1
		}
	case scene.Choice:
		item.Value = ui.Shown(&t.state, &t.opt.Catalog, c.ID)
		for _, o := range panel.Options(t.input(), c.ID) {
			item.Options = append(item.Options, TwinOption{o.Value, o.Text(s.Colon), o.Off})
			if o.Value == item.Value && o.About != "" {
				item.Tip = strings.TrimSpace(o.About + " " + o.Source)
			}
		}
	case scene.Tab:
		item.Group = map[string]string{id.Metric: s.MetricGroup, id.Scale: s.AxisGroup, id.Axis: s.AxisOf, id.Lane: s.Lane,
			id.Panel: s.PanelGroup, id.Level: s.Inspector, id.InspectLane: s.Lane, id.Fair: s.Fair,
			id.Study: s.Scale.Experiment, id.StudyShow: s.Scale.Shows, id.StudyFace: s.Place(t.state.Place)}[c.ID]
	}
	return item
}

// sortTop puts the controls of the top bar, which is laid out from both ends, in the order of reading.
func sortTop(items []TwinItem) {
	n := 0
	for n < len(items) && items[n].Y+items[n].H <= 60 {
		n++
	}
	slices.SortStableFunc(items[:n], func(a, b TwinItem) int { return cmp.Compare(a.X, b.X) })
}

func short(v float32) string { return strconv.FormatFloat(float64(v), 'g', -1, 32) }

// controlName is a control's name without the picture around it: "less" alone would say nothing.
func (t teller) controlName(s *i18n.Strings, c *scene.Control) string {
	lane := ""
	base, of := state.CutLane(c.ID)
	if len(base) == 1 && base[0] >= 'a' && base[0] < 'a'+state.Lanes { // the list of its methods
		of = int(base[0] - 'a')
	}
	if of >= 0 {
		lane = s.LaneName(of)
	}
	name := c.Label
	if lane != "" && (c.Kind != scene.Button || c.Arg == "") {
		name += s.Comma + lane
	}
	switch {
	case c.ID == id.Token:
		return s.Token + " " + name
	case base == id.Layer && lane != "":
		return s.LayerName + " " + c.Arg + s.Comma + lane
	case base == id.Layer:
		return s.LayerName + " " + c.Arg
	case base == id.Split:
		return name + s.Colon + s.Knob(c.Arg)
	case c.ID == id.Inspect:
		if len(c.Arg) == 0 {
			return name
		}
		return name + s.Comma + s.LaneName(int(c.Arg[0]-'0'))
	case c.ID == id.Save:
		if _, part, ok := strings.Cut(c.Arg, ":"); ok {
			return s.SavePicture + s.Colon + panel.PartName(s, part) + s.Comma + name
		}
		return s.SaveCurves + s.Comma + name
	case c.ID == id.Chart:
		return t.chartName(s, name)
	case c.ID == id.Recommend:
		if of := t.scene.Find(scene.Key{ID: c.Arg}); of != nil {
			return t.controlName(s, of) + s.Colon + name
		}
	case c.Kind == scene.Button && (c.Arg == "+" || c.Arg == "-") && c.ID != id.Example:
		if of := t.scene.Find(scene.Key{ID: c.ID}); of != nil && of.Kind == scene.Stepper {
			return t.controlName(s, of) + s.Colon + name
		}
	}
	return name
}

// chartName says in the chart's name what it shows now.
func (t teller) chartName(s *i18n.Strings, name string) string {
	if t.state.Metric == "accuracy" {
		return name + s.Colon + t.measure(s)
	}
	return name + s.Colon + s.Loss
}

func (d *desk) measure(s *i18n.Strings) string {
	for _, snap := range d.snaps {
		if snap != nil && snap.Measure == "span F1" {
			return s.SpanF1
		}
	}
	return s.Accuracy
}

func (d *desk) methodName(s *i18n.Strings, lane int) string {
	return panel.LaneTitle(d.input(), lane)
}

// laneSentence is what a lane does, for reading at leisure.
func (t teller) laneSentence(s *i18n.Strings, lane int) string {
	snap := t.snaps[lane]
	text := i18n.Fill(s.LaneState, "lane", string(rune('A'+lane)), "method", t.methodName(s, lane), "status", s.Status[word(snap.Status)], "step", fmt.Sprint(snap.Step), "loss", lossOf(snap, 3))
	if t.view.Looking(&t.state) && snap.NoPast != run.Kept {
		text += " " + s.Pastless[snap.NoPast-1]
	}
	if snap.EvalStep >= 0 && len(snap.Evals) > 0 && !t.in.Sealed() {
		text += i18n.Fill(s.LaneStateEval, "measure", t.measure(s), "value", percent(snap.EvalAccuracy), "step", fmt.Sprint(snap.EvalStep))
		for _, part := range snap.Parts {
			text += s.Comma + s.PartName(part.Task) + " " + percent(part.Accuracy)
		}
	}
	return text
}

func (t teller) twinTable(s *i18n.Strings) TwinTable {
	out := TwinTable{Caption: s.TableOf, Head: []string{s.TableStep}, Rows: [][]string{}}
	for i := range t.state.Count() {
		out.Head = append(out.Head, i18n.Fill(s.TableLoss, "method", t.methodName(s, i)), i18n.Fill(s.TableEval, "method", t.methodName(s, i)))
	}
	if p, ok := place.Of(&t.state).(place.Tabled); ok {
		table := p.Table(ui.Turn{State: &t.state, View: &t.view, Catalog: &t.opt.Catalog})
		return TwinTable{Caption: table.Caption, Head: table.Head, Rows: table.Rows}
	}
	if t.in.Sealed() {
		return out
	}
	for _, r := range export.Table(t.snaps[:t.state.Count()], tableRows) {
		row := []string{fmt.Sprint(r.Step)}
		for i := range r.Loss {
			row = append(row, digits(r.Loss[i], 3), percent(r.Measure[i]))
		}
		out.Rows = append(out.Rows, row)
	}
	return out
}

// digits and percent write a number, or a dash for what is none.
func digits(v float32, n int) string {
	if f := float64(v); !math.IsNaN(f) && !math.IsInf(f, 0) {
		return strconv.FormatFloat(f, 'f', n, 64)
	}
	return "–"
}

// lossOf is the loss of the last step, if there was one.
func lossOf(s *run.Snapshot, n int) string {
	if len(s.Losses) == 0 {
		return "–"
	}
	return digits(s.Loss, n)
}

func percent(v float32) string {
	if d := digits(v*100, 1); d != "–" {
		return d + " %"
	}
	return "–"
}

// Focus moves the picture's focus to a control, as when its twin gets the focus; shown draws the ring. An empty control takes
// the ring away. Any goroutine may call it.
func (a *App) Focus(control, arg string, shown bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	if control != "" {
		a.view.Focus = scene.Key{ID: control, Arg: arg}
	}
	a.view.FocusShown, a.dirty = shown && control != "", true
}

// Key does what a key does when nothing has the focus; it tells whether the key means something. Any goroutine may call it.
func (a *App) Key(name string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	key, ok := a.meaning(name)
	if !ok {
		return false
	}
	shown := a.view.FocusShown
	a.view.FocusShown = false
	a.turn(ui.Input{X: a.view.X, Y: a.view.Y, Inside: a.view.Inside, Touch: a.view.Touch, Keys: []ui.KeyPress{key}})
	a.view.FocusShown = shown && a.view.FocusShown
	return true
}

// Enter gives a control the value its twin has: a slider's place, a number, an option. Any goroutine may call it.
func (a *App) Enter(control, arg, value string) error {
	a.mu.Lock()
	c := a.scene.Find(scene.Key{ID: control, Arg: arg})
	if c != nil && c.Kind == scene.Slider {
		defer a.mu.Unlock()
		t, err := strconv.ParseFloat(value, 64)
		if err != nil {
			return err
		}
		next := a.state
		if control == id.At {
			ui.Look(&next, &a.view, int(t))
			a.dirty = true
			a.change(next)
			a.travel.follow()
			return nil
		}
		t = (t - float64(c.Min)) / float64(max(c.Max-c.Min, 1e-6))
		ui.SlideTo(&next, c, min(max(t, 0), 1), &a.opt.Catalog)
		a.dirty = true
		a.change(next)
		return nil
	}
	if c != nil && ui.Types(c) && value != "+" && value != "-" {
		defer a.mu.Unlock()
		a.view.Typing = ui.Typing{}
		return a.give(c, value)
	}
	a.mu.Unlock()
	return a.Do(control, value)
}

// give hands a typed value to a control; the error says what it wants.
func (a *App) give(c *scene.Control, value string) error {
	if ui.Fixed(&a.state, c.ID, c.Arg) {
		return fmt.Errorf("%s is held by the link (hide or lock)", c.ID)
	}
	if o, _ := ui.Find(c.ID); state.IsKey(c.ID) && !o.FromOne {
		next := a.state
		moved, err := state.Change(&next, c.ID, ui.Clean(value, c.Kind == scene.Stepper), a.opt.Catalog)
		if err != nil {
			return err
		}
		a.view.Notices = append(slices.Clone(a.view.Notices), moved...)
		a.change(next)
		return nil
	}
	next, view := a.state, a.view
	effect := ui.Give(&next, &view, c, value, &a.opt.Catalog)
	a.view, a.dirty = view, true
	a.change(next)
	a.act(effect)
	a.travel.follow()
	return nil
}

// Type shows what is being typed into a control's twin; an empty id ends it without a change. Any goroutine may call it.
func (a *App) Type(control, arg, text string) {
	a.mu.Lock()
	defer a.mu.Unlock()
	a.dirty = true
	if control == "" {
		a.view.Typing = ui.Typing{}
		return
	}
	ui.Type(&a.view, scene.Key{ID: control, Arg: arg}, text)
}
