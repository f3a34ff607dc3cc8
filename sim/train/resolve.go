package train

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"promptscope/sim/backbone"
	"promptscope/sim/nn"
	"promptscope/sim/task"
	"promptscope/sim/tune"
)

// Defaults of a Spec that do not depend on task or method.
const (
	DefaultTask   = "srl"
	DefaultMethod = "p-tuning-v2"
	DefaultBatch  = 16
	HeadRate      = 1e-2 // peak rate of the linear head of tagging tasks, the same for every method
)

// Resolve checks a Spec and fills in the recommended values. Errors name the field and what is accepted.
func Resolve(s Spec) (Spec, error) {
	fill(&s.Task, DefaultTask)
	fill(&s.Backbone, backbone.Default)
	fill(&s.Method, DefaultMethod)
	k, err := task.Lookup(s.Task)
	if err != nil {
		return s, err
	}
	if err := checkBackbone(s.Backbone); err != nil {
		return s, err
	}
	m, err := tune.Lookup(s.Method)
	if err != nil {
		return s, err
	}
	if err := s.resolveKnobs(m.Info()); err != nil {
		return s, err
	}
	if err := s.resolveNumbers(k); err != nil {
		return s, err
	}
	if s.LR == 0 {
		s.LR = rate(m.Rates(s.settings()), k)
	}
	if err := s.resolveHead(k, m.Info().Needs); err != nil {
		return s, err
	}
	if _, err := around(k.Kind, s.settings(), s.Head == HeadLinear, causal(s.Backbone)); err != nil {
		return s, err
	}
	if (k.Kind != task.Cloze || s.Head == HeadLinear) && s.Anchor != "" {
		s.Anchor = "none" // anchors stand around a gap
	}
	if m.Info().Still {
		s.Steps, s.LR = 1, 0 // nothing moves
	}
	return s, nil
}

// Validation is the Split for choosing settings. What is reported comes from the test split.
const Validation = "validation"

// Custom marks a backbone that is not in the list: a checkpoint folder that a person brought.
const Custom = "custom:"

func checkBackbone(name string) error {
	if strings.HasPrefix(name, Custom) {
		return nil
	}
	_, err := backbone.Lookup(name)
	return err
}

// causal reports whether a backbone of the list is a causal model; a custom one is looked at when it is opened.
func causal(name string) bool {
	b, err := backbone.Lookup(name)
	return err == nil && b.Layout == nn.GPT2
}

func fill(s *string, value string) {
	if *s == "" {
		*s = value
	}
}

// The values of Spec.Head.
const (
	HeadAuto       = "auto"
	HeadVerbalizer = "verbalizer"
	HeadLinear     = "linear"
)

// Heads are the values of Spec.Head in the order of menus.
func Heads() []string { return []string{HeadAuto, HeadVerbalizer, HeadLinear} }

// Can reports whether a method with these needs can do a task, with the right head.
func Can(needs tune.Needs, k task.Info) bool {
	switch needs {
	case tune.Head:
		return k.Kind == task.Tagging || k.Classes
	case tune.Mask:
		return k.Kind == task.Cloze
	}
	return true
}

// resolveHead settles how answers are read. Only a classification has the choice; for the others Head is empty.
func (s *Spec) resolveHead(k task.Info, needs tune.Needs) error {
	fill(&s.Head, HeadAuto)
	switch {
	case !slices.Contains(Heads(), s.Head):
		return fmt.Errorf("head %q: accepted are %s", s.Head, strings.Join(Heads(), ", "))
	case !Can(needs, k) && needs == tune.Head:
		return fmt.Errorf("method %s trains only a linear head, and task %s has none: accepted are the tasks %s", s.Method, s.Task, tasksFor(needs))
	case !Can(needs, k):
		return fmt.Errorf("method %s needs a gap to fill, and task %s has none: accepted are the tasks %s", s.Method, s.Task, tasksFor(needs))
	case s.Head == HeadVerbalizer && (k.Kind == task.Tagging || needs == tune.Head):
		return fmt.Errorf("head %s: method %s on task %s has a linear head only: accepted are %s, %s", s.Head, s.Method, s.Task, HeadAuto, HeadLinear)
	case s.Head == HeadLinear && (k.Kind == task.Cloze && !k.Classes || needs == tune.Mask):
		return fmt.Errorf("head %s: method %s on task %s answers with words at the gap only: accepted are %s, %s", s.Head, s.Method, s.Task, HeadAuto, HeadVerbalizer)
	case !k.Classes:
		s.Head = ""
	case s.Head == HeadAuto && needs == tune.Head:
		s.Head = HeadLinear
	case s.Head == HeadAuto:
		s.Head = HeadVerbalizer
	}
	if s.Head == HeadLinear && causal(s.Backbone) {
		return noCLS(s.Backbone)
	}
	return nil
}

// noCLS is the error of a linear head on [CLS] of a causal model.
func noCLS(backbone string) error {
	return fmt.Errorf("head %s: [CLS] is the first word, which sees no other in the causal backbone %s: accepted is %s", HeadLinear, backbone, HeadVerbalizer)
}

func tasksFor(needs tune.Needs) string {
	var ids []string
	for _, t := range task.All() {
		if Can(needs, t) {
			ids = append(ids, t.ID)
		}
	}
	return strings.Join(ids, ", ")
}

func (s *Spec) resolveNumbers(k task.Info) error {
	if s.Labels == 0 {
		s.Labels = k.TrainSize
	}
	if s.Steps == 0 {
		s.Steps = k.Steps
	}
	if s.Batch == 0 {
		s.Batch = DefaultBatch
	}
	if err := inRange("labels", s.Labels, 1, k.MaxTrain); err != nil {
		return err
	}
	if err := inRange("steps", s.Steps, MinSteps, MaxSteps); err != nil {
		return err
	}
	if err := inRange("batch", s.Batch, MinBatch, MaxBatch); err != nil {
		return err
	}
	if s.Split != "" && s.Split != Validation {
		return fmt.Errorf("split %q: accepted are %s, or nothing for the test split", s.Split, Validation)
	}
	if math.IsNaN(s.LR) || s.LR < 0 || s.LR > MaxLR {
		return fmt.Errorf("lr %g: accepted are numbers from 0 (= recommended) to %g", s.LR, MaxLR)
	}
	return nil
}

func inRange(name string, v, lo, hi int) error {
	if v < lo || v > hi {
		return fmt.Errorf("%s %d: accepted are %d to %d", name, v, lo, hi)
	}
	return nil
}

// rate picks the recommended rate for a task.
func rate(r tune.Rates, k task.Info) float64 {
	switch {
	case k.Kind == task.Tagging:
		return r.Tagging
	case k.ID == "rel":
		return r.Relation
	}
	return r.Fact
}
