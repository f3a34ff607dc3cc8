package state

import (
	"slices"
	"strconv"
	"strings"
)

// maxLayers is more than any backbone here has.
const maxLayers = 24

// parseLayers reads "all" or a list such as "1,3" or "2-4", and returns it sorted and written out.
func parseLayers(raw string) (string, bool) {
	if raw == "all" {
		return raw, true
	}
	var list []int
	for part := range strings.SplitSeq(raw, ",") {
		lo, hi, isRange := strings.Cut(part, "-")
		if !isRange {
			hi = lo
		}
		a, errA := strconv.Atoi(lo)
		b, errB := strconv.Atoi(hi)
		if errA != nil || errB != nil || a < 1 || b > maxLayers || a > b {
			return "", false
		}
		for l := a; l <= b; l++ {
			list = append(list, l)
		}
	}
	return joinLayers(list), true
}

func joinLayers(list []int) string {
	slices.Sort(list)
	var b strings.Builder
	for i, l := range slices.Compact(list) {
		if i > 0 {
			b.WriteByte(',')
		}
		b.WriteString(strconv.Itoa(l))
	}
	return b.String()
}

// HasLayer tells whether the 1-based layer is in the list.
func HasLayer(list string, layer int) bool {
	if list == "all" {
		return true
	}
	for part := range strings.SplitSeq(list, ",") {
		if l, err := strconv.Atoi(part); err == nil && l == layer {
			return true
		}
	}
	return false
}

// ToggleLayer adds or takes away one layer of a backbone with count layers. The last one stays.
func ToggleLayer(list string, layer, count int) string {
	var out []int
	for l := 1; l <= count; l++ {
		if HasLayer(list, l) != (l == layer) {
			out = append(out, l)
		}
	}
	switch len(out) {
	case 0:
		return list
	case count:
		return "all"
	}
	return joinLayers(out)
}

// trimLayers drops layers the backbone does not have; none left means all.
func trimLayers(list string, count int) string {
	if list == "all" || count == 0 {
		return list
	}
	var out []int
	for l := 1; l <= count; l++ {
		if HasLayer(list, l) {
			out = append(out, l)
		}
	}
	if len(out) == 0 || len(out) == count {
		return "all"
	}
	return joinLayers(out)
}
