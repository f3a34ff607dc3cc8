package train

import (
	"fmt"
	"math"
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
	switch needs := m.Info().Needs; {
	case needs == tune.Head && k.Kind != task.Tagging:
		return s, fmt.Errorf("method %s trains only a linear head, and task %s has none: accepted are the tagging tasks %s", s.Method, s.Task, strings.Join(tasksOf(task.Tagging), ", "))
	case needs == tune.Mask && k.Kind != task.Cloze:
		return s, fmt.Errorf("method %s needs a gap to fill, and task %s has none: accepted are the tasks %s", s.Method, s.Task, strings.Join(tasksOf(task.Cloze), ", "))
	}
	if _, err := around(k.Kind, s.settings(), causal(s.Backbone)); err != nil {
		return s, err
	}
	if k.Kind != task.Cloze && s.Anchor != "" {
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

func tasksOf(kind task.Kind) (ids []string) {
	for _, t := range task.All() {
		if t.Kind == kind {
			ids = append(ids, t.ID)
		}
	}
	return ids
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
