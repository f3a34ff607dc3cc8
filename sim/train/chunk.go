package train

import "promptscope/sim/nn"

// chunk is a part of a batch that goes through the model at once.
type chunk struct {
	batch   nn.Batch
	samples []*sample
	rows    []int32 // rows with a loss
	gold    []int32
	first   []int32   // index into rows where each sample begins
	place   []spot    // of each of rows
	lists   [][]int32 // rows of each data set, see of
}

// spot is where a row's logits are: in the head of a data set, at an index of its list.
type spot struct{ set, at int32 }

func (c *chunk) reset() {
	c.batch.Reset()
	c.samples, c.rows, c.gold, c.first, c.place = c.samples[:0], c.rows[:0], c.gold[:0], c.first[:0], c.place[:0]
	for i := range c.lists {
		c.lists[i] = c.lists[i][:0]
	}
}

func (c *chunk) add(s *sample, first int) {
	c.read(s, int32(c.batch.Rows()))
	c.batch.AddTyped(s.ids, s.types, first)
}

// read adds the rows of a sample that stands at row at, without the sample's tokens.
func (c *chunk) read(s *sample, at int32) {
	from, set := len(c.rows), s.ex.Part
	c.first, c.samples = append(c.first, int32(from)), append(c.samples, s)
	c.rows, c.gold = s.targets(c.rows, c.gold, at)
	for len(c.lists) <= set {
		c.lists = append(c.lists, nil)
	}
	for _, r := range c.rows[from:] {
		c.place = append(c.place, spot{int32(set), int32(len(c.lists[set]))})
		c.lists[set] = append(c.lists[set], r)
	}
}

// of is the rows of data set i.
func (c *chunk) of(i int) []int32 {
	if i < len(c.lists) {
		return c.lists[i]
	}
	return nil
}

// chunks distributes samples over chunks of at most maxRows rows (at least one sample each), reusing dst.
func chunks(dst []chunk, samples []*sample, maxRows, first int) []chunk {
	dst = dst[:0]
	for _, s := range samples {
		if n := len(dst); n == 0 || dst[n-1].batch.Rows()+len(s.ids) > maxRows {
			if n < cap(dst) {
				dst = dst[:n+1]
			} else {
				dst = append(dst, chunk{})
			}
			dst[n].reset()
		}
		dst[len(dst)-1].add(s, first)
	}
	for i := range dst {
		dst[i].batch.Read = dst[i].rows
	}
	return dst
}
