package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"promptscope/internal/own"
	"promptscope/sim/data"
)

// predictLine is one answer, a line of JSON.
type predictLine struct {
	Line   int                `json:"line"`
	Text   string             `json:"text,omitempty"`
	Second string             `json:"text_pair,omitempty"`
	Label  string             `json:"label,omitempty"`
	Scores map[string]float64 `json:"scores,omitempty"` // probability of each label
	Words  []string           `json:"words,omitempty"`
	Tags   []string           `json:"tags,omitempty"`
	Fills  []own.Guess        `json:"fills,omitempty"` // of the [MASK], the likeliest first
	Logits [][]float64        `json:"logits,omitempty"`
	Cut    bool               `json:"cut,omitempty"` // longer than the model takes: the end was not read
	Error  string             `json:"error,omitempty"`
}

func runPredict(args []string, out io.Writer) error {
	f := newFlags("predict", out)
	model := f.String("model", "", "checkpoint folder (required)")
	adapter := f.String("adapter", "", "adapter folder of promptscope train --out or of PEFT (required)")
	logits := f.Bool("logits", false, "the numbers before the softmax too, of the labels or of each word's tags")
	if err := parseUpTo(f, args, 1); err != nil {
		return err
	}
	if *model == "" || *adapter == "" {
		return errUsage{errors.New("predict --model DIR --adapter DIR [FILE|-]: want both folders, and a file or - for the input")}
	}
	m, err := openModelOf("", *model)
	if err != nil {
		return err
	}
	a, note, err := adapterOf(*adapter)
	if err != nil {
		return err
	}
	q, err := own.NewAnswerer(m, a, note)
	if err != nil {
		return fmt.Errorf("%s: %w", *adapter, err)
	}
	in := io.Reader(os.Stdin)
	if name := f.Arg(0); name != "" && name != "-" {
		file, err := os.Open(name)
		if err != nil {
			return err
		}
		defer file.Close()
		in = file
	}
	return predict(q, in, out, *logits)
}

// predict answers line by line: a text, a text and a second one behind a tab, or words between spaces. A line that cannot be
// answered gets an error in its place, and the command's exit code tells.
func predict(q *own.Answerer, in io.Reader, out io.Writer, logits bool) error {
	lines, enc, number, failed := bufio.NewScanner(in), json.NewEncoder(out), 0, 0
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		number++
		text := strings.TrimSpace(strings.TrimPrefix(lines.Text(), "\ufeff"))
		if text == "" {
			continue
		}
		line := answer(q, text, logits)
		if line.Line = number; line.Error != "" {
			failed++
		}
		if err := enc.Encode(line); err != nil {
			return err
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("line %d: %w", number+1, err)
	}
	if failed > 0 {
		return fmt.Errorf("%d of %d lines have no answer", failed, number)
	}
	return nil
}

func answer(q *own.Answerer, text string, logits bool) (out predictLine) {
	row := data.Row{Text: text}
	switch q.Kind {
	case data.Label:
		row.Text, row.Second, _ = strings.Cut(text, "\t")
	case data.Tag:
		row = data.Row{Words: strings.Fields(text)}
	}
	out = predictLine{Text: row.Text, Second: row.Second, Words: row.Words}
	got, err := q.Ask(row)
	if err != nil {
		out.Error = err.Error()
		return out
	}
	out.Cut, out.Tags = got.Cut, got.Tags
	for i := 0; logits && i < len(got.Logits); i++ {
		out.Logits = append(out.Logits, floats(got.Logits[i]))
	}
	switch q.Kind {
	case data.Label:
		out.Label, out.Scores = got.Guesses[0].Text, map[string]float64{}
		for _, g := range got.Guesses {
			out.Scores[g.Text] = g.Prob
		}
	case data.Cloze:
		out.Fills = got.Guesses
	}
	return out
}
