package osdep

import "golang.org/x/sys/unix"

const console = "/dev/console"

// openConsole makes the console descriptors 0 to 2 and leaves them as they are
// if it cannot. It never becomes nitro's controlling terminal: Ctrl-C there is
// for others. The open does not wait for the carrier of a serial line.
func openConsole() {
	fd, err := unix.Open(console, unix.O_RDWR|unix.O_NOCTTY|unix.O_NONBLOCK|unix.O_CLOEXEC, 0)
	if err != nil {
		return
	}
	unix.FcntlInt(uintptr(fd), unix.F_SETFL, unix.O_RDWR)
	for n := range 3 {
		if n == fd {
			unix.FcntlInt(uintptr(fd), unix.F_SETFD, 0)
		} else {
			unix.Dup3(fd, n, 0)
		}
	}
	if fd > 2 {
		unix.Close(fd)
	}
}

// claimConsole gives nitro's place on the console, and Ctrl-Alt-Del, to the
// program that is about to take nitro's place.
func claimConsole() {
	Power(keysReset)
	openConsole()
	unix.Setsid()
	unix.IoctlSetInt(0, unix.TIOCSCTTY, 1)
}

// disclaimConsole undoes that when there was no such program after all.
func disclaimConsole() {
	leaveTerminal()
	Power(keysSignal)
}

// leaveTerminal gives the console up as controlling terminal, which nitro has
// if it was executed by a shell that nitro once let take its place. It sends
// nitro a SIGHUP, which must be caught.
func leaveTerminal() { unix.IoctlSetInt(0, unix.TIOCNOTTY, 0) }
