// Package lessons embeds the lessons of the lecture as they are written. internal/content/lessons reads them.
package lessons

import "embed"

// Files has course.toml and one file a lesson.
//
//go:embed *.toml
var Files embed.FS

// Evidence is what runs with seeds 1 to 3 said of each lesson, as JSON (lesson.Evidence by ID). internal/proof writes it and holds it
// to the runs.
//
//go:embed evidence.json
var Evidence []byte
