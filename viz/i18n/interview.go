package i18n

// Interview is the texts of the place of that name. A name in braces is what is put in there, see Fill.
type Interview struct {
	Review, Bank, Mock, Menu, More, CloseMenu, BackToList string

	// The strip: how far one is, and the day of the interview.
	Due, Left, Asked, Date, Ahead, Tomorrow, Today, After string

	// Topics and the bank.
	Topic, AllTopics, Topics, Mastery, MasteryNote, Search, Nothing, Found string
	New, DueNow, DueIn                                                     string
	Must                                                                   [4]string

	// A card.
	Unseen, SeenToday, SeenDays, Think, Timer, TimerNote, Hint, Hints, Unknown, Reveal, Space string
	Short, Tick, Long, Wrong, Wild, Sources, Follow, Lesson                                   string
	GradeIt                                                                                   string
	Grades                                                                                    [4]string
	Proposed, Extra, ExtraDay, Undo, Undone, Graded, Elsewhere                                string

	// Its proof.
	Proof, Unproved, Train, Again, OpenLab, OpenedNote, MyLab, BackToCard string
	Lane, Held, Numbers, Digest, Waiting, Measuring, Holds, Fails         string

	// The end of a session.
	Done, DoneText, Empty, NextDay, NextMinutes, ExtraStudy, NoExtra string

	// A mock interview.
	MockText, Start, StartTopic, MockQuestion, FollowUp, Next, Finish, Stop, MockTimer, Answers, AnswersText, Score, Over string

	// Files.
	Print, PrintNow, AnkiZH, AnkiEN, AnkiBoth, AnkiNote string

	Loading, Starting, Failed, Retry, NoCard string

	Minutes, Hours, Day, Days, Months, Years string
}
