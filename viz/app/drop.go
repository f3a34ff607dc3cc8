package app

import (
	"io/fs"

	"github.com/hajimehoshi/ebiten/v2"
)

// mostDropped bounds a file that is read whole.
const mostDropped = 64 << 20

// dropped is the first file that was dropped on the window, or nil.
func dropped() (data []byte) {
	files := ebiten.DroppedFiles()
	if files == nil {
		return nil
	}
	_ = fs.WalkDir(files, ".", func(path string, d fs.DirEntry, err error) error {
		if err != nil || d.IsDir() {
			return err
		}
		if info, err := d.Info(); err == nil && info.Size() <= mostDropped {
			data, _ = fs.ReadFile(files, path)
		}
		return fs.SkipAll
	})
	return data
}
