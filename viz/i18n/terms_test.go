package i18n

import (
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
)

// forbidden are words that stand for something which has another name here, with that name.
var forbidden = []struct {
	word    *regexp.Regexp
	instead string
}{
	{word(`骨干`), "主干模型"}, {word(`测试集`), "留出集"}, {word(`留存`), "保存"}, {word(`拿掉`), "消融、去掉"}, {word(`[两左右各每这一另AB]道(?:[^题门]|$)`), "栏"}, {word(`[两左右]路`), "栏"}, {word(`词条token`), "词元"}, {word(`软性提示`), "软提示"},
	{word(`随机猜(?:[^测]|$)`), "随机猜测"}, {word(`(?i)accepted are`), "want"}, {word(`(?i)no truth value`), "not a boolean"}, {word(`(?i)left lane|right lane`), "this lane, or its letter"}, {word(`(?i)test set`), "held-out set"},
}

func word(pattern string) *regexp.Regexp { return regexp.MustCompile(pattern) }

var halfWidth = regexp.MustCompile(`\p{Han}[,;:?!]|[,;:?!]\p{Han}`)

// says finds what a text should not say.
func says(text string) (out []string) {
	for _, f := range forbidden {
		if m := f.word.FindString(text); m != "" {
			out = append(out, m+" (want "+f.instead+")")
		}
	}
	if m := halfWidth.FindString(text); m != "" {
		out = append(out, m+" (want full-width punctuation)")
	}
	return out
}

// One term for one thing: in the catalogues, in lessons and cards, and in what the page says before the program is there.
func TestTerms(t *testing.T) {
	for _, l := range languages {
		for at, text := range textsOf(l.Strings) {
			for _, wrong := range says(text) {
				t.Errorf("%s: %s says %s", l.ID, at, wrong)
			}
		}
	}
	files := 0
	for _, dir := range []string{"../place", "../../web", "../../index.html"} {
		err := filepath.WalkDir(dir, func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || !strings.HasSuffix(path, ".toml") && !strings.HasSuffix(path, ".js") && !strings.HasSuffix(path, ".html") {
				return err
			}
			data, err := os.ReadFile(path)
			files++
			for _, line := range strings.Split(string(data), "\n") {
				if strings.HasPrefix(strings.TrimSpace(line), "say.") || strings.Contains(line, "say = ") { // wrong answers are quoted
					continue
				}
				for _, wrong := range says(line) {
					t.Errorf("%s says %s: %s", path, wrong, strings.TrimSpace(line))
				}
			}
			return err
		})
		if err != nil {
			t.Error(err)
		}
	}
	if files < 25 {
		t.Errorf("%d files read, want lessons, cards and scripts", files)
	}
}

func TestSays(t *testing.T) {
	for text, n := range map[string]int{"两道都训练": 1, "这道题": 0, "A 栏": 0, "骨干与测试集": 2, "对,错": 1, "对，错": 0, "n = 3, 4": 0, "随机猜": 1, "随机猜测": 0, "Accepted are 1 to 4": 1} {
		if got := says(text); len(got) != n {
			t.Errorf("%q: %v, want %d", text, got, n)
		}
	}
}
