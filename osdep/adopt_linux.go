package osdep

import "golang.org/x/sys/unix"

// adoptOrphans makes nitro a subreaper: an orphan below it becomes its child
// and not PID 1's, so that SignalLeftovers finds it. A kernel before 3.4
// refuses, and nothing else changes.
func adoptOrphans() { unix.Prctl(unix.PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0) }
