//go:build !portable

package osdep

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// The calls here take a path that is closed by a NUL and allocate nothing,
// where those of x/sys copy a string for each call: core looks at files at
// every start of a service.

// lookAt asks first whether the file is a link, which tells in one call of most
// files that they are absent, or there and no link.
func lookAt(path []byte) Presence {
	switch readLinkAt(path) {
	case 0:
	case unix.ENOENT, unix.ENOTDIR:
		return Absent
	case unix.EINVAL: // no link
		return Present
	default:
		return Hidden
	}
	switch accessAt(path) {
	case 0:
		return Present
	case unix.ENOENT, unix.ENOTDIR:
		return Dangling
	}
	return Hidden
}

func accessAt(path []byte) unix.Errno {
	for {
		_, _, e := unix.Syscall(unix.SYS_FACCESSAT, atFDCWD, uintptr(unsafe.Pointer(&path[0])), unix.F_OK)
		if e != unix.EINTR {
			return e
		}
	}
}

func readLinkAt(path []byte) unix.Errno {
	var target [1]byte
	for {
		_, _, e := unix.Syscall6(unix.SYS_READLINKAT, atFDCWD, uintptr(unsafe.Pointer(&path[0])),
			uintptr(unsafe.Pointer(&target[0])), uintptr(len(target)), 0, 0)
		if e != unix.EINTR {
			return e
		}
	}
}

// isDirAt opens with O_PATH, for which a directory need not be readable.
func isDirAt(path []byte) bool {
	fd, err := openAt(path, unix.O_PATH|unix.O_DIRECTORY|unix.O_CLOEXEC)
	if err != nil {
		return false
	}
	unix.Close(fd)
	return true
}

func openAt(path []byte, flags int) (fd int, err error) {
	for {
		n, _, e := unix.Syscall6(unix.SYS_OPENAT, atFDCWD, uintptr(unsafe.Pointer(&path[0])),
			uintptr(flags|unix.O_LARGEFILE), 0, 0, 0)
		switch e {
		case 0:
			return int(n), nil
		case unix.EINTR:
		default:
			return -1, e
		}
	}
}

const atFDCWD = ^uintptr(99) // AT_FDCWD, -100, as a word
