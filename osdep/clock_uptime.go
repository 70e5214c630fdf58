//go:build freebsd || dragonfly || openbsd

package osdep

import "golang.org/x/sys/unix"

// clockID counts the time that the system was running and not suspended.
const clockID = unix.CLOCK_UPTIME
