package i18n

// CoursePages is the texts of the lessons as plain web pages, beside those of Learn.
type CoursePages struct {
	Own, Run, Here, Result, Caption, Steps, Seeds string
	Lanes                                         string // under a picture of the lanes
	Verdict                                       [3]string
	Gallery, GalleryAbout, EmbedCode              string
	Teacher, Goal, Expected, Wrong, Exit          string
}
