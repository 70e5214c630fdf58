//go:build unix && !aix && !linux

package osdep

func adoptOrphans() {}
