//go:build freebsd || dragonfly || openbsd || darwin || (linux && portable)

package osdep

import "golang.org/x/sys/unix"

// now asks for a clock that stands still during suspend, which the runtime's
// own, CLOCK_MONOTONIC, is not on these systems.
func now() Time {
	var t unix.Timespec
	if unix.ClockGettime(clockID, &t) != nil {
		return 1
	}
	return Time(t.Nano()) + 1
}
