package keep

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
)

// Folder is a backend on the desktop: a file in a folder.
type Folder string

// Config is the folder of this program among the user's configuration.
func Config() (Folder, error) {
	dir, err := os.UserConfigDir()
	return Folder(filepath.Join(dir, "promptscope")), err
}

func (f Folder) path() string { return filepath.Join(string(f), "progress.json") }

// Read is of Backend.
func (f Folder) Read() ([]byte, error) {
	data, err := os.ReadFile(f.path())
	if errors.Is(err, fs.ErrNotExist) {
		return nil, nil
	}
	return data, err
}

// Write is of Backend. It writes beside the file and renames: a crash leaves the old one.
func (f Folder) Write(data []byte) error { return f.put(f.path(), data) }

// Aside is of Backend.
func (f Folder) Aside(data []byte) error { return f.put(f.path()+".unreadable", data) }

func (f Folder) put(path string, data []byte) error {
	if err := os.MkdirAll(string(f), 0o700); err != nil {
		return err
	}
	fresh, err := os.CreateTemp(string(f), "progress-*.new")
	if err != nil {
		return err
	}
	defer os.Remove(fresh.Name()) // fails once it is renamed
	if _, err = fresh.Write(data); err == nil {
		err = fresh.Sync()
	}
	if err := errors.Join(err, fresh.Close()); err != nil {
		return err
	}
	return os.Rename(fresh.Name(), path)
}
