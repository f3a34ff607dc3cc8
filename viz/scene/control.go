package scene

// ControlKind says how a control is operated, and which role it has for a screen reader.
type ControlKind uint8

// The kinds of control.
const (
	Button  ControlKind = iota
	Switch              // Value 0 or 1
	Slider              // Value in Min…Max
	Stepper             // a number with − and +
	Choice              // opens a list; Option controls follow while it is open
	Option              // one line of an open list, or one of a row of tabs
	Tab                 // one of a row of which one is chosen
	Field               // a text that can be typed
	Surface             // takes the pointer, cannot be focused: chart, scrim, sheet
	numControls
)

var controlNames = [numControls]string{"button", "switch", "slider", "spinbutton", "combobox", "option", "tab", "textbox", "surface"}

func (k ControlKind) String() string { return controlNames[k] }

// Control is something a person can operate. IDs are stable: tests, links and the accessible twin use them.
type Control struct {
	ID      string
	Arg     string // what operating it means to its ID, such as the option chosen
	Kind    ControlKind
	Layer   uint8
	Rect    Rect   // where the pointer hits it
	Label   string // name, in the language of the picture
	A, B    int32  // Bytes of the value as shown
	Value   float32
	Min     float32
	Max     float32
	Step    float32
	Off     bool // cannot be operated now
	Chosen  bool // Option, Tab: the present one; Choice: open
	Restart bool // changing it starts the run again
}

// Control appends a control of the present layer.
func (s *Scene) Control(c Control) {
	c.Layer = s.layer
	s.Controls = append(s.Controls, c)
}

// Shown is a control's value as a text.
func (s *Scene) Shown(c *Control) string { return string(s.Bytes[c.A:c.B]) }

// Key identifies a control together with its argument.
func (c *Control) Key() Key { return Key{c.ID, c.Arg} }

// Key is the identity of a control.
type Key struct{ ID, Arg string }

// At returns the topmost control under the point, or nil.
func (s *Scene) At(x, y float32) *Control {
	for i := len(s.Controls) - 1; i >= 0; i-- {
		c := &s.Controls[i]
		if c.Layer >= s.floor && c.Rect.Has(x, y) {
			return c
		}
	}
	return nil
}

// Find returns the control with the key, or nil. An empty Arg finds the first with the ID.
func (s *Scene) Find(k Key) *Control {
	for i := range s.Controls {
		if c := &s.Controls[i]; c.ID == k.ID && (k.Arg == "" || c.Arg == k.Arg) {
			return c
		}
	}
	return nil
}

// Covered tells whether a sheet or an open list lies over the control.
func (s *Scene) Covered(c *Control) bool { return c.Layer < s.floor }

// Operable tells whether the control can take the focus now.
func (s *Scene) Operable(c *Control) bool {
	return c.Kind != Surface && !c.Off && c.Layer >= s.floor
}
