package pretrain

import (
	"flag"
	"os"
	"strings"
	"testing"

	"promptscope/sim/backbone"
	"promptscope/sim/kernel"
)

var update = flag.Bool("update", false, "write testdata/recipes.txt")

// The first 20 steps of each recipe give the same weights everywhere. The whole recipes take hours (make pretrain); what
// changes them nearly always shows here. The large ones are left out: they are the same code with other numbers.
func TestGoldenRecipes(t *testing.T) {
	if kernel.Bits(1) != 0x3f800000 {
		t.Skip("the goldens are of float32")
	}
	const file, steps = "testdata/recipes.txt", 20
	want, err := os.ReadFile(file)
	if err != nil && !*update {
		t.Fatal(err)
	}
	var lines []string
	for _, b := range backbone.All() {
		if b.C > 64 || testing.Short() && b.C > 16 && b.Name != "2x64-gpt2" {
			continue
		}
		run := New(b, 1, 0)
		for range steps {
			run.Do()
		}
		lines = append(lines, b.Name+" "+run.Model.SHA256())
		if !*update && !strings.Contains(string(want), lines[len(lines)-1]+"\n") {
			t.Errorf("%s is not in %s", lines[len(lines)-1], file)
		}
	}
	if *update {
		if err := os.WriteFile(file, []byte(strings.Join(lines, "\n")+"\n"), 0o644); err != nil {
			t.Fatal(err)
		}
	}
}
