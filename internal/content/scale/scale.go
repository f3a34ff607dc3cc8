// Package scale reads the content of the place of scales.
package scale

import (
	"encoding/json"
	"fmt"

	"promptscope/viz/place/scale/figure"
	"promptscope/viz/place/scale/files"
)

// Open reads it.
func Open() (*figure.Pack, error) {
	p := new(figure.Pack)
	if err := json.Unmarshal(files.Runs, p); err != nil {
		return nil, fmt.Errorf("runs.json: %w", err)
	}
	if err := json.Unmarshal(files.Published, &p.Published); err != nil {
		return nil, fmt.Errorf("published.json: %w", err)
	}
	return p, nil
}
