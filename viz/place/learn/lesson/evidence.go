package lesson

// Evidence is what runs say of a lesson: those of the seeds that it is held to.
type Evidence struct {
	Seeds  []Outcome
	Stored []Stored // facts that no lane has, by the text of their call
}

// Outcome is the bet as a seed decided it.
type Outcome struct {
	Seed    uint64
	Value   float64 // of a number, else 0
	Zone    int
	Verdict int // 0 holds, 1 in part, 2 not here
	Lanes   []Lane
}

// Lane is one run of an outcome.
type Lane struct {
	H, Loss       float64 // percent, nats
	Trained, Kept int64
	Digest        string
}

// Stored is a mean over committed runs that a rule asks for.
type Stored struct {
	Method, Settings string // of stored(method, settings); best("hand") has the method hand
	Percent          float64
}

// Pack is a course as programs that show it get it, with the evidence of each lesson by its ID.
type Pack struct {
	Course   Course
	Evidence map[string]Evidence
}
