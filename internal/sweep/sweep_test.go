package sweep

import (
	"bytes"
	"encoding/json"
	"errors"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"testing/fstest"

	"promptscope/sim/backbone/pretrained"
	"promptscope/sim/run"
	"promptscope/sim/train"
)

func axes(pairs ...string) (out []Axis) {
	for i := 0; i < len(pairs); i += 2 {
		out = append(out, Axis{pairs[i], List(pairs[i+1])})
	}
	return out
}

func TestPoints(t *testing.T) {
	points, skipped, err := Points(axes("task", "fact,srl", "method", "hand,prompt-tuning,p-tuning-v2,probe", "n", "2,4", "layers", "all;1,2", "seed", "1,2"))
	if err != nil {
		t.Fatal(err)
	}
	// fact: hand once, prompt-tuning for 2 n, v2 for 2 n and 2 layers; srl: the same without hand, with the probe. Two seeds each.
	if want := 2 * (1 + 2 + 4 + 2 + 4 + 1); len(points) != want || skipped != 2*2*2*2 {
		t.Errorf("%d points, want %d; %d skipped", len(points), want, skipped)
	}
	seen := map[run.Spec]bool{}
	for _, p := range points {
		if r, err := train.Resolve(p); err != nil || r != p || seen[p] {
			t.Errorf("%+v is not resolved or there twice: %v", p, err)
		}
		seen[p] = true
	}
	for _, bad := range [][]Axis{axes("n", "x"), axes("seed", "-1"), axes("lr", "fast"), axes("knob", "1"), axes("n", "99"), axes("task", "srl", "method", "hand")} {
		if _, _, err := Points(bad); err == nil {
			t.Errorf("%v is accepted", bad)
		}
	}
}

func TestShardsPartition(t *testing.T) {
	points, _, _ := Points(axes("n", "1,2,3,4,5,6,7", "seed", "1,2,3"))
	var all []run.Spec
	for i := 1; i <= 4; i++ {
		all = append(all, Shard{i, 4}.Of(points)...)
	}
	if len(all) != len(points) {
		t.Fatalf("%d of %d points", len(all), len(points))
	}
	for _, p := range points {
		if !slices.Contains(all, p) {
			t.Errorf("no shard has %+v", p)
		}
	}
	if s, err := ParseShard("2/8"); err != nil || s != (Shard{2, 8}) {
		t.Errorf("2/8 is %v, %v", s, err)
	}
	for _, bad := range []string{"", "0/4", "5/4", "1", "a/b", "1/0"} {
		if _, err := ParseShard(bad); err == nil {
			t.Errorf("shard %q is accepted", bad)
		}
	}
	if s, err := Seeds("2-4"); err != nil || !slices.Equal(s, []string{"2", "3", "4"}) {
		t.Errorf("seeds %v, %v", s, err)
	}
	if _, err := Seeds("4-2"); err == nil {
		t.Error("seeds 4-2 are accepted")
	}
}

// A sweep that was killed goes on: finished runs are neither lost nor repeated, and the end is as without the kill.
func TestResume(t *testing.T) {
	points, _, err := Points(axes("task", "fact", "method", "hand,prompt-tuning", "n", "1,2", "steps", "1", "labels", "4", "seed", "1,2"))
	if err != nil {
		t.Fatal(err)
	}
	dir, count := t.TempDir(), 0
	sweep := func(points []run.Spec) {
		st, err := Open(dir, Shard{1, 1})
		if err != nil {
			t.Fatal(err)
		}
		defer st.Close()
		left, err := Missing(points, st, pretrained.Open)
		if err != nil {
			t.Fatal(err)
		}
		if err := Run(left, st, pretrained.Open, 2, func(Line) { count++ }); err != nil {
			t.Fatal(err)
		}
	}
	sweep(points[:3])
	name := filepath.Join(dir, "runs-1-of-1.jsonl")
	f, err := os.OpenFile(name, os.O_APPEND|os.O_WRONLY, 0)
	if err != nil {
		t.Fatal(err)
	}
	f.WriteString(`{"spec":{"Task":"fa`) // the kill
	f.Close()
	sweep(points)
	sweep(points)
	if count != len(points) {
		t.Errorf("%d runs for %d points", count, len(points))
	}
	lines, damaged, err := Read(os.DirFS(dir))
	if err != nil || len(lines) != len(points) || damaged != nil {
		t.Fatalf("%d lines, %v", len(lines), err)
	}
	digests := map[run.Spec]string{}
	for _, l := range lines {
		digests[l.Spec] = l.Digest
		if len(l.Curve) != 2 || l.SHA == "" {
			t.Errorf("line %+v", l)
		}
	}
	dir = t.TempDir()
	sweep(points)
	again, _, _ := Read(os.DirFS(dir))
	for _, l := range again {
		if digests[l.Spec] != l.Digest {
			t.Errorf("%+v: digest %s, after a kill %s", l.Spec, l.Digest, digests[l.Spec])
		}
	}
	// Other weights of the same name.
	st, _ := Open(dir, Shard{1, 1})
	defer st.Close()
	for s, l := range st.Done {
		l.SHA = "00"
		st.Done[s] = l
	}
	if _, err := Missing(points, st, pretrained.Open); err == nil || !strings.Contains(err.Error(), "new folder") {
		t.Errorf("other weights: %v", err)
	}
}

func line(method, backbone string, n int, seed uint64, accuracy float64) Line {
	s, err := train.Resolve(run.Spec{Task: "srl", Method: method, Backbone: backbone, Settings: run.Settings{N: n}, Seed: seed})
	if err != nil {
		panic(err)
	}
	total := map[string]int64{"2x64": 1000, "4x64": 2000}[backbone]
	return Line{Spec: s, Accuracy: accuracy, Stored: 5, Total: total, Curve: [][2]float64{{0, 0}, {10, accuracy}}}
}

func TestReport(t *testing.T) {
	lines := []Line{line("full", "2x64", 0, 1, 1), line("p-tuning-v2", "4x64", 4, 1, 0.7), line("p-tuning-v2", "2x64", 4, 1, 0.5), line("p-tuning-v2", "2x64", 4, 2, 0.7),
		line("p-tuning-v2", "2x64", 8, 1, 0.9), line("p-tuning-v2", "4x64", 8, 1, 0.9)}
	lost := line("p-tuning-v2", "2x64", 4, 3, 0)
	lost.Diverged = "why"
	groups := Groups(append(lines, lost))
	g := find(groups, "srl", "2x64", "p-tuning-v2 n=4")
	if g == nil || len(groups) != 5 || math.Abs(g.Mean()-60) > 1e-9 || math.Abs(g.SD()-math.Sqrt(200)) > 1e-9 || g.Diverged != 1 || g.Share() != 0.5 {
		t.Fatalf("group %+v of %d", g, len(groups))
	}
	var b bytes.Buffer
	Tables(&b, groups)
	for _, want := range []string{"## srl", "span F1", "(1, 2)", "| method | 2x64 | 4x64 | stored, % of 4x64 |", "| p-tuning-v2 n=4 | 60.0 ± 14.1 (1 diverged) | 70.0 | 0.25 |", "| full | 100.0 | – | 0.5 |"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
	files, err := Plots(groups)
	if err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"srl-scale", "srl-length", "srl-2x64-curves", "srl-4x64-curves"} {
		if !bytes.HasPrefix(files[name+".png"], []byte("\x89PNG")) || !bytes.Contains(files[name+".svg"], []byte("<svg")) {
			t.Errorf("%s is missing or no picture", name)
		}
	}
	if len(files) != 8 {
		t.Errorf("%d files", len(files))
	}
}

// A joint task is reported by its mean and by each data set.
func TestReportJoint(t *testing.T) {
	var lines []Line
	for seed := uint64(1); seed <= 2; seed++ {
		s, err := train.Resolve(run.Spec{Task: "srl+ner", Method: "p-tuning-v2", Seed: seed})
		if err != nil {
			t.Fatal(err)
		}
		lines = append(lines, Line{Spec: s, Accuracy: 0.8, Parts: []run.Part{{Task: "srl", Accuracy: 0.9}, {Task: "ner", Accuracy: 0.7}}, Stored: 1, Total: 100})
	}
	var b bytes.Buffer
	Tables(&b, Groups(lines))
	for _, want := range []string{"## srl+ner\n\nspan F1, mean over srl and ner", "| p-tuning-v2 | 80.0 ± 0.0 |", "### srl in srl+ner", "| p-tuning-v2 | 90.0 ± 0.0 |", "### ner in srl+ner", "| p-tuning-v2 | 70.0 ± 0.0 |"} {
		if !strings.Contains(b.String(), want) {
			t.Errorf("no %q in\n%s", want, b.String())
		}
	}
}

func TestReadRejects(t *testing.T) {
	good := "{\"promptscope_sweep\":2}\n"
	for _, tt := range []struct{ text, want string }{
		{"{\"promptscope_sweep\":9}\n", "version 2"}, {"{\"x\":1}\n", "version 2"}, {good + "{}\n", "new folder"}, {good + "{\"speck\":1}\n", "line 2"},
	} {
		if _, _, err := Read(fstest.MapFS{"runs-1-of-1.jsonl": {Data: []byte(tt.text)}}); err == nil || !strings.Contains(err.Error(), tt.want) || !strings.Contains(err.Error(), "runs-1-of-1") {
			t.Errorf("%q: %v, want %q", tt.text, err, tt.want)
		}
	}
	if lines, _, err := Read(fstest.MapFS{"runs-1-of-1.jsonl": {Data: []byte(good + "{\"spec\":")}}); err != nil || len(lines) != 0 {
		t.Errorf("a line still being written: %v, %v", lines, err)
	}
}

// shortDisk takes a few bytes and is then full, until it is emptied.
type shortDisk struct {
	disk
	room int
}

func (d *shortDisk) Write(b []byte) (int, error) {
	if len(b) <= d.room {
		d.room -= len(b)
		return d.disk.Write(b)
	}
	n, _ := d.disk.Write(b[:d.room])
	d.room = 0
	return n, errors.New("no space left on device")
}

// A disk that was full for a moment costs the run that did not fit, and nothing else: the folder stays readable, and the
// runs behind it are kept.
func TestFullDisk(t *testing.T) {
	for _, room := range []int{0, 1, 40, 300} {
		dir := t.TempDir()
		st, err := Open(dir, Shard{1, 1})
		if err != nil {
			t.Fatal(err)
		}
		runs := []Line{line("full", "2x64", 0, 1, 1), line("full", "2x64", 0, 2, 1), line("full", "2x64", 0, 3, 1)}
		if err := st.Add(runs[0]); err != nil {
			t.Fatal(err)
		}
		whole := st.file
		st.file = &shortDisk{whole, room}
		if err := st.Add(runs[1]); err == nil || !strings.Contains(err.Error(), "no space") {
			t.Errorf("room %d: %v", room, err)
		}
		if _, ok := st.Done[runs[1].Spec]; ok {
			t.Error("a run that is not on the disk counts as done")
		}
		st.file = whole
		if err := st.Add(runs[2]); err != nil {
			t.Fatal(err)
		}
		st.Close()
		lines, damaged, err := Read(os.DirFS(dir))
		if err != nil || len(lines) != 2 || damaged != nil || lines[1].Spec.Seed != 3 {
			t.Errorf("room %d: %d lines, %v, %v", room, len(lines), damaged, err)
		}
	}
}

// Lines that are damaged, whatever did it, are left out and named; the others count.
func TestDamagedLines(t *testing.T) {
	js, _ := json.Marshal(line("full", "2x64", 0, 1, 1))
	good, half := string(js)+"\n", string(js)[:60]
	for _, x := range []struct {
		text    string
		lines   int
		damaged string
	}{
		{"{\"promptscope_sweep\":2}\n" + half + good + good, 1, "line 2"},
		{"{\"promptscope_sw" + good + good, 1, "line 1"},
		{"hello\n" + good, 1, "line 1"},
		{"{\"promptscope_sweep\":2}\n" + good + "\x00\x00\n", 1, "line 3"},
		{"{\"promptscope_sweep\":2}\n" + strings.Replace(good, `"accuracy":1`, `"accuracy":1e308`, 1), 0, "accuracy 1e+308, want 0 to 1"},
		{"{\"promptscope_sweep\":2}\n" + strings.Replace(good, `"loss":0`, `"loss":-1e308`, 1), 0, "loss -1e+308"},
	} {
		lines, damaged, err := Read(fstest.MapFS{"runs-1-of-1.jsonl": {Data: []byte(x.text)}})
		if err != nil || len(lines) != x.lines || len(damaged) != 1 || !strings.Contains(damaged[0], x.damaged) {
			t.Errorf("%q: %d lines, %v, %v", x.text, len(lines), damaged, err)
		}
	}
}

// A grid is bounded before it is built, and a value that none of its methods has a use for is an error.
func TestGridRejects(t *testing.T) {
	many := strings.TrimSuffix(strings.Repeat("1,2,3,4,5,6,7,8,9,10,", 50), ",")
	for _, tt := range []struct {
		axes []Axis
		want string
	}{
		{axes("n", many, "rank", many, "alpha", many), "more than 100000 combinations (500 of n, 500 of rank, 500 of alpha)"},
		{axes("method", "prompt-tuning", "layers", "9"), "layers 9: no combination"}, {axes("method", "full", "rank", "2"), "rank 2: no combination"},
		{axes("task", "srl", "method", "hand,prompt-tuning", "template", "the capital of X is _ ."), "template the capital of X is _ .: no combination"},
	} {
		if _, _, err := Points(tt.axes); err == nil || !strings.Contains(err.Error(), tt.want) {
			t.Errorf("%v: want %q", err, tt.want)
		}
	}
	if points, _, err := Points(axes("method", "prompt-tuning,lora", "rank", "2,4")); err != nil || len(points) != 3 {
		t.Errorf("%d points, %v", len(points), err)
	}
}
