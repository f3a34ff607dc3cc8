package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"

	"promptscope/internal/catalog"
	"promptscope/sim/run"
	"promptscope/viz/state"
)

const manifestName = "manifest.json"

// manifest is dist/manifest.json: what the loader needs before it loads anything.
type manifest struct {
	Version string          `json:"version"` // 12 hex digits over all names and hashes
	Files   map[string]file `json:"files"`   // by name with forward slashes; not the manifest, not .br and .gz
	// Opening is what the workers of the default link are told first (run.AppendCommand), by lane: web/boot.js starts
	// them while the page's program is still on its way.
	Opening [][][]byte `json:"opening"`
}

type file struct {
	Bytes  int64  `json:"bytes"` // uncompressed: what a stream in the browser delivers
	SHA256 string `json:"sha256"`
}

// newManifest reads the named files of dir.
func newManifest(dir string, names []string) (manifest, error) {
	m := manifest{Files: map[string]file{}}
	for _, name := range names {
		data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(name)))
		if err != nil {
			return m, err
		}
		sum := sha256.Sum256(data)
		m.Files[name] = file{int64(len(data)), hex.EncodeToString(sum[:])}
	}
	m.Version = m.version()
	return m, nil
}

func opening() (lanes [][][]byte) {
	for _, orders := range state.Opening(catalog.New()) {
		var lane [][]byte
		for i := range orders {
			lane = append(lane, run.AppendCommand(nil, &orders[i]))
		}
		lanes = append(lanes, lane)
	}
	return lanes
}

func (m manifest) version() string {
	all := sha256.New()
	for _, name := range slices.Sorted(maps.Keys(m.Files)) {
		fmt.Fprintf(all, "%s %s\n", name, m.Files[name].SHA256)
	}
	return hex.EncodeToString(all.Sum(nil))[:12]
}

func (m manifest) total() (bytes int64) {
	for _, f := range m.Files {
		bytes += f.Bytes
	}
	return bytes
}

func readManifest(dir string) (manifest, error) {
	var m manifest
	data, err := os.ReadFile(filepath.Join(dir, manifestName))
	if err != nil {
		return m, err
	}
	return m, json.Unmarshal(data, &m)
}

func (m manifest) write(dir string) error {
	data, err := json.MarshalIndent(m, "", " ")
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, manifestName), append(data, '\n'), 0o644)
}

// removeStale deletes what an earlier build wrote and this one did not: a backbone that is gone, a page that was
// renamed, a compressed copy of other content. It touches only files that the earlier manifest names.
func removeStale(dir string, old, now manifest) error {
	for name, before := range old.Files {
		if !filepath.IsLocal(filepath.FromSlash(name)) {
			return fmt.Errorf("%s: the name %q leads out of the folder", filepath.Join(dir, manifestName), name)
		}
		after, kept := now.Files[name]
		var stale []string
		if !kept {
			stale = []string{name, name + ".br", name + ".gz"}
		} else if after.SHA256 != before.SHA256 {
			stale = []string{name + ".br", name + ".gz"}
		}
		for _, s := range stale {
			if err := os.Remove(filepath.Join(dir, filepath.FromSlash(s))); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
	}
	return nil
}
