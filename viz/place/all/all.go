// Package all has every place of the window register itself. A new place is one line here.
package all

import (
	_ "promptscope/viz/place/about"
	_ "promptscope/viz/place/interview"
	_ "promptscope/viz/place/lab"
	_ "promptscope/viz/place/learn"
	_ "promptscope/viz/place/scale"
)
