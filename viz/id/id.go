// Package id spells the IDs of the screen's controls, each once. The ID of a control is the key of the setting it changes or
// the order it gives; hide= and lock= of a link name it, and so do tips, tests and the page around the picture.
package id

// Settings: the keys of the link. Knobs of the methods have theirs in run.Knobs.
const (
	Lang      = "lang"
	Theme     = "theme"
	Place     = "place"
	Task      = "task"
	Lesson    = "lesson"
	Spot      = "spot"
	Card      = "card"
	Backbone  = "backbone"
	A         = "a"
	B         = "b"
	C         = "c"
	D         = "d"
	Seed      = "seed"
	Layers    = "layers"
	LR        = "lr"
	Steps     = "steps"
	Labels    = "labels"
	Batch     = "batch"
	Speed     = "speed"
	Clock     = "clock"
	Run       = "run"
	Metric    = "metric"
	Scale     = "scale"
	Axis      = "axis"
	Example   = "example"
	Row       = "row"
	Lane      = "lane"
	Panel     = "panel"
	Seen      = "seen"
	Span      = "span"
	Open      = "open"
	Hide      = "hide"
	Lock      = "lock"
	Embed     = "embed"
	Projector = "projector"
	Answer    = "answer"
	Fair      = "fair"

	Study        = "study"
	StudyTask    = "study-task"
	StudySeeds   = "study-seeds"
	StudyMethods = "study-methods"
	StudyPoints  = "study-points"
	StudyShow    = "study-show"
	StudyFace    = "study-face"
)

// Methods are the keys of the lanes' methods.
var Methods = [...]string{A, B, C, D}

// Orders: see ui.Orders for what they do.
const (
	Play         = "play"
	Reset        = "reset"
	Step         = "step"
	Phase        = "phase"
	Continue     = "continue"
	Halve        = "halve"
	Die          = "die"
	Add          = "add"
	Remove       = "remove"
	Layer        = "layer"
	Recommend    = "recommend"
	Split        = "split"
	Token        = "token"
	Now          = "now"
	At           = "at"
	Zoom         = "zoom"
	Pin          = "pin"
	Inspect      = "inspect"
	Cell         = "cell"
	Level        = "level"
	InspectLane  = "ilane"
	InspectLayer = "ilayer"
	Head         = "head"
	Unit         = "unit"
	Cut          = "cut"
	Number       = "number"
	Value        = "value"
	Undo         = "undo"
	Settings     = "settings"
	Help         = "help"
	Share        = "share"
	Close        = "close"
	Scrim        = "scrim"
	Visit        = "visit"
	Dismiss      = "dismiss"
	Intro        = "intro"
	Sources      = "sources"
	With         = "with"
	Copy         = "copy"
	Save         = "save"
	Export       = "export"
	KeepAll      = "keep-all"
	Import       = "import"
	BackToCard   = "back-to-card"
)

// What a pointer meets but gives no order, and names for several controls.
const (
	Chart = "chart"
	Sheet = "sheet"
	Why   = "why"
	Lanes = "lanes"
	All   = "all"
)

// Tabs beside the lanes that have no order of their own; Settings, Help and Share are values of Panel too.
const (
	Inspector = "inspector"
	Compare   = "compare"
)
