//go:build unix && !aix

package osdep

import (
	"os"
	"os/signal"
	"syscall"

	"golang.org/x/sys/unix"
)

// The terminal is standard input, if that is nitro's controlling terminal.

// inForeground tells whether nitro may pass the terminal's foreground on. One
// that a shell has put into the background must not take it.
func inForeground() bool {
	group, err := foreground()
	return err == nil && group == ownGroup()
}

func ownGroup() int {
	group, _ := unix.Getpgid(0)
	return group
}

// foreground is the process group to which the terminal belongs at the moment.
// The kernel writes 32 bits: on a 64-bit processor with the high byte first
// they are the upper half of an int.
func foreground() (group int, err error) {
	n, err := unix.IoctlGetInt(0, unix.TIOCGPGRP)
	wide := int64(n)
	return int(int32(wide) | int32(wide>>32)), err
}

// setForeground gives the terminal to a process group. The kernel lets a
// process in the background do that only if it ignores or blocks SIGTTOU,
// which stops its whole group otherwise. Caught again afterwards, SIGTTOU has
// its default action in children and in what is executed.
func setForeground(group int) {
	signal.Ignore(unix.SIGTTOU)
	unix.IoctlSetPointerInt(0, unix.TIOCSPGRP, group)
	signal.Notify(nobody, unix.SIGTTOU)
}

// toForeground is the first argument of a nitro that is to give the terminal
// to its own process group and to execute the rest of the arguments. A program
// that looks at once whose terminal it is, as a shell does, must find that
// done; only the process itself can do it before it is executed, with SIGTTOU
// ignored, and ForkExec has no place for that.
const toForeground = "nitro: to the foreground"

// spawnInForeground starts a command by way of such a nitro. Where the program
// nitro is no longer to be found, the terminal is given away a moment too late.
func spawnInForeground(command []string, attr *syscall.ProcAttr) (pid int, err error) {
	argv := append([]string{toForeground}, command...)
	for _, nitro := range []string{"/proc/self/exe", start.program} {
		if pid, err = syscall.ForkExec(nitro, argv, attr); err == nil {
			return pid, nil
		}
	}
	if pid, err = forkExec(command, attr); err == nil {
		setForeground(pid)
	}
	return pid, err
}

// takeForeground is what such a nitro does. Its exit status, if the command
// cannot be executed, is that of the main program.
func takeForeground(command []string) {
	setForeground(os.Getpid())
	err := execute(command, os.Environ(), func(file string, argv []string) error {
		return syscall.Exec(file, argv, os.Environ())
	})
	WriteAll(2, []byte("nitro: can't exec "+command[0]+": "+err.Error()+"\n"))
	os.Exit(ExecStatus(err))
}

// regainTerminal follows the end of the main program: Ctrl-C shall reach nitro
// while it stops the services, and a script that nitro was started from can
// read from the terminal again.
func (p *processes) regainTerminal() {
	p.main = 0
	if p.gaveTerminal {
		p.gaveTerminal = false
		setForeground(ownGroup())
	}
}
