package app

import (
	"slices"
	"strings"
	"testing"

	"promptscope/sim/run"
)

// The twin has methods that cannot do the task, switched off with the reason, and marks controls; another task moves the
// lane and says so.
func TestTheTwinKnowsWhichMethodsFit(t *testing.T) {
	for _, tt := range []struct{ lang, noGap, noHead, control, moved string }{
		{"en", "Hand-written prompt: needs a [MASK]; this task has none", "Linear probe: needs a linear head; this task has none", "Deep hidden states: control, not from the literature",
			"Linear probe: needs a linear head; this task has none; using Full fine-tuning"},
		{"zh", "手写提示：需要 [MASK]，此任务没有", "线性探针：需要线性头，此任务没有", "逐层隐状态：对照，非文献中的方法", "线性探针：需要线性头，此任务没有；改用 全量微调"},
	} {
		a, lanes, said := heard(t, "run=0&b=probe&panel=settings&lang="+tt.lang)
		pass(a, lanes, 0, run.Paused, 1)
		find := func(name string) TwinOption {
			for _, item := range a.Twin().Items {
				if i := slices.IndexFunc(item.Options, func(o TwinOption) bool { return o.Name == name }); item.ID == "a" && i >= 0 {
					return item.Options[i]
				}
			}
			t.Fatalf("no option %q", name)
			return TwinOption{}
		}
		if !find(tt.noGap).Off || find(tt.control).Off {
			t.Errorf("%s: %+v, %+v", tt.lang, find(tt.noGap), find(tt.control))
		}
		before := a.state
		if err := a.Enter("a", "", "hand"); err == nil || !strings.Contains(err.Error(), "want p-tuning") || a.state != before {
			t.Errorf("a method that is off was taken: %v", err)
		}
		if err := a.Enter("task", "", "fact"); err != nil || a.state.Lanes[1].Method != "full" {
			t.Errorf("%v, %v", a.state.Methods(), err)
		}
		pass(a, lanes, 0, run.Paused, 2)
		if got := said(); !strings.Contains(got, tt.moved) {
			t.Errorf("%s: said %q", tt.lang, got)
		}
		if !find(tt.noHead).Off {
			t.Errorf("%s: the probe is offered for facts", tt.lang)
		}
	}
}

func TestTheTwinNamesBothFiguresOfAJointTask(t *testing.T) {
	for lang, want := range map[string][]string{"en": {"Span F1 ", ", roles ", ", names "}, "zh": {"片段 F1 ", "，角色 ", "，实体 "}} {
		a, lanes, _ := heard(t, "run=0&task=srl%2Bner&lang="+lang)
		for i := range lanes {
			lanes[i].snap.Spec.Task = "srl+ner"
		}
		pass(a, lanes, 120, run.Paused, 1)
		for _, part := range want {
			if got := a.Twin().Lanes[0]; !strings.Contains(got, part) {
				t.Errorf("%s: no %q in %q", lang, part, got)
			}
		}
		if s := a.Status(); len(s.Lanes[0].Parts) != 2 || s.Lanes[0].Parts[1].Task != "ner" {
			t.Errorf("%+v", s.Lanes[0].Parts)
		}
	}
}
