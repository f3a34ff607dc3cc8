package main

import (
	"context"
	"fmt"
	"io"
	"io/fs"
	"os"
	"os/signal"

	"promptscope/internal/serve"
)

func runServe(args []string, out io.Writer) error {
	f := newFlags("serve", out)
	addr := f.String("addr", "127.0.0.1:8080", "address to listen on; port 0 takes a free one")
	dir := f.String("dir", "dist", "folder of the site, made by make build")
	course := f.String("lessons", "", "folder with a course of your own, to be shown in place of the program's")
	if err := parse(f, args); err != nil {
		return err
	}
	root, err := os.OpenRoot(*dir) // links out of the folder lead nowhere
	if err == nil {
		defer root.Close()
		_, err = fs.Stat(root.FS(), "index.html")
	}
	if err != nil {
		return errUsage{fmt.Errorf("--dir %s holds no site (%w): run make build first, or name the folder that it made", *dir, err)}
	}
	site := root.FS()
	if *course != "" {
		if site, err = withLessons(site, *course); err != nil {
			return errUsage{err}
		}
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	return serve.ListenAndServe(ctx, *addr, site, func(url string) { fmt.Fprintln(out, url) })
}
