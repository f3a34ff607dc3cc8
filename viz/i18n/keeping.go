package i18n

// Keeping is what is said about what is kept between visits.
type Keeping struct {
	Refused, Newer, Unreadable               string // it is not kept
	Export, Import, Imported                 string
	ImportBroken, ImportNewer, ImportForeign string // nothing was changed
	Where                                    string // how long a browser keeps it
}
