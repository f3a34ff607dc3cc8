// Package catalog joins the registries of sim into what the picture's menus offer. Page and desktop share it.
package catalog

import (
	"fmt"

	"promptscope/sim/backbone"
	"promptscope/sim/nn"
	"promptscope/sim/run"
	"promptscope/sim/task"
	"promptscope/sim/train"
	"promptscope/sim/tune"
	"promptscope/sim/world"
	"promptscope/viz/i18n"
	"promptscope/viz/place"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

// New lists every method, task and backbone.
func New() state.Catalog {
	c := state.Catalog{Methods: tune.All(), Controls: ui.Names(), Rates: rates, Places: place.IDs(), Langs: i18n.IDs()}
	c.Resolve = train.Resolve
	for _, t := range task.All() {
		c.Tasks = append(c.Tasks, state.Choice{ID: t.ID, Steps: t.Steps, Labels: t.TrainSize, MaxLabels: t.MaxTrain, Batch: run.DefaultBatch, Rate: t.Rate,
			Gap: train.Can(run.Gap, t), Head: train.Can(run.Head, t)})
	}
	v, shapes := world.BuildVocab(), map[string]nn.Config{}
	for _, b := range backbone.All() {
		shape := b.Config(v)
		shapes[b.Name] = shape
		c.Backbones = append(c.Backbones, state.Choice{ID: b.Name, Name: name(b), Layers: b.L, Params: int64(nn.Count(shape)), Causal: shape.Causal()})
	}
	c.Cost = func(s run.Spec) float64 { return float64(train.Cost(s, shapes[s.Backbone])) }
	return c
}

// name is layers × width, and the layout where it is not the usual one.
func name(b backbone.Info) string {
	name := fmt.Sprintf("%d×%d", b.L, b.C)
	switch b.Layout {
	case nn.Bert:
		return name + " post-LN"
	case nn.GPT2:
		return name + " GPT-2, causal"
	}
	return name
}

// rates are a method's recommended rates; an encoder wants another than raw vectors.
func rates(method string, knobs run.Settings) run.Rates {
	m, err := tune.Lookup(method)
	if err != nil {
		return run.Rates{}
	}
	if err := knobs.Resolve(m.Info()); err != nil {
		return m.Info().Recommend
	}
	return m.Rates(knobs)
}
