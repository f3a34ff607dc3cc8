package main

import (
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"text/tabwriter"

	"promptscope/sim/backbone"
	"promptscope/sim/backbone/pretrained"
	"promptscope/sim/nn"
	"promptscope/sim/task"
	"promptscope/sim/tune"
	"promptscope/viz/i18n"
)

// lister prints rows as JSON lines or as a table.
func lister(name string, args []string, out io.Writer, head []string, rows func() ([]any, [][]string, error)) error {
	f := newFlags(name, out)
	asJSON := f.Bool("json", false, "one JSON object a line")
	if err := parse(f, args); err != nil {
		return err
	}
	objects, cells, err := rows()
	if err != nil {
		return err
	}
	if *asJSON {
		enc := json.NewEncoder(out)
		for _, o := range objects {
			if err := enc.Encode(o); err != nil {
				return err
			}
		}
		return nil
	}
	w := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	fmt.Fprintln(w, strings.Join(head, "\t"))
	for _, c := range cells {
		fmt.Fprintln(w, strings.Join(c, "\t"))
	}
	return w.Flush()
}

func runMethods(args []string, out io.Writer) error {
	return lister("methods", args, out, []string{"ID", "NAME", "PAPER", "KNOBS", "WHERE", "FROZEN", "CONTROL"}, func() (objects []any, cells [][]string, _ error) {
		for _, m := range tune.All() {
			e := tune.Usually(m, nn.Config{Layout: nn.Bert, L: 1})
			objects = append(objects, struct {
				ID         string   `json:"id"`
				Name       string   `json:"name"`
				Paper      string   `json:"paper"`
				Knobs      []string `json:"knobs"`
				Where      []string `json:"where"`
				Frozen     bool     `json:"frozen"`
				Comparator bool     `json:"comparator"`
				PEFT       string   `json:"peft"` // peft_type of its export with the defaults
				Own        string   `json:"own"`  // kind of its export in a layout of our own
			}{m.ID, m.Name, m.Paper, m.Knobs, m.Where.Names(), !m.Where.Moves(), m.Comparator, e.PEFT, e.Own})
			cells = append(cells, []string{m.ID, m.Name, m.Paper, strings.Join(m.Knobs, ","), strings.Join(m.Where.Names(), ","), fmt.Sprint(!m.Where.Moves()), fmt.Sprint(m.Comparator)})
		}
		return
	})
}

func runTasks(args []string, out io.Writer) error {
	return lister("tasks", args, out, []string{"ID", "TITLE", "MEASURE", "TRAIN", "HELD-OUT", "STEPS"}, func() (objects []any, cells [][]string, _ error) {
		for _, t := range task.All() {
			objects = append(objects, struct {
				ID      string `json:"id"`
				Title   string `json:"title"`
				TitleZH string `json:"title_zh"`
				Measure string `json:"measure"`
				Train   int    `json:"train"`
				Most    int    `json:"max_train"`
				Heldout int    `json:"heldout"`
				Steps   int    `json:"steps"`
			}{t.ID, i18n.For("en").TaskText(t.ID).Title, i18n.For("zh").TaskText(t.ID).Title, t.Metric, t.TrainSize, t.MaxTrain, t.HeldoutSize, t.Steps})
			cells = append(cells, []string{t.ID, i18n.For("en").TaskText(t.ID).Title, t.Metric, fmt.Sprint(t.TrainSize), fmt.Sprint(t.HeldoutSize), fmt.Sprint(t.Steps)})
		}
		return
	})
}

func runBackbones(args []string, out io.Writer) error {
	return lister("backbones", args, out, []string{"NAME", "LAYOUT", "LAYERS", "WIDTH", "HEADS", "PARAMETERS", "SHA256"}, func() (objects []any, cells [][]string, _ error) {
		for _, b := range backbone.All() {
			c, err := pretrained.Open(b.Name)
			if err != nil {
				return nil, nil, err
			}
			n, sha := len(c.Params.Data), c.Params.SHA256()
			objects = append(objects, struct {
				Name       string `json:"name"`
				Layout     string `json:"layout"`
				Layers     int    `json:"layers"`
				Width      int    `json:"width"`
				Heads      int    `json:"heads"`
				Parameters int    `json:"parameters"`
				SHA        string `json:"sha256"`
			}{b.Name, b.Layout, b.L, b.C, b.NH, n, sha})
			cells = append(cells, []string{b.Name, b.Layout, fmt.Sprint(b.L), fmt.Sprint(b.C), fmt.Sprint(b.NH), fmt.Sprint(n), sha[:12]})
		}
		return
	})
}
