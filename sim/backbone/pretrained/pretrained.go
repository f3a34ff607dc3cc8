// Package pretrained embeds the backbones. The command and the desktop program link it; the page fetches the same
// files beside it, so its programs stay small.
package pretrained

import (
	"embed"
	"fmt"
	"io/fs"
	"sync"

	"promptscope/sim/backbone"
	"promptscope/sim/ckpt"
)

//go:embed */config.json */model.safetensors */vocab.txt
var files embed.FS

var (
	mu     sync.Mutex
	opened = map[string]*ckpt.Checkpoint{}
)

// Open returns the checkpoint of a backbone. It is shared: nobody may change its weights.
func Open(name string) (*ckpt.Checkpoint, error) {
	if _, err := backbone.Lookup(name); err != nil {
		return nil, err
	}
	mu.Lock()
	defer mu.Unlock()
	if c := opened[name]; c != nil {
		return c, nil
	}
	folder, err := fs.Sub(files, name)
	if err != nil {
		return nil, err
	}
	c, err := ckpt.Read(folder)
	if err != nil {
		return nil, fmt.Errorf("backbone %s: %w", name, err)
	}
	opened[name] = c
	return c, nil
}
