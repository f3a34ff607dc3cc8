package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
)

// What a command writes goes under another name first and is renamed when it is whole and on the disk. Nothing that a
// person has is replaced: see free and replace.

// free returns an error unless dir is a folder that can be made: nothing is there yet, or an empty folder. It is asked
// before a training, not after; a folder that could not be written is found out here too.
func free(dir string) error {
	entries, err := os.ReadDir(dir)
	switch {
	case err == nil && len(entries) > 0:
		return fmt.Errorf("%s is not empty: want a new folder", dir)
	case err != nil && !errors.Is(err, fs.ErrNotExist):
		if info, bad := os.Stat(dir); bad == nil && !info.IsDir() {
			return fmt.Errorf("%s is a file: want a new folder", dir)
		}
		return err
	}
	if info, err := os.Lstat(dir); err == nil && info.Mode()&fs.ModeSymlink != 0 {
		return fmt.Errorf("%s is a link: want a new folder", dir)
	}
	parent := filepath.Dir(filepath.Clean(dir))
	if err := os.MkdirAll(parent, 0o755); err != nil {
		return err
	}
	probe, err := os.MkdirTemp(parent, ".promptscope-")
	if err != nil {
		return err
	}
	return os.Remove(probe)
}

// writeFolder makes a folder with all files or none.
func writeFolder(dir string, files map[string][]byte) error {
	if err := free(dir); err != nil {
		return err
	}
	dir = filepath.Clean(dir)
	tmp := filepath.Join(filepath.Dir(dir), "."+filepath.Base(dir)+".unfinished")
	if err := clearUnfinished(tmp, files); err != nil {
		return err
	}
	if err := fillFolder(tmp, files); err != nil {
		os.RemoveAll(tmp)
		return err
	}
	if err := os.Rename(tmp, dir); err == nil {
		return syncFolder(filepath.Dir(dir))
	}
	// Some systems do not rename onto an empty folder. os.Remove would also take a file away, so it is asked what is there.
	if info, err := os.Lstat(dir); err == nil && !info.IsDir() {
		os.RemoveAll(tmp)
		return fmt.Errorf("%s has become a file: want a new folder", dir)
	}
	err := os.Remove(dir)
	if err == nil || errors.Is(err, fs.ErrNotExist) {
		err = os.Rename(tmp, dir)
	}
	if err != nil {
		os.RemoveAll(tmp)
	}
	return err
}

// clearUnfinished removes what a killed command left under the name of its unfinished folder, if it holds nothing but files
// that this one writes.
func clearUnfinished(tmp string, files map[string][]byte) error {
	err := filepath.WalkDir(tmp, func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		name, err := filepath.Rel(tmp, path)
		if _, ours := files[name]; !ours {
			return fmt.Errorf("%s is in the way: it is none of the files of an unfinished export", path)
		}
		return err
	})
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	return os.RemoveAll(tmp)
}

func fillFolder(dir string, files map[string][]byte) error {
	var folders []string
	for name, data := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			return err
		}
		if err := writeSynced(path, data); err != nil {
			return err
		}
		folders = append(folders, filepath.Dir(path))
	}
	slices.Sort(folders)
	for _, f := range slices.Compact(folders) {
		if err := syncFolder(f); err != nil {
			return err
		}
	}
	return nil
}

// replace writes a file in one step: a full disk or a kill leaves the old one. A file that is there already is replaced only
// if ours says that a command like this one wrote it.
func replace(name string, data []byte, ours func(old []byte) bool) error {
	if err := replaceable(name, ours); err != nil {
		return err
	}
	return writeFile(name, data)
}

// replaceable is the question of replace, for asking it before long work.
func replaceable(name string, ours func(old []byte) bool) error {
	info, err := os.Stat(name)
	if errors.Is(err, fs.ErrNotExist) {
		return nil
	}
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return fmt.Errorf("%s is no file: want a name that is free", name)
	}
	old, err := os.ReadFile(name)
	if err == nil && len(old) > 0 && !ours(old) {
		err = fmt.Errorf("%s is there and was not written by this command: want another name", name)
	}
	return err
}

// writeFile replaces a file in one step, so that a full disk or a kill leaves the old one.
func writeFile(name string, data []byte) error {
	tmp := name + ".tmp"
	err := writeSynced(tmp, data)
	if err == nil {
		err = os.Rename(tmp, name)
	}
	if err != nil {
		os.Remove(tmp)
		return err
	}
	return syncFolder(filepath.Dir(name))
}

// writeSynced writes a file that is on the disk when it returns.
func writeSynced(name string, data []byte) error {
	f, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_TRUNC, 0o644)
	if err != nil {
		return err
	}
	_, err = f.Write(data)
	if err == nil {
		err = f.Sync()
	}
	return errors.Join(err, f.Close())
}

// syncFolder brings a rename in a folder to the disk. Some systems cannot, and have no need to.
func syncFolder(dir string) error {
	f, err := os.Open(dir)
	if err != nil {
		return err
	}
	defer f.Close()
	f.Sync()
	return nil
}
