//go:build unix && !linux

package osdep

func adoptOrphans() {}
