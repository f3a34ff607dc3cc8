// Package lab is the place where lanes train beside each other: what the window shows without a link.
package lab

import (
	"promptscope/viz/doc"
	"promptscope/viz/panel"
	"promptscope/viz/place"
	"promptscope/viz/scene"
	"promptscope/viz/state"
)

func init() { place.Register(0, lab{}) }

type lab struct{}

func (lab) ID() string { return state.Lab }

func (lab) Layout(dst *scene.Scene, in *panel.Input) { panel.Layout(dst, in) }

func (lab) Document(*panel.Input) *doc.Doc { return nil }
