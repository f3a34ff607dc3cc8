package serve

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"io/fs"
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

// listening serves files until the test ends, with little time for clients, and gives the address.
func listening(t *testing.T, files fs.FS) string {
	t.Helper()
	before := []time.Duration{headTime, idleTime, pieceTime}
	headTime, idleTime, pieceTime = 300*time.Millisecond, 3*time.Second, 500*time.Millisecond
	ctx, stop := context.WithCancel(context.Background())
	at, done := make(chan string, 1), make(chan error, 1)
	go func() {
		done <- ListenAndServe(ctx, "127.0.0.1:0", files, func(url string) { at <- strings.TrimSuffix(strings.TrimPrefix(url, "http://"), "/") })
	}()
	t.Cleanup(func() {
		stop()
		if err := <-done; err != nil {
			t.Error(err)
		}
		headTime, idleTime, pieceTime = before[0], before[1], before[2]
	})
	return <-at
}

// closes reports how long the server keeps a connection on which only what is given was sent.
func closes(t *testing.T, addr, sent string) time.Duration {
	t.Helper()
	c, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer c.Close()
	fmt.Fprint(c, sent)
	start := time.Now()
	c.SetReadDeadline(start.Add(20 * time.Second))
	if _, err := io.Copy(io.Discard, c); err != nil && os.IsTimeout(err) {
		t.Errorf("%q: the connection is kept", sent)
	}
	return time.Since(start)
}

// Clients that stop in the middle are let go: before the head, in a body, between requests.
func TestIdleClients(t *testing.T) {
	addr := listening(t, site)
	for _, sent := range []string{"", "GET / HTTP/1.1\r\n", "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", "GET / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 5\r\n\r\n"} {
		closes(t, addr, sent)
	}
}

// A client that takes nothing is let go; one that takes little at a time gets everything, and another request behind a
// pause.
func TestSlowReaders(t *testing.T) {
	big := make([]byte, 32<<20)
	addr := listening(t, fstest.MapFS{"index.html": {Data: []byte("x")}, "big.bin": {Data: big}})
	dead, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer dead.Close()
	fmt.Fprint(dead, "GET /big.bin HTTP/1.1\r\nHost: localhost\r\n\r\n")
	slow, err := net.Dial("tcp", addr)
	if err != nil {
		t.Fatal(err)
	}
	defer slow.Close()
	r := bufio.NewReaderSize(slow, 1<<20)
	fmt.Fprint(slow, "GET /big.bin HTTP/1.1\r\nHost: localhost\r\n\r\n")
	answer, err := http.ReadResponse(r, nil)
	if err != nil {
		t.Fatal(err)
	}
	got := 0
	for piece := make([]byte, 4<<20); ; time.Sleep(50 * time.Millisecond) {
		n, err := io.ReadFull(answer.Body, piece)
		if got += n; err != nil {
			break
		}
	}
	if got != len(big) {
		t.Errorf("the slow one got %d of %d bytes", got, len(big))
	}
	time.Sleep(800 * time.Millisecond) // longer than a piece may take, shorter than a connection may rest
	fmt.Fprint(slow, "GET /nothing HTTP/1.1\r\nHost: localhost\r\n\r\n")
	if answer, err := http.ReadResponse(r, nil); err != nil || answer.StatusCode != http.StatusNotFound {
		t.Errorf("behind a pause: %v %v", answer, err)
	}
	dead.SetReadDeadline(time.Now().Add(20 * time.Second))
	if n, err := io.Copy(io.Discard, dead); os.IsTimeout(err) || n >= int64(len(big)) {
		t.Errorf("the dead one is kept, or got %d bytes", n)
	}
}

// What is outside of the folder is not served through a link inside, and a pipe is no file.
func TestFolderOnly(t *testing.T) {
	dir, outside := t.TempDir(), t.TempDir()
	for name, text := range map[string]string{filepath.Join(dir, "index.html"): "in", filepath.Join(dir, "real.txt"): "in", filepath.Join(outside, "secret.txt"): "out"} {
		if err := os.WriteFile(name, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	for name, to := range map[string]string{"absolute.txt": filepath.Join(outside, "secret.txt"), "up.txt": filepath.Join("..", filepath.Base(outside), "secret.txt"), "folder": outside, "inside.txt": "real.txt"} {
		if err := os.Symlink(to, filepath.Join(dir, name)); err != nil {
			t.Skip(err)
		}
	}
	pipe(t, filepath.Join(dir, "pipe.txt"))
	root, err := os.OpenRoot(dir)
	if err != nil {
		t.Fatal(err)
	}
	defer root.Close()
	h := Handler(root.FS())
	for path, want := range map[string]int{"/": 200, "/inside.txt": 200, "/absolute.txt": 404, "/up.txt": 404, "/folder/secret.txt": 404, "/pipe.txt": 404} {
		w := httptest.NewRecorder()
		h.ServeHTTP(w, httptest.NewRequest("GET", path, nil))
		if w.Code != want || strings.Contains(w.Body.String(), "out") {
			t.Errorf("%s: %d %s, want %d", path, w.Code, w.Body, want)
		}
	}
}

// Another name that means this machine gets nothing, so that a page of that name cannot read what is served here.
func TestHost(t *testing.T) {
	addr := listening(t, site)
	_, port, _ := net.SplitHostPort(addr)
	for host, want := range map[string]int{"localhost:" + port: 200, "127.0.0.1:" + port: 200, "[::1]:" + port: 200, "LOCALHOST": 200, "page.localhost": 200, "evil.example": 421, "127.0.0.1.evil.example:" + port: 421, "10.0.0.1": 421} {
		r, _ := http.NewRequest("GET", "http://"+addr+"/", nil)
		r.Host = host
		answer, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		answer.Body.Close()
		if answer.StatusCode != want {
			t.Errorf("Host %s: %d, want %d", host, answer.StatusCode, want)
		}
	}
	http.DefaultClient.CloseIdleConnections()
	open := local(&net.TCPAddr{IP: net.IPv4zero}, Handler(site))
	w := httptest.NewRecorder()
	if open.ServeHTTP(w, httptest.NewRequest("GET", "http://machine.example/", nil)); w.Code != 200 {
		t.Errorf("a server for everybody answers %d", w.Code)
	}
}

// A compressed answer says its length; none of the errors and conditional answers does so wrongly.
func TestLengthOfCompressed(t *testing.T) {
	addr := listening(t, site)
	for _, x := range []struct {
		header []string
		code   int
		length int64
	}{{[]string{"Accept-Encoding", "br"}, 200, 12}, {[]string{"Accept-Encoding", "identity"}, 200, 10}, {[]string{"Accept-Encoding", "br", "If-Match", `"x"`}, 412, 0}} {
		r, _ := http.NewRequest("GET", "http://"+addr+"/app.wasm", nil)
		for i := 0; i < len(x.header); i += 2 {
			r.Header.Set(x.header[i], x.header[i+1])
		}
		answer, err := http.DefaultTransport.RoundTrip(r)
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(answer.Body)
		answer.Body.Close()
		if err != nil || answer.StatusCode != x.code || answer.ContentLength != x.length || int64(len(data)) != x.length {
			t.Errorf("%v: %d, length %d, %d bytes, %v", x.header, answer.StatusCode, answer.ContentLength, len(data), err)
		}
	}
	http.DefaultClient.CloseIdleConnections()
}
