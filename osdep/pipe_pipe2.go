//go:build unix && !aix && !darwin && !portable

package osdep

import "golang.org/x/sys/unix"

// makePipe makes a blocking pipe, both ends close-on-exec.
func makePipe() (r, w int, err error) {
	var ends [2]int
	if err := unix.Pipe2(ends[:], unix.O_CLOEXEC); err != nil {
		return -1, -1, err
	}
	return ends[0], ends[1], nil
}
