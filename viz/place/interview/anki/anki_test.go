package anki

import (
	"encoding/csv"
	"strings"
	"testing"

	"promptscope/internal/content/cards"
)

func rows(t *testing.T, text string) (head []string, out [][]string) {
	t.Helper()
	for strings.HasPrefix(text, "#") {
		line, rest, _ := strings.Cut(text, "\n")
		head, text = append(head, line), rest
	}
	r := csv.NewReader(strings.NewReader(text))
	r.Comma, r.FieldsPerRecord = '\t', len(columns)
	out, err := r.ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return head, out
}

func TestText(t *testing.T) {
	b, err := cards.Open()
	if err != nil {
		t.Fatal(err)
	}
	total := 0
	for _, topic := range b.Topics {
		total += len(topic.Cards)
	}
	for _, lang := range []string{"zh", "en", "both"} {
		head, notes := rows(t, Text(b, Options{Lang: lang, Base: "https://example.org/lens/"}))
		if len(notes) != total || head[0] != "#separator:tab" {
			t.Fatalf("%s: %d notes, want %d; %q", lang, len(notes), total, head)
		}
		for _, n := range notes {
			topic, c := b.Find(n[0])
			if c == nil {
				t.Fatalf("%s: a note is called %q", lang, n[0])
			}
			for field, want := range map[string]string{n[1]: c.Question.EN, n[2]: c.Short.EN, n[3]: c.Wrong[0].Why.EN} {
				if has := strings.Contains(field, html(want)); has != (lang != "zh") {
					t.Errorf("%s: %s: %q in it: %v", lang, c.ID, want, has)
				}
			}
			if has := strings.Contains(n[1], html(c.Question.ZH)); has != (lang != "en") {
				t.Errorf("%s: %s: Chinese in it: %v", lang, c.ID, has)
			}
			if !strings.Contains(n[5], `href="https://example.org/lens/#v=1&amp;place=interview&amp;card=`+c.ID) || !strings.HasPrefix(n[6], "Promptscope::") || !strings.Contains(n[7], "promptscope::"+topic.ID) {
				t.Errorf("%s: %s: link %q, deck %q, tags %q", lang, c.ID, n[5], n[6], n[7])
			}
			if strings.ContainsAny(strings.Join(n, ""), "\t\n") {
				t.Errorf("%s: %s: a tab or a line break inside a field", lang, c.ID)
			}
		}
	}
	_, some := rows(t, Text(b, Options{Lang: "en", Topic: "p-tuning"}))
	for _, n := range some {
		if topic, _ := b.Find(n[0]); topic.ID != "p-tuning" {
			t.Errorf("a note of %s", topic.ID)
		}
	}
	if len(some) == 0 || len(some) == total {
		t.Errorf("%d notes of one topic", len(some))
	}
}
