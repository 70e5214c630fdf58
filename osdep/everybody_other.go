//go:build unix && !aix && !linux

package osdep

import "golang.org/x/sys/unix"

func killAll(sig unix.Signal) { unix.Kill(-1, sig) }

// listEverybody does not know how to find them here.
func listEverybody(list []Process) []Process { return list }
