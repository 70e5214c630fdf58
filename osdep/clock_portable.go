//go:build linux && portable

package osdep

import "golang.org/x/sys/unix"

const clockID = unix.CLOCK_MONOTONIC // of Linux, where it stands still during suspend
