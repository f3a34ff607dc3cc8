package tune

import "promptscope/sim/nn"

// Place writes the input row of an example to ids and the row of each word to rows (both are reused): [CLS] words
// [SEP] with n virtual tokens put in as placement says. gap is the word before which an infix stands: [MASK] in a
// cloze, the middle of a sentence to tag.
//
//	prefix  v… [CLS] words [SEP]      in front of everything, as PEFT and Lester et al.
//	infix   [CLS] words v… words [SEP]
//	suffix  [CLS] words v… [SEP]
//	split   a third in each of the three places, P-Tuning's (a, b, c)
func Place(ids, rows []int32, placement string, n int, words []int32, gap int, cls, sep int32) ([]int32, []int32) {
	front, middle, end := thirds(placement, n)
	ids, rows = ids[:0], rows[:0]
	next := 0
	virtual := func(k int) {
		for range k {
			ids = append(ids, nn.Virtual(next))
			next++
		}
	}
	virtual(front)
	ids = append(ids, cls)
	for i, w := range words {
		if i == gap {
			virtual(middle)
		}
		rows = append(rows, int32(len(ids)))
		ids = append(ids, w)
	}
	virtual(end)
	return append(ids, sep), rows
}

// PlaceCausal is Place for a cloze on a causal model, whose answer is read at the last token: words are those before the
// gap, as nothing behind it is ever seen, there is no [SEP], and infix and suffix are the same place.
//
//	prefix  v… [CLS] words
//	infix   [CLS] words v…       and suffix
//	split   v… [CLS] words v…    a third in front
func PlaceCausal(ids, rows []int32, placement string, n int, words []int32, cls int32) ([]int32, []int32) {
	front, middle, end := thirds(placement, n)
	ids, rows = ids[:0], rows[:0]
	for i := range front {
		ids = append(ids, nn.Virtual(i))
	}
	ids = append(ids, cls)
	for _, w := range words {
		rows = append(rows, int32(len(ids)))
		ids = append(ids, w)
	}
	for i := range middle + end {
		ids = append(ids, nn.Virtual(front+i))
	}
	return ids, rows
}

func thirds(placement string, n int) (front, middle, end int) {
	switch placement {
	case "infix":
		return 0, n, 0
	case "suffix":
		return 0, 0, n
	case "split":
		front = n / 3
		middle = (n - front + 1) / 2
		return front, middle, n - front - middle
	}
	return n, 0, 0
}
