package archtest

// rules says which package may not import which. Paths are relative to the module, others as they are
// imported; "/..." means the package and all below. Test files are not checked: a test may use what it likes.
var rules = []rule{
	{
		from:   []string{"sim/..."},
		forbid: []string{"viz/...", "wasm/...", "cmd/...", "internal/...", ebiten, "syscall/js"},
		reason: "the numerics know no screen and no browser: the same code runs on the desktop, in a worker and in tests",
	},
	{
		from:   []string{"sim/..."},
		except: []string{"sim/host/..."},
		direct: true,
		forbid: []string{"time"},
		reason: "a run is decided by its Spec alone; only hosts, which drive a trainer, look at a clock",
	},
	{
		from:   []string{"sim/..."},
		direct: true,
		forbid: []string{"os", "net", "reflect", "unsafe", "math/rand", "math/rand/v2"},
		reason: "no files, no network, no tricks; random numbers come from sim/rng, so that a shared link replays for years",
	},
	{
		from:   []string{"sim/fmath"},
		forbid: []string{"promptscope/..."},
		reason: "the one implementation of exp, tanh, erf and log: everything may stand on it, so it stands on nothing",
	},
	{
		from:   []string{"sim/run"},
		forbid: []string{"promptscope/..."},
		reason: "the contract is plain data: what the engine and the picture both know stands on neither",
	},
	{
		from:   []string{"viz/..."},
		direct: true,
		forbid: []string{"sim/train/...", "sim/tune/...", "sim/task/...", "sim/nn/...", "sim/kernel/...", "sim/host/...", "sim/ckpt/...", "sim/backbone/...", "sim/world/...", "sim/diag/...", "sim/optim/...", "sim/peft/...", "sim/pretrain/..."},
		reason: "sim/run is all of the engine that a picture may know: it gets snapshots and gives orders",
	},
	{
		from:   []string{"sim/kernel", "sim/nn", "sim/optim"},
		forbid: []string{"sim/tune/...", "sim/task/...", "sim/train/...", "sim/host/..."},
		reason: "kernel < nn < tune, task < train < host: layers know nothing of methods, tasks and runs",
	},
	{
		from:   []string{"sim/diag", "sim/peft"},
		forbid: []string{"sim/tune/...", "sim/task/...", "sim/train/...", "sim/host/..."},
		reason: "measures and adapter files are about a model and a prompt, however it was trained",
	},
	{
		from:   []string{"sim/train"},
		forbid: []string{"sim/host/..."},
		reason: "a trainer is passive: hosts call it, it starts nothing",
	},
	{
		from:   []string{"wasm/trainer/..."},
		forbid: []string{"viz/...", ebiten},
		reason: "the worker is downloaded once per page and must stay small: Ebiten alone is 12 MB",
	},
	{
		from:   []string{"wasm/trainer/..."},
		forbid: []string{"sim/wordpiece"},
		reason: "text is cut into pieces on the page's side, and the worker gets ids: it needs no tables of characters",
	},
	{
		from:   []string{"sim/wordpiece"},
		direct: true,
		forbid: []string{"promptscope/...", "encoding/json", "unicode", "golang.org/x/text/..."},
		reason: "pieces depend on text, vocabulary and the reference's own tables, not on the Unicode version of a Go release",
	},
	{
		from:   []string{"wasm/..."},
		forbid: []string{"sim/backbone/pretrained"},
		reason: "the page fetches the backbone it shows; embedded, all of them would be downloaded first, in both programs",
	},
	{
		from:   []string{"cmd/promptscope"},
		forbid: []string{ebiten},
		reason: "the command runs on machines without a display, a graphics library or its run-time libraries",
	},
	{
		from:   []string{"viz/..."},
		except: []string{"viz/app/...", "viz/paint/ebi/..."},
		direct: true,
		forbid: []string{ebiten, "syscall/js"},
		reason: "what is drawn is plain data, so that panels and controls are tested without a window",
	},
	{
		from:   []string{"viz/...", "wasm/..."},
		forbid: []string{"github.com/BurntSushi/toml/...", "internal/content/..."},
		reason: "cards are read when the page is built; the page gets them ready-made and links no parser",
	},
	{
		from:   []string{"viz/fsrs"},
		forbid: []string{"promptscope/...", "fmt", "encoding/...", "math/rand", "math/rand/v2"},
		reason: "when a card comes back depends on its log alone, and the scheduler adds next to nothing to the page",
	},
	{
		from:   []string{"viz/panel/..."},
		except: []string{"viz/panel"},
		direct: true,
		forbid: []string{"promptscope/..."},
		allow:  []string{"sim/run", "viz/doc", "viz/font", "viz/i18n", "viz/id", "viz/measured", "viz/panel/kit", "viz/scene", "viz/state", "viz/ui"},
		reason: "a room of the screen knows the kit and no other room: what rooms share is in the kit, what one needs of another viz/panel hands in",
	},
	{
		from:   []string{"internal/rule"},
		forbid: []string{"promptscope/...", "fmt", "reflect", "encoding/...", "regexp/..."},
		reason: "the page evaluates rules too: the language stands on nothing, and stays small",
	},
	{
		from:   []string{"internal/serve"},
		forbid: []string{"sim/...", "viz/...", ebiten},
		reason: "the server serves files and knows nothing of what is in them",
	},
}

const ebiten = "github.com/hajimehoshi/ebiten/..." // all major versions

// rule forbids the packages of from (but not of except) to import a package of forbid (but not of allow).
type rule struct {
	from, except  []string
	direct        bool // only the import lines of the package itself count; else also what it reaches
	forbid, allow []string
	reason        string
}
