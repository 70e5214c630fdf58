//go:build unix && !aix && (!linux || 386 || s390x)

package osdep

import (
	"runtime"

	"golang.org/x/sys/unix"
)

// address is where a datagram goes. x/sys makes a new one for each call; so
// do OpenBSD, macOS and illumos force it to be, which allow system calls only
// through their libc.
type address struct{ to unix.SockaddrUnix }

// set takes a path, or on Linux an abstract name, which begins with a NUL and
// is written with "@" in x/sys. It is false when that does not fit.
func (a *address) set(path []byte) bool {
	if len(path) == 0 || len(path) > MaxSocketPath {
		return false
	}
	a.to.Name = string(path)
	if path[0] == 0 {
		a.to.Name = "@" + a.to.Name[1:]
	}
	return true
}

func (a *address) send(fd int, b []byte) unix.Errno {
	for {
		if e := errnoOf(unix.Sendto(fd, b, unix.MSG_DONTWAIT, &a.to)); e != unix.EINTR {
			return e
		}
	}
}

// receive takes one datagram and its sender's address. What does not fit into
// b is lost. A sender without an address shows as nil or as an empty name.
func (a *address) receive(fd int, b []byte, from *Peer) (n int, e unix.Errno) {
	for {
		n, sender, err := unix.Recvfrom(fd, b, unix.MSG_DONTWAIT)
		switch e := errnoOf(err); e {
		case 0:
			from.Len = 0
			if u, ok := sender.(*unix.SockaddrUnix); ok {
				from.Len = copy(from.Path[:], u.Name)
				if runtime.GOOS == "linux" && from.Len > 0 && from.Path[0] == '@' {
					from.Path[0] = 0
				}
			}
			return n, 0
		case unix.EINTR:
		default:
			return 0, e
		}
	}
}

// errnoOf: what is no errno cannot be told apart and means EINVAL.
func errnoOf(err error) unix.Errno {
	if err == nil {
		return 0
	}
	if e, ok := err.(unix.Errno); ok {
		return e
	}
	return unix.EINVAL
}
