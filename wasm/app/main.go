//go:build !js

package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "app is the program of the page: build it with GOOS=js GOARCH=wasm (make build), or run promptscope-desktop")
	os.Exit(2)
}
