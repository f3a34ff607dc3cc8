package scale

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"math"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"promptscope/internal/catalog"
	"promptscope/internal/content/scale"
	"promptscope/internal/pool"
	"promptscope/internal/runlog"
	"promptscope/internal/study"
	"promptscope/sim/backbone/pretrained"
	"promptscope/sim/host"
	"promptscope/sim/run"
	"promptscope/viz/doc"
	"promptscope/viz/panel"
	"promptscope/viz/place"
	"promptscope/viz/scene"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

// desk is a person at the place, with a clock that stands still.
type desk struct {
	t     *testing.T
	room  *Room
	state state.State
	view  ui.View
	c     state.Catalog
	now   time.Time
	hand  bool // a person is at work
	w, h  float32
	scene scene.Scene
	last  ui.Effect
	said  []string
}

func content(t *testing.T) []byte {
	t.Helper()
	p, err := scale.Open()
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(p)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func sit(t *testing.T, link string) *desk {
	t.Helper()
	d := &desk{t: t, c: catalog.New(), now: time.Date(2026, 5, 1, 9, 0, 0, 0, time.UTC), w: 1440, h: 900}
	d.c.Places = []string{"lab", ID}
	d.room = New(func() time.Time { return d.now })
	var notices []state.Notice
	if d.state, notices = state.Parse("place=scale&run=0&"+link, d.c); len(notices) > 0 {
		t.Fatalf("%s: %+v", link, notices)
	}
	d.view = ui.View{Lang: "en", Dark: true, Apart: true, Copy: true, Pick: true}
	if d.room.Feed() != "scale.json" || d.room.Feed() != "" {
		t.Fatal("it does not ask for its content once")
	}
	d.room.Take(content(t), nil)
	d.look()
	return d
}

func (d *desk) in() *panel.Input {
	in := &panel.Input{State: d.state, View: &d.view, Catalog: &d.c, W: d.w, H: d.h}
	in.Doc = d.room.Document(in)
	return in
}

// look makes the picture anew.
func (d *desk) look() *doc.Doc {
	in := d.in()
	d.room.Layout(&d.scene, in)
	return in.Doc
}

func (d *desk) turn() ui.Turn { return ui.Turn{State: &d.state, View: &d.view, Catalog: &d.c} }

func (d *desk) took(e ui.Effect) {
	d.last = e
	if e.Deed == ui.Say {
		d.said = append(d.said, e.What)
	}
	d.look()
}

func (d *desk) do(id, arg string) {
	d.t.Helper()
	for _, o := range d.room.Orders() {
		if o.ID == id {
			d.took(o.Do(d.turn(), arg, -1))
			return
		}
	}
	d.t.Fatalf("no order %q", id)
}

func (d *desk) press(keys ...ui.KeyPress) (taken bool) {
	for _, key := range keys {
		var e ui.Effect
		e, taken = d.room.Press(d.turn(), key)
		d.took(e)
	}
	return taken
}

// set changes the state as a control does.
func (d *desk) set(key, value string) {
	d.t.Helper()
	if err := state.Set(&d.state, key, value, d.c); err != nil {
		d.t.Fatal(err)
	}
	d.look()
}

// crew lets the place work with trainers of this process until enough holds; each turn is a moment later.
type staff []*host.Inline

func (s *staff) open() run.Client {
	l := host.NewInline(pretrained.Open)
	*s = append(*s, l)
	return l
}

func (d *desk) work(s *staff, cores int, lanes ...*run.Snapshot) {
	for _, l := range *s {
		l.Pump(2 * time.Millisecond)
	}
	d.now = d.now.Add(20 * time.Millisecond)
	e, _ := d.room.Work(d.turn(), place.Workshop{Now: d.now, Hand: d.hand, Lanes: lanes, Open: s.open, Cores: cores})
	if e.Deed != ui.Nothing {
		d.took(e)
	}
}

func (d *desk) until(s *staff, what string, enough func() bool) {
	d.t.Helper()
	for start := time.Now(); !enough(); d.work(s, 2) {
		if time.Since(start) > 2*time.Minute {
			d.t.Fatalf("gave up waiting until %s: %+v", what, d.tally())
		}
	}
	d.look()
}

func (d *desk) tally() tally { return d.room.book.tally(&d.room.plan) }

// words are what the verdict says.
func (d *desk) words() string { return strings.Join(d.look().Words(), "\n") }

// small is the cheapest grid: two methods on the two smallest backbones, two seeds, 300 steps.
const small = "study-task=ner&study-points=2x16,2x32&study-methods=full,p-tuning-v2&study-seeds=2"

// tiny is half of it.
const tiny = "study-task=ner&study-points=2x16&study-methods=full,p-tuning-v2&study-seeds=2"

// Every experiment can be painted in every shape of window, in both languages, with and without its content.
func TestPictures(t *testing.T) {
	for _, link := range []string{"", "study=length", "study=depth", "study=labels&study-task=rel", "study=steps&study-task=fact", "study-show=behind", "study-show=above&study-task=fact", "study-seeds=20", "study-points=2x16", "embed=1", "study-task=srl%2Bner"} {
		d := sit(t, link)
		for _, size := range [][2]float32{{1440, 900}, {1280, 720}, {1024, 768}, {768, 1024}, {390, 844}, {360, 640}, {844, 390}, {300, 200}, {1, 1}} {
			d.w, d.h = size[0], size[1]
			d.view.Lang, d.view.Dark = map[bool]string{true: "zh", false: "en"}[size[0] > 800], size[1] > 800
			for _, face := range faces {
				d.do(orderFace, face)
				d.do(orderPick, "p-tuning-v2:"+d.room.plan.points[0].id)
				if table := d.room.Table(d.turn()); len(table.Rows) == 0 || len(table.Rows[0]) != len(table.Head) {
					t.Errorf("%s: table %+v", link, table)
				}
				if len(d.scene.Marks) == 0 && size[0] > 1 {
					t.Errorf("%s at %v: nothing is painted", link, size)
				}
			}
		}
	}
}

// A grid is trained cheapest first by a crew of two, survives a cancel and a reload in the middle, and comes to the bits of the committed
// runs; what is done is not trained again.
func TestGridIsTrained(t *testing.T) {
	d := sit(t, small)
	var crew staff
	if c := d.tally(); c.all != 8 || c.done != 0 {
		t.Fatalf("%+v", c)
	}
	if w := d.words(); !strings.Contains(w, "No verdict yet") || !strings.Contains(w, "Stored runs alone") {
		t.Errorf("before the first run it says %s", w)
	}
	d.do(orderStart, "")
	d.until(&crew, "three runs are done", func() bool { return d.tally().done >= 3 })
	now, waiting := d.room.crew.running()
	if len(now) == 0 || len(now) > 2 || len(crew) != 2 {
		t.Errorf("%d run on %d workers", len(now), len(crew))
	}
	for _, s := range waiting {
		for _, p := range now {
			if d.c.Cost(s) < d.c.Cost(p.spec) {
				t.Errorf("%s %s waits while the dearer %s %s runs", s.Method, s.Backbone, p.spec.Method, p.spec.Backbone)
			}
		}
	}
	d.do(orderCancel, "")
	kept := d.room.Changed()
	if kept == nil {
		kept, _ = d.room.Merge(nil, record{Runs: values(d.room.book.trained)}.encode())
	}
	done := d.tally().done

	again := sit(t, small) // a reload
	if err := again.room.Restore(kept); err != nil {
		t.Fatal(err)
	}
	if again.tally().done != done {
		t.Fatalf("%d of %d runs survive the reload", again.tally().done, done)
	}
	var more staff
	again.do(orderStart, "")
	again.until(&more, "the grid is done", func() bool { return again.room.crew.pool == nil && again.tally().done == 8 })
	c := again.tally()
	if c.compared != 8 || c.same != 8 || len(c.different) > 0 {
		t.Errorf("%+v: want all eight to equal the stored runs", c)
	}
	if len(again.said) == 0 || !strings.Contains(again.said[len(again.said)-1], fmt.Sprint(8-done)) {
		t.Errorf("at the end it says %q, want the %d runs of this crew", again.said, 8-done)
	}
	if w := again.words(); !strings.Contains(w, "8 of 8 equal the stored runs") || !strings.Contains(w, "The lecture's figure") {
		t.Errorf("at the end the verdict is %s", w)
	}
	before := len(more)
	again.do(orderStart, "")
	again.until(&more, "nothing is left", func() bool { return again.room.crew.pool == nil && !again.room.crew.asked })
	if len(more) != before {
		t.Error("what is done was trained again")
	}
}

func values(m map[run.Spec]kept) (out []kept) {
	for _, k := range m {
		out = append(out, k)
	}
	return out
}

// The crew waits while a lane trains and says so; a person can pause it; lanes that train when it starts are stopped.
func TestCrewWaits(t *testing.T) {
	d := sit(t, small)
	var crew staff
	d.state.Running = true
	d.do(orderStart, "")
	if d.state.Running || d.last.Deed != ui.Say {
		t.Error("the lanes train on, or nobody is told that they do not")
	}
	d.work(&crew, 2)
	d.state.Running = true
	lane := &run.Snapshot{Status: run.Running}
	d.work(&crew, 2, lane)
	before := d.room.crew.pool.Progress().Share
	for range 20 {
		d.work(&crew, 2, lane)
	}
	if !d.room.crew.behind {
		t.Error("it does not wait for the lane")
	}
	after := d.room.crew.pool.Progress().Share
	for range 20 {
		d.work(&crew, 2, lane)
	}
	if still := d.room.crew.pool.Progress().Share; still > after+0.01 && after > before {
		t.Errorf("it trains on: %g, then %g", after, still)
	}
	d.look()
	if !shows(d, "waits while a lane trains") {
		t.Error("nothing says that it waits")
	}
	lane.Status = run.Done
	d.work(&crew, 2, lane)
	if d.room.crew.behind {
		t.Error("it waits for a lane that is done")
	}
	share := func(turns int) float64 {
		for range turns {
			d.work(&crew, 2)
		}
		return d.room.crew.pool.Progress().Share
	}
	d.hand = true // a person is at work: the crew makes room, and says nothing
	held := share(10)
	if again := share(20); again > held {
		t.Errorf("it trains on under a moving hand: %g, then %g", held, again)
	}
	if d.look(); shows(d, "waits while a lane trains") {
		t.Error("it says that it waits for a lane")
	}
	if d.hand = false; share(40) <= held {
		t.Error("it does not go on when the hand rests")
	}
	d.press(ui.Space)
	if !d.room.crew.rest {
		t.Error("Space does not pause it")
	}
	d.press(ui.Space)
	d.do(orderCancel, "")
	if d.room.crew.pool != nil {
		t.Error("there is a crew after it was cancelled")
	}
}

// shows tells whether a text is in the picture.
func shows(d *desk, text string) bool {
	for i := range d.scene.Marks {
		if m := &d.scene.Marks[i]; m.Kind == scene.Text && strings.Contains(d.scene.String(m), strings.TrimSuffix(text, "..")) {
			return true
		}
	}
	return false
}

// A run whose worker is lost is tried once more; one that fails for good is named, and the others go on.
func TestLostWorker(t *testing.T) {
	d := sit(t, tiny)
	var crew staff
	lost := 0
	open := func() run.Client {
		if lost < 1 {
			lost++
			return &gone{}
		}
		return crew.open()
	}
	d.do(orderStart, "")
	for start := time.Now(); d.room.crew.pool != nil || d.room.crew.asked; {
		for _, l := range crew {
			l.Pump(2 * time.Millisecond)
		}
		d.now = d.now.Add(20 * time.Millisecond)
		e, _ := d.room.Work(d.turn(), place.Workshop{Now: d.now, Open: open, Cores: 2})
		d.took(e)
		if time.Since(start) > 2*time.Minute {
			t.Fatal("the grid does not end")
		}
	}
	if c := d.tally(); c.done != 4 || c.same != 4 {
		t.Errorf("%+v", c)
	}
}

// gone is a worker that dies with its first run.
type gone struct{ s run.Snapshot }

func (g *gone) Send(c run.Command) {
	if c.Kind == run.Reset {
		g.s = run.Snapshot{Run: c.Run, Spec: c.Spec, Status: run.Failed, Message: "the worker has ended"}
	}
}
func (g *gone) Latest() *run.Snapshot { return &g.s }
func (g *gone) Close() error          { return nil }

// made puts a run into the book that never was.
func (d *desk) made(row, col, seed int, value float64) {
	c := &d.room.plan.cells[row][col]
	l := runlog.Line{Spec: c.specs[seed], Accuracy: value / 100, Digest: "0123456789abcdef", Measure: "span F1", Total: 100}
	d.room.book.trained[c.specs[seed]] = kept{d.now.UnixMilli(), l}
}

// fill makes runs for whole rows: the mean of each point, two seeds a point apart.
func (d *desk) fill(rows map[string][]float64) {
	for i := range d.room.plan.rows {
		for j, v := range rows[d.room.plan.rows[i].ID] {
			d.made(i, j, 0, v-0.5)
			d.made(i, j, 1, v+0.5)
		}
	}
	d.look()
}

// Planted results give each kind of verdict in words, in both languages.
func TestVerdictsInWords(t *testing.T) {
	full := []float64{99.5, 99.5, 99.5, 99.5, 99.5, 99.5}
	for name, c := range map[string]struct {
		input, deep []float64
		en, zh      string
	}{
		"holds":         {[]float64{60, 70, 80, 90, 95, 97}, full, "The lecture's figure holds here.", "课上的那张图在这里成立。"},
		"in part":       {[]float64{60, 70, 80, 90, 95, 97}, []float64{70, 99, 99, 99, 99, 99}, "The lecture's figure holds in part.", "课上的那张图部分成立。"},
		"does not hold": {[]float64{96, 96, 96, 96, 96, 96}, []float64{90, 90, 90, 90, 90, 90}, "The lecture's figure does not hold here.", "课上的那张图在这里不成立。"},
		"too few":       {nil, nil, "No verdict yet", "尚无结论"},
		"not monotone":  {[]float64{60, 70, 90, 83, 96, 97}, full, "Not monotone: 16.5 points behind at 4×64, 9.5 at 2×64.", "并非单调：在 2×64 落后 9.5 个百分点，在 4×64 反而落后 16.5 个。"},
	} {
		d := sit(t, "study-methods=full,p-tuning-v2,prompt-tuning&study-seeds=2")
		rows := map[string][]float64{"full": full, "prompt-tuning": c.input, "p-tuning-v2": c.deep}
		if c.input == nil {
			rows = map[string][]float64{"full": full[:1]}
		}
		d.fill(rows)
		if w := d.words(); !strings.Contains(w, c.en) {
			t.Errorf("%s: %s", name, w)
		}
		d.view.Lang = "zh"
		if w := d.words(); !strings.Contains(w, c.zh) {
			t.Errorf("%s: %s", name, w)
		}
	}
}

// One seed gives numbers and no verdict; nothing is called significant below five seeds, and from five on the test is named.
func TestSeedsAndTests(t *testing.T) {
	d := sit(t, "study-methods=full,p-tuning-v2,prompt-tuning&study-seeds=6&study-points=2x16,2x32")
	rows := func(seeds int) string {
		for i, v := range []float64{99, 95, 60} {
			for j := range 2 {
				for seed := range seeds {
					d.made(i, j, seed, v+float64((seed*7+i*3)%5)/3)
				}
			}
		}
		return d.words()
	}
	if w := rows(1); !strings.Contains(w, "No verdict yet") || strings.Contains(w, "hardly chance") {
		t.Errorf("of one seed: %s", w)
	}
	if w := rows(4); !strings.Contains(w, "(n = 4)") || !strings.Contains(w, "fewer than five seeds: not tested") || strings.Contains(w, "t-test") {
		t.Errorf("of four seeds: %s", w)
	}
	if w := rows(5); !strings.Contains(w, "(n = 5)") || !strings.Contains(w, "paired t-test, p = ") {
		t.Errorf("of five seeds: %s", w)
	}
}

// A run that diverged is said to have, counts as done, and is in no mean.
func TestDiverged(t *testing.T) {
	d := sit(t, "study-seeds=2&study-points=2x16&study-methods=full,probe&study-task=srl")
	for seed := range 2 {
		c := &d.room.plan.cells[0][0]
		d.room.book.trained[c.specs[seed]] = kept{1, runlog.Line{Spec: c.specs[seed], Diverged: "at step 7", Digest: "x"}}
	}
	d.look()
	if !shows(d, "diverged") || d.tally().done != 2 {
		t.Errorf("%+v", d.tally())
	}
	if v, _ := d.room.book.values(&d.room.plan.cells[0][0], true); len(numbers(v)) != 0 {
		t.Errorf("its numbers are %v", v)
	}
}

// The line under the grid names what all its runs share, and not what the experiment varies.
func TestSettingsOfTheGrid(t *testing.T) {
	for link, want := range map[string]string{"": "1600 labels · 1000 steps · recommended rates", "study=labels": "% · 1000 steps · recommended rates", "study=steps": "% · 1600 labels · recommended rates"} {
		if d := sit(t, link); !shows(d, want) {
			t.Errorf("%q does not show %q", link, want)
		}
	}
}

// A run that differs from the stored one is named, never hidden.
func TestMismatchIsNamed(t *testing.T) {
	d := sit(t, "study-seeds=1&study-points=2x16&study-methods=full,probe")
	d.made(0, 0, 0, 99)
	if w := d.words(); !strings.Contains(w, "1 of 1 differ from the stored runs: full 2x16 #1") {
		t.Errorf("it says %s", w)
	}
}

// Means, spreads and the metrics are what study computes of the runs, in the cells, the table and the CSV alike.
func TestNumbersOnTheScreen(t *testing.T) {
	d := sit(t, "study-methods=full,p-tuning-v2,probe&study-seeds=3")
	for seed, v := range []float64{90, 92, 97} {
		d.made(1, 2, seed, v)
	}
	want := study.Summarize([]float64{90, 92, 97})
	d.look()
	if text := fmt.Sprintf("%.1f ± %.1f", want.Mean, want.SD); !shows(d, text) {
		t.Errorf("no cell has %s", text)
	}
	lines, err := csv.NewReader(strings.NewReader(d.room.csv())).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	found := false
	for _, l := range lines {
		if l[2] == "2x64" && l[4] == "p-tuning-v2" {
			found = l[5] == "here" && l[6] == "3" && l[7] == fmt.Sprintf("%.4f", want.Mean) && l[8] == fmt.Sprintf("%.4f", want.SD) && l[9] == fmt.Sprintf("%.4f", want.Lo) && l[10] == fmt.Sprintf("%.4f", want.Hi)
		}
	}
	if !found || len(lines) != 1+3*6 {
		t.Errorf("CSV of %d lines: %v", len(lines), lines)
	}
	d.set("study-show", "behind")
	_, col := d.room.plan.find("", "2x64")
	full := d.room.book.stored["size/srl/2x64/full"].Measure
	v, _ := d.room.book.metric(&d.room.plan, 1, col)
	for i, x := range []float64{90, 92, 97} {
		if math.Abs(v[i]-(full[i]-x)) > 1e-9 {
			t.Errorf("seed %d is %g behind, want %g", i+1, v[i], full[i]-x)
		}
	}
	table := d.room.Table(d.turn())
	if cell := table.Rows[1][1+col]; !strings.HasPrefix(cell, one(study.Summarize(v).Mean)) {
		t.Errorf("the table has %q, want %s", cell, one(study.Summarize(v).Mean))
	}
}

// Where there is no reference the metric is off, with the reason.
func TestMetricsAreOffWithAReason(t *testing.T) {
	d := sit(t, "study-task=fact&study-methods=p-tuning-v2")
	for arg, why := range map[string]string{"behind": "full fine-tuning is not ticked", "above": "this task has none"} {
		c := d.scene.Find(scene.Key{ID: "study-show", Arg: arg})
		if c == nil || !c.Off || !strings.Contains(c.Label, why) {
			t.Errorf("%s: %+v", arg, c)
		}
	}
}

// What is written as JSON lines opens again, and a file that is none changes nothing.
func TestFiles(t *testing.T) {
	d := sit(t, tiny)
	var crew staff
	d.do(orderStart, "")
	d.until(&crew, "the grid is done", func() bool { return d.room.crew.pool == nil && d.tally().done == 4 })
	d.do(orderSave, "jsonl")
	file := d.last.File
	if d.last.Deed != ui.Deliver || file.Name != "promptscope-size-ner.jsonl" {
		t.Fatalf("%+v", d.last)
	}
	other := sit(t, tiny)
	other.took(other.room.Picked(other.turn(), []byte(strings.TrimSuffix(file.Data, "\n"))))
	if c := other.tally(); c.done != 4 || c.file != 4 || c.same != 4 {
		t.Errorf("opened again: %+v, %q", c, other.said)
	}
	if w := other.words(); !strings.Contains(w, "4 of them from a file") {
		t.Errorf("it says %s", w)
	}
	for name, data := range map[string]string{"empty": "", "a picture": "\x89PNG", "another version": "{\"promptscope_sweep\":1}\n", "no runs": "{\"promptscope_sweep\":2}\n", "JSON": "{\"a\":1}\n", "half": file.Data[:60]} {
		before := other.tally()
		other.took(other.room.Picked(other.turn(), []byte(data)))
		if other.last.Deed != ui.Say || !strings.Contains(other.last.What, "Nothing was changed") || !same(before, other.tally()) {
			t.Errorf("%s: %+v", name, other.last)
		}
	}
	cut := file.Data[:len(file.Data)-40]
	third := sit(t, tiny)
	third.took(third.room.Picked(third.turn(), []byte(cut)))
	if third.tally().done != 3 || !strings.Contains(third.last.What, "1 line left out") {
		t.Errorf("a cut file: %+v, %q", third.tally(), third.said)
	}
}

func same(a, b tally) bool { return a.done == b.done && a.file == b.file && a.all == b.all }

// Ticks choose the grid; the last one stays; the link carries them.
func TestTicks(t *testing.T) {
	d := sit(t, "")
	if d.tally().all != 90 {
		t.Errorf("the default grid has %d runs, want 90", d.tally().all)
	}
	d.do(orderPoint, "4x192")
	d.do(orderMethod, "probe")
	d.do(orderMethod, "lora")
	if got := state.Query(d.state); !strings.Contains(got, "study-methods=full,p-tuning-v2,prompt-tuning,p-tuning,lora") || !strings.Contains(got, "study-points=2x16,2x32,2x64,4x64,4x128") || d.tally().all != 75 {
		t.Errorf("%s, %d runs", got, d.tally().all)
	}
	for _, p := range []string{"2x16", "2x32", "2x64", "4x64", "4x128"} {
		d.do(orderPoint, p)
	}
	if d.state.Study.Points != "4x128" {
		t.Errorf("the last point does not stay: %q", d.state.Study.Points)
	}
	d.do(orderPoint, "nonsense")
	d.do(orderMethod, "hand")
	if d.state.Study.Points != "4x128" {
		t.Errorf("points %q", d.state.Study.Points)
	}
	b := sit(t, "study-points=9x9,2x64&study-methods=magic")
	if c := b.tally(); c.all != 11*3 {
		t.Errorf("of an unknown method and point: %d runs, want those of all methods on 2x64", c.all)
	}
}

// A run that is no longer ticked is not begun; one that is ticked meanwhile is trained too.
func TestGridChangesUnderWay(t *testing.T) {
	d := sit(t, small)
	var crew staff
	d.do(orderStart, "")
	d.work(&crew, 1)
	d.do(orderPoint, "2x32")
	d.work(&crew, 1)
	_, waiting := d.room.crew.running()
	for _, s := range waiting {
		if s.Backbone != "2x16" {
			t.Errorf("%s %s waits and is not ticked", s.Method, s.Backbone)
		}
	}
	d.do(orderMethod, "probe")
	d.work(&crew, 1)
	_, waiting = d.room.crew.running()
	if !slices.ContainsFunc(waiting, func(s run.Spec) bool { return s.Method == "probe" }) {
		t.Errorf("the probe is ticked and does not wait: %v", waiting)
	}
	d.do(orderCancel, "")
}

// Keys: arrows go through the grid up to its heads, X and Enter tick there, Enter opens a run in the Lab, Escape lets go.
func TestKeys(t *testing.T) {
	d := sit(t, "seed=7&lang=zh&theme=light")
	d.press(ui.Right, ui.Down, ui.Right)
	if p := d.room.pick; !p.cell() || p.row != 1 || p.col != 1 {
		t.Fatalf("%+v", p)
	}
	if !strings.Contains(d.words(), "P-Tuning v2") {
		t.Error("the verdict does not tell of the cell")
	}
	d.press(ui.Up, ui.Up, ui.KeyX)
	if strings.Contains(d.state.Study.Points, "2x32") || d.state.Study.Points == "" {
		t.Errorf("points %q: the head of 2x32 was to lose its tick", d.state.Study.Points)
	}
	d.press(ui.Enter)
	if d.state.Study.Points != "" {
		t.Errorf("points %q: Enter was to put it back", d.state.Study.Points)
	}
	d.press(ui.Down, ui.Left, ui.Left, ui.KeyX)
	if !strings.HasPrefix(d.state.Study.Methods, "p-tuning-v2") {
		t.Errorf("methods %q: full fine-tuning was to lose its tick", d.state.Study.Methods)
	}
	d.press(ui.Right, ui.Down, ui.Enter)
	if s := d.state; s.Place != state.Lab || s.Backbone != "2x16" || s.Lanes[0].Method != "p-tuning-v2" || s.Seed != 1 || s.Count() != 1 || s.Lang != "zh" || s.Theme != "light" {
		t.Errorf("Enter opens %s", state.Query(s))
	}
	want, _ := d.c.Resolve(state.Specs(d.state, d.c)[0])
	if got := d.room.plan.cells[1][0].specs[0]; got != want {
		t.Errorf("the Lab trains %+v, the grid %+v", want, got)
	}
	d.state.Place = ID
	d.do(orderMine, "")
	if d.state.Seed != 7 || d.state.Running {
		t.Errorf("the Lab's own settings do not come back: %s", state.Query(d.state))
	}
	d.press(ui.Escape)
	if d.room.pick.on || d.press(ui.Escape) {
		t.Error("Escape does not let the cell go, or takes what is not its")
	}
}

// Every cell of every experiment opens in the Lab as the run that the grid trains.
func TestLinksOpenTheSameRuns(t *testing.T) {
	for _, link := range []string{"study=size", "study=length", "study=depth", "study=labels", "study=steps", "study=size&study-task=fact", "study-task=srl%2Bner"} {
		d := sit(t, link)
		for i := range d.room.plan.rows {
			for j := range d.room.plan.points {
				if len(d.room.plan.cells[i][j].specs) == 0 {
					continue
				}
				d.room.pick = pick{true, i, j}
				before := d.state
				d.do(orderOpen, "2")
				got, err := d.c.Resolve(state.Specs(d.state, d.c)[0])
				if want := d.room.plan.cells[i][j].specs[1]; err != nil || got != want {
					t.Errorf("%s: the Lab trains %+v, the grid %+v (%v)", link, got, want, err)
				}
				d.state = before
			}
		}
	}
}

// A teacher's link takes the grid's orders away, or holds them.
func TestHeld(t *testing.T) {
	d := sit(t, "lock=study")
	d.press(ui.Space)
	ui.Do(&d.state, &d.view, orderPoint, "2x16", &d.c)
	if d.room.crew.asked || d.state.Study.Points != "" {
		t.Error("a locked grid is trained or changed")
	}
	d = sit(t, "hide=study")
	for _, c := range d.scene.Controls {
		if strings.HasPrefix(c.ID, "study") {
			t.Errorf("%s is on the screen", c.ID)
		}
	}
}

// What was trained in two windows comes together; what was forgotten stays so.
func TestMerge(t *testing.T) {
	d := sit(t, "study-seeds=2")
	d.made(0, 0, 0, 99)
	d.made(1, 1, 0, 98)
	a := record{Runs: values(d.room.book.trained)}.encode()
	d.room.book.forget(d.now.UnixMilli())
	forgot := d.room.Changed()
	d.now = d.now.Add(time.Second)
	d.made(2, 2, 1, 97)
	b := record{Runs: values(d.room.book.trained)}.encode()
	both, err := d.room.Merge(a, b)
	if err != nil {
		t.Fatal(err)
	}
	again, _ := d.room.Merge(b, a)
	if rec, _ := decode(both); len(rec.Runs) != 3 || !bytes.Equal(both, again) {
		t.Errorf("merged: %s, the other way round %s", both, again)
	}
	both, _ = d.room.Merge(both, forgot)
	if rec, _ := decode(both); len(rec.Runs) != 1 || rec.Runs[0].Line.Accuracy != 0.97 {
		t.Errorf("after it was forgotten: %s", both)
	}
	for _, bad := range []string{"{", `{"version":9}`, `[]`} {
		if _, err := d.room.Merge([]byte(bad), a); err == nil {
			t.Errorf("%s is merged", bad)
		}
		if err := d.room.Restore([]byte(bad)); err == nil {
			t.Errorf("%s is restored", bad)
		}
	}
	if r := (record{}); string(r.encode()) != `{"version":1,"runs":[]}` {
		t.Errorf("%s", r.encode())
	}
}

// Without its content the place trains and judges all the same, and says what is missing.
func TestWithoutContent(t *testing.T) {
	d := sit(t, small)
	d.room = New(func() time.Time { return d.now })
	d.room.Feed()
	d.room.Take(nil, fmt.Errorf("404"))
	if w := d.words(); !strings.Contains(w, "The stored runs did not come: 404") {
		t.Errorf("it says %s", w)
	}
	d.do(orderRetry, "")
	if d.room.Feed() != "scale.json" {
		t.Error("it does not ask again")
	}
}

// The time that is left is right within 30 % after the first fifth, by times that were measured.
func TestTimeLeft(t *testing.T) {
	d := sit(t, "")
	seconds := measuredSeconds(t, d.room.plan.wanted())
	for _, workers := range []int{1, 2, 4} {
		now := time.Unix(0, 0)
		p := pool.New(workers, func() run.Client { return &timed{now: &now, seconds: seconds} })
		for _, s := range d.room.plan.wanted() {
			s.Steps = 100
			if seconds[s] == 0 {
				t.Fatalf("no time of %+v", s)
			}
			p.Add(s, d.c.Cost(s))
		}
		type guess struct{ at, left time.Duration }
		var guesses []guess
		for step := time.Second / 10; !p.Idle() || now.Unix() == 0; now = now.Add(step) {
			p.Turn(now)
			if left := p.Progress(); left.Left > 0 && left.Share > 0.2 && left.Share < 0.98 {
				guesses = append(guesses, guess{now.Sub(time.Unix(0, 0)), left.Left})
			}
		}
		all, worst := now.Sub(time.Unix(0, 0)), 0.0
		for _, g := range guesses {
			if rest := (all - g.at).Seconds(); rest > 20 {
				worst = max(worst, math.Abs(g.left.Seconds()/rest-1))
			}
		}
		t.Logf("%d workers: %v, worst guess %.0f %% off", workers, all, 100*worst)
		if len(guesses) < 20 || worst > 0.3 {
			t.Errorf("%d workers: of %d guesses the worst is %.0f %% off, want 30 %% or less", workers, len(guesses), 100*worst)
		}
	}
}

// timed is a client that takes as long as was measured.
type timed struct {
	now     *time.Time
	seconds map[run.Spec]float64
	s       run.Snapshot
	since   time.Time
}

func (c *timed) Send(o run.Command) {
	if o.Kind == run.Reset {
		c.s, c.since = run.Snapshot{Run: o.Run, Spec: o.Spec, Status: run.Running}, *c.now
	}
}

func (c *timed) Latest() *run.Snapshot {
	share := c.now.Sub(c.since).Seconds() / c.seconds[c.s.Spec]
	if c.s.Step = int32(min(share, 1) * float64(c.s.Spec.Steps)); share >= 1 {
		c.s.Status = run.Done
	}
	return &c.s
}
func (c *timed) Close() error { return nil }

// measuredSeconds is how long runs of 100 steps took, for all seeds the same.
func measuredSeconds(t *testing.T, wanted []run.Spec) (out map[run.Spec]float64) {
	t.Helper()
	text, err := os.ReadFile("testdata/seconds.txt")
	if err != nil {
		t.Fatal(err)
	}
	at := map[[2]string]float64{}
	for line := range strings.Lines(string(text)) {
		var backbone, method string
		var seconds float64
		if n, _ := fmt.Sscan(line, &backbone, &method, &seconds); n == 3 {
			at[[2]string{backbone, method}] = seconds
		}
	}
	out = map[run.Spec]float64{}
	for _, s := range wanted {
		s.Steps = 100
		out[s] = at[[2]string{s.Backbone, s.Method}]
	}
	return out
}

// A phone begins with the three cheapest sizes, a wide window with all; a link, a run that is kept and a second visit decide otherwise.
func TestAPhoneBeginsWithThreeSizes(t *testing.T) {
	for _, tt := range []struct {
		what, link string
		w          float32
		kept       bool
		want       string
	}{
		{"a phone", "", 390, false, "2x16,2x32,2x64"}, {"a wide window", "", 1440, false, ""}, {"a tablet", "", 768, false, ""},
		{"a link that says which", "study-points=4x64", 390, false, "4x64"}, {"a link with another task", "study-task=fact", 390, false, ""}, {"runs from before", "", 390, true, ""},
	} {
		d := sit(t, tt.link)
		d.w = tt.w
		d.look()
		if tt.kept {
			d.room.book.trained[run.Spec{Task: "srl"}] = kept{}
		}
		d.room.Follow(d.turn(), nil)
		if got := d.state.Study.Points; got != tt.want {
			t.Errorf("%s: %q, want %q", tt.what, got, tt.want)
		}
		d.set("study-points", "")
		if d.room.Follow(d.turn(), nil); d.state.Study.Points != "" {
			t.Errorf("%s: it decides again", tt.what)
		}
	}
}
