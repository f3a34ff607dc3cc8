package main

import (
	"bytes"
	"fmt"
	"io"
	"io/fs"
	"os"
	"time"

	"promptscope/internal/content/lessons"
	"promptscope/internal/content/pack"
)

// lessonsFile is where the page gets its lessons.
const lessonsFile = "content/lessons.json"

// withLessons is a site that shows the course of a folder in place of its own.
func withLessons(site fs.FS, dir string) (fs.FS, error) {
	if info, err := os.Stat(dir); err != nil || !info.IsDir() {
		return nil, fmt.Errorf("--lessons %s is no folder, want one with course.toml and a file a lesson", dir)
	}
	c, err := lessons.Read(os.DirFS(dir))
	if err != nil {
		return nil, fmt.Errorf("--lessons %s: %w; promptscope lessons check says more", dir, err)
	}
	data, err := pack.Of(c)
	if err != nil {
		return nil, err
	}
	return overlay{site, data, time.Now()}, nil
}

// overlay is a folder in which the lessons are others.
type overlay struct {
	fs.FS
	lessons []byte
	since   time.Time
}

// Open is of fs.FS.
func (o overlay) Open(name string) (fs.File, error) {
	switch name {
	case lessonsFile:
		return &memory{Reader: bytes.NewReader(o.lessons), of: o}, nil
	case lessonsFile + ".br", lessonsFile + ".gz": // those of a release are of the program's course
		return nil, &fs.PathError{Op: "open", Path: name, Err: fs.ErrNotExist}
	}
	return o.FS.Open(name)
}

// memory is the file of the lessons.
type memory struct {
	*bytes.Reader
	of overlay
}

var _ io.ReadSeeker = (*memory)(nil)

func (m *memory) Stat() (fs.FileInfo, error) { return info{m.of}, nil }
func (m *memory) Close() error               { return nil }

type info struct{ of overlay }

func (info) Name() string         { return "lessons.json" }
func (i info) Size() int64        { return int64(len(i.of.lessons)) }
func (info) Mode() fs.FileMode    { return 0o444 }
func (i info) ModTime() time.Time { return i.of.since }
func (info) IsDir() bool          { return false }
func (info) Sys() any             { return nil }
