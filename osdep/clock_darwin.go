package osdep

import "golang.org/x/sys/unix"

// clockID stands still during sleep, as CLOCK_MONOTONIC does not on macOS.
const clockID = unix.CLOCK_UPTIME_RAW
