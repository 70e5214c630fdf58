package osdep

import "time"

// clockOrigin lies a second back, so that no instant is zero.
var clockOrigin = time.Now().Add(-time.Second)

// now is CLOCK_MONOTONIC, which on Linux stands still during suspend; the
// runtime reads it without a system call where the kernel offers that.
func now() Time { return Time(time.Since(clockOrigin)) }
