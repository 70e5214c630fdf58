//go:build !portable

package osdep

import "golang.org/x/sys/unix"

// MaxSocketPath is the longest path of a Unix socket in bytes: 107, and 103 on
// other systems.
const MaxSocketPath = len(unix.RawSockaddrUnix{}.Path) - 1

// maxDatagram is what 0.8's client reads; the kernel would take more.
const maxDatagram = 4096
