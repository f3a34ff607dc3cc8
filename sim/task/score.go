package task

// Scores: accuracy, and micro-averaged span F1 as CoNLL counts it.

import "strings"

// Tally adds up predictions. The zero value is empty. In a Cloze task each example is one thing wanted
// and one guessed, so that F1 over a Tally is plain accuracy there.
type Tally struct{ Right, Guessed, Wanted int }

// Plus is both tallies together.
func (a Tally) Plus(b Tally) Tally {
	return Tally{a.Right + b.Right, a.Guessed + b.Guessed, a.Wanted + b.Wanted}
}

// Count adds one example of a single task or of a part. For Cloze, pred[0] is the vocabulary id predicted at [MASK], also with a
// verbalizer, for Labelling the index into Labels; for Tagging, pred has an index into Labels per word. Missing predictions count as wrong.
func (t *Task) Count(tally *Tally, ex *Example, pred []int32) {
	if t.Kind == Tagging && t.Metric == Accuracy {
		countWords(tally, ex.Tags, pred)
		return
	}
	if t.Kind != Tagging {
		tally.Guessed++
		tally.Wanted++
		if len(pred) > 0 && pred[0] == ex.Answer {
			tally.Right++
		}
		return
	}
	pred = pred[:min(len(pred), len(ex.Tags))]
	for at := 0; ; {
		var ok bool
		if _, at, ok = nextSpan(ex.Tags, t.Labels, at); !ok {
			break
		}
		tally.Wanted++
	}
	for at := 0; ; {
		got, next, ok := nextSpan(pred, t.Labels, at)
		if !ok {
			break
		}
		at = next
		tally.Guessed++
		if t.hasSpan(ex.Tags, got) {
			tally.Right++
		}
	}
}

// countWords adds each tag of an example: the measure of tags that are no spans, such as parts of speech.
func countWords(tally *Tally, tags, pred []int32) {
	for i, want := range tags {
		tally.Guessed++
		tally.Wanted++
		if i < len(pred) && pred[i] == want {
			tally.Right++
		}
	}
}

// hasSpan reports whether tags contain exactly this span.
func (t *Task) hasSpan(tags []int32, s span) bool {
	for at := 0; ; {
		other, next, ok := nextSpan(tags, t.Labels, at)
		if !ok || other.start > s.start {
			return false
		}
		if other == s {
			return true
		}
		at = next
	}
}

// Value returns the task's measure, 0 to 1: accuracy, or F1 = 2·right / (guessed + wanted), the harmonic
// mean of precision right/guessed and recall right/wanted. An empty tally gives 0.
func (t *Task) Value(tally Tally) float64 {
	return 2 * float64(tally.Right) / float64(max(1, tally.Guessed+tally.Wanted))
}

// Mean is the measure of a run: the mean of Value over the task's Sets, given a Tally for each.
func (t *Task) Mean(tallies []Tally) float64 {
	if t.Parts == nil {
		return t.Value(tallies[0])
	}
	sum := 0.0
	for i, p := range t.Parts {
		sum += p.Value(tallies[i])
	}
	return sum / float64(len(t.Parts))
}

// span is a run of words that carry one class.
type span struct {
	start, end int
	class      string
}

// nextSpan finds the first span at or behind at, and where to look for the next one; it allocates nothing, for it
// runs in every training step. With BIO labels a span is any first tag of a class and the I- tags of that class
// behind it; a stray I- starts a span, as in conlleval. With plain labels adjacent words of the same tag form one
// span. Tags outside the labels count as "O".
func nextSpan(tags []int32, labels []string, at int) (s span, next int, ok bool) {
	for at < len(tags) && tagName(tags[at], labels) == "O" {
		at++
	}
	if at >= len(tags) {
		return span{}, at, false
	}
	name := tagName(tags[at], labels)
	_, class, bio := strings.Cut(name, "-")
	if !bio {
		class = name
	}
	end := at + 1
	for end < len(tags) && continues(tagName(tags[end], labels), class, bio) {
		end++
	}
	return span{at, end, class}, end, true
}

// continues reports whether a tag goes on with a span of the class.
func continues(name, class string, bio bool) bool {
	if !bio {
		return name == class
	}
	return strings.HasPrefix(name, "I-") && name[2:] == class
}

func tagName(tag int32, labels []string) string {
	if tag < 0 || int(tag) >= len(labels) {
		return "O"
	}
	return labels[tag]
}
