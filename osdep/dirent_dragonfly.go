package osdep

import (
	"unsafe"

	"golang.org/x/sys/unix"
)

// recordLength is _DIRENT_RECLEN of <sys/dirent.h>: the record does not say.
func recordLength(b []byte) int {
	name := int(*(*uint16)(unsafe.Pointer(&b[unsafe.Offsetof(unix.Dirent{}.Namlen)])))
	return (nameOffset + name + 1 + 7) &^ 7
}
