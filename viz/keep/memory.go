package keep

// Memory is a backend that several stores may share, as windows of one browser do; for tests.
type Memory struct {
	Data, Saved []byte // the text, and what was saved aside
	Err         error  // what Read and Write answer
}

// Read is of Backend.
func (m *Memory) Read() ([]byte, error) { return m.Data, m.Err }

// Write is of Backend.
func (m *Memory) Write(data []byte) error {
	if m.Err == nil {
		m.Data = data
	}
	return m.Err
}

// Aside is of Backend.
func (m *Memory) Aside(data []byte) error {
	m.Saved = data
	return m.Err
}
