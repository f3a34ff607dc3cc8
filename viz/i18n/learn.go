package i18n

// Learn is the texts of the place with the lessons. # is a number or a name.
type Learn struct {
	Takes                                                                                                               string // a pattern, under the button that trains
	About, Lecture, DoThis, Again, Bet, YourBet, TrainAndSee, WithoutBet, BetAgain, Open, Contents, Next, Previous, Tab string
	PartOf, Minutes, Right                                                                                              string
	Waiting, NotThere, Retry, Unknown                                                                                   string
	Differ, OtherSeed, PutBack, Diverged, Training, Undecided                                                           string
	ThisRun, Stored, Ticks, Won, Lost, Sum, AskNext, Paper, Cards, Mine                                                 string
	Verdict                                                                                                             [3]string
	Changed, From, Same, NotSame                                                                                        string
	Read, Betting, Seeing                                                                                               string
}

// Setting is the name of a key of the link.
func (s *Strings) Setting(key string) string {
	names := map[string]string{"task": s.Task, "backbone": s.Backbone, "steps": s.Steps, "labels": s.Labels, "batch": s.Batch, "lr": s.LR, "seed": s.Seed, "fair": s.Fair, "answer": s.AnswerBy}
	switch name, ok := names[key]; {
	case ok:
		return name
	case len(key) == 1 && key != "n":
		return s.LaneName(int(key[0] - 'a'))
	}
	return s.Knob(key)
}
