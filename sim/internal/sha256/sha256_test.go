package sha256

import (
	std "crypto/sha256"
	"testing"
)

func TestAgainstTheStandardLibrary(t *testing.T) {
	data := make([]byte, 300)
	for i := range data {
		data[i] = byte(i * 7)
	}
	for n := range data {
		h := New()
		h.Write(data[:n/3])
		h.Write(data[n/3 : n])
		if got := h.Sum(); got != std.Sum256(data[:n]) {
			t.Fatalf("%d bytes: %x", n, got)
		}
	}
}
