//go:build unix && !aix

package osdep

import (
	"runtime"

	"golang.org/x/sys/unix"
)

// drained is the pipe of drainStandard; the zero value: there is none.
var drained identity

// drainStandard follows RepairStandard where there is no /dev/null: input that
// is missing is at its end, and missing output goes into a pipe that a thread
// of nitro's empties, so that nitro and services can write to it. None of the
// three is closed: at worst it is the root directory.
func drainStandard() {
	if isMissing(0) {
		if null, err := openNull(); err == nil {
			moveTo(0, null)
		}
	}
	if !isMissing(1) && !isMissing(2) {
		return
	}
	r, w, err := makePipe()
	if err != nil {
		return
	}
	for _, fd := range []int{1, 2} {
		if isMissing(fd) {
			copyTo(fd, w)
		}
	}
	unix.Close(w)
	drained = identityOf(r)
	goOn("drain", func() {
		runtime.LockOSThread()
		empty(r)
		unix.Close(r)
	})
}

// empty reads a descriptor to its end.
func empty(fd int) {
	var b [4096]byte
	for {
		if n, err := unix.Read(fd, b[:]); n <= 0 && err != unix.EINTR {
			return
		}
	}
}

// undrainStandard comes before something is executed in nitro's place. That has
// no thread which empties the pipe, and a write to it would end with SIGPIPE:
// what was missing is missing again, if there is no /dev/null by now.
func undrainStandard() {
	for _, fd := range []int{1, 2} {
		if drained == (identity{}) || identityOf(fd) != drained {
			continue
		}
		if root, err := unix.Open("/", unix.O_RDONLY|unix.O_CLOEXEC, 0); err == nil {
			moveTo(fd, root)
		}
	}
	RepairStandard()
}

// identityOf an open file; the zero value if it is closed.
func identityOf(fd int) identity {
	var st unix.Stat_t
	if unix.Fstat(fd, &st) != nil {
		return identity{}
	}
	return identify(&st)
}
