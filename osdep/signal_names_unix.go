//go:build unix && !aix

package osdep

import "golang.org/x/sys/unix"

// Signals that core sends by itself, and the one that asks a client to end.
const (
	SIGINT  = Signal(unix.SIGINT)
	SIGTERM = Signal(unix.SIGTERM)
	SIGKILL = Signal(unix.SIGKILL)
	SIGCONT = Signal(unix.SIGCONT)
)

var letters = [...]struct {
	letter byte
	signal Signal
}{
	{'p', Signal(unix.SIGSTOP)},
	{'c', Signal(unix.SIGCONT)},
	{'h', Signal(unix.SIGHUP)},
	{'a', Signal(unix.SIGALRM)},
	{'i', Signal(unix.SIGINT)},
	{'q', Signal(unix.SIGQUIT)},
	{'1', Signal(unix.SIGUSR1)},
	{'2', Signal(unix.SIGUSR2)},
	{'t', Signal(unix.SIGTERM)},
	{'k', Signal(unix.SIGKILL)},
}

// signalNamed knows the name without SIG, in capitals. x/sys lists one name
// for each number; the others that are in use come first.
func signalNamed(name string) (Signal, bool) {
	switch name {
	case "CLD":
		name = "CHLD"
	case "IOT":
		name = "ABRT"
	case "POLL":
		name = "IO"
	}
	n := unix.SignalNum("SIG" + name)
	return Signal(n), n != 0
}
