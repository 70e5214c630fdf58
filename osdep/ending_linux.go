package osdep

import (
	"os/signal"
	"syscall"
)

// isEnding knows the signals by what signal(7) says of them; the real-time
// signals end a program too, but 32 to 34 belong to the thread libraries, and
// SIGPROF to Go's runtime, which lets it pass without effect.
func isEnding(n syscall.Signal) bool {
	switch n {
	case syscall.SIGKILL, syscall.SIGSTOP, syscall.SIGTSTP, syscall.SIGTTIN, syscall.SIGTTOU,
		syscall.SIGCHLD, syscall.SIGCONT, syscall.SIGURG, syscall.SIGWINCH, syscall.SIGPROF, 32, 33, 34:
		return false
	}
	return !signal.Ignored(n)
}
