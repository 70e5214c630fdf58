//go:build unix && !aix && (!linux || 386 || s390x || portable)

package osdep

import (
	"runtime"

	"golang.org/x/sys/unix"
)

// datagramsAllocate tells whether each datagram leaves memory to be collected.
const datagramsAllocate = true

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
	name := string(path)
	if path[0] == 0 {
		name = "@" + name[1:]
	}
	// Anew: x/sys keeps the bytes of a longer path from before in it, and one
	// of them would follow this path.
	a.to = unix.SockaddrUnix{Name: name}
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
// b is lost.
func (a *address) receive(fd int, b []byte, from *Peer) (n int, e unix.Errno) {
	for {
		n, sender, err := unix.Recvfrom(fd, b, unix.MSG_DONTWAIT)
		switch {
		case n >= 0:
			from.set(sender)
			return n, 0
		case err != unix.EINTR:
			return 0, errnoOf(err)
		}
	}
}

// set takes what x/sys makes of a sender's address. One that was not bound has
// none: each kernel says that in its own way, and it shows as nil, as an empty
// name, or as an error of Recvfrom's that comes with a datagram.
func (p *Peer) set(sender unix.Sockaddr) {
	p.Len = 0
	u, ok := sender.(*unix.SockaddrUnix)
	if !ok || u == nil {
		return
	}
	p.Len = copy(p.Path[:], u.Name)
	if runtime.GOOS == "linux" && p.Len > 0 && p.Path[0] == '@' {
		p.Path[0] = 0
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
