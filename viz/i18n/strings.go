// Package i18n holds every text a person can see, in English and Chinese. Both tables are values of one struct, so
// neither can lack a key.
package i18n

import (
	"strconv"
	"strings"
)

// Strings is one language.
type Strings struct {
	Lang      string // en, zh
	About     About
	Keeping   Keeping
	Learn     Learn
	Interview Interview
	Around

	// Top bar.
	Subtitle, PlaceLabel, OtherLang, SwitchLang, ToLight, ToDark, Settings, Close string

	// Control bar.
	Reset, Play, PlayNow, Replay, Pause, OneStep, Speed, Unlimited, Step, Seed, Roll, Task, Backbone, OneClock, PerSecond, FPS string

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
	NoWorker, NoSIMD, BadValue, BadKey, Accepted, Used, Dismiss, LinkTitle string

	Methods  map[string]string // names by method ID; absent = the name in the catalogue
	Parts    map[string]string // short names of the parts of joint tasks
	Labelled map[string]string // tag names by label; absent = the label in small letters
	Knobs    map[string]string // names of the methods' knobs by ID
	// The table of a prompt of real words.
	TemplatesTitle, TriedTitle, DrawnTitle, KeptPrompt, SwapTaken, LossOfBatch, OwnTemplate string
	Places                                                                                  map[string]string // names of the places of the window by ID
	Choices                                                                                 map[string]string // names of values by "setting.value"; absent = the value itself
}

// About is the texts of the place that says what the program is made of.
type About struct {
	What, Private, Sources, SourcesNote, Works, Paper, Code, Versions, Part, Version, Licences, LicenceNote, Credits, CreditsNote string
}

// each puts the numbers from 1 on in the place of # in a pattern.
func each(pattern string) (out [12]string) {
	for i := range out {
		out[i] = strings.Replace(pattern, "#", strconv.Itoa(i+1), 1)
	}
	return out
}

// For returns the table of a language; English for an unknown one.
func For(lang string) *Strings {
	if lang == "zh" {
		return &chinese
	}
	return &english
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
