package train

import "promptscope/sim/nn"

// batches draws the examples of each step and lays them out in chunks.
type batches struct {
	draw   *sampler
	picked []int
	ptrs   []*sample
	batch  []chunk // of the present step
}

// newBatches has all the memory that the steps of a run with so many data sets can need.
func newBatches(g *ground, sets int) batches {
	n, longest := g.spec.Batch, g.maxRows
	b := batches{draw: newSampler(g.task, g.spec.Seed), picked: make([]int, 0, n), ptrs: make([]*sample, 0, n), batch: make([]chunk, n)}
	row := func() []int32 { return make([]int32, 0, longest) }
	for i := range b.batch {
		k := &b.batch[i]
		k.batch = nn.Batch{Off: make([]int32, 0, n+1), ID: row(), Pos: row(), Type: row()}
		k.samples, k.first = make([]*sample, 0, n), make([]int32, 0, n)
		k.rows, k.gold, k.place = row(), row(), make([]spot, 0, longest)
		for range sets {
			k.lists = append(k.lists, row())
		}
	}
	return b
}

// next lays out the next examples of the order.
func (b *batches) next(g *ground) {
	b.picked = b.draw.draw(b.picked[:0], g.spec.Batch)
	b.ptrs = b.ptrs[:0]
	for _, i := range b.picked {
		b.ptrs = append(b.ptrs, &g.train[i])
	}
	b.batch = chunks(b.batch, b.ptrs, g.maxRows, g.tuner.First)
}

// counting is how many rows of the present step carry a loss.
func (b *batches) counting() (n int) {
	for i := range b.batch {
		n += len(b.batch[i].rows)
	}
	return n
}
