package run

// Command is one order to a trainer's host. Kind says which fields count.
type Command struct {
	Kind  CommandKind
	Run   uint32  // Reset: number of the new run; snapshots carry it, so stale ones can be dropped
	Spec  Spec    // Reset: what to train
	Steps int32   // Go: steps to do before pausing, 0 = no end. Until: the step not to go beyond, 0 = none. Show, Continue: the step
	Speed float64 // Speed: steps per second, 0 = unlimited
	Index int32   // Example: index into the held-out set
	Row   int32   // Example: token whose attention is traced, -1 = the answer position

	Factor float64 // Continue: on the learning rate from the step on; 1 repeats the run
	Cut    Cut     // Ablate: what to change. Inspect: layer and virtual token
	Head   int32   // Inspect: attention head, -1 = stop inspecting
}

// CommandKind names a Command.
type CommandKind uint8

// The commands.
const (
	Reset    CommandKind = iota // build the run of Spec, paused at step 0
	Go                          // train (Steps 0) or do Steps steps, then pause
	Pause                       // stop after the current step
	Speed                       // set the speed limit
	Until                       // barrier of the common clock: wait when this step is reached
	Example                     // choose the traced held-out example and position
	Show                        // turn every view to step Steps of the past; negative = the present
	Continue                    // go back to step Steps and pause there; the run goes on from it with Go
	Phase                       // do the next part of a step, then pause: forward, loss, backward, update
	Inspect                     // compute Detail for the layer, head and virtual token
	Ablate                      // measure what a part of the prompt does, beside the run
	Edit                        // set number Index of the virtual token of Cut to Factor
	Undo                        // take the last Edit back
	numCommands
)
