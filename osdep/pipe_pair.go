//go:build darwin || portable

package osdep

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// makePipe makes a blocking pipe, both ends close-on-exec. Without pipe2 the
// lock keeps a fork from happening in between.
func makePipe() (r, w int, err error) {
	syscall.ForkLock.RLock()
	defer syscall.ForkLock.RUnlock()
	var ends [2]int
	if err := unix.Pipe(ends[:]); err != nil {
		return -1, -1, err
	}
	unix.CloseOnExec(ends[0])
	unix.CloseOnExec(ends[1])
	return ends[0], ends[1], nil
}
