package i18n

var keepingEN = Keeping{
	Refused:       "This browser keeps nothing for this page: progress ends with the visit. Export it to keep it.",
	Newer:         "What is kept here was written by a newer version: it is left alone, and this visit is not kept.",
	Unreadable:    "What was kept here cannot be read. It is saved aside, and a new record begins.",
	Export:        "Export progress",
	Import:        "Import progress",
	Imported:      "Progress taken in from the file, and merged with what was here.",
	ImportBroken:  "Not imported: the file is incomplete. Nothing has changed.",
	ImportNewer:   "Not imported: a newer version wrote the file. Nothing has changed.",
	ImportForeign: "Not imported: this is not a progress file. Nothing has changed.",
	Where:         "Kept on this device only. Safari deletes it after seven days without a visit: export it, and import it elsewhere.",
}
