// Package fetch is the library of backbones in the browser: it gets a backbone's folder over HTTP when somebody asks
// for it and answers host.ErrLoading until it is there.
package fetch
