package state

import (
	"slices"
	"strings"
	"testing"

	"promptscope/sim/run"
)

// menu has a method of each kind of need, in an order like the real one.
func menu() Catalog {
	return Catalog{
		Methods: []run.Method{{ID: "hand", Name: "Hand", Needs: run.Gap}, {ID: "search", Name: "Search", Needs: run.Gap}, {ID: "p-tuning", Name: "P"},
			{ID: "p-tuning-v2", Name: "V2"}, {ID: "full", Name: "Full"}, {ID: "probe", Name: "Probe", Needs: run.Head}, {ID: "control", Name: "C", Comparator: true}},
		Tasks:     []Choice{{ID: "srl", Head: true}, {ID: "fact", Gap: true}, {ID: "rel", Gap: true, Head: true}},
		Backbones: []Choice{{ID: "2x64", Layers: 2}, {ID: "gpt", Layers: 2, Causal: true}},
	}
}

func TestFit(t *testing.T) {
	c := menu()
	for _, tt := range []struct {
		method, task string
		want         Reason
	}{{"hand", "srl", NoGap}, {"search", "fact", Fits}, {"hand", "rel", Fits}, {"probe", "fact", NoHead}, {"probe", "rel", Fits}, {"probe", "srl", Fits}, {"full", "fact", Fits}} {
		if got := c.Fit(tt.method, tt.task, "2x64"); got != tt.want {
			t.Errorf("%s on %s: %d, want %d", tt.method, tt.task, got, tt.want)
		}
	}
	for _, tt := range []struct{ method, task, other, want string }{
		{"hand", "srl", "full", "p-tuning"}, {"search", "srl", "p-tuning", "p-tuning-v2"}, {"probe", "fact", "hand", "full"}, {"probe", "fact", "full", "p-tuning-v2"},
	} {
		if got := c.Nearest(tt.method, tt.task, "2x64", tt.other); got != tt.want {
			t.Errorf("beside %s the nearest to %s on %s is %s, want %s", tt.other, tt.method, tt.task, got, tt.want)
		}
	}
}

// A link with a method that cannot do its task is taken, with the lane moved and a notice; the link of the result has none.
func TestLinksSettle(t *testing.T) {
	c := menu()
	s, notices := Parse("a=hand&b=probe", c)
	if len(notices) != 1 || notices[0].Key != "a" || notices[0].Why != NoGap || notices[0].Used != "p-tuning" || notices[0].Names != [2]string{"Hand", "P"} || !slices.Equal(s.Methods(), []string{"p-tuning", "probe"}) {
		t.Errorf("%v %+v", s.Methods(), notices)
	}
	if _, notices := Parse(Query(s), c); len(notices) > 0 {
		t.Errorf("the link of the result has %+v", notices)
	}
	// The order in a link does not matter.
	for _, q := range []string{"task=fact&a=hand", "a=hand&task=fact"} {
		if s, notices := Parse(q, c); len(notices) > 0 || s.Lanes[0].Method != "hand" {
			t.Errorf("%s: %v %+v", q, s.Methods(), notices)
		}
	}
	if s, notices := Parse("a=full&b=p-tuning&c=hand&d=p-tuning-v2", c); len(notices) != 1 || notices[0].Key != "c" || s.Lanes[2].Method != "probe" {
		t.Errorf("four lanes: %v %+v", s.Methods(), notices)
	}
	if s, notices := Parse("task=fact&a=probe&b=probe", c); len(notices) != 2 || s.Lanes[0].Method == s.Lanes[1].Method {
		t.Errorf("both lanes: %v %+v", s.Methods(), notices)
	}
}

func TestSetRefusesUnfitMethods(t *testing.T) {
	c := menu()
	s, _ := Parse("", c)
	if err := Set(&s, "a", "hand", c); err == nil || s.Lanes[0].Method != "p-tuning" || !strings.Contains(err.Error(), "want p-tuning, p-tuning-v2, full, probe, control") {
		t.Errorf("%v, %v", s.Methods(), err)
	}
	if err := Set(&s, "a", "probe", c); err != nil {
		t.Error(err)
	}
	moved, err := Change(&s, "task", "fact", c)
	if err != nil || len(moved) != 1 || moved[0].Why != NoHead || !slices.Equal(s.Methods(), []string{"full", "p-tuning-v2"}) {
		t.Errorf("%v %+v %v", s.Methods(), moved, err)
	}
}

// The head is part of a Spec only where task and method leave a choice.
func TestHeadOfSpecs(t *testing.T) {
	c := menu()
	for query, want := range map[string][2]string{
		"answer=linear&task=rel&a=hand": {"", "linear"}, "answer=linear&task=rel&b=probe": {"linear", ""}, "answer=linear": {"", ""}, "task=rel": {"auto", "auto"},
	} {
		s, notices := Parse(query, c)
		sp := Specs(s, c)
		if got := [2]string{sp[0].Head, sp[1].Head}; got != want || len(notices) > 0 {
			t.Errorf("%s: heads %q, want %q; %+v", query, got, want, notices)
		}
	}
	// In a causal model [CLS] sees nothing of the text.
	s, notices := Parse("task=rel&answer=linear&backbone=gpt&b=probe", c)
	if sp := Specs(s, c); len(notices) != 1 || sp[0].Head != "" || sp[1].Method != "full" || c.Fit("probe", "srl", "gpt") != Fits {
		t.Errorf("causal: %+v %+v", sp, notices)
	}
	s, _ = Parse("task=rel&b=probe", c)
	if moved, err := Change(&s, "backbone", "gpt", c); err != nil || len(moved) != 1 || moved[0].Why != NoHead {
		t.Errorf("another backbone: %+v, %v", moved, err)
	}
	s, _ = Parse("task=rel", c)
	next := s
	if err := Set(&next, "answer", "linear", c); err != nil || kinds(Commands(s, next, c)) != [Lanes]string{"RUSEG", "RUSEG"} {
		t.Errorf("another head: %v, %v", err, kinds(Commands(s, next, c)))
	}
	if err := Set(&s, "answer", "round", c); err == nil || !strings.Contains(err.Error(), "auto, verbalizer, linear") {
		t.Errorf("%v", err)
	}
}

// A link may ask for more labels than a task has: it gets what there is, and is told.
func TestLabelsAreBoundedByTheTask(t *testing.T) {
	c := menu()
	for i := range c.Tasks {
		if c.Tasks[i].ID == "srl" {
			c.Tasks[i].MaxLabels = 4000
		}
	}
	s, notices := Parse("v=1&labels=99999", c)
	if s.Labels != 4000 || len(notices) != 1 || notices[0].Key != "labels" || notices[0].Used != "4000" || notices[0].Accepts != "1…4000" {
		t.Errorf("%d labels, %+v", s.Labels, notices)
	}
	for _, query := range []string{"v=1&labels=4000", "v=1&labels=1", "v=1"} {
		if s, notices := Parse(query, c); len(notices) > 0 || s.Labels > 4000 {
			t.Errorf("%s: %d labels, %+v", query, s.Labels, notices)
		}
	}
	moved, err := Change(&s, "labels", "50000", c)
	if err != nil || len(moved) != 1 || s.Labels != 4000 {
		t.Errorf("set to 50000: %d, %+v, %v", s.Labels, moved, err)
	}
}

// A link of a hundred thousand keys is read as far as any honest one goes, and what it gets wrong is told twenty times.
func TestHugeLinksAreBounded(t *testing.T) {
	c := menu()
	for _, part := range []string{"k=1&", "seed=x&", "&", "seed=7&"} {
		s, notices := Parse("seed=5&"+strings.Repeat(part, 100_000)+"seed=9", c)
		if s.Seed == 9 || len(notices) > mostNotices+1 {
			t.Errorf("%q: seed %d, %d notices", part, s.Seed, len(notices))
		}
	}
}
