package serve

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"net"
	"net/http"
	"strconv"
	"strings"
	"syscall"
	"time"
)

// How long a client may take. A piece is what is written at once: 32 KB, which a connection of 10 KB/s takes in a third of
// the time. Tests shorten them.
var (
	headTime  = 10 * time.Second  // for the head of a request, and for a body that nobody reads
	idleTime  = 120 * time.Second // between requests of a connection
	pieceTime = 10 * time.Second
)

// ListenAndServe serves fsys at addr ("127.0.0.1:8080"; port 0 takes a free one) until ctx ends, which is
// not an error. announce, if not nil, is called once with the address to open, after the port is bound.
func ListenAndServe(ctx context.Context, addr string, fsys fs.FS, announce func(url string)) error {
	listener, err := net.Listen("tcp", addr)
	if errors.Is(err, syscall.EADDRINUSE) {
		return fmt.Errorf("cannot listen on %s: another program uses this address (port 0 takes a free one): %w", addr, err)
	}
	if err != nil {
		return fmt.Errorf("cannot listen on %s: %w", addr, err)
	}
	server := &http.Server{Handler: local(listener.Addr(), Handler(fsys)), ReadHeaderTimeout: headTime, IdleTimeout: idleTime}
	stop := context.AfterFunc(ctx, func() {
		// A browser keeps its connection open; it gets a moment to finish a download, not more.
		grace, cancel := context.WithTimeout(context.Background(), time.Second)
		defer cancel()
		if server.Shutdown(grace) != nil {
			server.Close()
		}
	})
	defer stop()
	if announce != nil {
		announce(address(listener.Addr()))
	}
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serving on %s: %w", addr, err)
	}
	return nil
}

// local answers only for names of this machine where the server listens to this machine alone: a page elsewhere whose name
// suddenly means 127.0.0.1 (DNS rebinding) gets nothing.
func local(bound net.Addr, next http.Handler) http.Handler {
	tcp, ok := bound.(*net.TCPAddr)
	if !ok || !tcp.IP.IsLoopback() {
		return next
	}
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !loopback(r.Host) {
			http.Error(w, "only localhost is served here", http.StatusMisdirectedRequest)
			return
		}
		next.ServeHTTP(w, r)
	})
}

// loopback reports whether a Host header names this machine, with or without a port.
func loopback(host string) bool {
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	host = strings.Trim(host, "[]")
	ip := net.ParseIP(host)
	return strings.EqualFold(host, "localhost") || strings.HasSuffix(strings.ToLower(host), ".localhost") || ip != nil && ip.IsLoopback()
}

// patient writes piece by piece: a slow client has time for each, and one that takes nothing has not. It also says how long
// a compressed answer is, which http.ServeContent leaves out.
type patient struct {
	http.ResponseWriter
	size int64
}

func (p *patient) WriteHeader(code int) {
	if code == http.StatusOK && p.Header().Get("Content-Encoding") != "" {
		p.Header().Set("Content-Length", strconv.FormatInt(p.size, 10))
	}
	p.ResponseWriter.WriteHeader(code)
}

func (p *patient) Write(b []byte) (int, error) {
	// A writer without deadlines, as in tests, is as patient as it is.
	http.NewResponseController(p.ResponseWriter).SetWriteDeadline(time.Now().Add(pieceTime))
	return p.ResponseWriter.Write(b)
}

// address is the URL a browser on this machine can open: "every interface" becomes localhost, which is
// also what makes it a secure context.
func address(bound net.Addr) string {
	host, port, err := net.SplitHostPort(bound.String())
	if err != nil {
		return "http://" + bound.String() + "/"
	}
	if ip := net.ParseIP(host); ip != nil && ip.IsUnspecified() {
		host = "localhost"
	}
	return "http://" + net.JoinHostPort(host, port) + "/"
}
