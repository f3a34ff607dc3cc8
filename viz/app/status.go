package app

import (
	"fmt"
	"math"
	"slices"
	"time"

	"promptscope/sim/run"
	"promptscope/viz/id"
	"promptscope/viz/scene"
	"promptscope/viz/state"
	"promptscope/viz/ui"
)

// Status is what the page tells tests and the world around it.
type Status struct {
	Version        string       `json:"version"`
	Place          string       `json:"place"`
	Running        bool         `json:"running"`
	StepsPerSecond float64      `json:"steps_per_second"`
	FPS            float64      `json:"fps"`
	Frame          FrameCost    `json:"frame"`
	Lang           string       `json:"lang"`
	Dark           bool         `json:"dark"`
	State          string       `json:"state"`
	Notices        []string     `json:"notices"`
	Lanes          []LaneStatus `json:"lanes"`
	Looking        bool         `json:"looking"` // a step of the past is on show
	Past           int          `json:"past"`    // earlier runs on the chart
}

// LaneStatus is one lane of a Status.
type LaneStatus struct {
	Method       string  `json:"method"`
	Task         string  `json:"task"`
	Backbone     string  `json:"backbone"`
	Seed         uint64  `json:"seed"`
	Step         int32   `json:"step"`
	Loss         float64 `json:"loss"`
	EvalLoss     float64 `json:"eval_loss"`
	EvalAccuracy float64 `json:"eval_accuracy"`
	EvalStep     int32   `json:"eval_step"`

	Parts []run.Part `json:"parts,omitempty"` // of a joint task: the measure of each data set

	StepTime    float64 `json:"step_ms"` // of work, without waiting
	FLOP        int64   `json:"flop"`    // of the last step's matrix products
	Trainable   int64   `json:"trainable"`
	Total       int64   `json:"total"`
	BackboneSHA string  `json:"backbone_sha256"`
	Digest      string  `json:"digest"`
	Diverged    bool    `json:"diverged"`
	Status      string  `json:"status"`
	Shown       int32   `json:"shown"`  // the step on show
	Stride      int32   `json:"stride"` // every how many steps can be shown; 0 = none
	Branched    int32   `json:"branched"`
	Edits       int32   `json:"edits"` // changes by hand that can be undone
	Part        string  `json:"part"`  // of the step under way: "", forward, loss, backward, rest, update
	PartLayer   int32   `json:"part_layer"`
	Lambda      float64 `json:"lambda"`
	CutLoss     float64 `json:"cut_loss"` // held-out loss with the last ablation, once it is known
	CutBase     float64 `json:"cut_base"` // and without it
	Message     string  `json:"message"`
}

// The names of run.Status for programs, in its order.
var statusNames = [...]string{"loading", "paused", "running", "waiting", "done", "diverged", "failed"}

// Status reports the present condition. Any goroutine may call it.
func (a *App) Status() Status {
	a.mu.Lock()
	defer a.mu.Unlock()
	out := Status{Version: a.opt.Version, Place: a.state.Place, Running: a.state.Running, FPS: a.fps.rate(time.Now()), Frame: a.costs.sum(),
		Lang: a.view.Lang, Dark: a.view.Dark, State: a.query, Notices: []string{}, Looking: a.view.Looking(&a.state), Past: len(a.past)}
	for _, n := range a.view.Notices {
		if n.Why != state.Fits {
			out.Notices = append(out.Notices, fmt.Sprintf("%s=%s cannot do the task, using %s", n.Key, n.Value, n.Used))
			continue
		}
		out.Notices = append(out.Notices, fmt.Sprintf("%s=%s: want %s", n.Key, n.Value, n.Accepts))
	}
	for i, spec := range state.Specs(a.state, a.opt.Catalog) {
		s := a.snaps[i]
		if s == nil {
			s = &run.Snapshot{Spec: spec}
		}
		out.Lanes = append(out.Lanes, laneStatus(s))
		out.StepsPerSecond += finite(s.StepsPerSecond)
	}
	return out
}

func laneStatus(s *run.Snapshot) LaneStatus {
	return LaneStatus{Method: s.Spec.Method, Task: s.Spec.Task, Backbone: s.Spec.Backbone, Seed: s.Spec.Seed, Step: s.Step,
		Loss: finite(s.Loss), EvalLoss: finite(s.EvalLoss), EvalAccuracy: finite(s.EvalAccuracy), EvalStep: s.EvalStep, Parts: s.Parts,
		StepTime: finite(s.StepTime), FLOP: s.FLOP, Trainable: s.Trainable, Total: s.Total, BackboneSHA: s.BackboneSHA, Digest: s.Digest,
		Shown: s.Shown, Stride: s.Stride, Branched: s.Branched, Edits: s.Edits, Part: partNames[s.Part.Stage], PartLayer: s.Part.Layer, Lambda: finite(s.Detail.Lambda),
		CutLoss: done(s.Cut, s.Cut.LossCut), CutBase: done(s.Cut, s.Cut.Loss),
		Diverged: s.Status == run.Diverged, Status: statusNames[s.Status], Message: s.Message}
}

var partNames = [...]string{"", "forward", "loss", "backward", "rest", "update"}

// done is a number of an ablation once it is over.
func done(c run.CutResult, v float32) float64 {
	if c.Total == 0 || c.Done < c.Total {
		return 0
	}
	return finite(v)
}

// finite keeps numbers JSON cannot hold out of it.
func finite(v float32) float64 {
	if f := float64(v); !math.IsNaN(f) && !math.IsInf(f, 0) {
		return f
	}
	return 0
}

// ControlInfo is one control as tests and the accessible twin see it. Lengths are CSS pixels.
type ControlInfo struct {
	ID      string  `json:"id"`
	Arg     string  `json:"arg,omitempty"`
	Kind    string  `json:"kind"`
	Label   string  `json:"label"`
	Value   string  `json:"value"`
	X       float32 `json:"x"`
	Y       float32 `json:"y"`
	W       float32 `json:"w"`
	H       float32 `json:"h"`
	Number  float32 `json:"number"`
	Min     float32 `json:"min"`
	Max     float32 `json:"max"`
	Enabled bool    `json:"enabled"`
	Chosen  bool    `json:"chosen"`
	Focused bool    `json:"focused"`
	Restart bool    `json:"restart"`
}

// Controls lists what can be operated now, in the order of Tab. Any goroutine may call it.
func (a *App) Controls() []ControlInfo {
	a.mu.Lock()
	defer a.mu.Unlock()
	out := make([]ControlInfo, 0, len(a.scene.Controls))
	z := float32(a.zoom())
	for i := range a.scene.Controls {
		c := &a.scene.Controls[i]
		if c.Kind == scene.Surface && c.ID != id.Chart {
			continue
		}
		out = append(out, ControlInfo{ID: c.ID, Arg: c.Arg, Kind: c.Kind.String(), Label: c.Label, Value: a.scene.Shown(c),
			X: c.Rect.X * z, Y: c.Rect.Y * z, W: c.Rect.W * z, H: c.Rect.H * z, Number: c.Value, Min: c.Min, Max: c.Max,
			Enabled: a.scene.Operable(c), Chosen: c.Chosen, Focused: a.view.Focus == c.Key(), Restart: c.Restart})
	}
	return out
}

// Do operates a control by its ID, on the same path as a click: a value sets a field or names the option, tab, token
// or layer meant; an empty one presses the button. Any goroutine may call it; the change holds at once.
func (a *App) Do(id, value string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	if ui.Fixed(&a.state, id, value) {
		return fmt.Errorf("%s is held by the link (hide or lock)", id)
	}
	if value != "" && value != "+" && value != "-" && state.IsKey(id) {
		next := a.state
		moved, err := state.Change(&next, id, value, a.opt.Catalog)
		if err != nil {
			return err
		}
		a.view.Notices = append(slices.Clone(a.view.Notices), moved...)
		a.view.Open = ""
		a.change(next)
		return nil
	}
	if o, _ := ui.Find(id); a.scene.Find(scene.Key{ID: id, Arg: value}) == nil && !state.IsKey(id) && !o.Free {
		return fmt.Errorf("no control %q with argument %q is on the screen", id, value)
	}
	next, view := a.state, a.view
	effect := ui.Do(&next, &view, id, value, &a.opt.Catalog)
	a.view, a.dirty = view, true
	a.change(next)
	a.act(effect)
	a.travel.follow()
	return nil
}
