package proof_test

import (
	"bytes"
	"encoding/json"
	"flag"
	"os"
	"reflect"
	"testing"

	"promptscope/internal/content/lessons"
	"promptscope/internal/proof"
	"promptscope/internal/rule"
	"promptscope/internal/sample"
	"promptscope/viz/place/learn/lesson"
	files "promptscope/viz/place/learn/lessons"
)

var update = flag.Bool("update", false, "write viz/place/learn/lessons/evidence.json again, training what no committed run says")

// The evidence that programs show beside the lessons is what the runs say: of all lessons that committed runs answer, and with
// PROMPTSCOPE_ALL=1 of all.
func TestEvidenceIsOfTheRuns(t *testing.T) {
	training := proof.Never
	if *update || sample.All() {
		training = proof.Needed
	}
	b := bench(t, training)
	course, err := lessons.Open()
	if err != nil {
		t.Fatal(err)
	}
	var have map[string]lesson.Evidence
	if err := json.Unmarshal(files.Evidence, &have); err != nil {
		t.Fatal(err)
	}
	want := map[string]lesson.Evidence{}
	for i := range course.Lessons {
		l := &course.Lessons[i]
		if training == proof.Never && !answered(t, l) {
			continue
		}
		e, err := b.Evidence(l)
		if err != nil {
			t.Fatalf("%s: %v", l.ID, err)
		}
		want[l.ID] = e
		for _, o := range e.Seeds {
			if o.Zone < 0 || o.Verdict < 0 {
				t.Errorf("%s, seed %d: zone %d, verdict %d: want both known", l.ID, o.Seed, o.Zone, o.Verdict)
			}
		}
		if !*update && !reflect.DeepEqual(have[l.ID], e) {
			t.Errorf("%s: the file has %+v, the runs say %+v: go test ./internal/proof -run Evidence -update", l.ID, have[l.ID], e)
		}
	}
	if len(want) < 10 || len(have) != len(course.Lessons) && !*update {
		t.Errorf("%d lessons compared, %d in the file; want most of %d, and all", len(want), len(have), len(course.Lessons))
	}
	if *update {
		var out bytes.Buffer
		enc := json.NewEncoder(&out)
		enc.SetIndent("", " ")
		if err := enc.Encode(want); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile("../../viz/place/learn/lessons/evidence.json", out.Bytes(), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}

// answered tells whether committed runs answer for bet and verdict of a lesson.
func answered(t *testing.T, l *lesson.Lesson) bool {
	t.Helper()
	for _, text := range []string{l.Bet.Measure, l.Verdict.Holds, l.Verdict.Part} {
		if text == "" {
			continue
		}
		e, err := rule.Parse(text)
		if err != nil {
			t.Fatal(err)
		}
		if !proof.Committed(e) {
			return false
		}
	}
	return true
}
