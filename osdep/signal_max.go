//go:build unix && !aix

package osdep

import "runtime"

// maxSignal is the highest signal number, from the systems' <signal.h>
// (NSIG - 1, or SIGRTMAX where there are real-time signals).
var maxSignal = func() uint64 {
	switch runtime.GOOS {
	case "linux", "android":
		return 64
	case "freebsd":
		return 126
	case "netbsd", "dragonfly":
		return 63
	case "solaris", "illumos":
		return 74
	}
	return 31 // darwin, ios, openbsd (whose 32 is the thread library's own)
}()
