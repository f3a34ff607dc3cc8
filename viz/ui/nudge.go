package ui

import (
	"math"
	"strconv"

	"promptscope/sim/run"
	"promptscope/viz/id"
	"promptscope/viz/scene"
	"promptscope/viz/state"
)

// The speed slider runs from slow motion to no limit in equal ratios.
const (
	slowest = state.MinSpeed
	fastest = state.MaxSpeed
)

// SpeedAt is the speed at t (0…1) of the slider; 0 means no limit.
func SpeedAt(t float64) float64 {
	if t >= 0.995 {
		return 0
	}
	v := slowest * math.Pow(fastest/slowest, max(t, 0)/0.97)
	v = min(v, fastest)
	digits := math.Pow(10, math.Floor(math.Log10(v))-1)
	return math.Round(v/digits) * digits
}

// SpeedPlace is where on the slider a speed stands.
func SpeedPlace(speed float64) float64 {
	if speed == 0 {
		return 1
	}
	return min(max(math.Log(speed/slowest)/math.Log(fastest/slowest)*0.97, 0), 0.97)
}

func slide(s *state.State, ctl *scene.Control, x float32, c *state.Catalog) {
	r := ctl.Rect
	SlideTo(s, ctl, min(max(float64((x-r.X-KnobPad)/(r.W-2*KnobPad)), 0), 1), c)
}

// SlideTo moves a slider to t (0…1) of its track.
func SlideTo(s *state.State, ctl *scene.Control, t float64, c *state.Catalog) {
	if Fixed(s, ctl.ID, ctl.Arg) {
		return
	}
	if ctl.ID == id.Speed {
		s.Speed = SpeedAt(t)
		return
	}
	v := math.Round(float64(ctl.Min) + t*float64(ctl.Max-ctl.Min))
	_ = state.Set(s, ctl.ID, strconv.FormatFloat(v, 'g', -1, 64), *c)
}

// KnobPad is the space between the ends of a slider's track and its rectangle.
const KnobPad = 8

// Nudge moves a setting by one notch.
func Nudge(s *state.State, setting string, dir int, c *state.Catalog) {
	if Fixed(s, setting, "") {
		return
	}
	if k, lane := Knob(s, c, setting); k != nil {
		if n, err := strconv.Atoi(state.Value(s, c, lane, k)); err == nil {
			_ = state.Set(s, setting, strconv.Itoa(k.Next(n, dir)), *c)
		}
		return
	}
	switch base, lane := state.CutLane(setting); base {
	case id.Speed:
		s.Speed = SpeedAt(SpeedPlace(s.Speed) + 0.05*float64(dir))
	case id.LR:
		for i := range s.Count() {
			if lane < 0 || lane == i {
				s.Lanes[i].LR = nudgeRate(s.Lanes[i].LR, c.Recommended(*s, i), dir)
			}
		}
	case id.Steps:
		s.Steps = run.Notch(stepNotches, or(s.Steps, c.Task(s.Task).Steps), dir, run.MaxSteps)
	case id.Labels:
		t := c.Task(s.Task)
		s.Labels = run.Notch(labelNotches, or(s.Labels, t.Labels), dir, or(t.MaxLabels, 100_000))
	case id.Batch:
		s.Batch = run.Notch(batchNotches, or(s.Batch, or(c.Task(s.Task).Batch, run.DefaultBatch)), dir, run.MaxBatch)
	case id.Seed:
		lo, hi := state.Range(id.Seed)
		s.Seed = uint64(min(max(float64(s.Seed)+float64(dir), lo), hi))
	case id.StudySeeds:
		s.Study.Seeds = min(max(s.Study.Seeds+dir, 1), state.MaxSeeds)
	case id.Example:
		s.Example = max(s.Example+dir, 0)
	}
}

// Knob is the method's knob that a control sets, and a lane that has it; nil for other settings.
func Knob(s *state.State, c *state.Catalog, control string) (*run.Knob, int) {
	base, lane := state.CutLane(control)
	k := run.FindKnob(base)
	if k == nil || lane >= 0 {
		return k, lane
	}
	for i := range s.Count() {
		if m := c.Method(s.Lanes[i].Method); m.Has(base) {
			return k, i
		}
	}
	return k, 0
}

func or(v, fallback int) int {
	if v == 0 {
		return fallback
	}
	return v
}

var (
	stepNotches  = []int{1, 10, 50, 100, 150, 200, 300, 500, 700, 1000, 1500, 2000, 3000, 5000, 10_000, 20_000}
	labelNotches = []int{1, 4, 16, 32, 61, 64, 100, 200, 400, 800, 1600, 3200, 6400}
	batchNotches = []int{1, 2, 4, 8, 16, 32, 64}
)

// nudgeRate moves a learning rate along 1, 2, 5, 10 …; 0 stands for the recommended one.
func nudgeRate(v, recommended float64, dir int) float64 {
	if v == 0 {
		v = recommended
	}
	if v <= 0 {
		v = 1e-2
	}
	const tiny = 1e-9
	for i := -27; i <= 27; i++ {
		k := i
		if dir < 0 {
			k = -i
		}
		n := rateNotch(k)
		if dir > 0 && n > v*(1+tiny) || dir < 0 && n < v*(1-tiny) {
			return same(n, recommended)
		}
	}
	return v
}

func rateNotch(i int) float64 {
	decade := int(math.Floor(float64(i) / 3))
	v, _ := strconv.ParseFloat([]string{"1e", "2e", "5e"}[i-3*decade]+strconv.Itoa(decade), 64)
	return v
}

// same goes back to 0, "recommended", when v is just that.
func same(v, recommended float64) float64 {
	if v == recommended {
		return 0
	}
	return v
}
