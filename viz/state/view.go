package state

import (
	"strconv"
	"strings"
)

// What is looked at is part of the link too: a step of the past, a stretch of the chart, a place in the inspector. They are
// lists of numbers, checked here for their form; what a run does not have is cut by the program.

// Numbers reads a list such as "1.0.3"; nil unless it has want numbers, each from 0 to most.
func Numbers(raw, sep string, want, most int) []int {
	parts := strings.Split(raw, sep)
	if len(parts) != want {
		return nil
	}
	out := make([]int, want)
	for i, part := range parts {
		n, err := strconv.Atoi(part)
		if err != nil || n < 0 || n > most || part != strconv.Itoa(n) {
			return nil
		}
		out[i] = n
	}
	return out
}

// The forms of State.Span and State.Open.
const (
	SpanNumbers = 2 // first and last step of the chart
	OpenNumbers = 6 // level, lane, layer, head, virtual token, number of it
	mostNumber  = 1_000_000
)

// ParseSpan and ParseOpen read these fields; nil for an empty one.
func ParseSpan(raw string) []int { return Numbers(raw, "-", SpanNumbers, mostNumber) }
func ParseOpen(raw string) []int { return Numbers(raw, ".", OpenNumbers, mostNumber) }

// kept is a list as it stands, or nothing.
func kept(raw string, numbers []int) (used string, ok bool) {
	if numbers == nil {
		return "", raw == ""
	}
	return raw, true
}
