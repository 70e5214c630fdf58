//go:build solaris || illumos || aix

package osdep

import "golang.org/x/sys/unix"

// clockID is the best there is.
const clockID = unix.CLOCK_MONOTONIC
