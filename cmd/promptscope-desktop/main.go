// Command promptscope-desktop is the page's window without a browser, offline.
package main

import (
	"flag"
	"fmt"
	"os"
	"runtime"

	"github.com/hajimehoshi/ebiten/v2"

	"promptscope/internal/catalog"
	"promptscope/sim/backbone/pretrained"
	"promptscope/sim/host"
	"promptscope/sim/run"
	"promptscope/viz/app"
	_ "promptscope/viz/font/content" // it draws lessons and cards itself
	"promptscope/viz/keep"
)

func main() {
	query := flag.String("state", "", "what to show, in the form of a link's part behind #, such as task=fact&lang=zh")
	flag.Parse()
	if flag.NArg() > 0 {
		fmt.Fprintf(os.Stderr, "promptscope-desktop: unexpected argument %q; want -state\n", flag.Arg(0))
		os.Exit(2)
	}
	more := func() run.Client { return host.NewLocal(pretrained.Open) }
	options := app.Options{More: more, Catalog: catalog.New(), Query: *query, Version: "desktop", Languages: languages,
		DarkPreferred: func() bool { return ebiten.SystemColorMode() != ebiten.ColorModeLight }, Content: content, Cores: runtime.NumCPU()}
	if folder, err := keep.Config(); err == nil {
		options.Store = folder
	}
	a := app.New(options)
	ebiten.SetWindowSize(1440, 900)
	ebiten.SetWindowTitle("Promptscope 软提示显微镜")
	if err := app.Run(a, &ebiten.RunGameOptions{}); err != nil {
		fmt.Fprintln(os.Stderr, "promptscope-desktop:", err)
		os.Exit(1)
	}
}

// languages are those that the variables of POSIX systems name.
func languages() (out []string) {
	for _, name := range []string{"LC_ALL", "LC_MESSAGES", "LANG"} {
		if v := os.Getenv(name); v != "" {
			out = append(out, v)
		}
	}
	return out
}
