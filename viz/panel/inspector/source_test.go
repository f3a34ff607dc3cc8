package inspector

import (
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// TestSourcesAreTheLinesThatRun: a line that the inspector quotes stands in that function of that file.
func TestSourcesAreTheLinesThatRun(t *testing.T) {
	for _, s := range sources {
		text, err := os.ReadFile(filepath.Join("..", "..", "..", filepath.FromSlash(s.file)))
		if err != nil {
			t.Fatal(err)
		}
		in, found := false, false
		for line := range strings.Lines(string(text)) {
			if strings.HasPrefix(line, "func ") {
				name, _, _ := strings.Cut(line, "(")
				if strings.HasPrefix(line, "func (") {
					_, rest, _ := strings.Cut(line, ") ")
					name, _, _ = strings.Cut("func "+rest, "(")
				}
				in = name == "func "+s.function
			}
			found = found || in && strings.TrimSpace(line) == s.line
		}
		if !found {
			t.Errorf("%s, %s: there is no line %q", s.file, s.function, s.line)
		}
	}
}
