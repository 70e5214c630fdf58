package osdep

import (
	"strconv"

	"golang.org/x/sys/unix"
)

// closeOnExec marks every descriptor from 3 up. Kernels before 5.11 lack the
// flag; then /proc names the descriptors, and without /proc the low ones are
// tried one by one.
func closeOnExec() {
	if unix.CloseRange(3, ^uint(0)>>1&0x7fffffff, unix.CLOSE_RANGE_CLOEXEC) == nil {
		return
	}
	fd, err := unix.Open("/proc/self/fd", unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		closeOnExecByNumber(3, descriptorLimit(1<<16))
		return
	}
	defer unix.Close(fd)
	buf := make([]byte, 4096)
	eachEntry(fd, buf, func(name []byte) {
		if n, err := strconv.Atoi(string(name)); err == nil && n > 2 {
			closeOnExecByNumber(n, n+1)
		}
	})
}
