//go:build freebsd || netbsd || openbsd || dragonfly

package osdep

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

func inode(b []byte) uint64 {
	return *(*uint64)(unsafe.Pointer(&b[unsafe.Offsetof(unix.Dirent{}.Fileno)]))
}
