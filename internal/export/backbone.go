package export

import (
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strings"

	"promptscope/sim/ckpt"
	"promptscope/sim/nn"
	"promptscope/sim/train"
)

// backbone is the folder for transformers: the model as it was trained on, without the heads that it does not have.
func backbone(t train.Trained, ck *ckpt.Checkpoint, p Part, own map[string][]byte) (map[string][]byte, error) {
	base := *ck
	if bare(t) {
		base.Params = withPooler(ck.Params)
		base.Missing = slices.DeleteFunc(slices.Clone(ck.Missing), func(name string) bool { return strings.HasPrefix(name, "bert.pooler.") })
	}
	files := map[string][]byte{}
	for i, data := range base.EncodeAs(ckpt.F32) {
		files[ckpt.Files()[i]] = data
	}
	var err error
	if files[ckpt.ConfigFile], err = withLabels(files[ckpt.ConfigFile], p); err != nil {
		return nil, err
	}
	if own != nil {
		maps.Copy(files, own)
		return files, nil
	}
	files["tokenizer.json"], files["tokenizer_config.json"] = tokenizer(ck, p.Adapter.Task)
	return files, nil
}

// withPooler is p with the pooler that a linear head on [CLS] needs in PEFT; nothing has trained the one it has, and
// nothing else reads it.
func withPooler(p *nn.Params) *nn.Params {
	p = p.Clone()
	clear(p.PoolW)
	clear(p.PoolB)
	for i := range p.C {
		p.PoolW[i*p.C+i] = linearPool
	}
	return p
}

// withLabels adds the names of the classes, from which transformers also takes how many there are.
func withLabels(config []byte, p Part) ([]byte, error) {
	if p.Adapter.Classes == 0 {
		return config, nil
	}
	var c map[string]any
	if err := json.Unmarshal(config, &c); err != nil {
		return nil, fmt.Errorf("%s: %w", ckpt.ConfigFile, err)
	}
	names, numbers := map[string]string{}, map[string]int{}
	for i, label := range p.set.Labels {
		names[fmt.Sprint(i)], numbers[label] = label, i
	}
	c["id2label"], c["label2id"] = names, numbers
	out, err := json.MarshalIndent(c, "", "  ")
	return append(out, '\n'), err
}
