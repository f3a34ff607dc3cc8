package panel

import (
	"strings"

	"promptscope/sim/run"
	"promptscope/viz/i18n"
	"promptscope/viz/id"
	"promptscope/viz/panel/chart"
	"promptscope/viz/panel/kit"
	"promptscope/viz/panel/lane"
	"promptscope/viz/panel/sheets"
	"promptscope/viz/scene"
	"promptscope/viz/state"
)

// An Option is one line of a list.
type Option = sheets.Option

// Options are the lines of a list as the picture shows them.
func Options(in *Input, id string) []Option { return sheets.Options(in, id) }

// NoticeText is a notice as a sentence.
func NoticeText(lang string, n state.Notice) string { return sheets.NoticeText(lang, n) }

// Parts are the names of what can be saved alone; "view" is everything.
var Parts = append(append([]string{"view"}, lane.Parts[:]...), id.Chart, id.Panel)

// Part is where a part of a picture is; an empty name means everything.
func Part(sc *scene.Scene, part string) (r scene.Rect, ok bool) {
	if part == "" || part == "view" {
		return scene.Rect{W: sc.W, H: sc.H}, true
	}
	for _, p := range sc.Parts {
		if p.ID == part {
			return p.Rect, true
		}
	}
	return scene.Rect{}, false
}

// onShow are the parts that the picture has.
func (p *page) onShow() (out []sheets.Part) {
	for _, id := range Parts {
		if _, ok := Part(p.Scene, id); ok {
			out = append(out, sheets.Part{ID: id, Name: PartName(p.S, id)})
		}
	}
	return out
}

// TabBeside tells whether the panel stands beside the lanes and not over them.
func TabBeside(in *Input) bool { return kit.ShapeOf(in) == kit.Wide && !in.State.Embed }

// PartName is what a part is called.
func PartName(s *i18n.Strings, part string) string {
	if lane, ok := strings.CutPrefix(part, "lane-"); ok {
		return s.LaneName(int(lane[0] - 'a'))
	}
	switch part {
	case id.Chart:
		return s.Chart
	case id.Panel:
		return s.SidePanel
	}
	return s.WholeView
}

// NewPast copies what stays of a snapshot.
func NewPast(id, lane int, s *run.Snapshot, times *Times) Past {
	return kit.NewPast(id, lane, s, times)
}

// References are the lines of the chart for reading: name and value of each.
func References(in *Input) []string { return chart.References(in) }

// Over tells whether every lane has come to its end: only a new start moves anything then.
func Over(lanes []*run.Snapshot) bool {
	for _, s := range lanes {
		if s == nil || s.Status < run.Done || s.Repeating {
			return false
		}
	}
	return true
}

// LaneTitle is what a lane is called: its method, and what tells it from another lane with the same one.
func LaneTitle(in *Input, lane int) string { return kit.WordsOf(in).LaneTitle(lane) }
