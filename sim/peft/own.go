package peft

import (
	"io/fs"

	"promptscope/sim/ckpt"
)

// A layout of our own is for what PEFT has no form for. It is like PEFT's, with other names: adapter.json says "kind" where
// adapter_config.json says "peft_type", tensors are named by the modules of a model of transformers, and beside them lies a
// script that puts them into one.
const (
	OwnConfigFile  = "adapter.json"
	OwnWeightsFile = "adapter.safetensors"
	ScriptFile     = "load.py"

	ownFormat  = "promptscope"
	ownVersion = 1
)

// own is the form of such a kind.
type own interface {
	form
	script() []byte
}

// ownRules are the keys of every adapter.json.
func ownRules() ckpt.Rules {
	return ckpt.Rules{"format": `"promptscope"`, "version": "1"}.With("kind task_type base_model_name_or_path")
}

// Own reports whether the adapter is in a layout of our own.
func (a *Adapter) Own() bool {
	_, is := a.form().(own)
	return is
}

// names are the files of a folder: ours where it has them and not PEFT's.
func names(folder fs.FS) [2]string {
	if _, err := fs.Stat(folder, ConfigFile); err != nil {
		if _, err := fs.Stat(folder, OwnConfigFile); err == nil {
			return [2]string{OwnConfigFile, OwnWeightsFile}
		}
	}
	return [2]string{ConfigFile, WeightsFile}
}

// Files are the adapter's files by name: config and weights, and of a layout of our own the script that loads them.
func (a *Adapter) Files() map[string][]byte {
	js, weights := a.Encode()
	if f, ok := a.form().(own); ok {
		return map[string][]byte{OwnConfigFile: js, OwnWeightsFile: weights, ScriptFile: f.script()}
	}
	return map[string][]byte{ConfigFile: js, WeightsFile: weights}
}
