package train

import (
	"slices"
	"testing"

	"promptscope/sim/run"
)

// Chunks hold every example once and in order, none has more rows than allowed unless it is one example alone, and the rows
// that carry a loss name the same tokens in any cut.
func TestChunks(t *testing.T) {
	x := trainer(t, run.Spec{Task: "srl", Method: "p-tuning", Settings: run.Settings{N: 2, Encoder: "none"}, Labels: 20})
	var all []*sample
	for i := range x.train {
		all = append(all, &x.train[i])
	}
	read := func(cs []chunk) (samples []*sample, ids, gold []int32) {
		for _, c := range cs {
			samples = append(samples, c.samples...)
			for i, r := range c.rows {
				ids, gold = append(ids, c.batch.ID[r]), append(gold, c.gold[i])
			}
		}
		return
	}
	whole, ids, gold := read(chunks(nil, all, 1<<20, x.tuner.First))
	if len(whole) != 20 || len(ids) < 100 || slices.ContainsFunc(ids, func(id int32) bool { return id < 0 }) {
		t.Fatalf("%d examples, %d rows with a loss", len(whole), len(ids))
	}
	for _, most := range []int{1, 20, 50} {
		cs := chunks(nil, all, most, x.tuner.First)
		for _, c := range cs {
			if c.batch.Rows() > most && len(c.samples) > 1 {
				t.Errorf("at most %d rows: a chunk of %d examples has %d", most, len(c.samples), c.batch.Rows())
			}
			if len(c.first) != len(c.samples) || len(c.place) != len(c.rows) || !slices.Equal(c.batch.Read, c.rows) {
				t.Errorf("at most %d rows: lists of %d, %d, %d", most, len(c.first), len(c.place), len(c.rows))
			}
		}
		if s, i, g := read(cs); !slices.Equal(s, whole) || !slices.Equal(i, ids) || !slices.Equal(g, gold) {
			t.Errorf("at most %d rows: other examples, rows or targets than in one piece", most)
		}
	}
}

// In a joint task each row is in the list of its data set, and place finds it there.
func TestChunksOfAJointTask(t *testing.T) {
	x := trainer(t, run.Spec{Task: "srl+ner", Method: "probe", Labels: 12})
	for _, c := range chunks(nil, []*sample{&x.train[0], &x.train[11], &x.train[1]}, 1<<20, 0) {
		n := 0
		for set := range x.goal.sets {
			n += len(c.of(set))
		}
		if n != len(c.rows) || len(c.of(7)) != 0 {
			t.Errorf("%d rows in the lists of %d", n, len(c.rows))
		}
		for i, p := range c.place {
			if c.of(int(p.set))[p.at] != c.rows[i] {
				t.Errorf("row %d is %d, in its list %d", i, c.rows[i], c.of(int(p.set))[p.at])
			}
		}
	}
}
