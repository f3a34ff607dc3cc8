package world

// Transfer events: someone gives something to someone, told from either side and in many word orders.

import (
	"slices"
	"strings"
)

// eventTemplates: G gives thing T to V. Neither position nor the nearest verb tells the roles apart;
// "T was bought from G by V" and "T was sold to V by G" need both verb and preposition.
var eventTemplates = []string{
	"G sold T to V .", "G gave T to V .", "G sent T to V .", "G lent V T .", "G gave V T .",
	"V bought T from G .", "V got T from G .", "V received T from G .", "V borrowed T from G .",
	"T was sold to V by G .", "T was given to V by G .", "V was given T by G .", "V was sent T by G .",
	"T was bought from G by V .", "T was borrowed from G by V .",
	"G , who met V , sold V T .", "V , who knew G , bought T from G .",
	"from G V bought T .", "to V G gave T .",
}

// followUps say what is true after the event; only who had which role decides the names.
var followUps = []string{
	"now V has T .", "so V owns T .", "G no longer has T .", "V thanked G for T .", "G missed T .",
}

// Roles are the tags of Event.
func Roles() []string { return []string{"O", "GIVER", "RECEIVER", "THING"} }

// Event draws a transfer and the role of each word ("the" counts as part of its noun). Without the
// follow-up it is the input of role labelling: the sentence that tells the answer is left out.
func (g *Generator) Event(followUp bool) (words, roles []string) {
	giver, receiver := g.agent(), g.agent()
	for slices.Equal(giver, receiver) {
		receiver = g.agent()
	}
	thing := []string{"the", g.pick(things)}
	template := g.pick(eventTemplates)
	if followUp {
		template += " " + g.pick(followUps)
	}
	return expandTagged(template, func(slot string) ([]string, []string) {
		switch slot {
		case "G":
			return giver, slices.Repeat([]string{"GIVER"}, len(giver))
		case "V":
			return receiver, slices.Repeat([]string{"RECEIVER"}, len(receiver))
		default:
			return thing, []string{"THING", "THING"}
		}
	})
}

// agent draws a first name (2 of 3) or a person by trade.
func (g *Generator) agent() []string {
	if g.r.IntN(3) < 2 {
		return []string{g.pick(firstNames)}
	}
	return []string{"the", g.pick(trades)}
}

var trades = strings.Fields("farmer teacher doctor king sailor baker lawyer nurse")
