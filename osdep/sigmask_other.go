//go:build unix && !aix && !linux && !freebsd && !netbsd && !dragonfly

package osdep

import "syscall"

// setThreadMask does nothing: these systems allow system calls only through
// their libc, and Go gives no access to its pthread_sigmask. A signal that
// nitro's parent had blocked stays blocked in the children.
func setThreadMask(...syscall.Signal) {}
