package proof

import (
	"os"
	"testing"

	"promptscope/internal/content/cards"
	"promptscope/internal/rule"
	"promptscope/sim/backbone/pretrained"
)

func TestX(t *testing.T) {
	b, err := New(os.DirFS("../../docs/results"), pretrained.Open)
	if err != nil {
		t.Fatal(err)
	}
	bank, err := cards.Open()
	if err != nil {
		t.Fatal(err)
	}
	for _, tr := range []Training{Never, Needed} {
		b.Training = tr
		n, unk, bad := 0, 0, 0
		for _, topic := range bank.Topics {
			for _, c := range topic.Cards {
				if c.Proof == nil {
					continue
				}
				e, err := rule.Rule(c.Proof.Rule)
				if err != nil {
					t.Errorf("%s: %v", c.ID, err)
					continue
				}
				for _, seed := range Seeds {
					k, err := b.Case(c.Proof.Link, seed, nil)
					if err != nil {
						t.Errorf("%s: %v", c.ID, err)
						continue
					}
					n++
					holds, known := e.Eval(k).Holds()
					if !known {
						unk++
						if tr == Needed {
							t.Errorf("%s unknown: %s %v", c.ID, c.Proof.Rule, k.Err())
						}
					} else if !holds {
						bad++
						t.Errorf("%s seed %d does not hold: %s", c.ID, seed, c.Proof.Rule)
					}
				}
			}
		}
		t.Log(tr, n, unk, bad)
	}
}
