package main

import (
	"encoding/json"
	"strings"
	"testing"

	"promptscope/internal/content/cards"
	"promptscope/viz/place/interview/card"
)

func TestCards(t *testing.T) {
	b, err := cards.Open()
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, topic := range b.Topics {
		total += len(topic.Cards)
	}
	run := func(args ...string) (string, string, int) {
		var out, errOut strings.Builder
		code := promptscope(append([]string{"cards"}, args...), &out, &errOut)
		return out.String(), errOut.String(), code
	}
	if out, _, code := run(); code != exitDone || strings.Count(out, "\n") != total+1 || !strings.Contains(out, "zero-prefix") {
		t.Errorf("the list: exit code %d\n%.300s", code, out)
	}
	out, _, code := run("--json", "--topic", "p-tuning")
	lines := strings.Split(strings.TrimSpace(out), "\n")
	for _, line := range lines {
		var c struct {
			Topic string
			card.Card
		}
		if err := json.Unmarshal([]byte(line), &c); err != nil || c.Topic != "p-tuning" {
			t.Fatalf("%v: %.200s", err, line)
		}
		if _, want := b.Find(c.ID); want == nil || want.Question != c.Question || len(want.Points) != len(c.Points) || (want.Proof == nil) != (c.Proof == nil) {
			t.Errorf("%s is not the card of the bank", c.ID)
		}
	}
	if code != exitDone || len(lines) < 5 {
		t.Errorf("--json: exit code %d, %d lines", code, len(lines))
	}
	if out, _, code := run("--anki", "--lang", "both"); code != exitDone || !strings.HasPrefix(out, "#separator:tab\n") || strings.Count(out, "\n") != total+6 {
		t.Errorf("--anki: exit code %d, %d lines", code, strings.Count(out, "\n"))
	}
	for _, c := range [][2]string{{"--topic nowhere", "want one of foundations"}, {"--lang fr", "want zh or en"}, {"--lang both", "with --anki both"}, {"--json --anki", "want one of them"}, {"--colour", "want --anki"}, {"all", "unexpected argument"}} {
		if _, errOut, code := run(strings.Fields(c[0])...); code != exitUsage || !strings.Contains(errOut, c[1]) {
			t.Errorf("%s: exit code %d, %q, want %q", c[0], code, errOut, c[1])
		}
	}
}
