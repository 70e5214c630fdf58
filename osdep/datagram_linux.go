//go:build linux && !386 && !s390x && !portable

package osdep

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// The calls of x/sys make a new address for each datagram, three
// allocations each. Those here work on one that is kept. 386 and s390x are
// left out: before Linux 4.3 they have these calls only by way of socketcall.

// address is a struct sockaddr_un.
type address struct {
	raw  unix.RawSockaddrUnix
	size uint32 // of what counts of it
}

// datagramsAllocate tells whether each datagram leaves memory to be collected.
const datagramsAllocate = false

const pathOffset = uint32(unsafe.Offsetof(unix.RawSockaddrUnix{}.Path))

// set takes a path, or an abstract name, which begins with a NUL. It is false
// when that does not fit.
func (a *address) set(path []byte) bool {
	if len(path) == 0 || len(path) >= len(a.raw.Path) {
		return false
	}
	a.raw.Family = unix.AF_UNIX
	for i, c := range path {
		a.raw.Path[i] = int8(c)
	}
	a.size = pathOffset + uint32(len(path))
	if path[0] != 0 {
		a.raw.Path[len(path)] = 0
		a.size++
	}
	return true
}

func (a *address) send(fd int, b []byte) unix.Errno {
	for {
		_, _, e := unix.Syscall6(unix.SYS_SENDTO, uintptr(fd), uintptr(unsafe.Pointer(unsafe.SliceData(b))), uintptr(len(b)),
			unix.MSG_DONTWAIT|unix.MSG_NOSIGNAL, uintptr(unsafe.Pointer(&a.raw)), uintptr(a.size))
		if e != unix.EINTR {
			return e
		}
	}
}

// receive takes one datagram and its sender's address. What does not fit into
// b is lost.
func (a *address) receive(fd int, b []byte, from *Peer) (n int, e unix.Errno) {
	for {
		a.size = uint32(unsafe.Sizeof(a.raw))
		r, _, e := unix.Syscall6(unix.SYS_RECVFROM, uintptr(fd), uintptr(unsafe.Pointer(&b[0])), uintptr(len(b)),
			unix.MSG_DONTWAIT, uintptr(unsafe.Pointer(&a.raw)), uintptr(unsafe.Pointer(&a.size)))
		switch e {
		case 0:
			a.peer(from)
			return int(r), 0
		case unix.EINTR:
		default:
			return 0, e
		}
	}
}

// peer: a path ends at its NUL, or at the end of the struct, for one of 108
// bytes has none; an abstract name ends where the size says.
func (a *address) peer(p *Peer) {
	p.Len = 0
	if a.size <= pathOffset {
		return
	}
	n := min(int(a.size-pathOffset), len(p.Path))
	for i := range n {
		c := byte(a.raw.Path[i])
		if c == 0 && a.raw.Path[0] != 0 {
			break
		}
		p.Path[i] = c
		p.Len++
	}
}
