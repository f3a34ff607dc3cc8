package state

import (
	"fmt"
	"strconv"
	"strings"
)

// What is looked at is part of the state and of the link: a step of the past, a stretch of the chart, a place in the
// inspector. The last two are lists of numbers in a link, checked here for their form; what a run does not have is
// cut by the program.

// numbers reads a list such as "1.0.3"; nil unless it has want numbers, each from 0 to most.
func numbers(raw, sep string, want, most int) []int {
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

const mostNumber = 1_000_000

func (s Span) String() string {
	if s.Empty() {
		return ""
	}
	return fmt.Sprintf("%d-%d", s.From, s.To)
}

// parseSpan reads "20-60"; what is none is empty.
func parseSpan(raw string) Span {
	if n := numbers(raw, "-", 2, mostNumber); n != nil && n[1] > n[0] {
		return Span{n[0], n[1]}
	}
	return Span{}
}

func (at Inspect) String() string {
	if at.Level == 0 {
		return ""
	}
	return fmt.Sprintf("%d.%d.%d.%d.%d.%d", at.Level, at.Lane, at.Layer, at.Head, at.Unit, at.Cell)
}

// parseOpen reads "level.lane.layer.head.unit.cell"; what is none is level 0.
func parseOpen(raw string) Inspect {
	if n := numbers(raw, ".", 6, mostNumber); n != nil && n[0] > 0 {
		return Inspect{Level: min(n[0], 3), Lane: min(n[1], Lanes-1), Layer: n[2], Head: n[3], Unit: n[4], Cell: n[5]}
	}
	return Inspect{}
}
