package run

// Surgery is what an ablation does to virtual tokens.
type Surgery uint8

// The surgeries.
const (
	NoCut   Surgery = iota
	Zero            // all its numbers become 0. A deep token with key 0 still takes attention
	Shuffle         // its numbers change places among themselves (the same way every time)
	Remove          // it is taken out; the other tokens keep their positions
	numSurgeries
)

// Cut says which virtual tokens an ablation changes.
type Cut struct {
	Surgery Surgery
	Layer   int32 // deep prompts: 0-based, -1 = every layer. Ignored for input prompts
	Unit    int32 // virtual token, -1 = all of them
}

// Valid reports whether the surgery is one that is done.
func (s Surgery) Valid() bool { return s > NoCut && s < numSurgeries }

// CutResult is an ablation under way or done.
type CutResult struct {
	Cut
	Step               int32 // whose numbers were used
	Done, Total        int32 // pieces of work; the losses count when they are equal
	Loss, Accuracy     float32
	LossCut, AccuracyC float32 // with the cut
}
