// Package figure is what the place of scales shows without training: committed runs, and figures that others have published.
package figure

import "fmt"

// Pack is the place's content.
type Pack struct {
	Runs      map[string]Runs   `json:"runs"`   // by Key
	Hashes    map[string]string `json:"hashes"` // SHA-256 of each backbone's weights
	Published Published         `json:"published"`
}

// Runs are those of one cell, by seed from 1 on.
type Runs struct {
	Measure []float64 `json:"m"` // held out, in percent
	Digest  []string  `json:"d"`
}

// Key names a cell of an experiment.
func Key(experiment, task, point, method string) string {
	return fmt.Sprintf("%s/%s/%s/%s", experiment, task, point, method)
}

// Published is what others have measured, with its source; nothing of it was run here.
type Published struct {
	Scale Scale `json:"scale"`
	Costs Costs `json:"costs"`
}

// Scale is a figure over the size of models.
type Scale struct {
	Source Source   `json:"source"`
	Models []Model  `json:"models"` // the smallest first
	Rows   []Series `json:"rows"`
}

// Source is where numbers are from.
type Source struct {
	Work    string `json:"work"`
	Table   string `json:"table"`
	Address string `json:"address"`
}

// Model is one of a published figure.
type Model struct {
	Name   string  `json:"name"`
	Size   string  `json:"size"`
	Params float64 `json:"params"`
}

// Series is what one method reached on each model, in percent.
type Series struct {
	Method string    `json:"method"` // of ours, whose colour it has
	Values []float64 `json:"values"`
}

// Costs is a table of what methods reach and cost on one large model.
type Costs struct {
	Source Source `json:"source"`
	Model  string `json:"model"`
	Rows   []Cost `json:"rows"`
}

// Cost is one line of it.
type Cost struct {
	Method   string  `json:"method"` // as the source names it, with its settings
	Trained  string  `json:"trained"`
	Accuracy float64 `json:"accuracy"` // percent
	Memory   float64 `json:"memory"`   // GB at the peak
	Seconds  float64 `json:"seconds"`  // of training
	File     string  `json:"file"`
}
