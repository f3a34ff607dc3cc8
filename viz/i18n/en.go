package i18n

var english = Strings{
	Lang: "en", Around: aroundEN,

	Subtitle: "soft prompts, live", Lab: "Lab", OtherLang: "中文", SwitchLang: "切换到中文", ToLight: "Light theme", ToDark: "Dark theme",
	Settings: "Settings", Close: "Close",

	Reset: "Start again, same seed", Play: "Train", Pause: "Pause", OneStep: "One step", Speed: "Speed", Unlimited: "no limit",
	Step: "Step", Seed: "Seed", Roll: "Another seed", Task: "Task", Backbone: "Backbone", OneClock: "One clock",
	PerSecond: "steps/s", FPS: "fps",

	InputOnly: "input only", EveryLayer: "every layer", Everything: "all weights", HeadOnly: "head only",
	Frozen: "frozen", Unlocked: "training", Trained: "# trained", Kept: "# kept", Share: "# of backbone", Chart: "Curves",
	VirtualInput: "virtual tokens: only in the input row", VirtualDeep: "virtual tokens: keys and values in every layer",
	NoVirtual: "no virtual tokens", TryAgain: "Try again", NextWord: "next word", Causal: "causal: a token sees only those before it", Computed: "dashed: computed from below, not trained",
	Negative: "−2σ", Positive: "+2σ", Example: "example", NextExample: "Next example", PreviousExample: "Previous example",
	Tags: "tags", Answer: "answer", Token: "Trace the attention of",

	Status: [7]string{"loading", "paused", "training", "waiting", "done", "diverged", "failed"},

	Loss: "Loss", LossAxis: "loss (nats)", Accuracy: "Accuracy", SpanF1: "Span F1", StepAxis: "step", HeldOut: "held-out", Training: "training",
	Linear: "linear", Log: "log", Chance: "guessing", Difference: "difference", Smoothed: "line: running mean, faint: every step",
	NoEval: "first evaluation on the way",

	Virtual: "Virtual tokens", N: "Number", Placement: "Place in row", Encoder: "Encoder", Layers: "In layers", Projection: "MLP for K, V",
	Positions: "Positions", Optimiser: "Training", LR: "Learning rate", Recommended: "recommended", Recommend: "Back to the recommended value",
	Steps: "Steps", Labels: "Labels", Batch: "Batch", Comparison: "Compare", Method: "Method", Restarts: "a change starts again",
	Less: "less", More: "more", On: "on", Off: "off",
	Prefix: "front", Infix: "middle", Suffix: "end", Split: "both ends", LSTM: "LSTM", MLP: "MLP", None: "none", HF: "from n", Zero: "from 0",

	NoSIMD:    "This browser has no WebAssembly SIMD: training is several times slower, with the same numbers",
	StepShown: "Step on show", OnShow: "showing step #", Now: "Back to now", GoOn: "Continue from here", AllSteps: "All steps",
	Bare: "backbone without a prompt", Baseline: "baseline", SameSettings: "same settings", AtStep: "at step #", Phase: "Next part of a step", SlowMotion: "slow motion",
	PartEmbed: "forward: tokens become vectors", PartForward: "forward: locked layer # computes", PartDeep: "forward: layer # reads its own virtual tokens too",
	PartLoss: "loss: how far the answer is from the right one", PartThrough: "backward: ∇ passes locked layer #, which keeps its numbers",
	PartTurn: "backward: in layer # ∇ turns into the virtual keys and values", PartOpen: "backward: every weight of layer # gets its ∇",
	PartArrive: "backward: ∇ ends in the virtual tokens", PartNothing: "backward: nothing below the layers is trained",
	PartRest: "the other parts of the batch went the same way (# in all)", PartUpdate: "update: # numbers moved, by at most", PartMoved: "update: the trained numbers moved", PartSame: "# frozen: same hash",
	NowShort: "Now", GoOnShort: "Go on", Earlier: "earlier", LRShort: "rate",
	Inspector: "Inspector", Compare: "Compare",
	InspectHint: "Click a virtual token or a layer to open it. Everything here is read from the running model.",
	LevelToken:  "Token", LevelLayer: "Layer", LevelHead: "Head",
	Key: "key K", Value: "value V", Embedding: "embedding", GradientOf: "gradient", NearWords: "Nearest words", NearKeys: "Nearest keys here",
	NotMeaning: "nearest, not meaning", Path: "Path in training",
	Ablation: "Take it away", AblationOn: "held-out set", ZeroIt: "zero", ShuffleIt: "shuffle", RemoveIt: "remove", AllLayers: "every layer",
	WholePrompt: "the whole prompt", LayerPrompt: "the prompt of",
	HeadsOf: "Heads", MapsRead: "rows look at columns, colour: √", Mass: "λ: attention on virtual tokens",
	MassNote: "Bar: mean of the heads, ticks: each head, from the traced position. Mass is not influence: take the prompt away to see that.",
	Formula:  "Formula", Checked: "largest gap over # numbers:",
	FormulaNote: "attn and prompt are the two parts of one sum, each divided by its mass. Both sides are computed and compared at every picture.",
	Fair:        "What is the same", SameLength: "same length", SameNumbers: "same numbers",
	FairNote: "Same numbers: the deep lane gets about 2·L times fewer tokens, so that both prompts are equally large. Encoder and head come on top.",
	Runs:     "Runs", DigestNote: "equal digest: equal bits", Present: "now", NoPast: "Runs that are over will be listed here.", Equal: "same bits", BranchedAt: "branched at #",
	PinIt: "Pin as baseline", RealModels: "The same prompt in real models", InputShare: "input n·d", DeepShare: "deep 2·L·n·d",
	ModelsNote: "Counted from the shapes of the models. The mechanism is the same here, the size of the gain is not.", Halve: "Rewind and halve the rate",
	Pastless: [4]string{"no past: the backbone itself trains", "no past: updates in layers are not kept", "no past: a search's state is not kept",
		"no past: nothing trains, all steps are alike"},
	InspectToken: "Inspect this virtual token", InspectLayer: each("Inspect layer #"),

	NoWorker: "This browser gives no background worker: the page trains by itself, and more slowly",
	BadValue: "is not accepted", BadKey: "is not a setting", Accepted: "accepted", Used: "using", Dismiss: "Dismiss", LinkTitle: "This link",

	Methods: map[string]string{"full": "Full fine-tuning", "probe": "Linear probe"},
	Labelled: map[string]string{"O": "·", "GIVER": "giver", "RECEIVER": "receiver", "RECV": "receiver", "THING": "thing",
		"B-PER": "person", "I-PER": "person", "B-LOC": "place", "I-LOC": "place", "B-ORG": "org", "I-ORG": "org"},
}
