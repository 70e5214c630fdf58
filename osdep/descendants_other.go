//go:build unix && !aix && !freebsd && !dragonfly && (!linux || portable)

package osdep

import "golang.org/x/sys/unix"

// AdoptsOrphans tells whether orphans below nitro become its children, so that
// SignalLeftovers finds them. These systems hand them to PID 1.
const AdoptsOrphans = false

func adoptOrphans() {}

// signalDescendants does not know how to find them here.
func signalDescendants(unix.Signal) int { return -1 }

func listDescendants(list []Process) []Process { return list }
