package deck

import (
	"fmt"
	"reflect"
	"slices"
	"strings"
	"testing"
	"time"

	"promptscope/viz/fsrs"
	"promptscope/viz/place/interview/card"
)

// bank has three topics of ten cards, a-0 to c-9; a card's must is its number modulo 4, and it is followed up by the next two.
func bank() *card.Bank {
	b := &card.Bank{}
	for _, topic := range []string{"a", "b", "c"} {
		t := card.Topic{ID: topic, Name: card.Text{ZH: "题" + topic, EN: "Topic " + topic}}
		for i := range 10 {
			c := card.Card{ID: fmt.Sprintf("%s-%d", topic, i), Must: i % 4, Question: card.Text{ZH: "问", EN: fmt.Sprintf("Question %s %d", topic, i)}, Points: make([]card.Text, 3)}
			c.Short.EN = "the word prefix"
			for k := 1; k <= 2; k++ {
				c.Follow = append(c.Follow, fmt.Sprintf("%s-%d", topic, (i+k)%10))
			}
			t.Cards = append(t.Cards, c)
		}
		b.Topics = append(b.Topics, t)
	}
	return b
}

func at(zone string, month time.Month, day, hour, minute int) fsrs.Moment {
	where, err := time.LoadLocation(zone)
	if err != nil {
		panic(err)
	}
	return fsrs.MomentOf(time.Date(2026, month, day, hour, minute, 0, 0, where))
}

func here(day, hour, minute int) fsrs.Moment { return at("Asia/Shanghai", 5, day, hour, minute) }

func grade(t *testing.T, d *Deck, id string, g fsrs.Grade, now fsrs.Moment) {
	t.Helper()
	if err := d.Grade(id, g, now); err != nil {
		t.Fatal(err)
	}
}

func TestANewPersonBeginsInTheOrderOfTheBank(t *testing.T) {
	p := New(bank()).Plan(here(1, 9, 0), "")
	if want := []string{"a-0", "a-1", "a-2", "a-3", "a-4", "a-5", "a-6", "a-7"}; !slices.Equal(p.Queue, want) || p.Minutes != 20 || p.Done != 0 {
		t.Errorf("%+v", p)
	}
}

// The queue goes down card by card, and what was begun today counts against the new ones of today.
func TestASession(t *testing.T) {
	d, now := New(bank()), here(1, 9, 0)
	for i := range NewADay {
		p := d.Plan(now, "")
		if len(p.Queue) != NewADay-i || p.Done != i {
			t.Fatalf("after %d: %d to be asked, %d done", i, len(p.Queue), p.Done)
		}
		grade(t, d, p.Queue[0], fsrs.Easy, now)
	}
	p := d.Plan(now, "")
	if len(p.Queue) > 0 || p.Next != now.Day()+8 {
		t.Errorf("%+v, want nothing before day %d", p, now.Day()+8)
	}
	if p = d.Plan(here(2, 9, 0), ""); len(p.Queue) != NewADay || p.Queue[0] != "a-8" || p.Done != 0 {
		t.Errorf("the next day: %+v", p)
	}
}

// A card in its steps comes back within the session, before anything else once its minutes are over.
func TestSteps(t *testing.T) {
	d := New(bank())
	grade(t, d, "b-5", fsrs.Good, here(1, 9, 0)) // ten minutes
	if p := d.Plan(here(1, 9, 4), ""); p.Waiting != 1 || p.Wait != 6*time.Minute || slices.Contains(p.Queue, "b-5") {
		t.Errorf("after four minutes %+v", p)
	}
	if p := d.Plan(here(1, 9, 10), ""); p.Waiting != 0 || p.Queue[0] != "b-5" {
		t.Errorf("after ten minutes %+v", p)
	}
}

// Days of study run from four to four by the clock on the wall, wherever the person is.
func TestDays(t *testing.T) {
	shanghai, lisbon := "Asia/Shanghai", "Europe/Lisbon"
	for _, c := range []struct {
		name     string
		last     fsrs.Moment
		now      fsrs.Moment
		asked    bool // of a card whose interval is eight days
		begunNow int  // new cards that are left for this day
	}{
		{"the same evening", at(shanghai, 5, 1, 22, 0), at(shanghai, 5, 1, 23, 59), false, NewADay - 1},
		{"past midnight it is still that day", at(shanghai, 5, 1, 22, 0), at(shanghai, 5, 2, 3, 59), false, NewADay - 1},
		{"from four it is the next", at(shanghai, 5, 1, 22, 0), at(shanghai, 5, 2, 4, 0), false, NewADay},
		{"the night before it is due", at(shanghai, 5, 1, 22, 0), at(shanghai, 5, 9, 3, 59), false, NewADay},
		{"on its day, though not eight times 24 hours later", at(shanghai, 5, 1, 22, 0), at(shanghai, 5, 9, 4, 0), true, NewADay},
		{"after a flight west, by the local day", at(shanghai, 5, 1, 9, 0), at(lisbon, 5, 8, 23, 0), false, NewADay},
		{"after a flight west, a night on", at(shanghai, 5, 1, 9, 0), at(lisbon, 5, 9, 4, 0), true, NewADay},
		{"a clock put back an hour", at(shanghai, 5, 1, 9, 0), at(shanghai, 5, 1, 8, 0), false, NewADay - 1},
		{"a clock that ran years ahead", fsrs.Moment{Unix: here(1, 9, 0).Unix + 1000*86400}, here(1, 9, 0), true, NewADay},
	} {
		d := New(bank())
		grade(t, d, "c-0", fsrs.Easy, c.last)
		p := d.Plan(c.now, "")
		fresh := 0
		for _, id := range p.Queue {
			if d.Card(id).State == fsrs.New {
				fresh++
			}
		}
		if asked := slices.Contains(p.Queue, "c-0"); asked != c.asked || fresh != c.begunNow {
			t.Errorf("%s: asked %v, %d new; want %v, %d", c.name, asked, fresh, c.asked, c.begunNow)
		}
	}
}

func TestAnInterviewOrdersAndCaps(t *testing.T) {
	d, now := New(bank()), here(1, 9, 0)
	d.SetInterview(now.Day()+3, now)
	p := d.Plan(now, "")
	if len(p.Queue) != 10 { // 30 cards in three days
		t.Errorf("%d cards a day, want 10", len(p.Queue))
	}
	for i, id := range p.Queue[:6] {
		if _, c := d.Bank.Find(id); c.Must != 3 {
			t.Errorf("card %d is %s, asked %d; want what is asked most", i, id, c.Must)
		}
	}
	by, extra := d.Preview(p.Queue[0], now)
	if extra || by[3].Days != 2 { // eight days otherwise
		t.Errorf("Easy gives %+v, want the eve of the interview", by[3])
	}
	for day := 1; day <= 3; day++ {
		for _, id := range d.Plan(here(day, 9, 0), "").Queue {
			grade(t, d, id, fsrs.Easy, here(day, 9, 0))
		}
	}
	for _, c := range d.in("") {
		if d.Card(c.ID).Last.Day() > now.Day()+2 || d.Card(c.ID).State == fsrs.New {
			t.Errorf("%s: %+v, want a last review before the interview", c.ID, d.Card(c.ID))
		}
	}
	if p := d.Plan(here(5, 9, 0), ""); len(p.Queue) > 0 && p.Next == 0 {
		t.Errorf("after the interview %+v", p)
	}
	d.SetInterview(0, now)
	if by, _ := d.Preview("a-0", here(5, 9, 0)); d.Interview() != 0 || by[3].Days == 2 {
		t.Errorf("without an interview %+v", by)
	}
}

func TestExtraStudyMovesNothing(t *testing.T) {
	d, now := New(bank()), here(1, 9, 0)
	grade(t, d, "a-0", fsrs.Easy, now)
	before := d.Card("a-0")
	if _, extra := d.Preview("a-0", now); !extra {
		t.Error("a card that is not due is no extra study")
	}
	grade(t, d, "a-0", fsrs.Again, here(1, 10, 0))
	if d.Card("a-0") != before || d.Plan(now, "").Done != 1 {
		t.Errorf("it moved: %+v, %d done", d.Card("a-0"), d.Plan(now, "").Done)
	}
	grade(t, d, "a-1", fsrs.Hard, now)
	if id, ok := d.Weakest(here(3, 9, 0), "", []string{"a-1"}); !ok || id != "a-0" {
		t.Errorf("extra study begins with %q", id)
	}
	if id, ok := New(bank()).Weakest(now, "", nil); ok {
		t.Errorf("nothing has been seen, and %q is offered", id)
	}
}

func TestUndo(t *testing.T) {
	d, now := New(bank()), here(1, 9, 0)
	grade(t, d, "a-0", fsrs.Good, now)
	before := d.Card("a-0")
	later := here(1, 9, 30)
	grade(t, d, "a-0", fsrs.Again, later)
	if id, ok := d.Undo(); !ok || id != "a-0" || d.Card("a-0") != before {
		t.Errorf("%q, %v: %+v, want %+v", id, ok, d.Card("a-0"), before)
	}
	grade(t, d, "a-0", fsrs.Easy, later) // in the same second
	if d.Card("a-0").Interval.Days == 0 || len(d.Record().Log) != 2 {
		t.Errorf("graded again: %+v", d.Card("a-0"))
	}
	d.Undo()
	d.Undo()
	if _, ok := d.Undo(); ok || d.CanUndo() || d.Card("a-0").State != fsrs.New {
		t.Error("there is nothing left to take back")
	}
}

// Two windows show the same card; both grade it. One review is left, and what one took back stays away.
func TestTwoWindows(t *testing.T) {
	one, two, now := New(bank()), New(bank()), here(1, 9, 0)
	sync := func(from, to *Deck) {
		kept, err := MergeKept(to.Record().Encode(), from.Record().Encode())
		if err != nil {
			t.Fatal(err)
		}
		r, err := Decode(kept)
		if err != nil {
			t.Fatal(err)
		}
		to.SetRecord(r)
	}
	grade(t, one, "a-0", fsrs.Good, now)
	grade(t, two, "a-0", fsrs.Good, now)
	sync(one, two)
	if n := len(two.Record().Log); n != 1 {
		t.Errorf("%d reviews of one answer", n)
	}
	grade(t, two, "a-1", fsrs.Easy, now)
	sync(two, one)
	if p := one.Plan(now, ""); slices.Contains(p.Queue, "a-1") {
		t.Error("the first window asks what the second has had")
	}
	one.Undo()
	sync(one, two)
	sync(two, one)
	if one.Card("a-0").State != fsrs.New || two.Card("a-0").State != fsrs.New || one.Card("a-1").State != fsrs.Review {
		t.Errorf("a-0 %+v, %+v; a-1 %+v", one.Card("a-0"), two.Card("a-0"), one.Card("a-1"))
	}
}

// Reviews of two devices come in the order of their times, each device's in its own.
func TestMergeKeepsTheOrderOfEach(t *testing.T) {
	entry := func(id string, unix int64) fsrs.Entry {
		return fsrs.Entry{Card: id, At: fsrs.Moment{Unix: unix}, Grade: fsrs.Good}
	}
	a := Record{Log: []fsrs.Entry{entry("x", 10), entry("y", 5), entry("z", 30)}} // a clock went back
	b := Record{Log: []fsrs.Entry{entry("x", 10), entry("q", 20)}}
	for _, got := range []Record{Merge(a, b), Merge(b, a)} {
		var order []string
		for _, e := range got.Log {
			order = append(order, e.Card)
		}
		if strings.Join(order, "") != "xyqz" {
			t.Errorf("%v", order)
		}
	}
}

func TestTheLaterDateHolds(t *testing.T) {
	one, two := New(bank()), New(bank())
	one.SetInterview(100, fsrs.Moment{Unix: 10})
	two.SetInterview(200, fsrs.Moment{Unix: 20})
	if m := Merge(*two.Record(), *one.Record()); m.Interview.Day != 200 {
		t.Errorf("%+v", m.Interview)
	}
	two.SetInterview(0, fsrs.Moment{Unix: 5}) // by a clock that went back
	if m := Merge(*one.Record(), *two.Record()); m.Interview.Day != 0 {
		t.Errorf("%+v", m.Interview)
	}
}

func TestEncodeThenDecodeIsEqual(t *testing.T) {
	d, now := New(bank()), here(1, 9, 0)
	grade(t, d, "a-0", fsrs.Good, now)
	grade(t, d, "b-0", fsrs.Again, now)
	grade(t, d, "a-0", fsrs.Easy, here(1, 9, 1)) // extra
	d.Undo()
	grade(t, d, "a-0", fsrs.Easy, here(1, 9, 2))
	d.SetInterview(20_600, now)
	got, err := Decode(d.Record().Encode())
	if err != nil || !reflect.DeepEqual(got, *d.Record()) {
		t.Errorf("%v: %+v, want %+v", err, got, d.Record())
	}
}

func TestRecordsThatCannotBe(t *testing.T) {
	for _, text := range []string{`{`, `{}`, `[]`, `{"version":0}`, `{"version":1,"log":[{"card":"a","at":1,"grade":5}]}`, `{"version":1,"log":[{"card":"a","at":1,"grade":259}]}`,
		`{"version":1,"log":[{"card":"","at":1,"grade":1}]}`, `{"version":1,"log":[{"card":"a","at":-1,"grade":1}]}`, `{"version":1,"log":3}`, `{"version":2,"log":[]}`} {
		if r, err := Decode([]byte(text)); err == nil || len(r.Log) > 0 {
			t.Errorf("%s is taken: %+v", text, r)
		}
		if _, err := MergeKept(nil, []byte(text)); err == nil {
			t.Errorf("%s is merged", text)
		}
	}
}

func TestPropose(t *testing.T) {
	for _, c := range []struct {
		ticked, points int
		want           fsrs.Grade
	}{{0, 3, fsrs.Again}, {1, 3, fsrs.Again}, {2, 3, fsrs.Hard}, {3, 3, fsrs.Good}, {2, 4, fsrs.Hard}, {1, 4, fsrs.Again}, {1, 2, fsrs.Hard}} {
		if got := Propose(c.ticked, c.points); got != c.want {
			t.Errorf("%d of %d: %d, want %d", c.ticked, c.points, got, c.want)
		}
	}
}

func TestTopics(t *testing.T) {
	d, now := New(bank()), here(1, 9, 0)
	grade(t, d, "b-0", fsrs.Easy, now)
	rows := d.Topics(now)
	if len(rows) != 4 || rows[0].ID != "" || rows[0].Cards != 30 || rows[2].ID != "b" || rows[2].Cards != 10 {
		t.Fatalf("%+v", rows)
	}
	for i, want := range []float64{1.0 / 30, 0, 1.0 / 10, 0} {
		if got := rows[i].Recall; got < want-1e-9 || got > want+1e-9 {
			t.Errorf("recall %g, want %g", got, want)
		}
		if got := len(d.Plan(now, rows[i].ID).Queue); rows[i].Due != got {
			t.Errorf("%q: %d due, its plan has %d", rows[i].ID, rows[i].Due, got)
		}
	}
	if q := d.Plan(now, "c").Queue; len(q) == 0 || q[0] != "c-0" {
		t.Errorf("the plan of a topic %v", q)
	}
}

func TestMock(t *testing.T) {
	d := New(bank())
	firsts := map[string]int{}
	for seed := range uint64(200) {
		asked := d.Mock("", seed)
		if len(asked) != MockLength || asked[0].Follow || !reflect.DeepEqual(asked, d.Mock("", seed)) {
			t.Fatalf("seed %d: %+v", seed, asked)
		}
		seen, topics := map[string]bool{}, map[string]bool{}
		follows := 0
		for i, a := range asked {
			if seen[a.Card] {
				t.Errorf("seed %d asks %s twice", seed, a.Card)
			}
			seen[a.Card] = true
			topic, _ := d.Bank.Find(a.Card)
			if a.Follow {
				follows++
				if _, before := d.Bank.Find(asked[i-1].Card); !slices.Contains(before.Follow, a.Card) {
					t.Errorf("seed %d: %s does not follow up %s", seed, a.Card, asked[i-1].Card)
				}
			} else if topics[topic.ID] = true; i == 0 {
				firsts[a.Card]++
			}
		}
		if follows != 4 || len(topics) != 3 {
			t.Errorf("seed %d: %d follow-ups, first questions from %d topics", seed, follows, len(topics))
		}
	}
	if firsts["a-3"]+firsts["b-3"]+firsts["c-3"] <= firsts["a-0"]+firsts["b-0"]+firsts["c-0"] {
		t.Errorf("what is asked often is not asked more often: %v", firsts)
	}
	for _, a := range d.Mock("b", 7) {
		if topic, _ := d.Bank.Find(a.Card); topic.ID != "b" {
			t.Errorf("a mock of topic b asks %s", a.Card)
		}
	}
}

func TestSearch(t *testing.T) {
	b := bank()
	b.Topics[1].Cards[3].Question.EN = "What does a PREFIX do?"
	for text, want := range map[string]int{"": 30, "  prefix ": 30, "题b": 10, "question a 4": 1, "word 题c": 10, "nothing of that": 0} {
		if got := Search(b, text); len(got) != want {
			t.Errorf("%q: %d cards, want %d", text, len(got), want)
		}
	}
	if got := Search(b, "prefix"); got[0] != "b-3" {
		t.Errorf("first %s, want the card that asks for it", got[0])
	}
}
