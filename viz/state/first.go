package state

import (
	"slices"
	"strings"

	"promptscope/sim/run"
	"promptscope/viz/id"
)

// First tells whether a query is that of a page opened without a link: it says nothing but how the page looks.
func First(query string) bool {
	for _, part := range strings.Split(clean(query), "&") {
		if key, _ := split(part); part != "" && key != id.Lang && key != id.Theme {
			return false
		}
	}
	return true
}

// SlowStart is the speed of the first steps of such a page, in steps a second: slow enough to be followed, then faster and faster.
// over tells that it is behind them.
func SlowStart(step int) (speed float64, over bool) {
	switch {
	case step < 4:
		return 1.2, false
	case step < 10:
		return 3, false
	case step < 30:
		return 10, false
	}
	return 0, true
}

// Soften makes the orders that start a run those of a slow start.
func Soften(orders []run.Command) {
	for i := range orders {
		switch c := &orders[i]; c.Kind {
		case run.Speed:
			c.Speed, _ = SlowStart(0)
		case run.Until:
			c.Steps = 1
		}
	}
}

// Opening is what each lane is told first where a link says nothing but its version: a page can say it before it knows how to draw.
// It is sorted by what is left of the link without language and theme.
func Opening(c Catalog) map[string][][]run.Command {
	out := map[string][][]run.Command{}
	for _, query := range []string{"", versionKey + "=" + version1, versionKey + "=" + Version} {
		s, _ := Parse(query, c)
		for _, spec := range Specs(s, c) {
			orders := slices.Clone(Begin(s, spec))
			orders[0].Run = 1
			if First(query) {
				Soften(orders)
			}
			out[query] = append(out[query], orders)
		}
	}
	return out
}
