//go:build (linux && !portable) || netbsd || solaris || illumos

package osdep

import "time"

// clockOrigin lies a second back, so that no instant is zero.
var clockOrigin = time.Now().Add(-time.Second)

// now is the runtime's own clock, CLOCK_MONOTONIC, which on Linux stands still
// during suspend. The runtime reads it without a system call where the kernel
// offers that.
func now() Time { return Time(time.Since(clockOrigin)) }
