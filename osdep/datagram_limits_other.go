//go:build unix && !linux

package osdep

const (
	maxSocketPath = 103  // sun_path without its NUL, of macOS, the smallest
	maxDatagram   = 2048 // net.local.dgram.maxdgram and its kin by default
)
