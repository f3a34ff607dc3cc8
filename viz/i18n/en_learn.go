package i18n

var learnEN = Learn{
	About: "Eighteen short experiments that follow the lecture from hand-written prompts to P-Tuning v2. Each says one thing, asks for one action, and lets you bet before the run decides.",
	Tab:   "Lesson", Contents: "All lessons", Next: "Next", Previous: "Previous", Open: "Open",
	PartOf: "{part} · lesson {n} of {all}", Minutes: "{n} min", Right: "{won} of {all} {all|bet|bets} right",
	Lecture: "The lecture: “{claim}”", DoThis: "Do this", Bet: "Your bet", YourBet: "your bet", Takes: "about {n} s on this machine", TrainAndSee: "Train and see", WithoutBet: "Train without a bet", BetAgain: "Bet again",
	Waiting: "The lessons are on their way.", NotThere: "The lessons did not arrive ({why}).", Retry: "Try again", Unknown: "There is no lesson “{lesson}”.",
	Differ: "The settings are not those of the lesson, so this run does not decide the bet.", OtherSeed: "Seed {seed}, not 1: the result counts, and may differ from the stored ones.", PutBack: "Put them back",
	Diverged: "A lane diverged, so there is no result. Start again to decide the bet.", Training: "Training: the mark moves with each evaluation.", Undecided: "Not decided yet.",
	Ticks:   "Tall mark: this run. Small ticks: the stored runs with seeds 1, 2 and 3.",
	ThisRun: "this run", Stored: "seed {seed}", Won: "You won the bet.", Lost: "You lost the bet: it is “{answer}”.", Sum: "{sum} = {value}", AskNext: "Ask next", Paper: "In the paper: {place}", Cards: "Interview cards", Mine: "Back to my own settings",
	Verdict: [3]string{"The claim holds in this run.", "The claim holds in part in this run.", "The claim does not hold in this run."},
	Changed: "Since the lesson before: {changes}", From: "{setting}: {was} → {now}", Same: "Bit for bit the same as in the lesson before: {facts}", NotSame: "Not the same bits as in the lesson before: {facts}",
	Again: "And then",
	Read:  "Read", Betting: "Bet", Seeing: "See",
}
