// Package serve is the static file server of the page: explicit types, strict headers, ready-made compressed
// files, and nothing else. It serves a directory (os.DirFS) and an embedded one alike.
package serve

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"io"
	"io/fs"
	"net/http"
	"path"
	"strconv"
	"strings"
	"sync"
	"time"
)

// types holds the content types that matter. The operating system's table is not asked: it differs between
// machines, and a browser refuses to compile a .wasm stream of another type.
var types = map[string]string{
	".html":        "text/html; charset=utf-8",
	".js":          "text/javascript; charset=utf-8",
	".css":         "text/css; charset=utf-8",
	".wasm":        "application/wasm",
	".json":        "application/json",
	".webmanifest": "application/manifest+json",
	".svg":         "image/svg+xml",
	".png":         "image/png",
	".txt":         "text/plain; charset=utf-8",
	".tsv":         "text/tab-separated-values; charset=utf-8",
	".safetensors": "application/octet-stream",
}

// Policy is the Content-Security-Policy of every answer: own files only, WebAssembly but no eval, no inline code.
// Only a page of the same origin may embed it.
const Policy = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; connect-src 'self'; " +
	"worker-src 'self'; img-src 'self' data: blob:; manifest-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; " +
	"frame-ancestors 'self'"

// headers go with every answer, errors included. COOP and COEP make the page cross-origin isolated, which
// gives it finer timers. no-cache means "ask again with the ETag": a rebuilt page is never mixed with an old one.
var headers = map[string]string{
	"Content-Security-Policy":      Policy,
	"Cross-Origin-Opener-Policy":   "same-origin",
	"Cross-Origin-Embedder-Policy": "require-corp",
	"Cross-Origin-Resource-Policy": "same-origin",
	"X-Content-Type-Options":       "nosniff",
	"Referrer-Policy":              "no-referrer",
	"Permissions-Policy":           "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), magnetometer=(), microphone=(), midi=(), payment=(), usb=()",
	"Cache-Control":                "no-cache",
}

// encodings lists the compressed neighbours a file may have, best first.
var encodings = []struct{ name, suffix string }{{"br", ".br"}, {"gzip", ".gz"}}

// Handler serves the files of fsys. A folder is served as its index.html; there are no listings, and names
// that begin with a dot are not found.
func Handler(fsys fs.FS) http.Handler { return &handler{fsys: fsys, etags: map[etagKey]string{}} }

type handler struct {
	fsys  fs.FS
	mu    sync.Mutex
	etags map[etagKey]string // hashing a wasm of 19 MB takes 10 ms or more; done once per version of a file
}

// etagKey changes when a file does. Files of an embedded file system have no time, and never change.
type etagKey struct {
	name string
	size int64
	time time.Time
}

func (h *handler) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	for key, value := range headers {
		w.Header().Set(key, value)
	}
	http.NewResponseController(w).SetWriteDeadline(time.Now().Add(pieceTime)) // else that of the request before would count
	if r.ContentLength != 0 {                                                 // nobody reads a body; the server would wait for its end
		http.NewResponseController(w).SetReadDeadline(time.Now().Add(headTime))
		w.Header().Set("Connection", "close")
	}
	if r.Method != http.MethodGet && r.Method != http.MethodHead {
		w.Header().Set("Allow", "GET, HEAD")
		http.Error(w, "only GET and HEAD are served here", http.StatusMethodNotAllowed)
		return
	}
	name, ok := fileName(r.URL.Path)
	if !ok {
		http.NotFound(w, r)
		return
	}
	h.serveFile(w, r, name)
}

// fileName turns a URL path into a name of the file system, or refuses it. ".." and "//" are refused, not
// resolved: no link of the page has them.
func fileName(urlPath string) (string, bool) {
	name := strings.TrimPrefix(urlPath, "/")
	if name == "" || strings.HasSuffix(name, "/") {
		name += "index.html"
	}
	if !fs.ValidPath(name) || strings.ContainsAny(name, "\\:\x00") {
		return "", false
	}
	for part := range strings.SplitSeq(name, "/") {
		if strings.HasPrefix(part, ".") {
			return "", false
		}
	}
	return name, true
}

func (h *handler) serveFile(w http.ResponseWriter, r *http.Request, name string) {
	contentType := types[path.Ext(name)]
	if contentType == "" {
		contentType = "application/octet-stream"
	}
	content, info, err := open(h.fsys, name)
	if err != nil {
		http.NotFound(w, r)
		return
	}
	defer func() { content.Close() }()

	served := name
	w.Header().Add("Vary", "Accept-Encoding")
	for _, e := range encodings {
		if !accepts(r.Header.Get("Accept-Encoding"), e.name) {
			continue
		}
		packed, packedInfo, err := open(h.fsys, name+e.suffix)
		if err != nil {
			continue
		}
		if packedInfo.ModTime().Before(info.ModTime()) { // left over from an older build
			packed.Close()
			continue
		}
		content.Close()
		content, info, served = packed, packedInfo, name+e.suffix
		w.Header().Set("Content-Encoding", e.name)
		r.Header.Del("Range") // a range would count compressed bytes
		break
	}
	tag, err := h.etag(served, content, info)
	if err != nil {
		http.Error(w, "the file could not be read", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", contentType)
	w.Header().Set("ETag", tag)
	http.ServeContent(&patient{ResponseWriter: w, size: info.Size()}, r, name, time.Time{}, content)
}

// etag returns the quoted hash of the content, read once per version of the file.
func (h *handler) etag(name string, content io.ReadSeeker, info fs.FileInfo) (string, error) {
	key := etagKey{name, info.Size(), info.ModTime()}
	h.mu.Lock()
	tag := h.etags[key]
	h.mu.Unlock()
	if tag != "" {
		return tag, nil
	}
	sum := sha256.New()
	if _, err := io.Copy(sum, content); err != nil {
		return "", err
	}
	if _, err := content.Seek(0, io.SeekStart); err != nil {
		return "", err
	}
	tag = `"` + hex.EncodeToString(sum.Sum(nil)[:16]) + `"`
	h.mu.Lock()
	h.etags[key] = tag
	h.mu.Unlock()
	return tag, nil
}

// open opens a regular file. It is asked before opening, because opening a pipe would wait for a writer. A file system whose
// files cannot seek is read into memory.
func open(fsys fs.FS, name string) (io.ReadSeekCloser, fs.FileInfo, error) {
	if info, err := fs.Stat(fsys, name); err != nil || !info.Mode().IsRegular() {
		return nil, nil, fs.ErrNotExist
	}
	file, err := fsys.Open(name)
	if err != nil {
		return nil, nil, err
	}
	info, err := file.Stat()
	if err == nil && !info.Mode().IsRegular() {
		err = fs.ErrNotExist
	}
	if err != nil {
		file.Close()
		return nil, nil, err
	}
	if seeker, ok := file.(io.ReadSeekCloser); ok {
		return seeker, info, nil
	}
	data, err := io.ReadAll(file)
	file.Close()
	return memory{bytes.NewReader(data)}, info, err
}

type memory struct{ *bytes.Reader }

func (memory) Close() error { return nil }

// accepts reports whether an Accept-Encoding header allows a coding: named without q=0 (RFC 9110 §12.5.3).
func accepts(header, coding string) bool {
	for item := range strings.SplitSeq(header, ",") {
		name, parameter, _ := strings.Cut(item, ";")
		if !strings.EqualFold(strings.TrimSpace(name), coding) {
			continue
		}
		_, value, found := strings.Cut(parameter, "=")
		q, err := strconv.ParseFloat(strings.TrimSpace(value), 64)
		return !found || err == nil && q > 0
	}
	return false
}
