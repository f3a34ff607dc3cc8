package data

import (
	"cmp"
	"maps"
	"math"
	"slices"
	"strings"

	"promptscope/sim/rng"
)

// Set is a file with its rows divided: what trains and what scores.
type Set struct {
	Kind        string
	Labels      []string // of the training rows: "O" first, then by name; nil in a cloze
	Train, Held []Row
	Problems    []Problem
	Dropped     int // exact repeats of a row, which are left out

	number map[string]int // of each of Labels
}

// splitStream is the stream of the seed that shuffles.
const splitStream = 11

// Split holds out a share of the rows, label by label, in an order that the seed decides. Rows with the same text stand on one side.
// A label with one text is trained only: what is held out of it could not be learned.
func (f *File) Split(seed uint64, share float64) *Set {
	s := &Set{Kind: f.Kind, Problems: slices.Clone(f.Problems)}
	groups := map[string][][]Row{} // by label; rows with the same text together, under the label of the first
	type place struct {
		label string
		at    int
	}
	known := map[string]place{} // by text
	for _, row := range s.unique(f.Rows, false) {
		label := row.Label
		if f.Kind == Cloze {
			label = "" // words are too many to hold out some of each
		}
		p, ok := known[row.key()]
		if !ok {
			p = place{label, len(groups[label])}
			known[row.key()] = p
			groups[label] = append(groups[label], nil)
		}
		groups[p.label][p.at] = append(groups[p.label][p.at], row)
	}
	r := rng.New(seed, splitStream)
	for _, label := range slices.Sorted(maps.Keys(groups)) {
		g := groups[label]
		r.Shuffle(len(g), func(i, j int) { g[i], g[j] = g[j], g[i] })
		held := int(math.Round(share * float64(len(g))))
		if held == 0 && len(g) > 1 && f.Kind == Label {
			held = 1
		}
		for i, rows := range g {
			if i < held && len(g) > 1 {
				s.Held = append(s.Held, rows...)
			} else {
				s.Train = append(s.Train, rows...)
			}
		}
	}
	for _, side := range [][]Row{s.Train, s.Held} {
		slices.SortStableFunc(side, func(a, b Row) int { return cmp.Compare(a.Line, b.Line) })
	}
	s.label()
	return s
}

// With takes the held-out rows from a file of their own.
func (f *File) With(held *File) *Set {
	s := &Set{Kind: f.Kind, Problems: slices.Clone(f.Problems)}
	for _, p := range held.Problems {
		p.Held = true
		s.Problems = append(s.Problems, p)
	}
	s.Train, s.Held = s.unique(f.Rows, false), s.unique(held.Rows, true)
	s.label()
	return s
}

// unique leaves out exact repeats, and notes texts with two labels.
func (s *Set) unique(rows []Row, held bool) (out []Row) {
	seen := map[string]string{} // answer by text
	for _, row := range rows {
		key, answer := row.key(), row.answer()
		switch was, ok := seen[key]; {
		case ok && was == answer:
			s.Dropped++
			continue
		case ok && s.Kind != Cloze: // a gap may have several right words
			s.Problems = append(s.Problems, Problem{Line: row.Line, Fault: Contradicts, Found: row.show(), Held: held})
		}
		seen[key] = answer
		out = append(out, row)
	}
	return out
}

// answer is the label or the tags, as one text.
func (r *Row) answer() string {
	return r.Label + "\t" + strings.Join(r.Tags, "\t")
}

// show is the beginning of a row for a message.
func (r *Row) show() string {
	text := r.Text + strings.Join(r.Words, " ")
	if runes := []rune(text); len(runes) > 40 {
		text = string(runes[:40]) + "…"
	}
	return text
}

// label numbers the labels of the training rows, and leaves out held-out rows with others.
func (s *Set) label() {
	if s.Kind == Cloze {
		return
	}
	s.Labels, s.number = labels(s.Train), map[string]int{}
	for i, l := range s.Labels {
		s.number[l] = i
	}
	s.Held = slices.DeleteFunc(s.Held, func(row Row) bool {
		for _, l := range append([]string{row.Label}, row.Tags...) {
			if _, known := s.number[l]; l != "" && !known {
				s.Problems = append(s.Problems, Problem{Line: row.Line, Fault: NewLabel, Found: l, Held: true})
				return true
			}
		}
		return false
	})
}

// labels are the names of all labels or tags, "O" first.
func labels(rows []Row) []string {
	seen := map[string]bool{}
	for _, row := range rows {
		for _, t := range row.Tags {
			seen[t] = true
		}
		if row.Tags == nil {
			seen[row.Label] = true
		}
	}
	out := slices.Sorted(maps.Keys(seen))
	if i := slices.Index(out, "O"); i > 0 {
		out = append([]string{"O"}, slices.Delete(out, i, i+1)...)
	}
	return out
}

// Balance is how many rows (or tags) of the training set have each of Labels.
func (s *Set) Balance() []int {
	out := make([]int, len(s.Labels))
	for _, row := range s.Train {
		if row.Tags == nil {
			out[s.number[row.Label]]++
		}
		for _, t := range row.Tags {
			out[s.number[t]]++
		}
	}
	return out
}
