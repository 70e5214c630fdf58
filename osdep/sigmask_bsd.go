//go:build freebsd || netbsd || dragonfly

package osdep

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// setThreadMask blocks these signals, and no others, in the calling thread, to
// which the goroutine must be locked. These kernels keep the mask by thread,
// and sigprocmask acts on the caller's.
func setThreadMask(blocked ...syscall.Signal) {
	const setMask = 3 // SIG_SETMASK, <sys/signal.h> of all three
	var set [4]uint32 // sigset_t
	for _, s := range blocked {
		set[(s-1)/32] |= 1 << ((s - 1) % 32)
	}
	unix.RawSyscall(sigprocmask, setMask, uintptr(unsafe.Pointer(&set)), 0)
}
