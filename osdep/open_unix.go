//go:build unix && !aix

package osdep

import (
	"golang.org/x/sys/unix"
)

// Supported tells why nitro cannot work on this system; nil if it can.
func Supported() error { return nil }

// Open gives the real System. [Prepare] was called before. The service
// directory need not exist, and the control socket is not made: that is
// OpenControl's. There is one System in a process, and no way to close it:
// signals and dead children belong to the whole process.
func Open(c Config) (*System, error) {
	if c.Dir != "" && c.Dir[0] != '/' {
		return nil, Error("can't use service directory " + c.Dir + ": not an absolute path")
	}
	sig, err := newSignals()
	if err != nil {
		return nil, Error("can't make signal pipe: " + err.Error())
	}
	null, err := openNull()
	if err != nil {
		return nil, Error("can't open /dev/null: " + err.Error())
	}
	env := childEnvironment(start.env)
	return assemble(c, sig, null, newMachine(c.Dir, start.role, env, sig)), nil
}

func assemble(c Config, sig *signals, null int, m *machine) *System {
	own := newControl(c.Socket)
	children := &processes{dir: c.Dir, null: null, env: m.env, role: m.role}
	if m.role != Ordinary {
		children.killer = newSpare()
		storeThreads()
	}
	s := &System{
		Clock:     &loop{signals: sig, control: own, spawner: children},
		Processes: children,
		Tree:      newTree(c.Dir),
		Control:   own,
		Machine:   m,
	}
	if c.Dir == "" {
		s.Tree = noTree{}
		if c.Socket == "" {
			s.Control = noControl{}
		}
	}
	return s
}

// openNull gives the standard input of services. Where there is no /dev/null,
// the end of a pipe that nobody writes to reads just the same.
func openNull() (int, error) {
	fd, err := unix.Open("/dev/null", unix.O_RDONLY|unix.O_NOCTTY|unix.O_CLOEXEC, 0)
	if err == nil {
		return fd, nil
	}
	r, w, err := makePipe()
	if err != nil {
		return -1, err
	}
	unix.Close(w)
	return r, nil
}
