package run

// Stage is the kind of a part of a step.
type Stage uint8

// The stages of a step. Between is also the time before the first part.
const (
	Between Stage = iota
	Forward
	Loss
	Backward
	Rest
	Update
	numStages
)

// StepPart is the piece of a step that has been done last.
type StepPart struct {
	Stage  Stage
	Layer  int32 // Forward, Backward: layer, -1 = embeddings
	Chunks int32 // of the batch
	// Update: what it changed. The backbone's hash is taken again behind it.
	Moved    int64   // trained numbers that are another number now
	Farthest float32 // the largest change
}

// NoPast is why a run keeps no past.
type NoPast uint8

// The reasons.
const (
	Kept          NoPast = iota // it does keep one
	BackboneMoves               // one look would be a copy of the whole model
	WordsJump                   // a search: what it knows besides its prompt is not kept
	NothingMoves                // every step looks like the first
	numNoPast
)
