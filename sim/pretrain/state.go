package pretrain

import (
	"encoding/binary"
	"fmt"
	"math"
	"strings"

	"promptscope/sim/internal/sha256"
	. "promptscope/sim/kernel"
)

// The state of a run that was interrupted: a line that says which run it is, the steps done, then weights and both moments
// as float32, little endian, and the SHA-256 of all of it. The order of sentences and the masks need no place: they are
// drawn again up to the step, which takes a second.

// title says which run a state belongs to; its last word ends the line.
func (t *Trainer) title() string {
	b := t.Info
	return fmt.Sprintf("promptscope pretraining 1: %s, %s, %d layers, width %d, %d heads, seed %d, %d steps, rate %g\n", b.Name, b.Layout, b.L, b.C, b.NH, t.Seed, t.Steps, b.Rate)
}

// arrays are the numbers of a state, in its order.
func (t *Trainer) arrays() [][]Real {
	out := [][]Real{t.Model.Data}
	for i := range t.opt.Params {
		m, v := t.opt.Moments(i)
		out = append(out, m, v)
	}
	return out
}

// State is all that is needed to go on from here. Call it between steps.
func (t *Trainer) State() []byte {
	out := binary.LittleEndian.AppendUint32([]byte(t.title()), uint32(t.Step))
	for _, a := range t.arrays() {
		for _, x := range a {
			out = binary.LittleEndian.AppendUint32(out, math.Float32bits(float32(x)))
		}
	}
	sum := digest(out)
	return append(out, sum[:]...)
}

func digest(data []byte) [32]byte {
	h := sha256.New()
	h.Write(data)
	return h.Sum()
}

// Restore takes a fresh run to where State was taken. An error names what does not fit, and then the run is as it was.
func (t *Trainer) Restore(state []byte) error {
	line, _, found := strings.Cut(string(state[:min(len(state), 200)]), "\n")
	title := t.title()
	switch {
	case !found || !strings.HasPrefix(line, "promptscope pretraining "):
		return fmt.Errorf("no state of a pretraining run")
	case line+"\n" != title:
		return fmt.Errorf("state of another run or version: it says %q, this one is %q", line, strings.TrimSpace(title))
	}
	numbers := 0
	for _, a := range t.arrays() {
		numbers += len(a)
	}
	body := state[len(title):]
	if len(body) != 4+4*numbers+32 {
		return fmt.Errorf("damaged state: %d bytes, expected are %d", len(state), len(title)+4+4*numbers+32)
	}
	if sum := digest(state[:len(state)-32]); string(sum[:]) != string(state[len(state)-32:]) {
		return fmt.Errorf("damaged state: its checksum is wrong")
	}
	step := int(binary.LittleEndian.Uint32(body))
	if step > t.Steps {
		return fmt.Errorf("damaged state: step %d of %d", step, t.Steps)
	}
	t.replay(step)
	body = body[4:]
	for _, a := range t.arrays() {
		for i := range a {
			a[i] = Real(math.Float32frombits(binary.LittleEndian.Uint32(body[4*i:])))
		}
		body = body[4*len(a):]
	}
	for l := range t.Model.L + 1 {
		t.Model.Repack(l)
	}
	return nil
}

// replay draws the batches of the steps that are done.
func (t *Trainer) replay(steps int) {
	for ; t.Step < steps; t.Step++ {
		t.draw()
		t.opt.Begin()
	}
}
