package state

import (
	"strconv"

	"promptscope/sim/run"
)

type kind uint8

const (
	integer kind = iota // min…max
	real                // min…max
	choice              // one of choices
	flag                // 0 or 1
	layers              // "all" or a list such as "1,3"
	names               // names of controls: "task,seed"
	span                // steps: "20-60", or nothing
	place               // in the inspector: "1.0.1.2.0.0", or nothing
)

// A field is one key of the link. get and set speak the text form; set is only given texts that passed check.
type field struct {
	key      string
	kind     kind
	min, max float64
	choices  func(Catalog) []string
	def      string
	restart  bool // a change starts the run again
	get      func(*State) string
	set      func(*State, string)
}

// fields is the one table behind links, controls and their limits. A key once published keeps its meaning for ever.
var fields = []field{
	{key: "lang", kind: choice, choices: fixed("auto", "en", "zh"), def: "auto", get: text(lang), set: setText(lang)},
	{key: "theme", kind: choice, choices: fixed("auto", "dark", "light", "contrast"), def: "auto", get: text(theme), set: setText(theme)},
	{key: "task", kind: choice, choices: func(c Catalog) []string { return ids(c.Tasks) }, def: "srl", restart: true, get: text(task), set: setText(task)},
	{key: "backbone", kind: choice, choices: func(c Catalog) []string { return ids(c.Backbones) }, def: "2x64", restart: true, get: text(backbone), set: setText(backbone)},
	{key: "a", kind: choice, choices: methodIDs, def: "p-tuning", restart: true, get: text(methodA), set: setText(methodA)},
	{key: "b", kind: choice, choices: methodOrNone, def: "p-tuning-v2", restart: true, get: text(methodB), set: setText(methodB)},
	{key: "c", kind: choice, choices: methodOrNone, def: "", restart: true, get: text(methodC), set: setText(methodC)},
	{key: "d", kind: choice, choices: methodOrNone, def: "", restart: true, get: text(methodD), set: setText(methodD)},
	{key: "seed", kind: integer, min: 0, max: maxSeed, def: "1", restart: true,
		get: func(s *State) string { return strconv.FormatUint(s.Seed, 10) },
		set: func(s *State, v string) { s.Seed, _ = strconv.ParseUint(v, 10, 64) }},
	{key: "n", kind: integer, min: run.MinN, max: run.MaxN, def: "8", restart: true, get: number(virtual), set: setNumber(virtual)},
	{key: "placement", kind: choice, choices: fixed("prefix", "infix", "suffix", "split"), def: "prefix", restart: true, get: text(placement), set: setText(placement)},
	{key: "encoder", kind: choice, choices: fixed("lstm", "mlp", "none"), def: "lstm", restart: true, get: text(encoder), set: setText(encoder)},
	{key: "layers", kind: layers, def: "all", restart: true, get: text(deep), set: setText(deep)},
	{key: "projection", kind: flag, def: "0", restart: true, get: yes(projection), set: setYes(projection)},
	{key: "positions", kind: choice, choices: fixed("hf", "zero"), def: "hf", restart: true, get: text(positions), set: setText(positions)},
	{key: "lra", kind: real, max: run.MaxLR, def: "0", restart: true, get: decimal(rateA), set: setDecimal(rateA)},
	{key: "lrb", kind: real, max: run.MaxLR, def: "0", restart: true, get: decimal(rateB), set: setDecimal(rateB)},
	{key: "lrc", kind: real, max: run.MaxLR, def: "0", restart: true, get: decimal(rateC), set: setDecimal(rateC)},
	{key: "lrd", kind: real, max: run.MaxLR, def: "0", restart: true, get: decimal(rateD), set: setDecimal(rateD)},
	{key: "steps", kind: integer, max: run.MaxSteps, def: "0", restart: true, get: number(steps), set: setNumber(steps)},
	{key: "labels", kind: integer, max: 100_000, def: "0", restart: true, get: number(labels), set: setNumber(labels)},
	{key: "batch", kind: integer, max: run.MaxBatch, def: "0", restart: true, get: number(batch), set: setNumber(batch)},
	{key: "speed", kind: real, max: MaxSpeed, def: "0", get: decimal(speed), set: setDecimal(speed)},
	{key: "clock", kind: flag, def: "1", get: yes(clock), set: setYes(clock)},
	{key: "run", kind: flag, def: "1", get: yes(running), set: setYes(running)},
	{key: "metric", kind: choice, choices: fixed("loss", "accuracy"), def: "loss", get: text(metric), set: setText(metric)},
	{key: "scale", kind: choice, choices: fixed("lin", "log"), def: "lin", get: text(scale), set: setText(scale)},
	{key: "axis", kind: choice, choices: fixed("steps", "time"), def: "steps", get: text(axis), set: setText(axis)},
	{key: "example", kind: integer, max: 99_999, def: "0", get: number(example), set: setNumber(example)},
	{key: "row", kind: integer, min: -1, max: FirstVirtual + run.MaxN - 1, def: "-1", get: number(row), set: setNumber(row)},
	{key: "lane", kind: integer, max: Lanes - 1, def: "0", get: number(lane), set: setNumber(lane)},
	{key: "panel", kind: choice, choices: fixed("", "settings", "inspector", "compare", "help", "share"), def: "", get: text(panel), set: setText(panel)},
	{key: "seen", kind: integer, max: run.MaxSteps, def: "0", get: number(seen), set: setNumber(seen)},
	{key: "span", kind: span, def: "", get: text(spanOf), set: setText(spanOf)},
	{key: "open", kind: place, def: "", get: text(openOf), set: setText(openOf)},
	{key: "hide", kind: names, def: "", get: text(hide), set: setText(hide)},
	{key: "lock", kind: names, def: "", get: text(lock), set: setText(lock)},
	{key: "embed", kind: flag, def: "0", get: yes(embed), set: setYes(embed)},
	{key: "projector", kind: flag, def: "0", get: yes(projector), set: setYes(projector)},
	{key: "answer", kind: choice, choices: heads, def: run.HeadAuto, restart: true, get: text(head), set: setText(head)},
	{key: "fair", kind: choice, choices: fixed("length", "numbers"), def: "length", restart: true, get: text(fair), set: setText(fair)},
}

// Limits of fields that train does not limit.
const (
	maxSeed  = 999_999 // fits the seed box; far more seeds than anyone tries
	MaxSpeed = 1000    // steps a second; 0 is faster
	MinSpeed = 0.1     // slow motion: each part of a step takes about a second

	// FirstVirtual is the Row of the first virtual token in the input; below it words are counted.
	FirstVirtual = 64
)

// The accessors: where in a State each field lives.
func lang(s *State) *string      { return &s.Lang }
func theme(s *State) *string     { return &s.Theme }
func task(s *State) *string      { return &s.Task }
func backbone(s *State) *string  { return &s.Backbone }
func methodA(s *State) *string   { return &s.Method[0] }
func methodB(s *State) *string   { return &s.Method[1] }
func methodC(s *State) *string   { return &s.Method[2] }
func methodD(s *State) *string   { return &s.Method[3] }
func placement(s *State) *string { return &s.Placement }
func encoder(s *State) *string   { return &s.Encoder }
func deep(s *State) *string      { return &s.Layers }
func positions(s *State) *string { return &s.Positions }
func metric(s *State) *string    { return &s.Metric }
func scale(s *State) *string     { return &s.Scale }
func axis(s *State) *string      { return &s.Axis }
func panel(s *State) *string     { return &s.Panel }
func fair(s *State) *string      { return &s.Fair }
func head(s *State) *string      { return &s.Head }
func virtual(s *State) *int      { return &s.N }
func steps(s *State) *int        { return &s.Steps }
func labels(s *State) *int       { return &s.Labels }
func batch(s *State) *int        { return &s.Batch }
func example(s *State) *int      { return &s.Example }
func row(s *State) *int          { return &s.Row }
func lane(s *State) *int         { return &s.Lane }
func rateA(s *State) *float64    { return &s.LR[0] }
func rateB(s *State) *float64    { return &s.LR[1] }
func rateC(s *State) *float64    { return &s.LR[2] }
func rateD(s *State) *float64    { return &s.LR[3] }
func speed(s *State) *float64    { return &s.Speed }
func projection(s *State) *bool  { return &s.Projection }
func clock(s *State) *bool       { return &s.OneClock }
func running(s *State) *bool     { return &s.Running }
func seen(s *State) *int         { return &s.Seen }
func spanOf(s *State) *string    { return &s.Span }
func openOf(s *State) *string    { return &s.Open }
func hide(s *State) *string      { return &s.Hide }
func lock(s *State) *string      { return &s.Lock }
func embed(s *State) *bool       { return &s.Embed }
func projector(s *State) *bool   { return &s.Projector }

// methodOrNone are the methods, and none for a lane that is not there.
func methodOrNone(c Catalog) []string { return append([]string{""}, methodIDs(c)...) }

func fixed(list ...string) func(Catalog) []string { return func(Catalog) []string { return list } }

func text(at func(*State) *string) func(*State) string {
	return func(s *State) string { return *at(s) }
}

func setText(at func(*State) *string) func(*State, string) {
	return func(s *State, v string) { *at(s) = v }
}

func number(at func(*State) *int) func(*State) string {
	return func(s *State) string { return strconv.Itoa(*at(s)) }
}

func setNumber(at func(*State) *int) func(*State, string) {
	return func(s *State, v string) { *at(s), _ = strconv.Atoi(v) }
}

func decimal(at func(*State) *float64) func(*State) string {
	return func(s *State) string { return strconv.FormatFloat(*at(s), 'g', -1, 64) }
}

func setDecimal(at func(*State) *float64) func(*State, string) {
	return func(s *State, v string) { *at(s), _ = strconv.ParseFloat(v, 64) }
}

func yes(at func(*State) *bool) func(*State) string {
	return func(s *State) string {
		if *at(s) {
			return "1"
		}
		return "0"
	}
}

func setYes(at func(*State) *bool) func(*State, string) {
	return func(s *State, v string) { *at(s) = v == "1" }
}
