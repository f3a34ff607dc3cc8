package app

import (
	"encoding/json"
	"os"
	"promptscope/viz/ui"
	"strings"
	"testing"

	"promptscope/sim/run"
	"promptscope/viz/internal/fake"
)

// heard is an App whose lanes stand where the test puts them, and what it says.
func heard(t *testing.T, query string) (a *App, lanes [2]*still, said func() string) {
	t.Helper()
	var words []string
	lanes = [2]*still{{}, {}}
	c := fake.Catalog()
	a = New(Options{Clients: []run.Client{lanes[0], lanes[1]}, Catalog: c, Query: query, Base: "https://example.org/p/",
		Say: func(text string) { words = append(words, text) }})
	for i := range lanes {
		lanes[i].snap = *fake.Snapshot(c, run.Spec{Task: "srl", Backbone: "2x64", Method: a.state.Lanes[i].Method, Settings: run.Settings{N: 8}, Steps: 1000}, 0)
		lanes[i].snap.Status = run.Paused
	}
	said = func() string {
		out := strings.Join(words, " | ")
		words = nil
		return out
	}
	return a, lanes, said
}

// pass lets the lanes stand at a step for a turn at that second.
func pass(a *App, lanes [2]*still, step int, status run.Status, second float64) {
	for _, l := range lanes {
		spec := l.snap.Spec
		run := l.snap.Run
		l.snap = *fake.Snapshot(a.opt.Catalog, spec, step)
		l.snap.Run, l.snap.Status = run, status
	}
	turns(a, 1)
	a.speaker.speak(second)
}

func TestTheLiveRegionIsSparing(t *testing.T) {
	a, lanes, said := heard(t, "run=0&lang=en")
	pass(a, lanes, 0, run.Paused, 1)
	if got := said(); got != "" {
		t.Errorf("at first: %q", got)
	}
	if err := a.Do("play", ""); err != nil {
		t.Fatal(err)
	}
	pass(a, lanes, 1, run.Running, 2)
	if got := said(); got != "Training" {
		t.Errorf("after play: %q", got)
	}
	n := 0
	for step := 2; step < 40; step++ { // 30 turns a second for a second
		pass(a, lanes, step, run.Running, 2+float64(step)/30)
		if said() != "" {
			n++
		}
	}
	if n > 0 {
		t.Errorf("%d messages within a second and a half", n)
	}
	pass(a, lanes, 48, run.Running, 15)
	if got := said(); !strings.HasPrefix(got, "Step 48. P-Tuning Loss") {
		t.Errorf("landmark: %q", got)
	}
	pass(a, lanes, 120, run.Running, 40)
	if got := said(); !strings.HasPrefix(got, "Held-out at step 100: P-Tuning ") {
		t.Errorf("evaluation: %q", got)
	}
	lanes[1].snap.Status = run.Diverged
	turns(a, 1)
	a.speaker.speak(41)
	if got := said(); got != "Lane B diverged at step 120" {
		t.Errorf("diverged: %q", got)
	}
	lanes[0].snap.Status = run.Done
	turns(a, 1)
	a.speaker.speak(42)
	if got := said(); !strings.HasPrefix(got, "Training is done at step 120. P-Tuning") {
		t.Errorf("done: %q", got)
	}
}

func TestTheTwinNamesEveryControlInTheLanguage(t *testing.T) {
	for _, lang := range []string{"en", "zh"} {
		a, lanes, _ := heard(t, "run=0&lang="+lang+"&n=5&lrb=0.02")
		pass(a, lanes, 120, run.Paused, 1)
		twin := a.Twin()
		if stale, settled := a.TwinStale(); stale || !settled {
			t.Error("stale right after")
		}
		if err := a.Enter("n", "", "6"); err != nil {
			t.Fatal(err)
		}
		if _, settled := a.TwinStale(); settled {
			t.Error("settled before the new state was laid out")
		}
		names, keys := map[string]string{}, map[string]bool{}
		for _, item := range twin.Items {
			if item.Name == "" || keys[item.Key] {
				t.Errorf("%s: %q has the name %q, or its key twice", lang, item.Key, item.Name)
			}
			keys[item.Key] = true
			if item.ID != "token" {
				if of := names[item.Name]; of != "" && item.ID != "example" {
					t.Errorf("%s: %s and %s are both called %q", lang, of, item.Key, item.Name)
				}
				names[item.Name] = item.Key
			}
			if item.Kind == "combobox" && (len(item.Options) < 2 || item.Value == "") {
				t.Errorf("%s: %+v", lang, item)
			}
			switch item.Key {
			case "n:":
				if item.Value != "5" || item.Min != 1 || item.Max != 32 {
					t.Errorf("n: %+v", item)
				}
			case "lrb:":
				if item.Value != "0.02" {
					t.Errorf("lrb: %+v", item)
				}
			case "example:":
				if item.Value != "1" {
					t.Errorf("example: %+v", item)
				}
			}
		}
		if len(twin.Items) < 50 || len(twin.Lanes) != 2 || len(twin.Table.Rows) != 2 || len(twin.Table.Head) != 5 {
			t.Errorf("%d items, %q, %+v", len(twin.Items), twin.Lanes, twin.Table)
		}
		if text, err := json.Marshal(twin); err != nil || strings.Contains(string(text), "NaN") {
			t.Error(err)
		}
	}
}

func TestEnterIsTheSamePathAsTheControl(t *testing.T) {
	a, lanes, _ := heard(t, "run=0")
	pass(a, lanes, 0, run.Paused, 1)
	for _, c := range [][3]string{{"n", "", "12"}, {"n", "", "+"}, {"task", "", "fact"}, {"speed", "", "0.5"}, {"example", "", "3"}, {"clock", "", "0"}, {"metric", "accuracy", "accuracy"}} {
		if err := a.Enter(c[0], c[1], c[2]); err != nil {
			t.Errorf("%v: %v", c, err)
		}
	}
	if s := a.state; s.Lanes[0].N != 13 || s.Task != "fact" || s.Speed < 5 || s.Speed > 100 || s.Example != 2 || s.OneClock || s.Metric != "accuracy" {
		t.Errorf("%+v", s)
	}
	if a.Enter("n", "", "77") == nil || a.Enter("speed", "", "fast") == nil {
		t.Error("bad values were taken")
	}
}

func TestKeysFromThePage(t *testing.T) {
	a, lanes, _ := heard(t, "run=0&lang=en")
	pass(a, lanes, 0, run.Paused, 1)
	for _, name := range []string{" ", "L", "t", "?"} {
		if !a.Key(name) {
			t.Errorf("%q means nothing", name)
		}
	}
	if s := a.state; !s.Running || s.Lang != "zh" || s.Theme != "light" || s.Panel != "help" {
		t.Errorf("%+v", s)
	}
	if a.Key("q") || a.Key("F5") {
		t.Error("keys without a meaning were taken")
	}
	a.Key("Escape")
	if a.state.Panel != "" {
		t.Error("Escape left the help open")
	}
}

func TestLockedControlsCannotBeOperatedAtAll(t *testing.T) {
	a, lanes, _ := heard(t, "run=0&lock=n,play,seed&hide=task")
	pass(a, lanes, 0, run.Paused, 1)
	was := a.state
	for _, c := range [][2]string{{"n", "4"}, {"n", "+"}, {"play", ""}, {"die", ""}, {"seed", "9"}, {"task", "fact"}, {"recommend", "n"}} {
		if a.Do(c[0], c[1]) == nil {
			t.Errorf("%v was taken", c)
		}
	}
	a.Key(" ")
	if a.state != was {
		t.Errorf("%+v became %+v", was, a.state)
	}
	if err := a.Do("b", "full"); err != nil || a.state.Lanes[1].Method != "full" {
		t.Errorf("a free control: %v", err)
	}
}

func TestTheLinkLeavesTheSheetOut(t *testing.T) {
	a, lanes, _ := heard(t, "run=0&n=5&panel=share")
	pass(a, lanes, 0, run.Paused, 1)
	a.encodeLink()
	if a.view.Link != "https://example.org/p/#v=2&n=5&run=0" || a.view.Code.Size == 0 {
		t.Errorf("%q, code of %d modules", a.view.Link, a.view.Code.Size)
	}
}

func TestProjectorEnlargesWhatThereIsRoomFor(t *testing.T) {
	a, _, _ := heard(t, "projector=1")
	for _, c := range []struct{ w, h, want float64 }{{1920, 1080, 1.4}, {1440, 900, 1.4}, {1024, 768, 1}, {1280, 720, 1.125}, {390, 844, 1}} {
		a.w, a.h = c.w, c.h
		if z := a.zoom(); z < c.want-0.01 || z > c.want+0.01 {
			t.Errorf("%v x %v: %v, want %v", c.w, c.h, z, c.want)
		}
	}
}

func TestTheDesktopSavesIntoTheWorkingFolder(t *testing.T) {
	t.Chdir(t.TempDir())
	a, lanes, _ := heard(t, "run=0&lang=en")
	pass(a, lanes, 120, run.Paused, 1)
	for _, what := range []string{"csv", "json", "svg:chart", "svg:view", "gif:chart", "svg:nowhere"} {
		if err := a.Do("save", what); err != nil {
			t.Fatal(err)
		}
	}
	a.saver.keep()
	for _, name := range []string{"promptscope-srl.csv", "promptscope-srl.json", "promptscope-srl-chart.svg", "promptscope-srl-view.svg"} {
		if data, err := os.ReadFile(name); err != nil || len(data) < 1000 {
			t.Errorf("%s: %v, %d bytes", name, err, len(data))
		}
	}
	var told []string
	for _, n := range a.view.Notices {
		told = append(told, n.Value)
	}
	if got := strings.Join(told, " | "); !strings.Contains(got, "Saved: promptscope-srl-view.svg") || !strings.Contains(got, "could not") && !strings.Contains(got, "Could not") {
		t.Errorf("notices: %s", got)
	}
}

// BenchmarkTwin is what following the picture costs, five times a second.
func BenchmarkTwin(b *testing.B) {
	lanes := [2]*still{{}, {}}
	c := fake.Catalog()
	a := New(Options{Clients: []run.Client{lanes[0], lanes[1]}, Catalog: c})
	for i := range lanes {
		lanes[i].snap = *fake.Snapshot(c, run.Spec{Task: "srl", Backbone: "2x64", Method: a.state.Lanes[i].Method, Settings: run.Settings{N: 8}, Steps: 1000}, 800)
		lanes[i].snap.Run = 1
	}
	turns(a, 1)
	b.ReportAllocs()
	for b.Loop() {
		if _, err := json.Marshal(a.Twin()); err != nil {
			b.Fatal(err)
		}
	}
}

// Messages of the program leave by themselves; what a link lost stays until somebody has read it.
func TestMessagesLeave(t *testing.T) {
	a, _ := start("run=0&n=99")
	turns(a, 1)
	if len(a.view.Notices) != 1 {
		t.Fatalf("%v", a.view.Notices)
	}
	a.notice("saved")
	a.settle(a.noticed.Add(briefTime / 2))
	if len(a.view.Notices) != 2 {
		t.Errorf("gone too soon: %v", a.view.Notices)
	}
	a.settle(a.noticed.Add(briefTime))
	if len(a.view.Notices) != 1 || a.view.Notices[0].Key != "n" {
		t.Errorf("left: %v", a.view.Notices)
	}
}

// Letters that are typed while the help is open do nothing to the lab.
func TestTypingInTheHelp(t *testing.T) {
	a, _ := start("run=0&panel=help&lang=en&theme=dark")
	turns(a, 1)
	before := a.state
	for _, key := range []string{"l", "o", "r", "a", "t", "s", ".", ","} {
		if a.Key(key) {
			t.Errorf("%s means something", key)
		}
	}
	a.turn(ui.Input{Keys: []ui.KeyPress{ui.KeyL, ui.KeyR, ui.KeyT, ui.KeyS, ui.Period, ui.Comma}})
	if a.state != before {
		t.Errorf("%+v", a.state)
	}
	if !a.Key("Escape") || a.state.Panel != "" {
		t.Error("Escape does not close it")
	}
}

// What a shared link has besides the state is in the link and its code, and nowhere else.
func TestALinkForAClass(t *testing.T) {
	a, lanes, _ := heard(t, "v=2&panel=share")
	pass(a, lanes, 0, run.Running, 1)
	a.encodeLink()
	was := a.view.Link
	for _, o := range [][2]string{{"paused", "run=0"}, {"locked", "lock=all"}, {"framed", "embed=1"}, {"projected", "projector=1"}} {
		do(t, a, [2]string{"with", o[0]})
		a.encodeLink()
		if !strings.Contains(a.view.Link, o[1]) || a.codeOf == was {
			t.Errorf("%s: %s", o[0], a.view.Link)
		}
	}
	if a.state.Embed || a.state.Projector || a.state.Lock != "" || !a.state.Running || strings.Contains(a.query, "embed") {
		t.Errorf("the page itself has changed: %s", a.query)
	}
	for _, part := range []string{"paused", "locked", "framed", "projected"} {
		do(t, a, [2]string{"with", part})
	}
	if a.view.Link != was {
		t.Errorf("all taken back: %s, was %s", a.view.Link, was)
	}
}
