package results

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"promptscope/internal/sweep"
	"promptscope/sim/run"
	"promptscope/sim/task"
)

// Command remakes the page.
const Command = "make results"

// title is the first line of the page.
const title = "# What holds at this size\n\nWritten by `" + Command + "`"

// Ours reports whether a file is the page, or an older one of it: nothing else is written over.
func Ours(old []byte) bool { return bytes.HasPrefix(old, []byte(title)) }

// Write writes the page from runs of the plan; missing is how many it lacks. The pictures that it names are those of Plots.
func Write(w io.Writer, lines []sweep.Line, missing int) {
	d := NewData(lines)
	fmt.Fprintf(w, title+" from %d runs, which are in `docs/results/` one line each with settings, digest and curve; do not edit.\n", len(lines))
	fmt.Fprintf(w, "Cells are held-out results in percent, mean ± standard deviation over seeds %s. One pretraining seed a backbone and one\n", strings.ReplaceAll(seeds, ";", ", "))
	fmt.Fprintf(w, "split: the spread covers the prompt's start and the order of batches only. The learning rates were chosen on a validation\nsplit, see [Rates](#rates).\n\n")
	if missing > 0 {
		fmt.Fprintf(w, "**%d runs are still missing**; their cells are –.\n\n", missing)
	}
	for _, s := range Sections() {
		s.write(w, d)
	}
	writeRates(w, d)
	writeClaims(w, d)
}

// write is the section's heading, table and plot.
func (s Section) write(w io.Writer, d *Data) {
	fmt.Fprintf(w, "## %s\n\n%s\n\n", s.Title, s.Text)
	rows, cols, cells := s.table(d)
	fmt.Fprintf(w, "| %s | %s |", s.Head, strings.Join(cols, " | "))
	if s.Count {
		fmt.Fprint(w, " numbers that train, with the head |")
	}
	fmt.Fprintf(w, "\n|---|%s", strings.Repeat("---|", len(cols)))
	if s.Count {
		fmt.Fprint(w, "---|")
	}
	fmt.Fprintln(w)
	for _, r := range rows {
		fmt.Fprintf(w, "| %s |", r)
		count := "–"
		for _, c := range cols {
			text := "–"
			if g := cells[[2]string{r, c}]; g != nil {
				text = g.Text()
				count = fmt.Sprint(g.Lines[0].Trainable)
			}
			fmt.Fprintf(w, " %s |", text)
		}
		if s.Count {
			fmt.Fprintf(w, " %s |", count)
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintln(w)
	if s.Scale {
		s.shares(w, rows, cols, cells)
		fmt.Fprintf(w, "![%s over the size of the backbone](results/%s.svg)\n\n", s.Title, s.ID)
	}
	if s.Note != nil {
		fmt.Fprintf(w, "%s\n\n", s.Note(d))
	}
}

// shares is what each method stores, in percent of the backbone.
func (s Section) shares(w io.Writer, rows, cols []string, cells map[[2]string]*sweep.Group) {
	fmt.Fprintf(w, "Stored numbers, in percent of the backbone:\n\n| %s | %s |\n|---|%s\n", s.Head, strings.Join(cols, " | "), strings.Repeat("---|", len(cols)))
	for _, r := range rows {
		fmt.Fprintf(w, "| %s |", r)
		for _, c := range cols {
			text := "–"
			if g := cells[[2]string{r, c}]; g != nil {
				text = fmt.Sprintf("%.3g", g.Share())
			}
			fmt.Fprintf(w, " %s |", text)
		}
		fmt.Fprintln(w)
	}
	fmt.Fprintln(w)
}

// table arranges the section's groups; rows and columns keep the order of the plan. A joint task has a column for each of
// its data sets.
func (s Section) table(d *Data) (rows, cols []string, cells map[[2]string]*sweep.Group) {
	cells = map[[2]string]*sweep.Group{}
	for _, p := range s.points() {
		r, c := s.Row(p), s.Col(p)
		if !slices.Contains(rows, r) {
			rows = append(rows, r)
		}
		g := d.group(p)
		parts := task.Joint(p.Task)
		if parts == nil {
			parts = []string{""}
		}
		for i, part := range parts {
			name, cell := c, g
			if part != "" {
				name = part + " in " + c
				if g != nil {
					x := g.Part(i)
					cell = &x
				}
			}
			if !slices.Contains(cols, name) {
				cols = append(cols, name)
			}
			if cell != nil {
				cells[[2]string{r, name}] = cell
			}
		}
	}
	return rows, cols, cells
}

// points are the runs of a section, without errors: the plan is tested.
func (s Section) points() (out []run.Spec) {
	for _, g := range s.Grids {
		points, _, err := sweep.Points(g)
		if err != nil {
			panic(fmt.Sprintf("results: section %s: %v", s.ID, err))
		}
		out = append(out, points...)
	}
	return out
}

// Plots are the pictures of the page, by file name.
func Plots(lines []sweep.Line) (map[string][]byte, error) {
	d := NewData(lines)
	out := map[string][]byte{}
	for _, s := range Sections() {
		if !s.Scale {
			continue
		}
		rows, cols, cells := s.table(d)
		var series []sweep.Series
		for _, r := range rows {
			x := sweep.Series{Name: r}
			for _, c := range cols {
				if g := cells[[2]string{r, c}]; g != nil && c != post {
					x.Add(float64(g.Lines[0].Total), g)
				}
			}
			series = append(series, x)
		}
		files, err := sweep.Scale(s.ID, s.Title, series)
		if err != nil {
			return nil, err
		}
		out[s.ID+".svg"] = files[s.ID+".svg"]
	}
	return out, nil
}

// gaps says how far methods stay behind full fine-tuning, by size.
func gaps(d *Data) string {
	row := func(m string) string {
		var out []string
		for _, b := range strings.Split(sizes, ";") {
			g := d.gap(m, b)
			if math.IsNaN(g) {
				out = append(out, "–")
			} else {
				out = append(out, fmt.Sprintf("%.1f", g))
			}
		}
		return strings.Join(out, ", ")
	}
	return fmt.Sprintf("Points behind full fine-tuning from %s: Prompt Tuning %s; P-Tuning %s; P-Tuning v2 %s.",
		strings.ReplaceAll(sizes, ";", ", "), row("prompt-tuning"), row("p-tuning"), row("p-tuning-v2"))
}

// gap is how many points a method stays behind full fine-tuning on roles.
func (d *Data) gap(method, backbone string) float64 {
	return d.mean(run.Spec{Task: "srl", Backbone: backbone, Method: "full"}) - d.mean(run.Spec{Task: "srl", Backbone: backbone, Method: method})
}
