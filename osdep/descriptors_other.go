//go:build unix && !aix && (!linux || portable)

package osdep

// closeOnExec marks every descriptor from 3 up, and returns those with which
// the process was started. No call does that on all of these systems, and
// /dev/fd may list only 0 to 2 (FreeBSD without fdescfs).
func closeOnExec() (inherited []int) { return markFrom(3, descriptorLimit(1<<16), nil) }
