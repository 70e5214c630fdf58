//go:build unix && !aix

package osdep

import (
	"os"
	"syscall"

	"golang.org/x/sys/unix"
)

// controlError is a failure of OpenControl that names the path and can be told
// by errors.Is.
type controlError struct {
	text  string
	cause error
}

func (e *controlError) Error() string { return e.text + ": " + e.cause.Error() }
func (e *controlError) Unwrap() error { return e.cause }

// makeDirectory makes a directory of mode 0700, or finds one that is safe to
// use. own: it is a place that nobody else has business in, and must belong to
// the caller and be no link.
func makeDirectory(path string, own bool) error {
	if path == "" {
		return nil // the root
	}
	err := unix.Mkdir(path, 0o700)
	if err != nil && err != unix.EEXIST {
		if isDirectoryName(path) { // a file system may refuse before it looks: EROFS
			return checkDirectory(path, own)
		}
		return Error("can't make directory " + path + ": " + err.Error())
	}
	return checkDirectory(path, own)
}

// checkDirectory refuses what would let somebody else put their socket, or
// their notify/, in the place of nitro's: a directory of another user, or one
// of root's that anybody can rename in (/tmp is fine: it is sticky). Root
// itself is not held to that: a directory mounted into a container may belong
// to anybody.
func checkDirectory(path string, own bool) error {
	var st unix.Stat_t
	look := unix.Stat
	if own {
		look = unix.Lstat
	}
	if err := look(path, &st); err != nil {
		return Error("can't use directory " + path + ": " + err.Error())
	}
	mode := uint32(st.Mode)
	if mode&unix.S_IFMT != unix.S_IFDIR {
		return Error("can't use directory " + path + ": " + unix.ENOTDIR.Error())
	}
	me := uint32(os.Geteuid())
	shared := !own && (st.Uid == 0 && (mode&0o022 == 0 || mode&unix.S_ISVTX != 0) || me == 0)
	if st.Uid != me && !shared {
		return Error("can't use directory " + path + ": it belongs to somebody else")
	}
	return nil
}

// lockPatience is how long another nitro may take to probe and bind, in
// milliseconds. A lock that is held for longer is held by something else.
const lockPatience = 2000

// lockDirectory keeps two nitros from probing and binding at once. Closing the
// descriptor ends the lock. File systems without locks do without.
func lockDirectory(dir string) (fd int, err error) {
	if dir == "" {
		dir = "/"
	}
	fd, err = unix.Open(dir, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		return -1, Error("can't open directory " + dir + ": " + err.Error())
	}
	for waited := 0; ; waited += 10 {
		err = unix.Flock(fd, unix.LOCK_EX|unix.LOCK_NB)
		switch {
		case err == unix.EINTR:
			continue
		case err != unix.EWOULDBLOCK:
			return fd, nil
		case waited >= lockPatience:
			unix.Close(fd)
			return -1, Error("can't lock directory " + dir + ": somebody holds the lock")
		}
		unix.Poll(nil, 10)
	}
}

// removeStale makes room at the path. A socket that nobody reads is removed;
// one that a nitro reads is ErrInUse; anything else is not nitro's to remove.
func removeStale(path string) error {
	var st unix.Stat_t
	err := unix.Lstat(path, &st)
	if err == unix.ENOENT {
		return nil
	}
	if err != nil {
		return Error("can't look at control socket " + path + ": " + err.Error())
	}
	if uint32(st.Mode)&unix.S_IFMT != unix.S_IFSOCK {
		return Error("can't make control socket " + path + ": there is a file that is no socket")
	}
	switch err := connectDatagram(path); err {
	case nil:
		return &controlError{"can't make control socket " + path, ErrInUse}
	case unix.ECONNREFUSED:
	case unix.EPROTOTYPE:
		return Error("can't make control socket " + path + ": there is a stream socket, which is not nitro's")
	default:
		return Error("can't probe control socket " + path + ": " + err.Error())
	}
	if err := unix.Unlink(path); err != nil {
		return Error("can't remove stale control socket " + path + ": " + err.Error())
	}
	return nil
}

// connectDatagram tells whether somebody reads the socket, without sending.
func connectDatagram(path string) error {
	fd, err := datagramSocket()
	if err != nil {
		return err
	}
	defer unix.Close(fd)
	return unix.Connect(fd, &unix.SockaddrUnix{Name: path})
}

// datagramSocket is non-blocking and close-on-exec. Not every system can make
// it so in one call; the lock keeps a fork from happening in between.
func datagramSocket() (fd int, err error) {
	syscall.ForkLock.RLock()
	fd, err = unix.Socket(unix.AF_UNIX, unix.SOCK_DGRAM, 0)
	if err == nil {
		unix.CloseOnExec(fd)
	}
	syscall.ForkLock.RUnlock()
	if err != nil {
		return -1, err
	}
	if err = unix.SetNonblock(fd, true); err != nil {
		unix.Close(fd)
		return -1, err
	}
	return fd, nil
}
