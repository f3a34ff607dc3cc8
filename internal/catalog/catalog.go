// Package catalog joins the registries of sim into what the picture's menus offer. Page and desktop share it.
package catalog

import (
	"promptscope/sim/backbone"
	"promptscope/sim/nn"
	"promptscope/sim/task"
	"promptscope/sim/train"
	"promptscope/sim/tune"
	"promptscope/sim/world"
	"promptscope/viz/state"
)

// New lists every method, task and backbone.
func New() state.Catalog {
	c := state.Catalog{Methods: tune.All()}
	for _, t := range task.All() {
		c.Tasks = append(c.Tasks, state.Choice{ID: t.ID, Name: t.Title, NameZH: t.TitleZH, Detail: t.About, DetailZH: t.AboutZH,
			Steps: t.Steps, Labels: t.TrainSize, MaxLabels: t.MaxTrain, Batch: train.DefaultBatch, Rate: rate(t),
			Gap: train.Can(tune.Mask, t), Head: train.Can(tune.Head, t)})
	}
	v := world.BuildVocab()
	for _, b := range backbone.All() {
		c.Backbones = append(c.Backbones, state.Choice{ID: b.Name, Name: b.Name, NameZH: b.Name, Layers: b.L, Causal: b.Config(v).Causal(), Params: int64(nn.Count(b.Config(v)))})
	}
	return c
}

// rate names the column of tune.Rates that holds for a task.
func rate(t task.Info) string {
	switch {
	case t.Kind == task.Tagging:
		return "tagging"
	case t.ID == "rel":
		return "relation"
	}
	return "fact"
}
