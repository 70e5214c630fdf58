package fakeos

import (
	"strconv"
	"strings"
	"syscall"

	"golang.org/x/sys/unix"

	"nitro/osdep"
)

func errnoName(e syscall.Errno) string { return unix.ErrnoName(e) }

// ParseErrno reads a name such as EAGAIN.
func ParseErrno(name string) (syscall.Errno, bool) {
	for e := syscall.Errno(1); e < 200; e++ {
		if unix.ErrnoName(e) == name {
			return e, true
		}
	}
	return 0, false
}

// SignalName is a signal's name without SIG, or its number.
func SignalName(s osdep.Signal) string {
	if n := unix.SignalName(syscall.Signal(s)); n != "" {
		return strings.TrimPrefix(n, "SIG")
	}
	return strconv.Itoa(int(s))
}

// ParseSignal reads a signal's name, with or without SIG, or its number.
func ParseSignal(name string) (osdep.Signal, bool) {
	if n, err := strconv.Atoi(name); err == nil {
		return osdep.Signal(n), n > 0
	}
	n := unix.SignalNum("SIG" + strings.TrimPrefix(name, "SIG"))
	return osdep.Signal(n), n != 0
}

// ParseStatus reads how a process ends, an exit status or a signal's name, and
// gives it as wait(2) encodes it.
func ParseStatus(s string) (int32, bool) {
	if n, err := strconv.Atoi(s); err == nil {
		return Exited(n), n >= 0 && n < 256
	}
	sig, ok := ParseSignal(s)
	return KilledBy(sig), ok
}

// Exited is the wait status of a process that ended by itself.
func Exited(code int) int32 { return int32(code&0xff) << 8 }

// KilledBy is the wait status of a process that a signal ended.
func KilledBy(s osdep.Signal) int32 { return int32(s) & 0x7f }
