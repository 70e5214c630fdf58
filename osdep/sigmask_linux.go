package osdep

import (
	"syscall"
	"unsafe"

	"golang.org/x/sys/unix"
)

// setThreadMask blocks these signals, and no others, in the calling thread, to
// which the goroutine must be locked.
func setThreadMask(blocked ...syscall.Signal) {
	var set unix.Sigset_t
	const bits = 8 * int(unsafe.Sizeof(set.Val[0]))
	for _, s := range blocked {
		set.Val[(int(s)-1)/bits] |= 1 << ((int(s) - 1) % bits)
	}
	unix.PthreadSigmask(unix.SIG_SETMASK, &set, nil)
}
