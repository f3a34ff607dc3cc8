// Package cards reads the interview cards and checks them. Only the command, the page builder and tests import it.
//
// A topic file looks like this; texts have a zh and an en:
//
//	id = "p-tuning"
//	name.zh = "P-Tuning"
//	name.en = "P-Tuning"
//
//	[[card]]
//	id = "frozen-in-p-tuning"
//	must = 1
//	question.zh = "…"
//	question.en = "…"
//	points = [ { zh = "…", en = "…" }, … ]
//	short.zh = "…"                          # 30 seconds
//	short.en = "…"
//	sources = [ { work = "p-tuning", at = "§4.2" } ]
//	follow = [ "id of a card" ]
//	lesson = "id of a lesson"               # or nothing
//	unproved.zh = "…"                       # where there is no proof: why
//	[[card.long]]                           # two minutes: lead and text
//	[[card.wrong]]                          # say, why, source, and wild: its number in the survey of public lists
//	[card.proof]                            # link, rule, says
package cards

import (
	"cmp"
	"fmt"
	"io/fs"
	"slices"

	"promptscope/internal/content/file"
	"promptscope/viz/place/interview/card"
	files "promptscope/viz/place/interview/cards"
)

// worksFile lists what may be cited; every other TOML file of the folder is a topic.
const worksFile = "works.toml"

// order is the order of the topics in the bank. A topic that it does not name comes after them, by ID.
var order = []string{"foundations", "prompt-tuning", "p-tuning", "prefix-tuning", "p-tuning-v2", "lora-and-neighbours", "practice"}

// Open reads the cards that are part of the program.
func Open() (*card.Bank, error) { return Read(files.Files) }

// Read reads a folder of topics with its works. The error names the file, and the line where TOML itself is broken;
// whether the cards are good is for Check.
func Read(folder fs.FS) (*card.Bank, error) {
	names, err := fs.Glob(folder, "*.toml")
	if err != nil {
		return nil, err
	}
	var (
		bank  card.Bank
		works struct{ Work []card.Work }
	)
	if err := file.Decode(folder, worksFile, &works); err != nil {
		return nil, err
	}
	bank.Works = works.Work
	for _, name := range names {
		if name == worksFile {
			continue
		}
		var t struct {
			ID   string
			Name card.Text
			Card []card.Card
		}
		if err := file.Decode(folder, name, &t); err != nil {
			return nil, err
		}
		if t.ID+".toml" != name {
			return nil, fmt.Errorf("%s: id is %q, want the file's name without .toml", name, t.ID)
		}
		bank.Topics = append(bank.Topics, card.Topic{ID: t.ID, Name: t.Name, Cards: t.Card})
	}
	slices.SortStableFunc(bank.Topics, func(a, b card.Topic) int { return cmp.Compare(place(a.ID), place(b.ID)) })
	return &bank, nil
}

func place(topic string) int {
	if i := slices.Index(order, topic); i >= 0 {
		return i
	}
	return len(order)
}
