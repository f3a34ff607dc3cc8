// Command promptscope trains soft prompts without a screen: the same engine as the page and the desktop program. It
// links no Ebiten and also runs as js/wasm under Node.
package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"os"
	"strings"
)

// Exit codes.
const (
	exitDone   = 0 // done
	exitFailed = 1 // the run failed or diverged
	exitUsage  = 2 // wrong usage
)

// errUsage wraps what the caller typed wrong.
type errUsage struct{ error }

// command is one subcommand.
type command struct {
	name, args, about string
	run               func(args []string, out io.Writer) error
}

func commands() []command {
	return []command{
		{"train", "[flags]", "tune a prompt on a task and print its curve", runTrain},
		{"predict", "--model DIR --adapter DIR [FILE|-]", "answer texts with a trained adapter, in JSON lines", runPredict},
		{"check", "--model DIR --data FILE", "list what a model makes of labelled sentences, line by line", runCheck},
		{"methods", "[--json]", "list the tuning methods", runMethods},
		{"tasks", "[--json]", "list the tasks", runTasks},
		{"backbones", "[--json]", "list the pretrained backbones", runBackbones},
		{"export", "[train flags] --out DIR", "tune a prompt and write it as a PEFT adapter, with its backbone", runExport},
		{"logits", "--model DIR [--adapter DIR] --ids IDS", "one forward pass, to compare with transformers and PEFT", runLogits},
		{"sweep", "--task … --methods … --out DIR", "run a grid of trainings on all cores; goes on after a kill", runSweep},
		{"report", "DIR [--plots DIR]", "tables and plots of a sweep", runReport},
		{"results", "[--dir DIR] [--page FILE] [--jobs N]", "train what docs/results.md rests on and write the page", runResults},
		{"lessons", "check DIR [--train]", "check a course of one's own: lengths, terms, settings, zones", runLessons},
		{"cards", "[--json|--anki] [--topic ID]", "list the interview cards, or write them for Anki", runCards},
		{"pretrain", "--backbone NAME --out DIR", "pretrain a backbone from its seed; the same command goes on after a kill", runPretrain},
		{"bench", "[--workload NAME] [--method NAME]", "measure steps and products per second", runBench},
		{"serve", "[--addr HOST:PORT] [--dir DIR]", "serve the page that make build leaves in dist/", runServe},
	}
}

func main() { os.Exit(promptscope(os.Args[1:], os.Stdout, os.Stderr)) }

// promptscope is main with its surroundings as arguments, for tests.
func promptscope(args []string, out, errOut io.Writer) int {
	written := &output{to: out}
	err := dispatch(args, written)
	if err == nil || errors.Is(err, flag.ErrHelp) {
		err = written.failed
	}
	var usage errUsage
	switch {
	case err == nil:
		return exitDone
	case errors.As(err, &usage):
		fmt.Fprintf(errOut, "promptscope: %v\n", err)
		return exitUsage
	}
	fmt.Fprintf(errOut, "promptscope: %v\n", err)
	return exitFailed
}

// output remembers the first failure to write, so that no command needs to look at each line: what did not arrive is not
// done.
type output struct {
	to     io.Writer
	failed error
}

func (o *output) Write(b []byte) (int, error) {
	n, err := o.to.Write(b)
	if err != nil && o.failed == nil {
		o.failed = fmt.Errorf("the output cannot be written: %w", err)
	}
	return n, err
}

func dispatch(args []string, out io.Writer) error {
	if len(args) == 0 {
		help(out)
		return errUsage{errors.New("no command; want " + names())}
	}
	if args[0] == "help" || args[0] == "-h" || args[0] == "--help" {
		help(out)
		return nil
	}
	for _, c := range commands() {
		if c.name == args[0] {
			return c.run(args[1:], out)
		}
	}
	return errUsage{fmt.Errorf("unknown command %q; want %s", args[0], names())}
}

func names() string {
	var n []string
	for _, c := range commands() {
		n = append(n, c.name)
	}
	return strings.Join(n, ", ")
}

func help(out io.Writer) {
	fmt.Fprintln(out, "promptscope: see how soft prompts work, without a screen")
	for _, c := range commands() {
		fmt.Fprintf(out, "  promptscope %-9s %-38s %s\n", c.name, c.args, c.about)
	}
	fmt.Fprintln(out, "Flags of a command: promptscope COMMAND --help. Exit codes: 0 done, 1 failed or diverged, 2 wrong usage.")
}

// newFlags makes a flag set whose errors name the accepted flags.
func newFlags(name string, out io.Writer) *flag.FlagSet {
	f := flag.NewFlagSet("promptscope "+name, flag.ContinueOnError)
	f.SetOutput(out)
	return f
}

// parse reads the flags; whatever is wrong becomes a usage error.
func parse(f *flag.FlagSet, args []string) error { return parseUpTo(f, args, 0) }

// parseUpTo is parse for a command that takes up to n arguments behind its flags.
func parseUpTo(f *flag.FlagSet, args []string, n int) error {
	out := f.Output()
	f.SetOutput(io.Discard)
	err := f.Parse(args)
	f.SetOutput(out)
	if errors.Is(err, flag.ErrHelp) {
		fmt.Fprintf(out, "Flags of %s:\n", f.Name())
		f.PrintDefaults()
		return err
	}
	if err == nil && f.NArg() > n {
		err = fmt.Errorf("unexpected argument %q", f.Arg(n))
	}
	if err != nil {
		var known []string
		f.VisitAll(func(x *flag.Flag) { known = append(known, "--"+x.Name) })
		return errUsage{fmt.Errorf("%w; want %s", err, strings.Join(known, ", "))}
	}
	return nil
}
