package train

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"promptscope/sim/backbone"
	"promptscope/sim/nn"
	"promptscope/sim/run"
	"promptscope/sim/task"
	"promptscope/sim/tune"
)

// Defaults of a Spec that do not depend on task or method.
const (
	DefaultTask   = "srl"
	DefaultMethod = "p-tuning-v2"
	HeadRate      = 1e-2 // peak rate of the linear head of tagging tasks, the same for every method
)

// Resolve checks a Spec and fills in the recommended values. Errors name the field and what is accepted.
func Resolve(s run.Spec) (run.Spec, error) {
	fill(&s.Task, DefaultTask)
	k, err := task.Lookup(s.Task)
	if err != nil {
		return s, err
	}
	return resolve(s, k)
}

// ResolveOn is Resolve for a data set that is none of the list.
func ResolveOn(s run.Spec, k task.Info) (run.Spec, error) {
	s.Task, s.Labels, s.Split = k.ID, k.TrainSize, ""
	return resolve(s, k)
}

func resolve(s run.Spec, k task.Info) (run.Spec, error) {
	fill(&s.Backbone, backbone.Default)
	fill(&s.Method, DefaultMethod)
	if err := checkBackbone(s.Backbone); err != nil {
		return s, err
	}
	m, err := tune.Lookup(s.Method)
	if err != nil {
		return s, err
	}
	if err := s.Settings.Resolve(m.Info()); err != nil {
		return s, err
	}
	if err := resolveNumbers(&s, k); err != nil {
		return s, err
	}
	if s.LR == 0 {
		s.LR = m.Rates(s.Settings).For(k.Rate)
	}
	if err := resolveHead(&s, k, m.Info().Needs); err != nil {
		return s, err
	}
	if _, err := around(k.Kind, s.Settings, s.Head == run.HeadLinear, causal(s.Backbone)); err != nil {
		return s, err
	}
	if (k.Kind != task.Cloze || s.Head == run.HeadLinear) && s.Anchor != "" {
		s.Anchor = "none" // anchors stand around a gap
	}
	if m.Info().Still {
		s.Steps, s.LR = 1, 0 // nothing moves
	}
	return s, nil
}

func checkBackbone(name string) error {
	if strings.HasPrefix(name, run.Custom) {
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

// Can reports whether a method with these needs can do a task, with the right head.
func Can(needs run.Needs, k task.Info) bool {
	switch needs {
	case run.Head:
		return k.Kind != task.Cloze || k.Classes
	case run.Gap:
		return k.Kind == task.Cloze
	}
	return true
}

// resolveHead settles how answers are read. Only a classification has the choice; for the others Head is empty.
func resolveHead(s *run.Spec, k task.Info, needs run.Needs) error {
	fill(&s.Head, run.HeadAuto)
	switch {
	case !slices.Contains(run.Heads(), s.Head):
		return fmt.Errorf("head %q: want %s", s.Head, strings.Join(run.Heads(), ", "))
	case !Can(needs, k) && needs == run.Head:
		return fmt.Errorf("method %s trains only a linear head, and task %s has none: want the tasks %s", s.Method, s.Task, tasksFor(needs))
	case !Can(needs, k):
		return fmt.Errorf("method %s needs a gap to fill, and task %s has none: want the tasks %s", s.Method, s.Task, tasksFor(needs))
	case s.Head == run.HeadVerbalizer && (k.Kind != task.Cloze || needs == run.Head):
		return fmt.Errorf("head %s: method %s on task %s has a linear head only: want %s, %s", s.Head, s.Method, s.Task, run.HeadAuto, run.HeadLinear)
	case s.Head == run.HeadLinear && (k.Kind == task.Cloze && !k.Classes || needs == run.Gap):
		return fmt.Errorf("head %s: method %s on task %s answers with words at the gap only: want %s, %s", s.Head, s.Method, s.Task, run.HeadAuto, run.HeadVerbalizer)
	case !k.Classes:
		s.Head = ""
	case s.Head == run.HeadAuto && needs == run.Head:
		s.Head = run.HeadLinear
	case s.Head == run.HeadAuto:
		s.Head = run.HeadVerbalizer
	}
	if s.Head == run.HeadLinear && causal(s.Backbone) {
		return noCLS(s.Backbone)
	}
	return nil
}

// noCLS is the error of a linear head on [CLS] of a causal model.
func noCLS(backbone string) error {
	return fmt.Errorf("head %s: [CLS] is the first word, which sees no other in the causal backbone %s: want %s", run.HeadLinear, backbone, run.HeadVerbalizer)
}

func tasksFor(needs run.Needs) string {
	var ids []string
	for _, t := range task.All() {
		if Can(needs, t) {
			ids = append(ids, t.ID)
		}
	}
	return strings.Join(ids, ", ")
}

func resolveNumbers(s *run.Spec, k task.Info) error {
	if s.Labels == 0 {
		s.Labels = k.TrainSize
	}
	if s.Steps == 0 {
		s.Steps = k.Steps
	}
	if s.Batch == 0 {
		s.Batch = run.DefaultBatch
	}
	if err := inRange("labels", s.Labels, 1, k.MaxTrain); err != nil {
		return err
	}
	if err := inRange("steps", s.Steps, run.MinSteps, run.MaxSteps); err != nil {
		return err
	}
	if err := inRange("batch", s.Batch, run.MinBatch, run.MaxBatch); err != nil {
		return err
	}
	if s.Split != "" && s.Split != run.Validation {
		return fmt.Errorf("split %q: want %s, or nothing for the test split", s.Split, run.Validation)
	}
	if math.IsNaN(s.LR) || s.LR < 0 || s.LR > run.MaxLR {
		return fmt.Errorf("lr %g: want numbers from 0 (= recommended) to %g", s.LR, run.MaxLR)
	}
	return nil
}

func inRange(name string, v, lo, hi int) error {
	if v < lo || v > hi {
		return fmt.Errorf("%s %d: want %d to %d", name, v, lo, hi)
	}
	return nil
}
