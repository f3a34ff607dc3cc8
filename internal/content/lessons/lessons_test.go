package lessons

import (
	"os"
	"testing"

	"promptscope/internal/content/cards"
	"promptscope/internal/proof"
	"promptscope/sim/backbone/pretrained"
	"promptscope/viz/place/learn/lesson"
)

func world(t *testing.T) World {
	t.Helper()
	b, err := proof.New(os.DirFS("../../../docs/results"), pretrained.Open)
	if err != nil {
		t.Fatal(err)
	}
	bank, err := cards.Open()
	if err != nil {
		t.Fatal(err)
	}
	return World{Bench: b, Card: func(id string) bool { _, c := bank.Find(id); return c != nil }, Work: func(id string) bool { return bank.Work(id) != nil }}
}

func open(t *testing.T) *lesson.Course {
	t.Helper()
	c, err := Open()
	if err != nil {
		t.Fatal(err)
	}
	return c
}

// The lessons that are part of the program are as Check wants them.
func TestLessons(t *testing.T) {
	c := open(t)
	for _, err := range Check(c, world(t)) {
		t.Error(err)
	}
	if len(c.Lessons) != 18 {
		t.Errorf("%d lessons, want 18", len(c.Lessons))
	}
}
