package i18n

var courseEN = CoursePages{
	Lanes:   "The lanes at the end of the run with seed 1.",
	Gallery: "Live figures", GalleryAbout: "Figures that train in the reader's browser, for articles, slides and course pages. Each has a link and the line that puts it into a page.", EmbedCode: "Put it into a page",
	Own: "English", Run: "Run it in your browser", Here: "Run it here", Result: "What the committed runs gave",
	Caption: "Committed runs with seed 1; the live figure trains them again, to the same bits.", Steps: "steps", Seeds: "seeds",
	Verdict: [3]string{"With these seeds the claim holds.", "With these seeds the claim holds in part.", "With these seeds the claim does not hold."},
	Teacher: "For teachers", Goal: "Goal", Expected: "Expected numbers", Wrong: "Typical wrong answers", Exit: "Exit question",
}
