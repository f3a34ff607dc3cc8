package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"promptscope/sim/backbone"
)

// workerFile is the service worker. It stands in front of all folders that it answers for, and is none of the manifest's files: it
// holds the version that they make.
const workerFile = "sw.js"

// appFile says how the page is installed. Its addresses are relative to it, so that it works in any folder of a host.
const appFile = "app.webmanifest"

// core are the files that the page needs to start and train as a link without settings has it, by where they lie.
func core(m manifest) (paths []string) {
	for name, f := range m.Files {
		switch dir, file, _ := strings.Cut(name, "/"); {
		case dir == "learn", dir == "content", strings.HasPrefix(file, "screenshot"):
		case dir == "backbones" && !strings.HasPrefix(file, backbone.Default+"/"):
		default:
			paths = append(paths, f.at(name))
		}
	}
	slices.Sort(paths)
	return append([]string{manifestName}, paths...)
}

// writeWorker puts version and names in front of web/sw.js.
func writeWorker(out string, m manifest) error {
	code, err := os.ReadFile("web/" + workerFile)
	if err != nil {
		return err
	}
	list, err := json.Marshal(core(m))
	if err != nil {
		return err
	}
	head := fmt.Sprintf("const version = %q, core = %s;\n", m.Version, list)
	return os.WriteFile(filepath.Join(out, workerFile), append([]byte(head), code...), 0o644)
}
