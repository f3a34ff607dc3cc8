package serve

import (
	"context"
	"io"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"testing/fstest"
	"time"
)

var site = fstest.MapFS{
	"index.html":                        {Data: []byte("<!DOCTYPE html>")},
	"app.wasm":                          {Data: []byte("\x00asm plain")},
	"app.wasm.br":                       {Data: []byte("brotli bytes")},
	"app.wasm.gz":                       {Data: []byte("gzip bytes")},
	"trainer.wasm":                      {Data: []byte("\x00asm trainer"), ModTime: time.Unix(2000, 0)},
	"trainer.wasm.br":                   {Data: []byte("of an older build"), ModTime: time.Unix(1000, 0)},
	"web/boot.js":                       {Data: []byte("'use strict'")},
	"web/favicon.svg":                   {Data: []byte("<svg/>")},
	"site.webmanifest":                  {Data: []byte("{}")},
	"backbones/2x64/config.json":        {Data: []byte("{}")},
	"backbones/2x64/vocab.txt":          {Data: []byte("[PAD]")},
	"backbones/2x64/model.safetensors":  {Data: []byte("12345678")},
	"backbones/2x64/unknown.extension":  {Data: []byte("?")},
	".hidden":                           {Data: []byte("secret")},
	"backbones/.cache/secret.txt":       {Data: []byte("secret")},
	"nested/index.html":                 {Data: []byte("nested")},
	"backbones/2x64/model.safetensors2": {Data: []byte("x")},
}

func get(t *testing.T, method, path string, header ...string) *http.Response {
	t.Helper()
	r := httptest.NewRequest(method, "/", nil)
	r.URL.Path = path // as it arrives after decoding %2e and the like
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	w := httptest.NewRecorder()
	Handler(site).ServeHTTP(w, r)
	return w.Result()
}

func body(t *testing.T, r *http.Response) string {
	t.Helper()
	data, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return string(data)
}

func TestTypes(t *testing.T) {
	for path, want := range map[string]string{
		"/":                                 "text/html; charset=utf-8",
		"/index.html":                       "text/html; charset=utf-8",
		"/nested/":                          "text/html; charset=utf-8",
		"/app.wasm":                         "application/wasm",
		"/web/boot.js":                      "text/javascript; charset=utf-8",
		"/web/favicon.svg":                  "image/svg+xml",
		"/site.webmanifest":                 "application/manifest+json",
		"/backbones/2x64/config.json":       "application/json",
		"/backbones/2x64/vocab.txt":         "text/plain; charset=utf-8",
		"/backbones/2x64/model.safetensors": "application/octet-stream",
		"/backbones/2x64/unknown.extension": "application/octet-stream",
	} {
		r := get(t, "GET", path)
		if r.StatusCode != 200 || r.Header.Get("Content-Type") != want {
			t.Errorf("%s: %d %q, want 200 %q", path, r.StatusCode, r.Header.Get("Content-Type"), want)
		}
	}
}

func TestNotFound(t *testing.T) {
	for _, path := range []string{
		"/nothing", "/web", "/web/", "/backbones", "/backbones/", "/../serve.go", "/web/../index.html", "//index.html",
		"/web/..\\..\\x", "/.hidden", "/backbones/.cache/secret.txt", "/index.html/", "/c:/x", "/a\x00b", "/./index.html",
	} {
		r := get(t, "GET", path)
		if text := body(t, r); r.StatusCode != 404 || strings.Contains(text, "secret") {
			t.Errorf("%q: %d %q, want 404", path, r.StatusCode, text)
		}
		if r.Header.Get("Content-Security-Policy") != Policy {
			t.Errorf("%q: error without the policy", path)
		}
	}
}

func TestEncoding(t *testing.T) {
	for _, c := range []struct{ path, accept, encoding, body string }{
		{"/app.wasm", "", "", "\x00asm plain"},
		{"/app.wasm", "gzip, deflate, br", "br", "brotli bytes"},
		{"/app.wasm", "gzip", "gzip", "gzip bytes"},
		{"/app.wasm", "br;q=0, gzip;q=0.5", "gzip", "gzip bytes"},
		{"/app.wasm", "br; q=0", "", "\x00asm plain"},
		{"/app.wasm", "BR", "br", "brotli bytes"},
		{"/app.wasm", "brotli", "", "\x00asm plain"},
		{"/trainer.wasm", "br", "", "\x00asm trainer"}, // its .br is older than the file
		{"/web/boot.js", "br, gzip", "", "'use strict'"},
	} {
		r := get(t, "GET", c.path, "Accept-Encoding", c.accept)
		if got := r.Header.Get("Content-Encoding"); got != c.encoding || body(t, r) != c.body {
			t.Errorf("%s with %q: encoding %q, want %q %q", c.path, c.accept, got, c.encoding, c.body)
		}
		if r.Header.Get("Vary") != "Accept-Encoding" {
			t.Errorf("%s: Vary is %q", c.path, r.Header.Get("Vary"))
		}
	}
	r := get(t, "GET", "/app.wasm", "Accept-Encoding", "br", "Range", "bytes=0-3")
	if r.StatusCode != 200 || body(t, r) != "brotli bytes" {
		t.Errorf("range of a compressed file: %d", r.StatusCode)
	}
}

func TestETag(t *testing.T) {
	plain, packed := get(t, "GET", "/app.wasm"), get(t, "GET", "/app.wasm", "Accept-Encoding", "br")
	tag := plain.Header.Get("ETag")
	if tag == "" || tag == packed.Header.Get("ETag") {
		t.Errorf("tags %q and %q must be there and differ", tag, packed.Header.Get("ETag"))
	}
	if r := get(t, "GET", "/app.wasm", "If-None-Match", tag); r.StatusCode != 304 || body(t, r) != "" {
		t.Errorf("same tag: %d, want 304", r.StatusCode)
	}
	if r := get(t, "GET", "/app.wasm", "If-None-Match", `"other"`); r.StatusCode != 200 {
		t.Errorf("other tag: %d, want 200", r.StatusCode)
	}
	if got := plain.Header.Get("Cache-Control"); got != "no-cache" {
		t.Errorf("Cache-Control %q", got)
	}
}

// A file that changes under a running server (make build while make serve runs) gets a new tag.
func TestETagFollowsFile(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "app.wasm")
	h := Handler(os.DirFS(dir))
	seen := map[string]bool{}
	for i, text := range []string{"one", "two"} {
		if err := os.WriteFile(file, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
		if err := os.Chtimes(file, time.Time{}, time.Unix(int64(i+1), 0)); err != nil {
			t.Fatal(err)
		}
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", "/app.wasm", nil))
		seen[w.Header().Get("ETag")] = true
	}
	if len(seen) != 2 {
		t.Errorf("tags %v, want two", seen)
	}
}

func TestMethods(t *testing.T) {
	if r := get(t, "HEAD", "/app.wasm"); r.StatusCode != 200 || body(t, r) != "" || r.ContentLength != 10 {
		t.Errorf("HEAD: %d, length %d", r.StatusCode, r.ContentLength)
	}
	for _, method := range []string{"POST", "PUT", "DELETE", "OPTIONS"} {
		if r := get(t, method, "/"); r.StatusCode != 405 || r.Header.Get("Allow") != "GET, HEAD" {
			t.Errorf("%s: %d", method, r.StatusCode)
		}
	}
}

func TestIsolation(t *testing.T) {
	r := get(t, "GET", "/web/boot.js")
	for key, want := range map[string]string{
		"Cross-Origin-Opener-Policy": "same-origin", "Cross-Origin-Embedder-Policy": "require-corp", "X-Content-Type-Options": "nosniff",
	} {
		if got := r.Header.Get(key); got != want {
			t.Errorf("%s: %q, want %q", key, got, want)
		}
	}
	for _, device := range []string{"camera", "microphone", "geolocation", "usb"} {
		if got := r.Header.Get("Permissions-Policy"); !strings.Contains(got, device+"=()") {
			t.Errorf("Permissions-Policy %q lets the page use %s", got, device)
		}
	}
	for _, never := range []string{"'unsafe-inline'", "'unsafe-eval'", "http:", "*"} {
		if strings.Contains(Policy, never) {
			t.Errorf("the policy allows %s", never)
		}
	}
}

// index.html carries the policy for hosts that send no headers; it must be the same one.
func TestPolicyOfThePage(t *testing.T) {
	page, err := os.ReadFile("../../index.html")
	if err != nil {
		t.Fatal(err)
	}
	want, _, _ := strings.Cut(Policy, "; frame-ancestors")
	if !strings.Contains(string(page), `content="`+want+`"`) {
		t.Errorf("index.html has another policy than %q", want)
	}
}

func TestListenAndServe(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	urls, done := make(chan string, 1), make(chan error, 1)
	go func() { done <- ListenAndServe(ctx, "127.0.0.1:0", site, func(url string) { urls <- url }) }()
	url := <-urls
	r, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	if text := body(t, r); text != "<!DOCTYPE html>" {
		t.Errorf("%s gave %q", url, text)
	}
	busy := strings.TrimSuffix(strings.TrimPrefix(url, "http://"), "/")
	if err := ListenAndServe(ctx, busy, site, nil); err == nil || !strings.Contains(err.Error(), busy) {
		t.Errorf("busy address: %v, want an error that names %s", err, busy)
	}
	if err := ListenAndServe(ctx, "not an address", site, nil); err == nil || !strings.Contains(err.Error(), "not an address") {
		t.Errorf("bad address: %v", err)
	}
	cancel()
	select {
	case err := <-done:
		if err != nil {
			t.Errorf("after cancel: %v", err)
		}
	case <-time.After(5 * time.Second):
		t.Fatal("did not stop")
	}
}

func TestAddress(t *testing.T) {
	for text, want := range map[string]string{
		"127.0.0.1:80": "http://127.0.0.1:80/", "[::]:8080": "http://localhost:8080/", "0.0.0.0:1": "http://localhost:1/", "[::1]:9": "http://[::1]:9/",
	} {
		bound, err := net.ResolveTCPAddr("tcp", text)
		if err != nil {
			t.Fatal(err)
		}
		if got := address(bound); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}
