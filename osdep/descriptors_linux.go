//go:build !portable

package osdep

import "golang.org/x/sys/unix"

// closeOnExec marks every descriptor from 3 up, and returns those with which
// the process was started. /proc names them. Without it the low ones are tried
// one by one; all others are marked in one call, but for kernels before 5.11,
// which lack it.
func closeOnExec() (inherited []int) {
	fd, err := unix.Open("/proc/self/fd", unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err == nil {
		defer unix.Close(fd)
		err = eachEntry(fd, make([]byte, 4096), func(name []byte) {
			if n, ok := parseNumber(name); ok && n > 2 {
				inherited = markFrom(n, n+1, inherited)
			}
		})
	}
	if err == nil {
		return inherited
	}
	inherited = markFrom(3, descriptorLimit(1<<10), inherited)
	if unix.CloseRange(3, ^uint(0)>>1&0x7fffffff, unix.CLOSE_RANGE_CLOEXEC) != nil {
		inherited = markFrom(1<<10, descriptorLimit(1<<16), inherited)
	}
	return inherited
}
