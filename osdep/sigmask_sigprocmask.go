//go:build freebsd || dragonfly

package osdep

import "golang.org/x/sys/unix"

const sigprocmask = unix.SYS_SIGPROCMASK
