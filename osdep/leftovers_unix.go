//go:build unix && !aix

package osdep

import (
	"runtime"

	"golang.org/x/sys/unix"
)

// leftovers is PID 1's way to signal every process. kill(-1) can hang in the
// caller while another process hangs in the kernel; so a thread of its own,
// made while there still are threads to be had, makes the call.
type leftovers struct{ ask chan Signal }

func newLeftovers(role Role) *leftovers {
	if role == Ordinary {
		return nil
	}
	l := &leftovers{ask: make(chan Signal, 4)}
	go func() {
		runtime.LockOSThread()
		for sig := range l.ask {
			killAll(unix.Signal(sig))
		}
	}()
	return l
}

// signalAll does not wait, and so cannot count. If the thread hangs, what does
// not fit into the queue is dropped: nothing that would arrive.
func (l *leftovers) signalAll(sig Signal) int {
	select {
	case l.ask <- sig:
	default:
	}
	return -1
}
