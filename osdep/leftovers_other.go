//go:build unix && !aix && !linux

package osdep

import "golang.org/x/sys/unix"

func killAll(sig unix.Signal) { unix.Kill(-1, sig) }

// signalDescendants does not know how to find them here.
func signalDescendants(unix.Signal) int { return -1 }

func listLeftovers(list []Process, all bool) []Process { return list }
