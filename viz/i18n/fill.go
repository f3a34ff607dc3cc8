package i18n

import "strings"

// Fill puts values in the places of #.
func Fill(pattern string, values ...string) string {
	for _, v := range values {
		before, after, ok := strings.Cut(pattern, "#")
		if !ok {
			break
		}
		pattern = before + strings.ReplaceAll(v, "#", "") + after
	}
	return pattern
}
