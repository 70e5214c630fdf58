//go:build unix && !aix && (!linux || portable)

package osdep

import "golang.org/x/sys/unix"

// MaxSocketPath is the longest path of a Unix socket in bytes: 103, for
// sun_path has 104 (<sys/un.h>) and the last is the NUL's. The few bytes more
// that illumos and Solaris have are not used.
const MaxSocketPath = min(len(unix.RawSockaddrUnix{}.Path), 104) - 1

// maxDatagram is what these kernels let a datagram have by default:
// net.local.dgram.maxdgram and its kin.
const maxDatagram = 2048
