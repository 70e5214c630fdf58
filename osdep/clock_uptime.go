//go:build freebsd || dragonfly || openbsd

package osdep

import "golang.org/x/sys/unix"

const clockID = unix.CLOCK_UPTIME
