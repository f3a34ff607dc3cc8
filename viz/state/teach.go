package state

import (
	"slices"
	"strings"
)

// parseNames reads a list of control names, and returns it in the order of known, without doubles; unknown ones are left
// out, which ok tells.
func parseNames(raw string, known []string) (list string, ok bool) {
	var out []string
	given := strings.Split(raw, ",")
	for _, n := range known {
		if slices.Contains(given, n) {
			out = append(out, n)
		}
	}
	for _, g := range given {
		if g != "" && !slices.Contains(known, g) {
			return strings.Join(out, ","), false
		}
	}
	return strings.Join(out, ","), true
}
