package i18n

import (
	"promptscope/sim/run"
	"strings"
	"sync"
)

// Around is the texts around the picture: help, sharing, the accessible twin and what the live region says.
// A name in braces is what is put in there, see Fill.
type Around struct {
	// Sheets and their buttons.
	Help, ShareOut, HelpTitle, Keys, Terms, Search, NothingFound, ShareTitle, Link, CopyLink, Copied, CopyFailed string
	SaveCurves, SavePicture, WholeView, LaneNamed, AddLane, RemoveLane, Teacher, Saved, Offered, SaveFailed      string
	Contrast, LinkTooLong, Locked                                                                                string

	// The twin.
	Twin, Lane, LaneState, LaneStateEval, TableOf, TableStep, TableLoss, TableEval, AxisGroup, MetricGroup, LayerName string

	// What the inspector shows, for reading.
	PanelGroup, SidePanel, InspectedToken, InspectedLayer, InspectedRange, InspectedNear, InspectedLambda, InspectedCut, InspectedCutting string

	// The live region.
	SaidRunning, SaidPaused, SaidStep, SaidEval, SaidDone, SaidDiverged, SaidFailed, SaidReset string

	// A tab that was hidden: how long, and from which step to which; or at which it stood.
	InBackground, WasHidden, WasStill            string
	MarksName, WithLink                          string
	With                                         [4]string // what a shared link has besides the state
	Reloaded, GraphicsLost, DoneAgain, PastsGone string    // after a reload

	// What the keys do, in the order of Keymap.
	KeySpace, KeyStep, KeyReset, KeyLang, KeyTheme, KeyHelp, KeyShare, KeyTab, KeyArrows, KeyEnter, KeyEscape, KeyExample, KeyPhase string
}

// LaneName is what lane i (from 0) is called.
func (s *Strings) LaneName(i int) string { return Laned(s.LaneNamed, i) }

// Laned puts the letter of lane i into a pattern. Patterns are few and asked for in every picture, so answers are kept.
func Laned(pattern string, i int) string {
	key := lanedKey{pattern, i}
	if known, ok := laned.Load(key); ok {
		return known.(string)
	}
	text := Fill(pattern, "lane", string(rune('A'+i)))
	laned.Store(key, text)
	return text
}

type lanedKey struct {
	pattern string
	lane    int
}

var laned sync.Map // lanedKey to string

// A Key is one line of the list of keys: the caps to press and what they do.
type Key struct{ Caps, Does string }

// Keymap lists the keys of the program.
func (s *Strings) Keymap() []Key {
	return []Key{
		{"Space", s.KeySpace}, {".", s.KeyStep}, {",", s.KeyPhase}, {"R", s.KeyReset}, {"← →", s.KeyExample}, {"Tab", s.KeyTab}, {"↑ ↓", s.KeyArrows},
		{"Enter", s.KeyEnter}, {"Esc", s.KeyEscape}, {"L", s.KeyLang}, {"T", s.KeyTheme}, {"S", s.KeyShare}, {"?", s.KeyHelp},
	}
}

// An Entry is one term of the glossary: a name, one sentence, and a few more.
type Entry struct{ ID, Term, Short, Long string }

// Glossary lists the terms of the picture.
func (s *Strings) Glossary() []Entry { return s.Entries }

// Term finds an entry of the glossary; ok is false for an unknown one.
func (s *Strings) Term(id string) (e Entry, ok bool) {
	for _, e := range s.Glossary() {
		if e.ID == id {
			return e, true
		}
	}
	return Entry{}, false
}

// Tip is the one sentence that explains a control; "" where there is none.
func (s *Strings) Tip(control string) string { return s.Tips[control] }

// LabelTerm is the glossary's entry for a label of the picture; "" for a text that is none.
func (s *Strings) LabelTerm(label string) string {
	for _, l := range s.labels() {
		if l.means(label) {
			return l.term
		}
	}
	return ""
}

// means tells whether a text is the label, with something in each place where something is put in.
func (l label) means(text string) bool {
	before, after, pattern := strings.Cut(open(l.text), "#")
	if !pattern {
		return l.text == text
	}
	if !strings.HasPrefix(text, before) {
		return false
	}
	text = text[len(before):]
	for between, rest, more := strings.Cut(after, "#"); more; between, rest, more = strings.Cut(rest, "#") {
		i := strings.Index(text, between)
		if i < 1 {
			return false
		}
		text, after = text[i+len(between):], rest
	}
	return len(text) > len(after) && strings.HasSuffix(text, after)
}

// open has a # in each place of a pattern.
func open(pattern string) string {
	var b strings.Builder
	for {
		before, rest, found := strings.Cut(pattern, "{")
		b.WriteString(before)
		if !found {
			return b.String()
		}
		b.WriteByte('#')
		_, pattern, _ = strings.Cut(rest, "}")
	}
}

type label struct{ text, term string }

// labels joins the words that stand in the picture without being a control with the glossary.
func (s *Strings) labels() []label {
	var out []label
	for _, k := range run.Knobs() {
		out = append(out, label{s.Knob(k.ID), KnobTerm(k.ID)})
	}
	return append(out, []label{
		{s.Frozen, "frozen"}, {s.Unlocked, "full"}, {s.InputOnly, "p-tuning"}, {s.EveryLayer, "p-tuning-v2"}, {s.Everything, "full"}, {s.HeadOnly, "head"},
		{s.VirtualInput, "virtual"}, {s.VirtualDeep, "prefix"}, {s.Virtual, "virtual"}, {s.Computed, "computed"}, {s.Negative, "strip"}, {s.Positive, "strip"},
		{s.Loss, "loss"}, {s.LossAxis, "loss"}, {s.Accuracy, "accuracy"}, {s.SpanF1, "f1"}, {s.HeldOut, "heldout"}, {s.Training, "heldout"},
		{s.Smoothed, "smoothed"}, {s.Step, "step"}, {s.StepAxis, "step"}, {s.TimeAxis, "clock"}, {s.AxisOf, "clock"}, {s.Seed, "seed"}, {s.Backbone, "backbone"}, {s.Task, "task"},
		{s.OneClock, "clock"}, {s.LR, "lr"}, {s.Steps, "step"}, {s.Labels, "labels"}, {s.Batch, "batch"}, {s.Recommended, "recommended"},
		{s.Answer, "head"}, {s.Tags, "head"}, {s.NextWord, "head"}, {s.NoVirtual, "virtual"},
		{s.Status[0], "condition"}, {s.Status[1], "condition"}, {s.Status[2], "condition"}, {s.Status[3], "clock"}, {s.Status[4], "condition"},
		{s.Status[5], "diverged"}, {s.Status[6], "condition"}, {s.Rewinding, "condition"}, {s.Restored, "condition"}, {s.NothingTrains, "condition"}, {s.AtStep, "baseline"},
		{s.StepCost, "cost"}, {s.Share, "trained"}, {s.Kept, "trained"}, {s.Trained, "trained"},
		{s.Subtitle, "soft-prompt"}, {s.Optimiser, "lr"}, {s.Restarts, "seed"}, {s.Unlimited, "step"}, {s.SlowStart, "step"}, {s.SlowMotion, "step"},
		{s.Biases, "full"}, {s.RealWords, "soft-prompt"}, {s.InLayers, "layers"}, {s.ControlShort, "comparator"}, {s.Causal, "causal"},
		{s.Choice("encoder", "lstm"), "encoder"}, {s.Choice("encoder", "mlp"), "encoder"}, {s.Choice("answer", "auto"), "head"}, {s.Difference, "loss"},
		{s.Key, "key-value"}, {s.Value, "key-value"}, {s.Embedding, "embedding"}, {s.GradientOf + " ∇ #", "gradient"},
		{s.NearWords, "near"}, {s.NearKeys, "near"}, {s.NotMeaning, "near"}, {s.Path, "path"}, {"PCA · #", "path"},
		{s.BatchLoss, "loss"}, {s.Ablation, "ablation"}, {s.AblationOn, "heldout"}, {s.WholePrompt, "ablation"}, {s.LayerPrompt + "#", "ablation"},
		{s.ZeroIt, "ablation"}, {s.ShuffleIt, "ablation"}, {s.RemoveIt, "ablation"},
		{s.HeadsOf, "heads"}, {s.LevelHead + " #", "heads"}, {s.MapsRead, "heads"}, {s.Mass, "lambda"}, {s.Formula, "lambda"},
		{s.Fair, "fair"}, {s.SameLength, "fair"}, {s.SameNumbers, "fair"}, {s.InputShare, "fair"}, {s.DeepShare, "fair"}, {s.RealModels, "fair"},
		{s.Runs, "baseline"}, {s.Present, "baseline"}, {s.DigestNote, "digest"}, {s.Baseline + " #", "baseline"}, {s.Earlier + ": #", "baseline"},
		{s.Bare + "#", "reference"}, {"# · " + s.MeanOf, "reference"}, {s.BestHand + "#", "reference"}, {s.Chance + " #", "chance"}, {s.TemplatesTitle, "template"}, {s.TriedTitle, "proposal"}, {s.DrawnTitle, "proposal"}, {s.KeptPrompt, "proposal"}, {s.Inspector, "inspector"}, {s.Compare, "fair"}, {s.Chance, "chance"},
	}...)
}

// KnobTerm is the term of the glossary that explains a knob: the one with its ID.
func KnobTerm(id string) string {
	if id == run.KnobN {
		return "virtual"
	}
	return id
}
