package sha256

import (
	std "crypto/sha256"
	"fmt"
	"strings"
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

// The examples of FIPS 180-4 and the first of NIST's long ones.
func TestKnownDigests(t *testing.T) {
	for _, tt := range []struct{ text, want string }{
		{"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"},
		{"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"},
		{"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq", "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"},
		{strings.Repeat("a", 1_000_000), "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0"},
	} {
		h := New()
		h.Write([]byte(tt.text))
		if got := fmt.Sprintf("%x", h.Sum()); got != tt.want {
			t.Errorf("%.20q: %s, want %s", tt.text, got, tt.want)
		}
	}
}

// However a text is cut into writes, also empty ones and around the borders of a block, its digest is one.
func TestPiecesMakeTheWhole(t *testing.T) {
	text := []byte(strings.Repeat("soft prompts ", 50))
	whole := New()
	whole.Write(text)
	want := whole.Sum()
	for size := 1; size <= 130; size++ {
		h := New()
		for rest := text; len(rest) > 0; rest = rest[min(size, len(rest)):] {
			h.Write(nil)
			h.Write(rest[:min(size, len(rest))])
		}
		if got := h.Sum(); got != want {
			t.Fatalf("in pieces of %d bytes the digest is %x", size, got)
		}
	}
}
