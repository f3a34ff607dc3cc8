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
	"strings"

	"promptscope/internal/catalog"
	"promptscope/sim/run"
	"promptscope/viz/state"
)

const manifestName = "manifest.json"

// manifest is dist/manifest.json: what the loader needs before it loads anything.
type manifest struct {
	Version string          `json:"version"` // 12 hex digits over all names and hashes
	Files   map[string]file `json:"files"`   // by name with forward slashes; not the manifest, not .br and .gz
	// Opening is what the workers of a link that sets nothing are told first (run.AppendCommand), by link and lane: web/boot.js
	// starts them while the page's program is still on its way.
	Opening map[string][][][]byte `json:"opening"`
}

type file struct {
	Bytes  int64  `json:"bytes"` // uncompressed: what a stream in the browser delivers
	SHA256 string `json:"sha256"`
	Path   string `json:"path,omitempty"` // of a program: its name with its hash, so that a page never gets one of another build
}

// at is where a file lies.
func (f file) at(name string) string {
	if f.Path != "" {
		return f.Path
	}
	return name
}

// hashed is the path of a program: app.wasm lies at app-0123456789ab.wasm. A browser checks the integrity of what it fetches only
// when all of it is there; programs are compiled while they come.
func hashed(name string, data []byte) string {
	ending := filepath.Ext(name)
	sum := sha256.Sum256(data)
	return fmt.Sprintf("%s-%x%s", strings.TrimSuffix(name, ending), sum[:6], ending)
}

// newManifest reads the named files of dir; paths has those that do not lie under their names.
func newManifest(dir string, names []string, paths map[string]string) (manifest, error) {
	m := manifest{Files: map[string]file{}}
	for _, name := range names {
		f := file{Path: paths[name]}
		data, err := os.ReadFile(filepath.Join(dir, filepath.FromSlash(f.at(name))))
		if err != nil {
			return m, err
		}
		sum := sha256.Sum256(data)
		f.Bytes, f.SHA256 = int64(len(data)), hex.EncodeToString(sum[:])
		m.Files[name] = f
	}
	m.Version = m.version()
	return m, nil
}

func opening() map[string][][][]byte {
	out := map[string][][][]byte{}
	for link, lanes := range state.Opening(catalog.New()) {
		for _, orders := range lanes {
			var lane [][]byte
			for i := range orders {
				lane = append(lane, run.AppendCommand(nil, &orders[i]))
			}
			out[link] = append(out[link], lane)
		}
	}
	return out
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
		path := before.at(name)
		if !filepath.IsLocal(filepath.FromSlash(path)) {
			return fmt.Errorf("%s: the name %q leads out of the folder", filepath.Join(dir, manifestName), path)
		}
		after, kept := now.Files[name]
		var stale []string
		if !kept || after.at(name) != path {
			stale = []string{path, path + ".br", path + ".gz"}
		} else if after.SHA256 != before.SHA256 {
			stale = []string{path + ".br", path + ".gz"}
		}
		for _, s := range stale {
			if err := os.Remove(filepath.Join(dir, filepath.FromSlash(s))); err != nil && !errors.Is(err, fs.ErrNotExist) {
				return err
			}
		}
	}
	return nil
}
