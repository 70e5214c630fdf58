//go:build unix && !aix && !dragonfly

package osdep

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

func recordLength(b []byte) int {
	return int(*(*uint16)(unsafe.Pointer(&b[unsafe.Offsetof(unix.Dirent{}.Reclen)])))
}
