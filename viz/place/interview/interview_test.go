package interview

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"
	"time"

	"promptscope/internal/catalog"
	"promptscope/internal/content/cards"
	"promptscope/sim/run"
	"promptscope/viz/doc"
	"promptscope/viz/fsrs"
	"promptscope/viz/panel"
	"promptscope/viz/place"
	"promptscope/viz/place/interview/card"
	"promptscope/viz/place/interview/deck"
	"promptscope/viz/scene"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

// desk is a person at the place: a clock that stands still, and what they see.
type desk struct {
	held  place.Holder
	t     *testing.T
	room  *Room
	state state.State
	view  ui.View
	c     state.Catalog
	now   time.Time
	w, h  float32
	last  ui.Effect
}

func bankJSON(t *testing.T) []byte {
	t.Helper()
	b, err := cards.Open()
	if err != nil {
		t.Fatal(err)
	}
	data, err := json.Marshal(b)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func sit(t *testing.T, link string) *desk {
	t.Helper()
	d := &desk{t: t, c: catalog.New(), now: time.Date(2026, 5, 1, 9, 0, 0, 0, time.FixedZone("", 8*3600)), w: 1440, h: 900}
	d.c.Places = []string{"lab", ID}
	d.room = New(func() time.Time { return d.now })
	d.state, _ = state.Parse("place=interview&"+link, d.c)
	d.view = ui.View{Lang: "en", Apart: true}
	if d.room.Feed() == "" {
		t.Fatal("it asks for no cards")
	}
	d.room.Take(bankJSON(t), nil)
	d.doc()
	return d
}

func (d *desk) in() *panel.Input {
	return &panel.Input{State: d.state, View: &d.view, Catalog: &d.c, W: d.w, H: d.h}
}

func (d *desk) doc() *doc.Doc { return d.held.Hold(d.room.Document(d.in()), &d.state) }

func (d *desk) do(id, arg string) {
	d.t.Helper()
	for _, o := range d.room.Orders() {
		if o.ID == id {
			d.last = o.Do(ui.Turn{State: &d.state, View: &d.view, Catalog: &d.c}, arg, -1)
			d.doc()
			return
		}
	}
	d.t.Fatalf("no order %q", id)
}

func (d *desk) press(keys ...ui.KeyPress) (taken bool) {
	for _, key := range keys {
		_, taken = d.room.Press(ui.Turn{State: &d.state, View: &d.view, Catalog: &d.c}, key)
		d.doc()
	}
	return taken
}

func (d *desk) words() string { return strings.Join(d.doc().Words(), "\n") }

func (d *desk) offers(id, arg string) bool {
	return slices.ContainsFunc(d.doc().Orders(), func(o doc.Option) bool { return o.Order == id && o.Arg == arg && !o.Off })
}

// every calls f for each card in each language.
func (d *desk) every(f func(c *card.Card, lang string)) {
	for _, lang := range []string{"en", "zh"} {
		d.view.Lang = lang
		for i := range d.room.deck.Bank.Topics {
			for k := range d.room.deck.Bank.Topics[i].Cards {
				f(&d.room.deck.Bank.Topics[i].Cards[k], lang)
			}
		}
	}
}

// Neither the document nor its orders have anything of an answer before it is shown; a hint has the beginnings of the points alone.
func TestAnAnswerIsNotThereBeforeItIsShown(t *testing.T) {
	d := sit(t, "")
	d.every(func(c *card.Card, lang string) {
		d.do(orderOpen, c.ID)
		secret := []string{c.Short.In(lang)}
		for _, p := range c.Points {
			secret = append(secret, p.In(lang))
		}
		for _, l := range c.Long {
			secret = append(secret, l.Text.In(lang))
		}
		for _, w := range c.Wrong {
			secret = append(secret, w.Why.In(lang))
		}
		if c.Proof != nil {
			secret = append(secret, c.Proof.Says.In(lang))
		}
		for range 2 {
			data, err := json.Marshal(d.doc())
			if err != nil {
				t.Fatal(err)
			}
			for _, s := range secret {
				if quoted, _ := json.Marshal(s); strings.Contains(string(data), strings.Trim(string(quoted), `"`)) {
					t.Errorf("%s %s: before it is shown the document has %q", c.ID, lang, s)
				}
			}
			d.do(orderHint, "")
		}
		d.do(orderReveal, "")
		words := d.words()
		for _, s := range secret {
			if !strings.Contains(words, s) {
				t.Errorf("%s %s: shown, and without %q", c.ID, lang, s)
			}
		}
	})
}

// A card is asked, shown, ticked and graded by keys alone, and the next one comes.
func TestByKeysAlone(t *testing.T) {
	d := sit(t, "")
	first := d.room.at.id
	if first != "what-is-peft" || d.press(ui.Digit3) != true || d.room.at.id != first {
		t.Fatalf("it begins with %q; a grade before the answer is shown counts", first)
	}
	d.press(ui.KeyH)
	if !d.room.at.hinted {
		t.Error("H gives no hint")
	}
	d.press(ui.Space, ui.Space)
	if !d.room.at.revealed || d.room.at.id != first {
		t.Error("Space shows no answer, or a second one goes on")
	}
	d.press(ui.Digit3)
	if d.room.at.id == first || d.room.at.revealed || d.state.Card != d.room.at.id {
		t.Errorf("after the grade %+v, link %q", d.room.at, d.state.Card)
	}
	if c := d.room.deck.Card(first); c.Reviews != 1 || c.Interval.Step != 10*time.Minute {
		t.Errorf("the grade left %+v", c)
	}
	d.press(ui.KeyU)
	if d.room.at.id != first || !d.room.at.revealed || d.room.deck.Card(first).State != fsrs.New || d.room.deck.CanUndo() {
		t.Errorf("after U %+v", d.room.at)
	}
	d.press(ui.Digit4, ui.Slash)
	if d.room.mode != bank || d.room.at.id != "" || !d.offers(orderOpen, first) {
		t.Error("/ does not open the bank")
	}
	for _, key := range []ui.KeyPress{ui.KeyL, ui.Tab, ui.Left} {
		if d.press(key) {
			t.Errorf("key %d is taken from the page", key)
		}
	}
	d.state.Panel = "help"
	if d.press(ui.Space) {
		t.Error("a key goes through an open sheet")
	}
}

func TestTicksProposeAGrade(t *testing.T) {
	d := sit(t, "card=what-is-peft")
	d.do(orderTick, "0")
	if d.room.ticked() != 0 {
		t.Error("a point is ticked before it is shown")
	}
	d.do(orderReveal, "")
	for i, want := range []fsrs.Grade{fsrs.Again, fsrs.Hard, fsrs.Hard, fsrs.Good} {
		d.do(orderTick, string(rune('0'+i)))
		chosen := fsrs.Grade(0)
		for _, o := range d.doc().Orders() {
			if o.Order == orderGrade && o.Chosen {
				chosen = fsrs.Grade(o.Arg[0] - '0')
			}
		}
		if chosen != want {
			t.Errorf("%d of 4 proposes %d, want %d", i+1, chosen, want)
		}
	}
	d.do(orderOpen, "zero-prefix")
	d.do(orderUnknown, "")
	if !d.room.at.revealed || d.room.proposed() != fsrs.Again {
		t.Errorf("not known: %+v", d.room.at)
	}
	for _, odd := range []string{"9", "-1", "x", ""} {
		d.do(orderTick, odd)
		d.do(orderGrade, odd)
	}
	if d.room.at.id != "zero-prefix" || d.room.ticked() != 0 {
		t.Error("an order that cannot be read did something")
	}
}

// What stands on the buttons is what comes of them.
func TestGradesShowTheirIntervals(t *testing.T) {
	d := sit(t, "card=what-is-peft")
	d.do(orderReveal, "")
	var notes []string
	for _, o := range d.doc().Orders() {
		if o.Order == orderGrade {
			notes = append(notes, o.Note)
		}
	}
	if want := []string{"1 min", "6 min", "10 min", "8 days"}; !slices.Equal(notes, want) {
		t.Errorf("%q, want %q", notes, want)
	}
	d.do(orderDate, "2026-05-04")
	if !strings.Contains(d.words(), "Interview in 3 days") || !strings.Contains(d.words(), "At once\n2 days") {
		t.Errorf("before an interview:\n%s", d.words())
	}
	d.do(orderDate, "soon")
	if d.room.deck.Interview() != fsrs.Date(2026, 5, 4) {
		t.Error("a date that is none was taken")
	}
	d.do(orderDate, "")
	if d.room.deck.Interview() != 0 {
		t.Error("the date stays")
	}
}

func TestASessionComesToItsEnd(t *testing.T) {
	d := sit(t, "")
	for i := range deck.NewADay {
		if d.room.at.id == "" {
			t.Fatalf("after %d cards nothing is asked", i)
		}
		d.press(ui.Space, ui.Digit4)
	}
	if d.room.at.id != "" || d.state.Card != "" || !strings.Contains(d.words(), "Done for today\n8 cards asked.\nThe next card is due in 8 days.") {
		t.Errorf("%+v:\n%s", d.room.at, d.words())
	}
	d.do(orderExtra, "")
	before := d.room.deck.Card(d.room.at.id)
	d.press(ui.Space)
	if !strings.Contains(d.words(), "no date moves") {
		t.Errorf("extra study does not say so:\n%s", d.words())
	}
	id := d.room.at.id
	d.press(ui.Digit1)
	if d.room.deck.Card(id) != before || d.room.at.id == id || d.room.at.id == "" {
		t.Errorf("extra study moved %s, or stands still", id)
	}
	for range deck.NewADay {
		d.press(ui.Space, ui.Digit3)
	}
	if d.room.at.id != "" || !strings.Contains(d.words(), "every card you know") {
		t.Errorf("the end of extra study:\n%s", d.words())
	}
	d.now = d.now.AddDate(0, 0, 1)
	if d.doc(); d.room.at.id == "" {
		t.Error("the next day nothing is asked")
	}
}

// Cards in their steps come back while the page stands open.
func TestWaiting(t *testing.T) {
	d := sit(t, "")
	for range deck.NewADay {
		d.press(ui.Space, ui.Digit3)
	}
	if d.room.at.id != "" || !strings.Contains(d.words(), "8 come back in 10 min.") {
		t.Fatalf("%+v:\n%s", d.room.at, d.words())
	}
	d.now = d.now.Add(10 * time.Minute)
	d.do(orderWait, "")
	if d.room.at.id != "what-is-peft" {
		t.Errorf("after ten minutes %q", d.room.at.id)
	}
}

func TestLinks(t *testing.T) {
	d := sit(t, "card=zero-prefix")
	if d.room.at.id != "zero-prefix" || d.room.mode != bank || d.room.at.revealed {
		t.Errorf("%+v in %s", d.room.at, d.room.mode)
	}
	d.state.Card = "what-is-peft" // due today
	if d.doc(); d.room.at.id != "what-is-peft" {
		t.Errorf("%+v", d.room.at)
	}
	d.state.Card = "nobody"
	if d.doc(); !strings.Contains(d.words(), "no card of this name") {
		t.Errorf("an unknown card:\n%s", d.words())
	}
}

func TestSearchAndTopics(t *testing.T) {
	d := sit(t, "")
	d.do(orderMode, "bank")
	d.do(orderFind, "zero prefix")
	if !d.offers(orderOpen, "zero-prefix") || d.offers(orderOpen, "what-is-peft") {
		t.Errorf("found:\n%s", d.words())
	}
	d.do(orderFind, "xyzzy")
	if !strings.Contains(d.words(), "No question") {
		t.Errorf("nothing to find:\n%s", d.words())
	}
	d.do(orderFind, "")
	d.do(orderTopic, "p-tuning")
	d.do(orderTopic, "nowhere")
	for _, o := range d.doc().Orders() {
		if o.Order != orderOpen {
			continue
		}
		if topic, _ := d.room.deck.Bank.Find(o.Arg); topic.ID != "p-tuning" {
			t.Errorf("%s is of another topic", o.Arg)
		}
	}
	d.do(orderMode, "review")
	if topic, _ := d.room.deck.Bank.Find(d.room.at.id); topic == nil || topic.ID != "p-tuning" {
		t.Errorf("the session asks %q", d.room.at.id)
	}
}

// Eight questions without answers, then each answer with its grade.
func TestAMockInterview(t *testing.T) {
	d := sit(t, "")
	d.do(orderMode, "mock")
	d.do(orderMock, "")
	asked := map[string]bool{}
	for range deck.MockLength {
		asked[d.room.at.id] = true
		d.do(orderReveal, "")
		d.press(ui.Digit3)
		if d.room.at.revealed || d.offers(orderReveal, "") || d.offers(orderGrade, "3") || d.offers(orderHint, "") {
			t.Fatal("an answer can be had during the questions")
		}
		d.press(ui.Space)
	}
	if len(asked) != deck.MockLength || !d.room.at.revealed || len(d.room.deck.Record().Log) > 0 {
		t.Fatalf("%d questions asked, then %+v", len(asked), d.room.at)
	}
	for range deck.MockLength {
		if !asked[d.room.at.id] {
			t.Fatalf("the answer of %q, which was not asked", d.room.at.id)
		}
		delete(asked, d.room.at.id)
		d.do(orderTick, "0")
		d.press(ui.Digit3)
	}
	if len(asked) > 0 || len(d.room.deck.Record().Log) != deck.MockLength || !strings.Contains(d.words(), "8 of ") || !strings.Contains(d.words(), "Mock interview over") {
		t.Errorf("%d without an answer; at the end:\n%s", len(asked), d.words())
	}
}

// What is kept comes back, and another window that grades the card on show takes it away.
func TestKeeping(t *testing.T) {
	d := sit(t, "")
	if d.room.Changed() != nil {
		t.Error("there is something to keep before anything was done")
	}
	d.press(ui.Space, ui.Digit4)
	kept := d.room.Changed()
	if kept == nil || d.room.Changed() != nil {
		t.Error("a grade is not kept once")
	}
	other := sit(t, "")
	first := other.room.at.id
	if err := other.room.Restore(kept); err != nil {
		t.Fatal(err)
	}
	if other.doc(); other.room.at.id == first || !strings.Contains(other.words(), "another window") {
		t.Errorf("the other window still asks %q:\n%s", other.room.at.id, other.words())
	}
	late := New(func() time.Time { return d.now })
	if err := late.Restore(kept); err != nil {
		t.Fatal(err)
	}
	late.Take(bankJSON(t), nil)
	if late.deck.Card(first).Reviews != 1 {
		t.Error("what was kept before the cards came is lost")
	}
	if err := late.Restore([]byte(`{"version":9}`)); err == nil || late.deck.Card(first).Reviews != 1 {
		t.Error("a newer record is taken, or loses what is here")
	}
}

// A proof trains in the lanes, opens in the Lab, and the way back is there.
func TestProofs(t *testing.T) {
	d := sit(t, "card=what-is-peft&n=16")
	d.do(orderTrain, "")
	d.do(orderLab, "")
	if d.state.Task != "srl" || d.state.Place != ID {
		t.Error("a proof is trained before the answer is shown")
	}
	d.do(orderReveal, "")
	d.do(orderTrain, "")
	if d.state.Task != "fact" || d.state.Running || d.last.Deed != ui.Reset || d.state.Place != ID {
		t.Errorf("%+v, effect %+v", d.state, d.last)
	}
	d.do(orderMine, "")
	if d.state.Task != "srl" || state.Get(d.state, "n") != "16" {
		t.Errorf("my own settings are %s", state.Query(d.state))
	}
	d.press(ui.KeyO)
	if d.state.Place != state.Lab || d.state.Task != "fact" || d.state.Card != "what-is-peft" {
		t.Errorf("the Lab is %s", state.Query(d.state))
	}
	var sc scene.Scene
	panel.Layout(&sc, d.in())
	if sc.Find(scene.Key{ID: "back-to-card"}) == nil {
		t.Error("there is no way back")
	}
	d.do("back-to-card", "")
	if d.state.Place != ID || d.room.at.id != "what-is-peft" || !d.room.at.revealed {
		t.Errorf("back at %+v", d.room.at)
	}
}

func TestFiles(t *testing.T) {
	d := sit(t, "")
	d.view.Link = "https://example.org/lens/#v=1"
	d.do(orderAnki, "both")
	if f := d.last.File; d.last.Deed != ui.Deliver || f.Name != "promptscope-anki-both.txt" || !strings.Contains(f.Data, "https://example.org/lens/#v=1&amp;place=interview&amp;card=zero-prefix") {
		t.Errorf("%s: %.300s", f.Name, f.Data)
	}
	d.do(orderPrint, "")
	if words := d.words(); d.doc().Look != "print" || strings.Count(words, "30 seconds") < 80 || !d.offers(orderPaper, "") {
		t.Errorf("on paper:\n%.500s", words)
	}
	d.do(orderPaper, "")
	if d.last.Deed != ui.Print {
		t.Errorf("%+v", d.last)
	}
	if d.press(ui.Escape); d.doc().Look == "print" {
		t.Error("Escape does not leave the paper")
	}
}

func TestCardsThatDoNotCome(t *testing.T) {
	r := New(time.Now)
	r.Feed()
	r.Take(nil, errors.New("404"))
	d := &desk{t: t, room: r, c: catalog.New(), w: 1440, h: 900, view: ui.View{Lang: "en"}, state: state.Default()}
	if !strings.Contains(d.words(), "The cards did not come: 404") || r.Feed() != "" {
		t.Errorf("%s", d.words())
	}
	d.do(orderReveal, "") // nothing to show
	d.do(orderRetry, "")
	if r.Feed() == "" {
		t.Error("it does not try again")
	}
	r.Take([]byte("{"), nil)
	if !strings.Contains(d.words(), "did not come") {
		t.Errorf("%s", d.words())
	}
}

// All cards in both languages are drawn on the smallest phone without a text that leaves the page, and everything is in reach.
func TestCardsFitThePhone(t *testing.T) {
	d := sit(t, "")
	d.w, d.h, d.view.Apart, d.view.Touch = 360, 640, false, true
	d.every(func(c *card.Card, lang string) {
		d.do(orderOpen, c.ID)
		for _, shown := range []bool{false, true} {
			if shown {
				d.do(orderReveal, "")
			}
			in := d.in()
			in.Doc = d.doc()
			in.H = 20_000 // so that nothing scrolls out of the picture
			var sc scene.Scene
			d.room.Layout(&sc, in)
			for i := range sc.Marks {
				m := &sc.Marks[i]
				if m.Kind != scene.Text || m.Rect.Y < 49 {
					continue
				}
				if m.Rect.X < 0 || m.Rect.Right() > 361 {
					t.Errorf("%s %s: %q runs from %.0f to %.0f", c.ID, lang, sc.String(m), m.Rect.X, m.Rect.Right())
				}
			}
			for _, o := range in.Doc.Orders() {
				ctl := sc.Find(scene.Key{ID: o.Order, Arg: o.Arg})
				if ctl == nil || ctl.Rect.X < 0 || ctl.Rect.Right() > 360 || ctl.Rect.H < 34 {
					t.Fatalf("%s %s: %s %s is at %+v", c.ID, lang, o.Order, o.Arg, ctl)
				}
			}
		}
	})
}

func TestItIsAPlace(t *testing.T) {
	if !slices.Contains(place.IDs(), ID) {
		t.Errorf("places %v", place.IDs())
	}
}

// A proof begins once its lanes stand before their first step, and what its rule asks about ablations is measured at the end.
func TestAProofBeginsAndMeasures(t *testing.T) {
	d := sit(t, "card=zero-prefix")
	d.do(orderReveal, "")
	d.do(orderTrain, "")
	lanes := []*run.Snapshot{{Spec: run.Spec{Method: "p-tuning"}, BackboneSHA: "old"}, {Spec: run.Spec{Method: "p-tuning-v2"}, BackboneSHA: "old", Step: 200, Status: run.Done}}
	follow := func() ui.Effect {
		e, _ := d.room.Follow(ui.Turn{State: &d.state, View: &d.view, Catalog: &d.c}, lanes)
		return e
	}
	if follow(); d.state.Running {
		t.Fatal("it begins with the runs of before on show")
	}
	for i, method := range []string{"prompt-tuning", "p-tuning-v2"} {
		lanes[i] = &run.Snapshot{Run: 2, Spec: run.Spec{Method: method, Backbone: "2x64", Steps: 200}, BackboneSHA: "abc", Branched: -1}
	}
	if follow(); !d.state.Running {
		t.Fatal("it does not begin")
	}
	for _, s := range lanes {
		s.Step, s.Shown, s.Status = 200, 200, run.Done
	}
	asked := map[run.Surgery]bool{}
	for range 4 {
		e := follow()
		if e.Deed == ui.Send {
			c := e.Command
			if c.Kind != run.Ablate || e.Lane != 1 || asked[c.Cut.Surgery] {
				t.Fatalf("it asks for %+v of lane %d", c, e.Lane)
			}
			asked[c.Cut.Surgery] = true
			loss := float32(11)
			if len(asked) == 1 { // whichever comes first in the rule: zero
				loss = 16
			}
			lanes[1].Cut = run.CutResult{Cut: c.Cut, Step: 200, Done: 1, Total: 1, LossCut: loss}
		}
	}
	if len(asked) != 2 {
		t.Errorf("%d ablations measured", len(asked))
	}
	if holds, known := d.room.proof.rule.Eval(&d.room.proof.book).Holds(); !known || !holds {
		t.Errorf("the rule: holds %v, known %v", holds, known)
	}
}

func TestATeachersLinkHoldsIt(t *testing.T) {
	d := sit(t, "hide=interview")
	if d.press(ui.Space) || d.offers(orderReveal, "") || d.offers(orderMode, "bank") {
		t.Error("a hidden order is offered, or a key gives it")
	}
	d.state.Hide, d.state.Lock = "", "interview"
	for _, o := range d.doc().Orders() {
		if strings.HasPrefix(o.Order, "card-") && !o.Off {
			t.Errorf("%s %s can be pressed though it is locked", o.Order, o.Arg)
		}
	}
}
