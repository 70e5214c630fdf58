//go:build !unix || aix

package osdep

// Signals that core sends by itself, and the one that asks a client to end.
const (
	SIGINT  Signal = 2
	SIGTERM Signal = 15
	SIGKILL Signal = 9
	SIGCONT Signal = 18
)

const maxSignal uint64 = 0

var letters [0]struct {
	letter byte
	signal Signal
}

func signalNamed(string) (Signal, bool) { return 0, false }
