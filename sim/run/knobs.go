package run

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
)

// Settings are the knobs of a method. In a Spec that is not resolved, zero and "" mean the default; a method ignores
// those that it does not list.
type Settings struct {
	N          int    // virtual tokens
	Placement  string // where input virtual tokens stand: prefix, infix, suffix, split
	Encoder    string // prompt encoder of P-Tuning: lstm, mlp, none
	Layers     string // layers with deep prompts, 1-based: "all", "1", "1,3", "2-4"
	Projection bool   // P-Tuning v2 with the tanh MLP of Prefix-Tuning
	Positions  string // position of the first real token behind a deep prefix: "hf" (= n) or "zero"
	Init       string // start of Prompt Tuning, and of the keys and values of P-Tuning v2: vocab, class, random
	Anchor     string // words that P-Tuning keeps: none, relation, stop, both
	Template   string // hand-written prompt, see ParseTemplate
	Proposal   string // of discrete search: gradient, reward
	Rank       int    // of LoRA's update
	Alpha      int    // LoRA's scale is Alpha/Rank
	Targets    string // projections that LoRA updates
	Zeroed     string // the one of LoRA's matrices that starts at zero: b, a
	Ratio      int    // rate of LoRA's B over that of A
	Dropout    int    // percent of the deep prefix dropped in a step
	Bottleneck int    // width of the bottleneck adapter
}

// Knob is one setting of a method. Exactly one of the accessors is set; it says where in Settings the knob lives.
type Knob struct {
	ID       string
	Min, Max int
	Default  int      // of a number; that of n depends on the method
	Values   []string // of a choice, the first is the default; of a switch "no", "yes"
	Free     bool     // Values are examples of what Parse reads
	Notches  []int    // of a number: where − and + stop; nil: everywhere
	About    string
	Parse    func(string) error // of a free text; nil: checked when the backbone is known

	Number func(*Settings) *int
	Text   func(*Settings) *string
	Switch func(*Settings) *bool
}

// Knobs is the one table of knobs, in a fixed order: links, flags, forms, the codec and the sweep's grid follow it. A
// method names those that apply to it.
func Knobs() []Knob { return knobs }

// Knobs that something besides the table knows: the number of virtual tokens, whose default is the method's; the layers, which end
// with the backbone; a template and who proposes words, which lanes show as tables.
const (
	KnobN        = "n"
	KnobLayers   = "layers"
	KnobTemplate = "template"
	KnobProposal = "proposal"
)

var knobs = []Knob{
	{ID: KnobN, Min: MinN, Max: MaxN, About: "virtual tokens", Number: func(s *Settings) *int { return &s.N }},
	{ID: "placement", Values: []string{"prefix", "infix", "suffix", "split"}, About: "place of input virtual tokens", Text: func(s *Settings) *string { return &s.Placement }},
	{ID: "encoder", Values: []string{"lstm", "mlp", "none"}, About: "prompt encoder of P-Tuning", Text: func(s *Settings) *string { return &s.Encoder }},
	{ID: KnobLayers, Values: []string{"all"}, Free: true, About: "layers with deep virtual tokens, such as all, 1,3 or 2-4", Text: func(s *Settings) *string { return &s.Layers }},
	{ID: "projection", Values: []string{"no", "yes"}, About: "P-Tuning v2 with the tanh MLP of Prefix-Tuning", Switch: func(s *Settings) *bool { return &s.Projection }},
	{ID: "positions", Values: []string{"hf", "zero"}, About: "position of the first token behind a deep prefix: hf (= n) or zero", Text: func(s *Settings) *string { return &s.Positions }},
	{ID: "init", Values: []string{"vocab", "class", "random"}, About: "start of the prompt: words of the vocabulary, the task's answers, or random numbers; P-Tuning v2 starts at the keys and values of the words", Text: func(s *Settings) *string { return &s.Init }},
	{ID: "anchor", Values: []string{"none", "relation", "stop", "both"}, About: "real words that P-Tuning keeps in a cloze: the relation's name in front, a full stop behind", Text: func(s *Settings) *string { return &s.Anchor }},
	{ID: KnobTemplate, Values: Templates(), Free: true, Parse: checkTemplate, About: "the hand-written prompt: X the example, _ the gap, R the relation's name", Text: func(s *Settings) *string { return &s.Template }},
	{ID: KnobProposal, Values: []string{"gradient", "reward"}, About: "what proposes words in discrete search: gradients (AutoPrompt) or a generator that sees only its reward", Text: func(s *Settings) *string { return &s.Proposal }},
	{ID: "rank", Min: 1, Max: 16, Default: 4, About: "rank of LoRA's update", Number: func(s *Settings) *int { return &s.Rank }},
	{ID: "alpha", Min: 1, Max: 64, Default: 8, Notches: []int{1, 2, 4, 8, 16, 32, 64}, About: "LoRA's α: the update is scaled by α/rank", Number: func(s *Settings) *int { return &s.Alpha }},
	{ID: "targets", Values: []string{"query,value", "query", "value", "query,key,value"}, About: "projections that LoRA updates", Text: func(s *Settings) *string { return &s.Targets }},
	{ID: "zeroed", Values: []string{"b", "a"}, About: "the one of LoRA's matrices that starts at zero; the other is random", Text: func(s *Settings) *string { return &s.Zeroed }},
	{ID: "ratio", Min: 1, Max: 64, Default: 1, Notches: []int{1, 2, 4, 8, 16, 32, 64}, About: "LoRA+: the rate of B over the rate of A", Number: func(s *Settings) *int { return &s.Ratio }},
	{ID: "dropout", Min: 0, Max: 90, Notches: []int{0, 5, 10, 20, 30, 50, 70, 90}, About: "percent of the deep prefix dropped in a step of training", Number: func(s *Settings) *int { return &s.Dropout }},
	{ID: "bottleneck", Min: 1, Max: 32, Default: 8, Notches: []int{1, 2, 4, 8, 16, 32}, About: "width of the bottleneck adapter", Number: func(s *Settings) *int { return &s.Bottleneck }},
}

// FindKnob returns the knob with the ID, or nil.
func FindKnob(id string) *Knob {
	for i := range knobs {
		if knobs[i].ID == id {
			return &knobs[i]
		}
	}
	return nil
}

// Get is the knob's value in text form; a switch is "yes" or "no".
func (k *Knob) Get(s *Settings) string {
	switch {
	case k.Text != nil:
		return *k.Text(s)
	case k.Switch != nil && *k.Switch(s):
		return "yes"
	case k.Switch != nil:
		return "no"
	}
	return strconv.Itoa(*k.Number(s))
}

// Set gives the knob a value in text form, as a flag or a sweep's grid has it. The error says what was wanted.
func (k *Knob) Set(s *Settings, value string) error {
	if k.Number == nil {
		if err := k.Check(value); err != nil {
			return err
		}
	}
	switch {
	case k.Text != nil:
		*k.Text(s) = value
	case k.Switch != nil:
		*k.Switch(s) = value == "yes"
	default:
		n, err := strconv.Atoi(value)
		if err != nil {
			return fmt.Errorf("%s %q: want a number from %d to %d", k.ID, value, k.Min, k.Max)
		}
		if err := k.InRange(n); err != nil {
			return err
		}
		*k.Number(s) = n
	}
	return nil
}

// Clear sets the knob back to "the default".
func (k *Knob) Clear(s *Settings) {
	switch {
	case k.Text != nil:
		*k.Text(s) = ""
	case k.Switch != nil:
		*k.Switch(s) = false
	default:
		*k.Number(s) = 0
	}
}

// DefaultOf is the method's default in text form.
func (k *Knob) DefaultOf(m Method) string {
	switch {
	case k.Number != nil:
		return strconv.Itoa(m.defaultOf(k))
	case m.Defaults[k.ID] != "":
		return m.Defaults[k.ID]
	}
	return k.Values[0]
}

// Given tells whether the knob is set to anything but "the default".
func (k *Knob) Given(s *Settings) bool {
	switch {
	case k.Text != nil:
		return *k.Text(s) != ""
	case k.Switch != nil:
		return *k.Switch(s)
	}
	return *k.Number(s) != 0
}

// Same tells whether the knob is set alike in both.
func (k *Knob) Same(a, b *Settings) bool {
	switch {
	case k.Text != nil:
		return *k.Text(a) == *k.Text(b)
	case k.Switch != nil:
		return *k.Switch(a) == *k.Switch(b)
	}
	return *k.Number(a) == *k.Number(b)
}

// Set gives the knob with an ID a value in text form.
func (s *Settings) Set(id, value string) error {
	if k := FindKnob(id); k != nil {
		return k.Set(s, value)
	}
	return fmt.Errorf("no knob %q", id)
}

// Check returns an error that names the knob and what it wants. Layers are checked when the backbone is known.
func (k *Knob) Check(value string) error {
	if k.Parse != nil {
		return k.Parse(value)
	}
	if k.Free || slices.Contains(k.Values, value) {
		return nil
	}
	return fmt.Errorf("%s %q: want one of %s", k.ID, value, strings.Join(k.Values, ", "))
}

// InRange checks a number.
func (k *Knob) InRange(n int) error {
	if n < k.Min || n > k.Max {
		return fmt.Errorf("%s %d: want %d to %d", k.ID, n, k.Min, k.Max)
	}
	return nil
}

// Next is the next notch of a number, up or down.
func (k *Knob) Next(n, dir int) int {
	if k.Notches != nil {
		return Notch(k.Notches, n, dir, k.Max)
	}
	return min(max(n+dir, k.Min), k.Max)
}

// Notch is the next notch above or below v, no further than limit.
func Notch(notches []int, v, dir, limit int) int {
	best := v
	for _, n := range notches {
		if n > limit {
			break
		}
		if dir > 0 && n > v {
			return n
		}
		if dir < 0 && n < v {
			best = n
		}
	}
	return best
}

// Has tells whether the method has the knob.
func (m *Method) Has(knob string) bool { return slices.Contains(m.Knobs, knob) }

// Resolve fills the knobs of a method with their defaults and clears those that it does not have, so that equal runs have
// equal Settings. A wrong value is an error even where the method does not have the knob: it was typed for a reason.
func (s *Settings) Resolve(m Method) error {
	for i := range knobs {
		k := &knobs[i]
		if err := k.resolve(s, m); err != nil {
			return err
		}
	}
	return nil
}

func (k *Knob) resolve(s *Settings, m Method) error {
	has := m.Has(k.ID)
	switch {
	case k.Switch != nil:
		*k.Switch(s) = *k.Switch(s) && has
	case k.Text != nil && !has:
		typed := *k.Text(s)
		if k.Clear(s); typed != "" {
			return k.Check(typed)
		}
	case k.Text != nil:
		if *k.Text(s) == "" {
			*k.Text(s) = k.DefaultOf(m)
		}
		return k.Check(*k.Text(s))
	case !has:
		typed := *k.Number(s)
		if k.Clear(s); typed != 0 {
			return k.InRange(typed)
		}
	default:
		if n := k.Number(s); *n == 0 {
			*n = m.defaultOf(k)
		}
		return k.InRange(*k.Number(s))
	}
	return nil
}

// defaultOf is the method's default of a number.
func (m Method) defaultOf(k *Knob) int {
	if k.ID == KnobN {
		return m.DefaultN
	}
	return k.Default
}
