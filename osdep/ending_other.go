//go:build unix && !linux

package osdep

import (
	"os/signal"
	"syscall"
)

// isEnding knows the signals that POSIX says end a program; what else these
// systems have differs in number and meaning.
func isEnding(n syscall.Signal) bool {
	switch n {
	case syscall.SIGHUP, syscall.SIGINT, syscall.SIGQUIT, syscall.SIGILL, syscall.SIGTRAP, syscall.SIGABRT,
		syscall.SIGFPE, syscall.SIGBUS, syscall.SIGSEGV, syscall.SIGSYS, syscall.SIGPIPE, syscall.SIGALRM,
		syscall.SIGTERM, syscall.SIGXCPU, syscall.SIGXFSZ, syscall.SIGVTALRM, syscall.SIGPROF,
		syscall.SIGUSR1, syscall.SIGUSR2:
		return !signal.Ignored(n)
	}
	return false
}
