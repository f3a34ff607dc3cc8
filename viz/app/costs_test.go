package app

import (
	"testing"
	"time"
)

func TestCosts(t *testing.T) {
	var c costs
	if got := c.sum(); got != (FrameCost{}) {
		t.Errorf("before the first picture: %v", got)
	}
	for i := range 1000 { // the last 256 are 745 to 1000 ms
		c.turned(time.Duration(i) * time.Millisecond)
		c.painted(time.Millisecond)
	}
	if got := c.sum(); got != (FrameCost{1000, 873, 998}) {
		t.Errorf("got %v", got)
	}
}
