// Package i18n holds every text a person can see. A language is one value of Strings, so none can lack a key, and one line in
// languages.go.
package i18n

import (
	"strconv"
)

// Strings is one language.
type Strings struct {
	Lang        string // en, zh
	About       About
	Keeping     Keeping
	Learn       Learn
	CoursePages CoursePages
	Interview   Interview
	Scale       Scale
	Around

	// Top bar.
	Subtitle, PlaceLabel, SwitchLang, ToLight, ToDark, Settings, Close string

	// Control bar.
	Reset, Play, PlayNow, Replay, Pause, OneStep, Speed, Unlimited, SlowStart, Step, Seed, Roll, Task, Backbone, OneClock, PerSecond, FPS string

	// Lanes.
	InputOnly, EveryLayer, Everything, HeadOnly, NothingTrains, Biases, RealWords, InLayers, Frozen, Unlocked, Trained, Kept, Share, StepCost, Chart string
	VirtualInput, VirtualDeep, NoVirtual, Computed, Negative, Positive                                                                               string
	Example, NextExample, PreviousExample, Tags, Answer, Token, TryAgain, NextWord, Causal                                                           string

	// Status words, in the order of run.Status.
	Status                            [7]string
	Rewinding, Restored, DivergedText string

	// Chart.
	Loss, LossAxis, Accuracy, SpanF1, StepAxis, TimeAxis, AxisOf, AxisSteps, AxisTime, HeldOut, Training, Linear, Log, Chance, Difference, Smoothed, NoEval string

	// Settings.
	Virtual, MethodKnobs, SetApart, SetAlike                    string
	Optimiser, LR, Recommended, Recommend, Steps, Labels, Batch string
	Comparison, Method, Restarts, Less, More, On, Off           string
	AnswerBy                                                    string

	// Menus: a control among the methods, and why a method cannot be chosen, in the order of state.Reason behind Fits.
	ControlMethod, ControlShort string
	Unfit                       [2]string

	// Time travel, parts of a step, history.
	StepShown, OnShow, Now, GoOn, AllSteps, Bare, BestHand, MeanOf, ReferenceLines, Baseline, SameSettings, AtStep, Phase, SlowMotion               string
	PartEmbed, PartForward, PartDeep, PartLoss, PartThrough, PartTurn, PartOpen, PartArrive, PartNothing, PartRest, PartUpdate, PartMoved, PartSame string
	NowShort, GoOnShort, Earlier, LRShort                                                                                                           string
	Inspector, Compare, InspectHint, LevelToken, LevelLayer, LevelHead                                                                              string
	Key, Value, Embedding, GradientOf, NearWords, NearKeys, NotMeaning, Path                                                                        string
	Ablation, AblationOn, ZeroIt, ShuffleIt, RemoveIt, AllLayers, WholePrompt, LayerPrompt                                                          string
	HeadsOf, MapsRead, Mass, MassNote, Formula, Checked, FormulaNote                                                                                string
	Fair, SameLength, SameNumbers, FairNote, Runs, DigestNote, Present, NoPast, Equal, BranchedAt                                                   string
	PinIt, RealModels, InputShare, DeepShare, ModelsNote, Halve                                                                                     string
	// Why a run keeps no past, in the order of run.NoPast behind Kept.
	Pastless                                                             [3]string
	InspectCell, HiddenState, EditNumber, EditValue, UndoEdit, NotEdited string
	InspectToken                                                         string
	InspectLayer                                                         [12]string

	// Notices.
	AblationZero, BatchLoss, ShowSources                                                 string // under the table of ablations
	RightTags, TagRight, TagWrong, NoTag, GradientNorm, GradientNormText                 string // what marks are
	Intro, IntroLearn                                                                    string // of the first view
	NoWorker, WorkerSilent, NoSIMD, BadValue, BadKey, Accepted, Used, Dismiss, LinkTitle string

	Comma, Semicolon, Colon string              // between parts of a list, and behind a heading
	Gap                     string              // between two sentences
	Entries                 []Entry             // the glossary
	Tips                    map[string]string   // what a control does, in a sentence, by its ID
	Tasks                   map[string]TaskText // by ID
	Backbones               map[string]string   // names by ID; absent = the name in the catalogue
	Methods                 map[string]string   // names by method ID; absent = the name in the catalogue
	Parts                   map[string]string   // short names of the parts of joint tasks
	Labelled                map[string]string   // tag names by label; absent = the label in small letters
	Knobs                   map[string]string   // names of the methods' knobs by ID
	// The table of a prompt of real words.
	TemplatesTitle, TriedTitle, DrawnTitle, KeptPrompt, SwapTaken, LossOfBatch, OwnTemplate string
	Places                                                                                  map[string]string // names of the places of the window by ID
	Choices                                                                                 map[string]string // names of values by "setting.value"; absent = the value itself
}

// About is the texts of the place that says what the program is made of.
type About struct {
	Offline, KeepAll, Keeping, Kept, KeepFailed                                                                                   string // Kept, KeepFailed: patterns
	What, Private, Sources, SourcesNote, Works, Paper, Code, Versions, Part, Version, Licences, LicenceNote, Credits, CreditsNote string
}

// TaskText is what a task is called, and what it asks for.
type TaskText struct{ Title, About string }

// TaskText is the text of a task; the ID where there is none.
func (s *Strings) TaskText(id string) TaskText {
	if t, ok := s.Tasks[id]; ok {
		return t
	}
	return TaskText{Title: id}
}

// BackboneName is a backbone's name; fallback is the one in the catalogue.
func (s *Strings) BackboneName(id, fallback string) string {
	if name, ok := s.Backbones[id]; ok {
		return name
	}
	return fallback
}

// each puts the numbers from 1 on into a pattern.
func each(pattern string) (out [12]string) {
	for i := range out {
		out[i] = Fill(pattern, "layer", strconv.Itoa(i+1))
	}
	return out
}

// MethodName is a method's name; fallback is the one in the catalogue.
func (s *Strings) MethodName(id, fallback string) string {
	if name, ok := s.Methods[id]; ok {
		return name
	}
	return fallback
}

// PartName is a data set's short name beside its figure.
func (s *Strings) PartName(id string) string {
	if name, ok := s.Parts[id]; ok {
		return name
	}
	return id
}

// LabelName is a tag's name as shown above a word.
func (s *Strings) LabelName(label string) string {
	if name, ok := s.Labelled[label]; ok {
		return name
	}
	return label
}

// Place is the name of a place of the window.
func (s *Strings) Place(id string) string {
	if name, ok := s.Places[id]; ok {
		return name
	}
	return id
}

// Knob is the name of a method's knob.
func (s *Strings) Knob(id string) string {
	if name, ok := s.Knobs[id]; ok {
		return name
	}
	return id
}

// Choice is the name of a value that a setting can have, such as a placement.
func (s *Strings) Choice(setting, value string) string {
	if name, ok := s.Choices[setting+"."+value]; ok {
		return name
	}
	return value
}
