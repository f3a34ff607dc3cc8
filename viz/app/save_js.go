package app

import "errors"

// saveFile is not used: a page downloads (Options.Save).
func saveFile(name, _ string, _ []byte) error { return errors.New(name) }
