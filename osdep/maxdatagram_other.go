//go:build unix && !aix && !linux

package osdep

// maxDatagram is what these kernels let a datagram have by default:
// net.local.dgram.maxdgram and its kin.
const maxDatagram = 2048
