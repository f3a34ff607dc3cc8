package main

import (
	"bytes"
	"compress/gzip"
	_ "embed"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"path/filepath"
	"runtime"
	"slices"
	"sync"

	"github.com/andybalholm/brotli"
)

const mb = 1e6 // as everywhere in this project: decimal

// compressAll writes name.br and name.gz beside each file that becomes at least a tenth smaller, several at once.
func compressAll(dir string, m manifest, quality int) error {
	names := slices.Sorted(maps.Keys(m.Files))
	errs := make([]error, len(names))
	var wait sync.WaitGroup
	free := make(chan struct{}, runtime.NumCPU())
	for i, name := range names {
		free <- struct{}{}
		wait.Go(func() {
			errs[i] = compressFile(filepath.Join(dir, filepath.FromSlash(m.Files[name].at(name))), quality)
			<-free
		})
	}
	wait.Wait()
	for _, err := range errs {
		if err != nil {
			return err
		}
	}
	return nil
}

func compressFile(path string, quality int) error {
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	var br, gz bytes.Buffer
	if err := brotliTo(&br, data, quality); err != nil {
		return err
	}
	w, err := gzip.NewWriterLevel(&gz, gzip.BestCompression)
	if err != nil {
		return err
	}
	if _, err := w.Write(data); err != nil {
		return err
	}
	if err := w.Close(); err != nil {
		return err
	}
	for suffix, b := range map[string][]byte{".br": br.Bytes(), ".gz": gz.Bytes()} {
		if len(b)*10 > len(data)*9 {
			os.Remove(path + suffix) // weights hardly shrink; one of an earlier quality may be there
			continue
		}
		if err := os.WriteFile(path+suffix, b, 0o644); err != nil {
			return err
		}
	}
	fmt.Printf("%s: %.2f MB, br %.2f, gz %.2f\n", path, float64(len(data))/mb, float64(br.Len())/mb, float64(gz.Len())/mb)
	return nil
}

func brotliTo(w io.Writer, data []byte, quality int) error {
	b := brotli.NewWriterOptions(w, brotli.WriterOptions{Quality: quality, LGWin: 24})
	if _, err := b.Write(data); err != nil {
		return err
	}
	return b.Close()
}

// budget.json holds the largest brotli size of each program, in bytes. Raise a number only with a reason in the commit.
//
//go:embed budget.json
var budgetJSON []byte

// measured.json holds compressed sizes, as cacheFile, of the weights, which lie in the repository as they are: half a minute of
// compressing. A test writes it with -update and holds it to the files.
//
//go:embed measured.json
var measuredJSON []byte

// cacheFile remembers compressed sizes by content and quality, so that an unchanged program is compressed once.
var cacheFile = filepath.Join(".cache", "brotli.json")

// checkBudget compares compressed sizes with budget.json. Quality 9 takes seconds and is 5 to 10 % larger than 11; only a
// program that misses its budget at 9 is compressed with 11, the quality of a release.
func checkBudget(dir string, m manifest) error {
	var budget map[string]int64
	if err := json.Unmarshal(budgetJSON, &budget); err != nil {
		return fmt.Errorf("budget.json: %w", err)
	}
	sizes := map[string]int64{}
	if data, err := os.ReadFile(cacheFile); err == nil && json.Unmarshal(data, &sizes) != nil {
		sizes = map[string]int64{} // a damaged cache is only slow
	}
	if err := json.Unmarshal(measuredJSON, &sizes); err != nil {
		return fmt.Errorf("measured.json: %w", err)
	}
	var over error
	for _, name := range slices.Sorted(maps.Keys(budget)) {
		f, ok := m.Files[name]
		if !ok {
			return fmt.Errorf("budget.json names %s, which is not built", name)
		}
		var size int64
		for _, quality := range []int{9, 11} {
			if _, known := sizes[sizeKey(f.SHA256, 11)]; known && quality < 11 {
				continue
			}
			var err error
			if size, err = brotliSize(filepath.Join(dir, f.at(name)), f.SHA256, quality, sizes); err != nil {
				return err
			}
			fmt.Printf("%s: %.3f MB brotli %d, budget %.3f MB\n", name, float64(size)/mb, quality, float64(budget[name])/mb)
			if size <= budget[name] {
				break
			}
		}
		if size > budget[name] {
			over = fmt.Errorf("%s has %d bytes (brotli 11), %d over its budget in internal/build/site/budget.json", name, size, size-budget[name])
		}
	}
	return over
}

func sizeKey(hash string, quality int) string { return fmt.Sprintf("%s-%d", hash, quality) }

// brotliSize returns the compressed size of a file whose hash is known, from sizes or by compressing it.
func brotliSize(path, hash string, quality int, sizes map[string]int64) (int64, error) {
	key := sizeKey(hash, quality)
	if size, ok := sizes[key]; ok {
		return size, nil
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return 0, err
	}
	var count counter
	if err := brotliTo(&count, data, quality); err != nil {
		return 0, err
	}
	sizes[key] = int64(count)
	cache, err := json.MarshalIndent(sizes, "", " ")
	if err != nil {
		return 0, err
	}
	if err := os.MkdirAll(filepath.Dir(cacheFile), 0o755); err != nil {
		return 0, err
	}
	return int64(count), os.WriteFile(cacheFile, cache, 0o644)
}

// counter is a writer that only counts.
type counter int64

func (c *counter) Write(p []byte) (int, error) {
	*c += counter(len(p))
	return len(p), nil
}
