//go:build unix && !aix

package osdep

import "golang.org/x/sys/unix"

// RepairStandard puts /dev/null, for reading and writing, in the place of each
// descriptor from 0 to 2 that is missing. Where it cannot be opened they stay
// as they are; see drainStandard.
//
// It goes upwards, so that what it opens lands where a descriptor is closed.
func RepairStandard() {
	for fd := range 3 {
		if !isMissing(fd) {
			continue
		}
		if null, err := unix.Open("/dev/null", unix.O_RDWR|unix.O_NOCTTY, 0); err == nil {
			moveTo(fd, null)
		}
	}
}

// isMissing tells whether a descriptor is closed, or is what nitro_entry opens
// in its place: the root directory. That is its own parent; its path no longer
// leads to it if the root has been switched since.
func isMissing(fd int) bool {
	var dir, parent unix.Stat_t
	if err := unix.Fstat(fd, &dir); err != nil {
		return err == unix.EBADF
	}
	return unix.Fstatat(fd, "..", &parent, 0) == nil && dir.Dev == parent.Dev && dir.Ino == parent.Ino
}

// moveTo puts a descriptor in the place of another, open in children too.
func moveTo(fd, from int) {
	if from == fd {
		unix.FcntlInt(uintptr(fd), unix.F_SETFD, 0)
		return
	}
	copyTo(fd, from)
	unix.Close(from)
}

func copyTo(fd, from int) {
	unix.Close(fd)
	unix.FcntlInt(uintptr(from), unix.F_DUPFD, fd)
}
