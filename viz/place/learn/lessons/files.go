// Package lessons embeds the lessons of the lecture as they are written. internal/content/lessons reads them.
package lessons

import "embed"

// Files has course.toml and one file a lesson.
//
//go:embed *.toml
var Files embed.FS
