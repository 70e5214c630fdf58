//go:build unix && !aix

package osdep

import (
	"golang.org/x/sys/unix"
)

// openNotify makes notify/ and keeps it open, so that an event costs no walk
// along its path.
func (c *control) openNotify() error {
	if c.notifyInPlace() {
		return nil
	}
	if err := makeDirectory(c.notify, false); err != nil {
		return err
	}
	fd, err := unix.Open(c.notify, unix.O_RDONLY|unix.O_DIRECTORY|unix.O_CLOEXEC, 0)
	if err != nil {
		return Error("can't open directory " + c.notify + ": " + err.Error())
	}
	var st unix.Stat_t
	if err := unix.Fstat(fd, &st); err != nil {
		unix.Close(fd)
		return Error("can't open directory " + c.notify + ": " + err.Error())
	}
	if c.notifyFD >= 0 {
		unix.Close(c.notifyFD)
	}
	c.notifyFD, c.beside = fd, identify(&st)
	return nil
}

func (c *control) Notify(service string, packet []byte) {
	if c.fd < 0 || c.notifyFD < 0 {
		return
	}
	var dead []string
	eachEntry(c.notifyFD, c.entries[:], func(name []byte) {
		if !concerns(name, service) || !c.to.set(c.besidePath(name)) {
			return
		}
		if c.deliver(packet) == unix.ECONNREFUSED {
			dead = append(dead, string(name))
		}
	})
	c.removeSockets(dead)
}

// concerns tells whether a file's name is "ALL," or the service's name and a
// comma, and anything. In the file's name a comma stands for a slash.
func concerns(name []byte, service string) bool {
	if len(name) >= 4 && string(name[:4]) == "ALL," {
		return true
	}
	if len(name) <= len(service) || name[len(service)] != ',' {
		return false
	}
	for i := range len(service) {
		c := service[i]
		if c == '/' {
			c = ','
		}
		if name[i] != c {
			return false
		}
	}
	return true
}

// removeSockets looks first: Linux says ECONNREFUSED of a regular file too.
func (c *control) removeSockets(names []string) {
	var st unix.Stat_t
	for _, file := range names {
		if unix.Fstatat(c.notifyFD, file, &st, unix.AT_SYMLINK_NOFOLLOW) == nil &&
			uint32(st.Mode)&unix.S_IFMT == unix.S_IFSOCK {
			unix.Unlinkat(c.notifyFD, file, 0)
		}
	}
}

// removeDead removes the sockets that nobody reads any more.
func (c *control) removeDead() {
	var dead []string
	eachEntry(c.notifyFD, c.entries[:], func(name []byte) {
		if connectDatagram(string(c.besidePath(name))) == unix.ECONNREFUSED {
			dead = append(dead, string(name))
		}
	})
	c.removeSockets(dead)
}
