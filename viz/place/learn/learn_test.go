package learn_test

import (
	"encoding/json"
	"errors"
	"strings"
	"testing"

	"promptscope/internal/catalog"
	"promptscope/internal/content/pack"
	"promptscope/sim/backbone/pretrained"
	"promptscope/sim/run"
	"promptscope/sim/train"
	"promptscope/viz/doc"
	"promptscope/viz/i18n"
	"promptscope/viz/keep"
	"promptscope/viz/panel"
	"promptscope/viz/place/learn"
	"promptscope/viz/scene"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

// class is a person in the place: its state, and lanes that train at once.
type class struct {
	t     *testing.T
	place *learn.Place
	state state.State
	view  ui.View
	c     state.Catalog
	snaps []*run.Snapshot
	run   uint32
}

func open(t *testing.T, link string) *class {
	t.Helper()
	k := &class{t: t, place: learn.New(), c: catalog.New(), view: ui.View{Lang: "en", Apart: true}}
	k.state, _ = state.Parse("place=learn&"+link, k.c)
	data, err := pack.File("lessons.json")
	if err != nil {
		t.Fatal(err)
	}
	if k.place.Feed() != "lessons.json" || k.place.Feed() != "" {
		t.Error("the lessons are not asked for once")
	}
	k.place.Take(data, nil)
	k.follow()
	return k
}

func (k *class) turn() ui.Turn { return ui.Turn{State: &k.state, View: &k.view, Catalog: &k.c} }

func (k *class) follow() {
	e, _ := k.place.Follow(k.turn(), k.snaps)
	if e.Deed == ui.Reset {
		k.snaps = nil
	}
}

// order is a button of the card.
func (k *class) order(id, arg string) {
	k.t.Helper()
	for _, o := range k.place.Orders() {
		if o.ID == id {
			if e := o.Do(k.turn(), arg, -1); e.Deed == ui.Reset {
				k.snaps = nil
			}
			k.follow()
			return
		}
	}
	k.t.Fatalf("no order %s", id)
}

// train has the lanes train to their end, showing the place the beginning too.
func (k *class) train() {
	k.t.Helper()
	k.run++
	var all []*train.Trainer
	k.snaps = nil
	for _, spec := range state.Specs(k.state, k.c) {
		ck, err := pretrained.Open(spec.Backbone)
		if err != nil {
			k.t.Fatal(err)
		}
		x, err := train.New(spec, ck)
		if err != nil {
			k.t.Fatal(err)
		}
		for len(x.Evals()) == 0 {
			x.Tick()
		}
		all = append(all, x)
		k.snaps = append(k.snaps, new(run.Snapshot))
	}
	show := func() {
		for i, x := range all {
			x.Fill(k.snaps[i])
			k.snaps[i].Run = k.run
		}
		k.follow()
	}
	show()
	for _, x := range all {
		for !x.Over() {
			x.Step()
		}
	}
	show()
}

func (k *class) text() string {
	in := panel.Input{State: k.state, View: &k.view, Catalog: &k.c, W: 1440, H: 900}
	d := k.place.Document(&in)
	return strings.Join(d.Words(), "\n")
}

func (k *class) doc() *doc.Doc {
	in := panel.Input{State: k.state, View: &k.view, Catalog: &k.c, W: 1440, H: 900}
	return k.place.Document(&in)
}

func (k *class) says(parts ...string) {
	k.t.Helper()
	text := k.text()
	for _, part := range parts {
		if !strings.Contains(text, part) {
			k.t.Errorf("the card does not say %q:\n%s", part, text)
		}
	}
}

func (k *class) saysNot(parts ...string) {
	k.t.Helper()
	text := k.text()
	for _, part := range parts {
		if strings.Contains(text, part) {
			k.t.Errorf("the card says %q:\n%s", part, text)
		}
	}
}

func TestABetIsDecidedByTheRun(t *testing.T) {
	k := open(t, "lesson=one-model-locked")
	if k.state.Task != "fact" || k.state.Running {
		t.Fatalf("opened with %+v", k.state)
	}
	k.says("One model, locked", "lesson 1 of 18", "Train without a bet")
	k.saysNot("seed 1", "The claim")
	k.order("learn-bet", "0")
	k.says("Train and see")
	k.order("learn-train", "")
	if !k.state.Running {
		t.Error("it does not train")
	}
	k.train()
	k.says("You won the bet.", "The claim holds in this run.", "✓ Do this")
	k.order("learn-bet", "2")
	k.says("You won the bet.") // what is decided is not bet on

	kept := k.place.Changed()
	if kept == nil || k.place.Changed() != nil {
		t.Error("progress is not kept once")
	}
	again := learn.New()
	if err := again.Restore(kept); err != nil {
		t.Errorf("what was kept cannot be read: %v", err)
	}
	older := []byte(`{"version":1,"lessons":{"one-model-locked":{"bet":2,"zone":-1,"verdict":-1},"few-numbers":{"done":true,"bet":1,"zone":1,"verdict":0}}}`)
	both, err := again.Merge(older, kept)
	if err != nil || !strings.Contains(string(both), "few-numbers") || !strings.Contains(string(both), `"one-model-locked":{"done":true`) {
		t.Errorf("merged to %s, %v", both, err)
	}
	if other, err := again.Merge(kept, older); err != nil || !strings.Contains(string(other), `"one-model-locked":{"done":true`) {
		t.Errorf("what was decided is lost: %s, %v", other, err)
	}
}

// Nothing of a result is on the card before the run has given it, whatever is stored; of every lesson, in both languages.
func TestNoOutcomeBeforeTheRun(t *testing.T) {
	k := open(t, "")
	var course struct {
		Course struct{ Lessons []struct{ ID string } }
	}
	data, _ := pack.File("lessons.json")
	if err := json.Unmarshal(data, &course); err != nil || len(course.Course.Lessons) < 18 {
		t.Fatal(err, len(course.Course.Lessons))
	}
	for _, l := range course.Course.Lessons {
		k.order("learn-open", l.ID)
		for _, lang := range []string{"en", "zh"} {
			k.view.Lang = lang
			s := i18n.For(lang)
			k.saysNot(i18n.Fill(s.Learn.Stored, "seed", "1"), s.Learn.Verdict[0], s.Learn.Verdict[1], s.Learn.Verdict[2], s.Learn.Won)
			for _, b := range k.doc().Blocks {
				if b.Kind == doc.Number {
					t.Errorf("%s: a number line before the run", l.ID)
				}
			}
		}
	}
}

func TestOtherSettingsDecideNothing(t *testing.T) {
	k := open(t, "lesson=how-many")
	k.state.Task = "ner"
	k.follow()
	k.says("does not decide the bet")
	k.order("learn-back", "")
	if k.state.Task != "srl" || k.state.Lesson != "how-many" || k.state.Place != "learn" {
		t.Errorf("put back to %+v", k.state)
	}
	k.saysNot("does not decide the bet")
}

// A run with another seed counts, and says so; one that goes on to other settings leaves the result alone.
func TestAnotherSeedCounts(t *testing.T) {
	k := open(t, "lesson=one-model-locked&seed=7")
	k.order("learn-back", "")
	k.state.Seed = 7
	k.follow()
	k.order("learn-train", "")
	k.train()
	k.says("Seed 7, not 1")
}

func TestDivergedHasNoResult(t *testing.T) {
	k := open(t, "lesson=one-model-locked")
	k.order("learn-train", "")
	specs := state.Specs(k.state, k.c)
	k.snaps = []*run.Snapshot{{Spec: specs[0], Run: 1, Step: 9, Shown: 9, Status: run.Diverged, Branched: -1}, {Spec: specs[1], Run: 1, Step: 9, Shown: 9, Branched: -1}}
	k.follow()
	k.says("diverged")
}

// What is no progress of this program changes nothing and says what it is.
func TestRestoreRefuses(t *testing.T) {
	for text, why := range map[string]string{"": "unexpected end", "[]": "cannot unmarshal", "{}": "want version 1", `{"version":9,"lessons":{}}`: keep.ErrNewer.Error(), `{"version":1,"lessons":null}`: "list of lessons"} {
		p := learn.New()
		if err := p.Restore([]byte(text)); err == nil || !strings.Contains(err.Error(), why) {
			t.Errorf("%q: %v, want %s", text, err, why)
		}
		if _, err := p.Merge(nil, []byte(text)); err == nil || p.Changed() != nil {
			t.Errorf("%q is merged", text)
		}
	}
}

// Settings of a person's own come back when they leave.
func TestMineComeBack(t *testing.T) {
	k := open(t, "task=ner&a=lora&rank=2")
	k.order("learn-open", "every-layer")
	if k.state.Task != "srl" {
		t.Fatalf("%+v", k.state)
	}
	k.says("Back to my own settings")
	k.order("learn-mine", "")
	if k.state.Task != "ner" || k.state.Lanes[0].Method != "lora" || k.state.Lanes[0].Rank != 2 || k.state.Place != state.Lab {
		t.Errorf("%+v", k.state)
	}
}

func TestKeysTurnTheLessons(t *testing.T) {
	k := open(t, "lesson=one-model-locked")
	for _, c := range []struct {
		key  ui.KeyPress
		want string
	}{{ui.PageDown, "wording-decides"}, {ui.PageDown, "searching-for-words"}, {ui.PageUp, "wording-decides"}, {ui.PageUp, "one-model-locked"}, {ui.PageUp, "one-model-locked"}} {
		if _, ok := k.place.Press(k.turn(), c.key); !ok || k.state.Lesson != c.want {
			t.Errorf("%v leads to %s, want %s", c.key, k.state.Lesson, c.want)
		}
	}
	if _, ok := k.place.Press(k.turn(), ui.Space); ok {
		t.Error("it takes the key that trains")
	}
}

func TestWhatDoesNotArrive(t *testing.T) {
	p := learn.New()
	p.Feed()
	p.Take(nil, errors.New("lessons.json: the server answers 503"))
	k := &class{t: t, place: p, c: catalog.New(), view: ui.View{Lang: "en", Apart: true}}
	k.says("503", "Try again")
	k.order("learn-retry", "")
	if p.Feed() == "" {
		t.Error("it is not asked for again")
	}
}

// Every part of the picture that a text can point at is there to be pointed at, in one of the two lanes.
func TestPartsAreRinged(t *testing.T) {
	k := open(t, "lesson=one-model-locked")
	k.order("learn-train", "")
	k.train()
	marks := func(spot string) int {
		k.view.Spot = spot
		in := panel.Input{State: k.state, View: &k.view, Catalog: &k.c, W: 1440, H: 900}
		copy(in.Lanes[:], k.snaps)
		var sc scene.Scene
		k.place.Layout(&sc, &in)
		return len(sc.Marks)
	}
	none := marks("")
	for _, p := range i18n.Picture {
		if marks(p.Part) == none {
			t.Errorf("nothing is ringed for %q", p.Part)
		}
	}
	if marks("nonsense") != none {
		t.Error("something is ringed for what is no part")
	}
}

// Where nothing trains, what the lanes measure is the result: it is not shown, drawn or said before the run has decided.
func TestTheAnswerIsNotGivenAway(t *testing.T) {
	k := open(t, "lesson=wording-decides")
	picture := func() string {
		in := panel.Input{State: k.state, View: &k.view, Catalog: &k.c, W: 1440, H: 900}
		copy(in.Lanes[:], k.snaps)
		in.Doc = k.place.Document(&in)
		var sc scene.Scene
		k.place.Layout(&sc, &in)
		var b strings.Builder
		for i := range sc.Marks {
			if m := &sc.Marks[i]; m.Kind == scene.Text {
				b.WriteString(sc.String(m) + "\n")
			}
		}
		return b.String()
	}
	if !k.doc().Sealed {
		t.Fatal("the lesson is open to all")
	}
	k.order("learn-train", "")
	k.train()
	shown := picture()
	if k.doc().Sealed || !strings.Contains(shown, " 0.0 %") && !strings.Contains(shown, "\n0.0 %") {
		t.Errorf("the result is not shown once it is there:\n%s", shown)
	}
	for _, s := range k.snaps { // as they stand before the step
		s.Status, s.Step, s.Shown, s.Run = run.Paused, 0, 0, 9
	}
	k.order("learn-again", "")
	k.follow()
	if text := picture(); strings.Contains(text, "\n0.0 %") || strings.Contains(text, "96.7 %\n96.7") {
		t.Errorf("the answer is on the screen:\n%s", text)
	}
}

// Who points at a part of the picture finds its name marked in the text, and nothing else.
func TestThePictureMarksTheText(t *testing.T) {
	k := open(t, "lesson=every-layer")
	in := panel.Input{State: k.state, View: &k.view, Catalog: &k.c, W: 1440, H: 900}
	marked := func() (out []string) {
		for _, b := range k.place.Document(&in).Blocks {
			for _, s := range b.Spans {
				if s.Marked {
					out = append(out, s.Term)
				}
			}
		}
		return out
	}
	if got := marked(); len(got) > 0 {
		t.Errorf("nothing is pointed at, and %v is marked", got)
	}
	some := false
	for _, p := range i18n.Picture {
		k.view.Pointed = p.Part
		for _, term := range marked() {
			if some = true; term != p.Part {
				t.Errorf("at %s %s is marked", p.Part, term)
			}
		}
	}
	if !some {
		t.Error("no part of the picture is marked in the text")
	}
}
