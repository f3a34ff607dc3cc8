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
	NoVirtual: "no virtual tokens", Computed: "dashed: computed from below, not trained",
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

	NoSIMD:   "This browser has no WebAssembly SIMD: training is several times slower, with the same numbers",
	NoWorker: "This browser gives no background worker: the page trains by itself, and more slowly",
	BadValue: "is not accepted", BadKey: "is not a setting", Accepted: "accepted", Used: "using", Dismiss: "Dismiss", LinkTitle: "This link",

	Methods: map[string]string{"full": "Full fine-tuning", "probe": "Linear probe"},
	Labelled: map[string]string{"O": "·", "GIVER": "giver", "RECEIVER": "receiver", "RECV": "receiver", "THING": "thing",
		"B-PER": "person", "I-PER": "person", "B-LOC": "place", "I-LOC": "place", "B-ORG": "org", "I-ORG": "org"},
}
