//go:build freebsd || dragonfly

package osdep

import (
	"bytes"
	"os"
	"runtime"
	"unsafe"

	"nitro/osdep/procctl"

	"golang.org/x/sys/unix"
)

// AdoptsOrphans tells whether orphans below nitro become its children, so that
// SignalLeftovers finds them.
const AdoptsOrphans = true

// reaperControl asks the kernel about nitro as a reaper. The pointer becomes a number
// in the call itself, not before: the runtime could move what it points to.
func reaperControl(command uintptr, data unsafe.Pointer) unix.Errno {
	const bits = 8 * int(unsafe.Sizeof(uintptr(0)))
	w := procctl.Words(bits, runtime.GOARCH == "arm", uint64(os.Getpid()), command)
	var e unix.Errno
	switch len(w) {
	case 3:
		_, _, e = unix.Syscall6(unix.SYS_PROCCTL, w[0], w[1], w[2], uintptr(data), 0, 0)
	case 4:
		_, _, e = unix.Syscall6(unix.SYS_PROCCTL, w[0], w[1], w[2], w[3], uintptr(data), 0)
	case 5:
		_, _, e = unix.Syscall6(unix.SYS_PROCCTL, w[0], w[1], w[2], w[3], w[4], uintptr(data))
	}
	return e
}

// commandOf is the last component of a process's argv[0]; "" if the system
// does not tell.
func commandOf(pid int) string {
	args, _ := unix.SysctlRaw("kern.proc.args", pid)
	name, _, _ := bytes.Cut(args, []byte{0})
	return lastComponent(string(name))
}
