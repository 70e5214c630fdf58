package wire

// State is a service's state, by its number on the wire.
type State uint8

// The states of SERVICE STATES in nitro(8).
const (
	Down     State = 1 + iota // not running, not wanted
	Setup                     // setup runs
	Starting                  // run runs, not ready yet
	Up                        // running and ready
	Oneshot                   // no run; setup succeeded
	Shutdown                  // being taken down, Down is next
	Restart                   // being taken down, comes back up next
	Fatal                     // down because of something that will not mend itself
	Delay                     // down, will be started after a delay
)

var stateNames = [...]string{
	Down: "DOWN", Setup: "SETUP", Starting: "STARTING", Up: "UP", Oneshot: "ONESHOT",
	Shutdown: "SHUTDOWN", Restart: "RESTART", Fatal: "FATAL", Delay: "DELAY",
}

// String is the state's name in capitals, or ??? for a number that is none.
func (s State) String() string {
	if s == 0 || int(s) >= len(stateNames) {
		return "???"
	}
	return stateNames[s]
}

// AppendEvent appends a state event: the state is the tag, the name the payload.
func AppendEvent(b []byte, s State, name string) []byte {
	return AppendPacket(b, Tag(s), name)
}
