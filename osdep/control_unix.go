//go:build unix && !aix

package osdep

import (
	"strconv"

	"golang.org/x/sys/unix"
)

// control is the control socket, bound at path, and the directory notify/
// beside it. Both are remembered by what they are (device and inode), because
// what is at their path may be somebody else's.
type control struct {
	path   string
	dir    string
	notify string

	fd       int // the socket, -1 for none
	socket   identity
	notifyFD int // the directory notify/, -1 for none
	beside   identity

	// Kept between calls, so that they are not made anew each time.
	from, to  address
	target    []byte
	entries   [4096]byte
	datagrams int // received and sent since memory was given back
}

// identity tells one file from another, whatever their paths.
type identity struct{ dev, ino uint64 }

func identify(st *unix.Stat_t) identity { return identity{uint64(st.Dev), uint64(st.Ino)} }

func newControl(path string) *control {
	dir := directoryOf(path)
	return &control{
		path: path, dir: dir, notify: dir + "/notify",
		fd: -1, notifyFD: -1,
		target: make([]byte, 0, 512),
	}
}

// directoryOf an absolute path, without a slash at its end: "" for the root.
func directoryOf(path string) string {
	for i := len(path) - 1; i >= 0; i-- {
		if path[i] == '/' {
			return path[:i]
		}
	}
	return ""
}

func (c *control) MaxReply() int { return maxDatagram }

func (c *control) OpenControl() error {
	if err := c.checkPath(); err != nil {
		return err
	}
	if c.inPlace() {
		return nil
	}
	defer unix.Umask(unix.Umask(0o077))
	if err := makeDirectory(c.dir, c.dir == directoryOf(userSocket())); err != nil {
		return err
	}
	lock, err := lockDirectory(c.dir)
	if err != nil {
		return err
	}
	defer unix.Close(lock)
	if !c.socketInPlace() {
		if err := removeStale(c.path); err != nil {
			return err
		}
	}
	if err := c.openNotify(); err != nil {
		return err
	}
	if c.socketInPlace() {
		return nil
	}
	return c.bind()
}

func (c *control) checkPath() error {
	if c.path == "" {
		return Error("can't make control socket: it has no path")
	}
	if c.path[0] != '/' {
		return Error("can't make control socket " + c.path + ": not an absolute path")
	}
	if len(c.path) > MaxSocketPath {
		return Error("can't make control socket " + c.path + ": the path is longer than " +
			strconv.Itoa(MaxSocketPath) + " bytes")
	}
	return nil
}

func (c *control) inPlace() bool { return c.socketInPlace() && c.notifyInPlace() }

func (c *control) socketInPlace() bool {
	var st unix.Stat_t
	return c.fd >= 0 && unix.Lstat(c.path, &st) == nil && identify(&st) == c.socket
}

func (c *control) notifyInPlace() bool {
	var st unix.Stat_t
	return c.notifyFD >= 0 && unix.Stat(c.notify, &st) == nil && identify(&st) == c.beside
}

// bind makes the socket. The umask gives it mode 0600 from its first moment
// on; a chmod afterwards would be too late for somebody quick.
func (c *control) bind() error {
	fd, err := datagramSocket()
	if err != nil {
		return Error("can't make control socket " + c.path + ": " + err.Error())
	}
	makeRoom(fd)
	old := unix.Umask(0o177)
	err = unix.Bind(fd, &unix.SockaddrUnix{Name: c.path})
	unix.Umask(old)
	var st unix.Stat_t
	if err == nil {
		err = unix.Lstat(c.path, &st)
	}
	if err != nil {
		unix.Close(fd)
		return Error("can't make control socket " + c.path + ": " + err.Error())
	}
	if c.fd >= 0 {
		unix.Close(c.fd)
	}
	c.fd, c.socket = fd, identify(&st)
	return nil
}

// Receive drops what nitro sent to itself, which a link in notify/ can bring
// about: it would answer itself for ever.
func (c *control) Receive(r *Request) bool {
	for c.fd >= 0 {
		c.datagrams++
		n, e := c.from.receive(c.fd, r.Data[:], &r.From)
		if e != 0 {
			return false
		}
		if string(r.From.Path[:r.From.Len]) != c.path {
			r.Len = n
			return true
		}
	}
	return false
}

func (c *control) Reply(to *Peer, packet []byte) {
	if c.fd < 0 || to.Len <= 0 || to.Len > len(to.Path) {
		return
	}
	path := to.Path[:to.Len]
	if path[0] != 0 && c.sendBeside(lastName(path), packet) {
		return
	}
	if c.to.set(path) {
		c.deliver(packet)
	}
}

// deliver sends to the address that was set. What clients have not read counts
// as the sending socket's memory on Linux: a few dozen who never read would
// leave the control socket none, and nobody would get an answer. Another
// socket, of which nobody has anything yet, has room, and what is sent outlives
// it. It cannot send to those who connected theirs to the control socket.
func (c *control) deliver(packet []byte) unix.Errno {
	c.datagrams++
	e := c.to.send(c.fd, packet)
	if e != unix.EAGAIN {
		return e // the BSDs' ENOBUFS speaks of the receiver only
	}
	fd, err := datagramSocket()
	if err != nil {
		return e
	}
	defer unix.Close(fd)
	return c.to.send(fd, packet)
}

// sendBeside sends to a file in notify/. It is false when there is none, or
// nobody who reads it; a reader whose queue is full has had its chance.
func (c *control) sendBeside(name []byte, packet []byte) bool {
	if !visible(name) || !c.to.set(c.besidePath(name)) {
		return false
	}
	switch c.deliver(packet) {
	case 0, unix.EAGAIN, unix.ENOBUFS, unix.EMSGSIZE:
		return true
	}
	return false
}

func (c *control) besidePath(name []byte) []byte {
	c.target = append(append(append(c.target[:0], c.notify...), '/'), name...)
	return c.target
}

func lastName(path []byte) []byte {
	for i := len(path) - 1; i >= 0; i-- {
		if path[i] == '/' {
			return path[i+1:]
		}
	}
	return path
}

// CloseControl leaves alone what is not nitro's any more, and a client that
// still listens: its own socket is its own to remove, and notify/ stays then.
func (c *control) CloseControl() {
	if c.socketInPlace() {
		unix.Unlink(c.path)
	}
	if c.fd >= 0 {
		unix.Close(c.fd)
		c.fd = -1
	}
	if c.notifyFD < 0 {
		return
	}
	c.removeDead()
	if c.notifyInPlace() {
		unix.Rmdir(c.notify)
	}
	unix.Close(c.notifyFD)
	c.notifyFD = -1
}
