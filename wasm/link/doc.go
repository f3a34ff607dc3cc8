// Package link is run.Client over a Web Worker: commands and snapshots as bytes in messages.
package link
