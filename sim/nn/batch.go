package nn

// Batch is the rows of some sequences, one after the other. Two sequences of three and two tokens, the first with a virtual
// token in front, numbered from 0:
//
//	Off 0 3 5   ID -1 2 7 2 9   Pos 0 1 2 0 1   Type 0 0 0 0 0
//
// No row is padding, so there is no mask: attention runs sequence by sequence.
type Batch struct {
	Off  []int32 // len B+1: sequence b is rows Off[b] to Off[b+1]
	ID   []int32 // vocabulary id, or -1-i for the i-th virtual token of Inject.Virtual
	Pos  []int32 // position id
	Type []int32 // token type id

	// Read lists the rows of Out that heads will read, in ascending order; nil means all. In the last layer only keys and
	// values are computed for the others: Out is garbage there, and the gradients are the true ones if DOut is zero there.
	Read []int32
}

// Reset empties the batch and keeps its memory.
func (b *Batch) Reset() {
	b.Off = append(b.Off[:0], 0)
	b.ID, b.Pos, b.Type, b.Read = b.ID[:0], b.Pos[:0], b.Type[:0], nil
}

// Add appends a sequence whose positions start at first; all token types are 0.
func (b *Batch) Add(ids []int32, first int) { b.AddTyped(ids, nil, first) }

// AddTyped is Add with the token type of each id; nil for all 0.
func (b *Batch) AddTyped(ids, types []int32, first int) {
	for i, id := range ids {
		b.ID = append(b.ID, id)
		b.Pos = append(b.Pos, int32(first+i))
		kind := int32(0)
		if types != nil {
			kind = types[i]
		}
		b.Type = append(b.Type, kind)
	}
	b.Off = append(b.Off, int32(len(b.ID)))
}

// Rows is the number of tokens, Seqs the number of sequences.
func (b *Batch) Rows() int { return len(b.ID) }
func (b *Batch) Seqs() int { return len(b.Off) - 1 }

// Virtual tokens have ids below zero, so that no vocabulary has them.

// Virtual names the i-th input virtual token in Batch.ID.
func Virtual(i int) int32 { return int32(-1 - i) }
