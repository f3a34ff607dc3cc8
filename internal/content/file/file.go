// Package file reads the TOML files of a folder of content.
package file

import (
	"fmt"
	"io/fs"
	"strings"

	"github.com/BurntSushi/toml"
)

// Decode reads one file into to. A key that to does not have is refused: it would be a typing error. The error names the file,
// and the line where TOML itself is broken.
func Decode(folder fs.FS, name string, to any) error {
	text, err := fs.ReadFile(folder, name)
	if err != nil {
		return err
	}
	meta, err := toml.Decode(string(text), to)
	if err != nil {
		return fmt.Errorf("%s: %w", name, err)
	}
	if extra := meta.Undecoded(); len(extra) > 0 {
		var keys []string
		for _, k := range extra {
			keys = append(keys, k.String())
		}
		return fmt.Errorf("%s: unknown keys: %s", name, strings.Join(keys, ", "))
	}
	return nil
}
