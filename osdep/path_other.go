//go:build unix && !aix && (!linux || portable)

package osdep

import "golang.org/x/sys/unix"

// The calls here take a path that is closed by a NUL, as those of Linux do,
// and copy it for x/sys: some of these systems allow no system call that does
// not go through their libc.

func lookAt(path []byte) Presence {
	var st unix.Stat_t
	name := string(path[:len(path)-1])
	switch unix.Stat(name, &st) {
	case nil:
		return Present
	case unix.ENOENT, unix.ENOTDIR:
	default:
		return Hidden
	}
	if unix.Lstat(name, &st) == nil && uint32(st.Mode)&unix.S_IFMT == unix.S_IFLNK {
		return Dangling
	}
	return Absent
}

func isDirAt(path []byte) bool { return isDirectoryName(string(path[:len(path)-1])) }

func openAt(path []byte, flags int) (fd int, err error) {
	for {
		if fd, err = unix.Open(string(path[:len(path)-1]), flags, 0); err != unix.EINTR {
			return fd, err
		}
	}
}
