//go:build unix && !aix

package osdep

import (
	"math"
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// ClientSocket is a datagram socket of a program that talks to nitro. It never
// blocks and is close-on-exec.
type ClientSocket struct{ fd int }

// OpenClient makes a socket that has no name yet.
func OpenClient() (ClientSocket, error) {
	fd, err := datagramSocket()
	if err == nil {
		makeRoom(fd)
	}
	return ClientSocket{fd}, err
}

// makeRoom lets some hundred datagrams wait for their reader: the BSDs give a
// socket room for 4 kB, a few events.
func makeRoom(fd int) { _ = unix.SetsockoptInt(fd, unix.SOL_SOCKET, unix.SO_RCVBUF, 128<<10) }

// FD is the descriptor, to wait for.
func (c ClientSocket) FD() FD { return FD(c.fd) }

// Close closes the socket; its file stays.
func (c ClientSocket) Close() { unix.Close(c.fd) }

// Bind makes the file path for the socket. With open set, everybody who can
// reach the file may send to it: for the superuser, who asks a nitro that runs
// as somebody else. It sets the umask meanwhile, which belongs to the process.
func (c ClientSocket) Bind(path string, open bool) error {
	if open {
		defer unix.Umask(unix.Umask(0))
	}
	return unix.Bind(c.fd, &unix.SockaddrUnix{Name: path})
}

// Send sends one datagram to the socket at path. ErrAgain: its queue is full.
// Linux says so by EAGAIN, the BSDs by ENOBUFS.
func (c ClientSocket) Send(path string, b []byte) error {
	return sendError(unix.Sendto(c.fd, b, 0, &unix.SockaddrUnix{Name: path}))
}

func sendError(err error) error {
	switch err {
	case unix.EAGAIN, unix.ENOBUFS, unix.EINTR:
		return ErrAgain
	}
	return err
}

// Receive takes one datagram; what does not fit into b is lost. ErrAgain: none
// is there.
func (c ClientSocket) Receive(b []byte) (n int, err error) {
	n, err = unix.Read(c.fd, b)
	switch err {
	case nil:
		return n, nil
	case unix.EAGAIN, unix.EINTR:
		return 0, ErrAgain
	}
	return 0, err
}

// ProbeSocket tells whether somebody has the datagram socket at path open: nil
// if so, ECONNREFUSED for a stale one. A file that is no socket is ENOTSOCK;
// connect(2) alone would not tell it from a stale socket.
func ProbeSocket(path string) error {
	var st unix.Stat_t
	if err := unix.Stat(path, &st); err != nil {
		return err
	}
	if st.Mode&unix.S_IFMT != unix.S_IFSOCK {
		return unix.ENOTSOCK
	}
	return connectDatagram(path)
}

// IsNoPlace tells of a failed Bind that sockets can't be made in that
// directory: it may not be written, or is not there.
func IsNoPlace(err error) bool {
	switch err {
	case unix.EACCES, unix.EPERM, unix.EROFS, unix.ENOENT:
		return true
	}
	return false
}

// IsInUse tells of a failed Bind that the file exists.
func IsInUse(err error) bool { return err == unix.EADDRINUSE }

// IsStale tells of a failed ProbeSocket that nobody has the socket open.
func IsStale(err error) bool { return err == unix.ECONNREFUSED }

// IsBrokenPipe tells of a failed WriteAll that nobody reads any more.
func IsBrokenPipe(err error) bool { return err == unix.EPIPE }

// OwnerOf is the numeric user who owns the file, symbolic links followed.
func OwnerOf(path string) (uid int, err error) {
	var st unix.Stat_t
	err = unix.Stat(path, &st)
	return int(st.Uid), err
}

// Now is the instant that System's clock gives.
func Now() Time { return now() }

// AwaitReadable blocks until one of the watched descriptors can be read or span
// is over (negative: no bound), and sets Ready in each. It returns early, with
// nothing, whenever it likes.
func AwaitReadable(watch []Watch, span Time) {
	fds := make([]unix.PollFd, len(watch))
	for i := range watch {
		watch[i].Ready = false
		fds[i] = unix.PollFd{Fd: int32(watch[i].FD), Events: unix.POLLIN}
	}
	if n, err := unix.Poll(fds, milliseconds(span)); n <= 0 || err != nil {
		return
	}
	for i := range watch {
		watch[i].Ready = fds[i].Revents != 0
	}
}

// milliseconds rounds up, lest the last part of a span be spent turning.
func milliseconds(span Time) int {
	const longest = math.MaxInt32
	switch {
	case span < 0:
		return -1
	case span > longest*Millisecond:
		return longest
	}
	return int((span + Millisecond - 1) / Millisecond)
}

// WriteAll writes b to a descriptor, for as long as it takes, and waits where
// that is non-blocking and full. One that can take no more, whose reader has
// gone, loses what is left. Unlike os.File it does not end the program then.
func WriteAll(fd FD, b []byte) error {
	for len(b) > 0 {
		n, err := unix.Write(int(fd), b)
		switch err {
		case nil:
			b = b[n:]
		case unix.EINTR:
		case unix.EAGAIN:
			awaitRoom(int(fd))
		default:
			return err
		}
	}
	return nil
}

// awaitRoom waits until a descriptor can be written to. macOS cannot poll every
// device, and says so at once: such a one is tried again 10 ms later.
func awaitRoom(fd int) {
	fds := []unix.PollFd{{Fd: int32(fd), Events: unix.POLLOUT}}
	if n, err := unix.Poll(fds, -1); err == nil && n > 0 && fds[0].Revents&unix.POLLNVAL != 0 {
		unix.Poll(nil, 10)
	}
}

// NumberOf is the number of a signal that os/signal delivered.
func NumberOf(sig os.Signal) Signal {
	number, _ := sig.(syscall.Signal)
	return Signal(number)
}

// Become executes a program in place of this one, with its environment. It
// returns only if that fails.
func Become(file string, argv []string) error { return syscall.Exec(file, argv, os.Environ()) }

// EndingSignals are the signals that end a program which does not catch them,
// without those that were ignored when it was started.
func EndingSignals() []os.Signal {
	list := make([]os.Signal, 0, 64)
	for n := syscall.Signal(1); uint64(n) <= maxSignal; n++ {
		if isEnding(n) {
			list = append(list, n)
		}
	}
	return list
}
