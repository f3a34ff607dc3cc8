// Package cards embeds the interview cards as they are written. internal/content/cards reads them.
package cards

import "embed"

// Files has works.toml and one file a topic.
//
//go:embed *.toml
var Files embed.FS
