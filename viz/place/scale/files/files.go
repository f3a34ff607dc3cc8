// Package files embeds the content of the place of scales: runs of docs/results that its grids can show, and published figures.
package files

import _ "embed"

// Runs is figure.Pack without the published figures, as JSON. A test of internal/content/scale writes it from docs/results.
//
//go:embed runs.json
var Runs []byte

// Published is figure.Published, as JSON.
//
//go:embed published.json
var Published []byte
