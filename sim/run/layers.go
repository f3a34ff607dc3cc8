package run

import (
	"fmt"
	"strconv"
	"strings"
)

// ParseLayers reads a choice of layers, counted from 1: "all", "1", "1,3", "2-4", "1,3-4".
func ParseLayers(s string, layers int) ([]bool, error) {
	chosen := make([]bool, layers)
	bad := fmt.Errorf("layers %q: want all, or layers from 1 to %d such as 1,2 or 1-%d", s, layers, layers)
	if s == "all" {
		s = "1-" + strconv.Itoa(layers)
	}
	for _, part := range strings.Split(s, ",") {
		from, to, isRange := strings.Cut(part, "-")
		if !isRange {
			to = from
		}
		a, err1 := strconv.Atoi(from)
		b, err2 := strconv.Atoi(to)
		if err1 != nil || err2 != nil || a < 1 || b < a || b > layers {
			return nil, bad
		}
		for l := a; l <= b; l++ {
			chosen[l-1] = true
		}
	}
	return chosen, nil
}
