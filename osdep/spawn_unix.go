//go:build unix && !aix

package osdep

import (
	"syscall"

	"golang.org/x/sys/unix"
)

// processes starts and buries children. Whoever else in this process waits for
// a child takes it away from core.
type processes struct {
	dir    string   // the service directory
	null   int      // /dev/null, for reading
	env    []string // for children; the last place is NITRO_SERVICE's
	role   Role
	killer *spare // calls kill(-1), as PID 1

	main         int  // pid of the main program; 0: it does not run
	gaveTerminal bool // to it

	// Kept between calls, so that they are not made anew each time.
	files   []uintptr
	argv    []string
	spawned int // since memory was given back
	look    [1]unix.PollFd
}

const noFile = ^uintptr(0) // a descriptor that ForkExec leaves closed

func (p *processes) Spawn(s *Spawn) (pid int, err error) {
	p.spawned++
	p.argv = append(append(p.argv[:0], s.File), s.Args...)
	p.env[len(p.env)-1] = "NITRO_SERVICE=" + s.Service
	p.fillFiles(s)
	attr := syscall.ProcAttr{
		Dir:   p.dir + "/" + s.Dir,
		Env:   p.env,
		Files: p.files,
		Sys:   &syscall.SysProcAttr{Setsid: true},
	}
	if s.Terminal && p.mayControl() {
		attr.Sys.Setctty = true // of descriptor 0
		if pid, err = syscall.ForkExec(s.File, p.argv, &attr); err == nil {
			return pid, nil
		}
		attr.Sys.Setctty = false // somebody else's, or no terminal after all
	}
	return syscall.ForkExec(s.File, p.argv, &attr)
}

// fillFiles lists what becomes the child's descriptors 0, 1, 2 and so on.
// ForkExec moves those that are in each other's way, and its own, out of it
// first: any number will do for Ready, also one that nitro uses itself.
func (p *processes) fillFiles(s *Spawn) {
	p.files = append(p.files[:0], uintptr(p.null), 1, 2)
	switch {
	case s.Terminal:
		p.files[0] = 0
	case s.Stdin != NoFD:
		p.files[0] = uintptr(s.Stdin)
	}
	if s.Stdout != NoFD {
		p.files[1] = uintptr(s.Stdout)
	}
	if s.Ready == NoFD {
		return
	}
	for len(p.files) <= s.ReadyNumber {
		p.files = append(p.files, noFile)
	}
	p.files[s.ReadyNumber] = uintptr(s.Ready)
}

// mayControl tells whether to try to make standard input a child's controlling
// terminal. Only PID 1 does, and not with a terminal of its own: on Linux
// ForkExec asks in a way by which root takes the terminal from the session that
// has it, the one of the shell that nitro was started from, say; and the BSDs
// and macOS revoke the terminal, for nitro too, when the child ends.
func (p *processes) mayControl() bool {
	if p.role == Ordinary {
		return false
	}
	if _, err := unix.IoctlGetWinsize(0, unix.TIOCGWINSZ); err != nil {
		return false
	}
	_, err := unix.IoctlGetInt(0, unix.TIOCGPGRP)
	return err != nil // it answers only to those whom the terminal controls
}
