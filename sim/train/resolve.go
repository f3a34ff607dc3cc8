package train

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"promptscope/sim/backbone"
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
	if s.Method == "probe" && k.Kind != task.Tagging {
		return s, fmt.Errorf("method probe trains only a linear head, and task %s has none: accepted are the tagging tasks %s", s.Task, strings.Join(taggingTasks(), ", "))
	}
	return s, nil
}

// Custom marks a backbone that is not in the list: a checkpoint folder that a person brought.
const Custom = "custom:"

func checkBackbone(name string) error {
	if strings.HasPrefix(name, Custom) {
		return nil
	}
	_, err := backbone.Lookup(name)
	return err
}

func fill(s *string, value string) {
	if *s == "" {
		*s = value
	}
}

func taggingTasks() (ids []string) {
	for _, t := range task.All() {
		if t.Kind == task.Tagging {
			ids = append(ids, t.ID)
		}
	}
	return ids
}

// resolveKnobs fills the knobs of the method and clears those that it does not have, so that equal runs have equal Specs.
func (s *Spec) resolveKnobs(info tune.Info) error {
	has := func(id string) bool { return slices.Contains(info.Knobs, id) }
	choice := func(id string, value *string) error {
		i := slices.IndexFunc(tune.Knobs(), func(k tune.Knob) bool { return k.ID == id })
		k := tune.Knobs()[i]
		fill(value, k.Values[0])
		// A wrong value is an error even if the method would not look at it: it was typed for a reason.
		if id != "layers" && !slices.Contains(k.Values, *value) {
			return fmt.Errorf("%s %q: accepted are %s", id, *value, strings.Join(k.Values, ", "))
		}
		if !has(id) {
			*value = ""
		}
		return nil
	}
	for _, c := range []struct {
		id    string
		value *string
	}{{"placement", &s.Placement}, {"encoder", &s.Encoder}, {"layers", &s.Layers}, {"positions", &s.Positions}} {
		if err := choice(c.id, c.value); err != nil {
			return err
		}
	}
	s.Projection = s.Projection && has("projection")
	if !has("n") {
		s.N = 0
		return nil
	}
	if s.N == 0 {
		s.N = info.DefaultN
	}
	return inRange("n", s.N, MinN, MaxN)
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

// settings are the knobs as the method takes them.
func (s Spec) settings() tune.Settings {
	return tune.Settings{N: s.N, Placement: s.Placement, Encoder: s.Encoder, Layers: s.Layers, Projection: s.Projection, Positions: s.Positions}
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
