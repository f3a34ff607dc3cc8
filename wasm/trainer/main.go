//go:build !js

package main

import (
	"fmt"
	"os"
)

func main() {
	fmt.Fprintln(os.Stderr, "trainer runs in a Web Worker: build it with GOOS=js GOARCH=wasm (make build)")
	os.Exit(2)
}
