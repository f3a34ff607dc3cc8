//go:build ignore

// The command edited trains as the page does, sets one number of a virtual token by hand, and takes that back: what the
// page shows is compared with it. Usage: go run edited.go METHOD STEPS LAYER UNIT INDEX VALUE, counted from 0.
package main

import (
	"encoding/json"
	"log"
	"os"
	"strconv"

	"promptscope/sim/backbone/pretrained"
	"promptscope/sim/run"
	"promptscope/sim/train"
)

type shown struct {
	Digest   string  `json:"digest"`
	HeldOut  float32 `json:"heldout"`
	Measure  float32 `json:"measure"`
	Branched int32   `json:"branched"`
	Edits    int32   `json:"edits"`
	Value    float32 `json:"value"`
}

func main() {
	var n [5]int
	for i, at := range []int{2, 3, 4, 5} {
		n[i], _ = strconv.Atoi(os.Args[at])
	}
	value, err := strconv.ParseFloat(os.Args[6], 64)
	check(err)
	ck, err := pretrained.Open("2x64")
	check(err)
	t, err := train.New(run.Spec{Task: "fact", Method: os.Args[1], Steps: n[0], Seed: 1}, ck)
	check(err)
	settle(t)
	t.Detail.Inspect(true, n[1], 0, n[2])
	before := look(t, n[3])
	if !t.Edit(n[1], n[2], n[3], value) {
		log.Fatal("it cannot be edited")
	}
	settle(t)
	edited := look(t, n[3])
	t.Undo()
	settle(t)
	check(json.NewEncoder(os.Stdout).Encode([3]shown{before, edited, look(t, n[3])}))
}

func settle(t *train.Trainer) {
	for !t.Over() || !t.Between() {
		t.Tick()
	}
}

func look(t *train.Trainer, index int) shown {
	var s run.Snapshot
	t.Fill(&s)
	return shown{s.Digest, s.EvalLoss, s.EvalAccuracy, s.Branched, s.Edits, s.Detail.Vector[index]}
}

func check(err error) {
	if err != nil {
		log.Fatal(err)
	}
}
