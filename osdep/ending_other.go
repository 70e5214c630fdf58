//go:build unix && !aix && !linux

package osdep

import (
	"os/signal"
	"syscall"
)

// isEnding knows the signals that POSIX says end a program; what else these
// systems have differs in number and meaning. SIGPROF belongs to Go's
// runtime, which lets it pass without effect.
func isEnding(n syscall.Signal) bool {
	switch n {
	case syscall.SIGHUP, syscall.SIGINT, syscall.SIGQUIT, syscall.SIGILL, syscall.SIGTRAP, syscall.SIGABRT,
		syscall.SIGFPE, syscall.SIGBUS, syscall.SIGSEGV, syscall.SIGSYS, syscall.SIGPIPE, syscall.SIGALRM,
		syscall.SIGTERM, syscall.SIGXCPU, syscall.SIGXFSZ, syscall.SIGVTALRM,
		syscall.SIGUSR1, syscall.SIGUSR2:
		return !signal.Ignored(n)
	}
	return false
}
