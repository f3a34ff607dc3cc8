package i18n

var interviewEN = Interview{
	Review: "Review", Bank: "Bank", Mock: "Mock interview", Menu: "Topics and more", More: "More", CloseMenu: "Close", BackToList: "Back to the list",

	Due: "{n} due today", Left: "{n} left, about {minutes} min", Asked: "Question {n} of {all}", Date: "Interview on",
	Ahead: "Interview in {n} days", Tomorrow: "Interview tomorrow", Today: "Interview today", After: "The interview is over: cards come back on their own dates.",

	Topic: "Topic", AllTopics: "All", Topics: "Topics", Mastery: "Mastery",
	MasteryNote: "Mastery: the chance of recalling a card now, averaged over the topic.",
	Search:      "Search the bank", Nothing: "No question has all of these words.", Found: "{n} {n|question|questions}",
	New: "new", DueNow: "due", DueIn: "in {time}",
	Must: [4]string{"seldom asked", "asked", "often asked", "must know"},

	Unseen: "New", SeenToday: "Last: today, {grade}", SeenDays: "Last: {time} ago, {grade}",
	Think: "Say it aloud before you look. A full answer makes {n} points.", Timer: "of {seconds} s", TimerNote: "Tap to pause. Nothing is recorded.",
	Hint: "A hint", Hints: "The points begin with", Unknown: "I don't know", Reveal: "Show answer", Space: "Space",
	Short: "30 seconds", Tick: "Tick what you said", Long: "2 minutes", Wrong: "Wrong answer", Wild: "seen in public lists",
	Sources: "Sources", Follow: "Follow-up questions", Lesson: "Open the lesson",
	GradeIt:  "How did it go?",
	Grades:   [4]string{"Forgot", "With effort", "Good", "At once"},
	Proposed: "suggested, {ticked} of {all}", Extra: "Extra study: the grade is recorded, and no date moves.", ExtraDay: "no change",
	Undo: "Undo", Undone: "Grade taken back", Graded: "{grade}, next in {time}", Elsewhere: "This card was graded in another window.",

	Proof: "Proof", Unproved: "No proof here", Train: "Train it here", Again: "Train it again", OpenLab: "Open in the Lab",
	OpenedNote: "In the Lab, a button leads back to this question.", MyLab: "Put my own Lab settings back", BackToCard: "Back to the question",
	Lane: "Lane", Held: "Held-out", Numbers: "Trained", Digest: "Digest", Waiting: "Training: step {step} of {all}",
	Measuring: "Measuring what the prompt does (ablation)", Holds: "Holds in this run.", Fails: "Does not hold in this run.",

	Done: "Done for today", DoneText: "{n} {n|card|cards} asked.", Empty: "Nothing is due",
	NextDay: "The next card is due in {time}.", NextMinutes: "{n} {n|comes|come} back in {time}.", ExtraStudy: "Study more, without moving dates", NoExtra: "You have been through every card you know.",

	MockText: "8 questions, about 20 minutes. Follow-ups build on your answer. Answers come at the end, and you grade each one.",
	Start:    "Start", StartTopic: "Start with this topic", MockQuestion: "Question {n} of {all}", FollowUp: "Follow-up", Next: "Next question", Finish: "To the answers", Stop: "End the mock interview",
	MockTimer: "of {seconds} s", Answers: "Answers", AnswersText: "Tick what you said, then grade: {n} of {all}.", Score: "{said} of {all} points said", Over: "Mock interview over",

	Print: "Print", PrintNow: "Print these cards", AnkiZH: "Anki, Chinese", AnkiEN: "Anki, English", AnkiBoth: "Anki, both languages",
	AnkiNote: "A text for File, Import in Anki. It needs a note type called Promptscope with the fields ID, Question, Answer, Wrong, Sources, Link.",

	Loading: "Loading the cards", Starting: "Starting the run", Failed: "The cards did not come: {why}", Retry: "Try again", NoCard: "There is no card of this name.",

	Minutes: "{n} min", Hours: "{n} h", Day: "1 day", Days: "{n} days", Months: "{n} months", Years: "{n} years",
}
