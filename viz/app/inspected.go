package app

import (
	"fmt"
	"strconv"
	"strings"

	"promptscope/sim/run"
	"promptscope/viz/i18n"
	"promptscope/viz/id"
)

// inspected is what the inspector shows, as a sentence; empty while it is closed.
func (t teller) inspected(s *i18n.Strings) string {
	at := t.state.Open
	snap := t.snaps[at.Lane]
	if t.state.Panel != id.Inspector || at.Level == 0 || snap == nil || !snap.Detail.On {
		return ""
	}
	d := &snap.Detail
	lane, layer := string(rune('A'+at.Lane)), fmt.Sprint(d.Layer+1)
	text := i18n.Fill(s.InspectedLayer, "lane", lane, "layer", layer, "head", fmt.Sprint(d.Head+1))
	if at.Level == 1 && len(d.Vector) > 0 {
		text = i18n.Fill(s.InspectedToken, "lane", lane, "token", fmt.Sprintf("v%d", d.Unit+1), "layer", layer)
		lo, hi := d.Vector[0], d.Vector[0]
		for _, v := range d.Vector {
			lo, hi = min(lo, v), max(hi, v)
		}
		text += i18n.Fill(s.InspectedRange, "n", fmt.Sprint(len(d.Vector)), "low", digits(lo, 3), "high", digits(hi, 3), "gradient", gradientOf(snap))
		text += i18n.Fill(s.InspectedNear, "words", nearest(d))
	}
	text += i18n.Fill(s.InspectedLambda, "lambda", digits(d.Lambda, 4))
	switch c := &snap.Cut; {
	case c.Total > c.Done:
		text += i18n.Fill(s.InspectedCutting, "done", fmt.Sprint(c.Done), "all", fmt.Sprint(c.Total))
	case c.Total > 0:
		text += i18n.Fill(s.InspectedCut, "before", digits(c.Loss, 3), "after", digits(c.LossCut, 3), "step", fmt.Sprint(c.Step))
	}
	return text
}

// gradientOf is the length of the gradient at the inspected token.
func gradientOf(s *run.Snapshot) string {
	d, t := &s.Detail, &s.Trace
	list, at := t.GradInput, int(d.Unit)
	if t.P > 0 {
		list, at = t.GradDeep, int(d.Layer*t.P+d.Unit)
	}
	if at < 0 || at >= len(list) {
		return "–"
	}
	return strconv.FormatFloat(float64(list[at]), 'g', 3, 32)
}

func nearest(d *run.Detail) string {
	var words []string
	for _, n := range d.Near {
		words = append(words, n.Text+" "+digits(n.Cosine, 2))
	}
	return strings.Join(words, ", ")
}
