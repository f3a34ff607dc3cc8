package main

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"

	"promptscope/sim/ckpt"
	"promptscope/sim/nn"
)

// input is the checked arguments.
type input struct {
	batch nn.Batch
	ids   []int
	mask  []int
	rows  []int32 // row of each token that is not masked
	kept  []int   // its index
	pool  int     // row that SEQ_CLS reads
}

// input checks ids, types and mask and lays out the row: virtual tokens, then the tokens that are not masked, each at the
// position it has with the others.
func (r *logitsRun) input(c nn.Config, virtual, first, deep int) (*input, error) {
	if r.positions != "hf" && r.positions != "zero" || r.pool != "first" && r.pool != "cls" {
		return nil, fmt.Errorf("--positions %q --pool %q: want hf, zero and first, cls", r.positions, r.pool)
	}
	ids, err := ints("ids", r.ids, 0, c.V-1)
	if err != nil {
		return nil, err
	}
	types, mask := make([]int, len(ids)), make([]int, len(ids))
	for i := range mask {
		mask[i] = 1
	}
	for _, x := range []struct {
		name, text string
		most       int
		dst        *[]int
	}{{"types", r.types, c.Types - 1, &types}, {"mask", r.mask, 1, &mask}} {
		if x.text == "" {
			continue
		}
		if *x.dst, err = ints(x.name, x.text, 0, x.most); err != nil {
			return nil, err
		}
		if len(*x.dst) != len(ids) {
			return nil, fmt.Errorf("--%s has %d numbers, --ids %d", x.name, len(*x.dst), len(ids))
		}
	}
	if need := first + virtual + len(ids); need > c.MaxPos {
		return nil, fmt.Errorf("--ids needs %d positions with the prompt, the model has %d", need, c.MaxPos)
	}
	if n := virtual + len(ids); n > 1<<14 || c.NH*n*(deep+n) > 1<<27 {
		return nil, fmt.Errorf("--ids: %d tokens attend to %d in %d heads, more than %d weights a layer", n, deep+n, c.NH, 1<<27)
	}
	in := &input{ids: ids, mask: mask}
	b := &in.batch
	b.Off = []int32{0}
	put := func(id int32, position, kind int) {
		b.ID, b.Pos, b.Type = append(b.ID, id), append(b.Pos, int32(position)), append(b.Type, int32(kind))
	}
	for i := range virtual {
		put(nn.Virtual(i), i, 0)
	}
	for i, id := range ids {
		if mask[i] == 1 {
			in.rows, in.kept = append(in.rows, int32(b.Rows())), append(in.kept, i)
			put(int32(id), first+virtual+i, types[i])
		}
	}
	b.Off = append(b.Off, int32(b.Rows()))
	if len(in.kept) == 0 {
		return nil, errors.New("--mask leaves out every token")
	}
	return in, nil
}

func ints(name, text string, least, most int) ([]int, error) {
	var out []int
	for _, s := range strings.FieldsFunc(text, func(r rune) bool { return r == ' ' || r == ',' }) {
		v, err := strconv.Atoi(s)
		if err != nil || v < least || v > most {
			return nil, fmt.Errorf("--%s %q: want numbers from %d to %d", name, s, least, most)
		}
		out = append(out, v)
	}
	return out, nil
}

// pooled finds the row that SEQ_CLS reads: the first, or in a causal model the last token that is no padding.
func (r *logitsRun) pooled(in *input, ck *ckpt.Checkpoint, virtual int) (err error) {
	at := 0
	switch {
	case !ck.Params.Causal() && virtual > 0 && r.pool == "first":
		return nil // a virtual token
	case ck.Params.Causal() && virtual > 0:
		at = len(in.ids) - 1 // transformers does not see ids behind a prompt in the input
	case ck.Params.Causal():
		at, err = lastToken(in.ids, ck.Facts.Pad)
	}
	if err == nil && in.mask[at] == 0 {
		err = fmt.Errorf("--mask leaves out token %d, which SEQ_CLS reads: padding must stand on the other side", at)
	}
	if err == nil {
		in.pool = int(in.rows[slices.Index(in.kept, at)])
	}
	return err
}

// lastToken is the token that GPT2ForSequenceClassification reads. Padding in the middle is refused: transformers 4.44
// reads what stands before the first pad, 5.24 the last token that is none.
func lastToken(ids []int, pad int) (int, error) {
	last := len(ids) - 1
	for last >= 0 && ids[last] == pad {
		last--
	}
	first := slices.Index(ids, pad)
	if last < 0 || first > 0 && first < last {
		return 0, fmt.Errorf("--ids: pad_token_id %d stands before or between the tokens that SEQ_CLS reads; want padding on one side", pad)
	}
	return last, nil
}
