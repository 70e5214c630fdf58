//go:build !linux

package osdep

// ownEntry is always false: nitro_entry is for Linux.
func ownEntry() bool { return false }
