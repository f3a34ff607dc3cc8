//go:build !js

package app

import "os"

// saveFile keeps a file in the working folder. An older one of the same name is replaced: the name tells what it holds.
func saveFile(name, _ string, data []byte) error { return os.WriteFile(name, data, 0o644) }
