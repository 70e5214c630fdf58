//go:build unix && !aix

package osdep

import "golang.org/x/sys/unix"

func (p *processes) Pipe() (r, w FD, err error) {
	a, b, err := makePipe()
	if err != nil {
		return NoFD, NoFD, err
	}
	return FD(a), FD(b), nil
}

// ReadPipe looks before it reads, because the pipe blocks: its ends belong to
// children too, and O_NONBLOCK would be theirs as well. Another reader could
// take the bytes in between and leave nitro waiting; so core reads only pipes
// that nobody else reads at the time.
func (p *processes) ReadPipe(fd FD, b []byte) (n int, err error) {
	p.look[0] = unix.PollFd{Fd: int32(fd), Events: unix.POLLIN}
	for {
		if n, err = unix.Poll(p.look[:], 0); err != unix.EINTR {
			break
		}
	}
	if err != nil {
		return 0, err
	}
	if n == 0 {
		return 0, ErrAgain
	}
	for {
		if n, err = unix.Read(int(fd), b); err != unix.EINTR {
			break
		}
	}
	switch err {
	case nil:
		return n, nil
	case unix.EAGAIN: // a child made the pipe non-blocking
		return 0, ErrAgain
	}
	return 0, err
}

func (p *processes) Pending(r FD) int {
	n, err := unix.IoctlGetInt(int(r), fionread)
	if err != nil {
		return 0
	}
	if n>>16>>16 != 0 {
		n = n >> 16 >> 16 // the kernel wrote an int, the upper half on big-endian
	}
	return n
}

func (p *processes) Close(fd FD) { unix.Close(int(fd)) }
