package train

import (
	"fmt"
	"slices"
	"strconv"

	"promptscope/sim/tune"
)

// field pairs a knob of the methods with the field of a Spec that holds it; one of the pointers is set.
type field struct {
	id     string
	text   *string
	number *int
	yes    *bool
}

// Field is one knob of a Spec, for callers that set knobs by name. One of the pointers is set.
type Field struct {
	tune.Knob
	Text   *string
	Number *int
	Yes    *bool
}

// fields is the one table behind Resolve, the codec and the command's flags; the order is the codec's.
func (s *Spec) fields() [14]field {
	return [...]field{
		{id: "n", number: &s.N},
		{id: "placement", text: &s.Placement},
		{id: "encoder", text: &s.Encoder},
		{id: "layers", text: &s.Layers},
		{id: "projection", yes: &s.Projection},
		{id: "positions", text: &s.Positions},
		{id: "init", text: &s.Init},
		{id: "anchor", text: &s.Anchor},
		{id: "template", text: &s.Template},
		{id: "proposal", text: &s.Proposal},
		{id: "rank", number: &s.Rank},
		{id: "alpha", number: &s.Alpha},
		{id: "targets", text: &s.Targets},
		{id: "dropout", number: &s.Dropout},
	}
}

// Fields lists the knobs of a Spec in the order of tune.Knobs.
func (s *Spec) Fields() []Field {
	var out []Field
	for i, k := range tune.Knobs() {
		f := s.fields()[i]
		out = append(out, Field{k, f.text, f.number, f.yes})
	}
	return out
}

// settings are the knobs as the method takes them.
func (s Spec) settings() tune.Settings {
	return tune.Settings{N: s.N, Placement: s.Placement, Encoder: s.Encoder, Layers: s.Layers, Projection: s.Projection, Positions: s.Positions,
		Init: s.Init, Anchor: s.Anchor, Template: s.Template, Proposal: s.Proposal, Rank: s.Rank, Alpha: s.Alpha, Targets: s.Targets, Dropout: s.Dropout}
}

// resolveKnobs fills the knobs of the method and clears those that it does not have, so that equal runs have equal Specs.
func (s *Spec) resolveKnobs(info tune.Info) error {
	for _, f := range s.Fields() {
		if err := f.resolve(info); err != nil {
			return err
		}
	}
	return nil
}

func (f Field) resolve(info tune.Info) error {
	has := slices.Contains(info.Knobs, f.ID)
	switch {
	case f.Yes != nil:
		*f.Yes = *f.Yes && has
	case f.Text != nil && !has:
		typed := *f.Text
		*f.Text = ""
		if typed != "" {
			return f.Check(typed) // a wrong value is an error even here: it was typed for a reason
		}
	case f.Text != nil:
		fill(f.Text, info.Defaults[f.ID])
		fill(f.Text, f.Values[0])
		return f.Check(*f.Text)
	case !has:
		*f.Number = 0
	default:
		if *f.Number == 0 {
			*f.Number = f.Default
			if f.ID == "n" {
				*f.Number = info.DefaultN
			}
		}
		return inRange(f.ID, *f.Number, f.Min, f.Max)
	}
	return nil
}

// Set gives a knob a value in text form, as a sweep's grid has it.
func (s *Spec) Set(id, value string) error {
	for _, f := range s.Fields() {
		if f.ID != id {
			continue
		}
		switch {
		case f.Text != nil:
			*f.Text = value
		case f.Yes != nil:
			*f.Yes = value == "yes"
			return f.Check(value)
		default:
			n, err := strconv.Atoi(value)
			if err != nil {
				return fmt.Errorf("%s %q: accepted are numbers from %d to %d", id, value, f.Min, f.Max)
			}
			*f.Number = n
			return inRange(id, n, f.Min, f.Max)
		}
		return nil
	}
	return fmt.Errorf("no knob %q", id)
}
