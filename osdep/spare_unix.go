//go:build unix && !aix

package osdep

import "runtime"

// spare is a thread for calls that can hang in the kernel, such as kill(-1)
// while a process hangs there, or sync on a dead disk. The loop never makes
// them. The thread is made at the start: later there may be none to be had.
type spare struct{ calls chan func() }

func newSpare() *spare {
	s := &spare{calls: make(chan func(), 4)}
	goOn("spare thread", func() {
		runtime.LockOSThread()
		for call := range s.calls {
			call()
		}
	})
	return s
}

// do hands a call over and does not wait. If the thread hangs, what does not
// fit into the queue is dropped: it would only hang there too.
func (s *spare) do(call func()) {
	select {
	case s.calls <- call:
	default:
	}
}
