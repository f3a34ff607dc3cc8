//go:build !unix && !js

package main

import "time"

// cpuTime is not known here; wall time stands for it.
func cpuTime() time.Duration { return 0 }
