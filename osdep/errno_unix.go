//go:build unix && !aix

package osdep

import "syscall"

// IsPassing tells whether a failure to spawn or to make a pipe may be gone in
// two seconds: EAGAIN, EIO, EMFILE, ENFILE, ENOMEM, ETXTBSY.
func IsPassing(err error) bool {
	switch err {
	case syscall.EAGAIN, syscall.EIO, syscall.EMFILE, syscall.ENFILE, syscall.ENOMEM, syscall.ETXTBSY:
		return true
	}
	return false
}

// ExecStatus is the exit status that shells have for a command that could not
// be executed: 127 if there is none of that name, else 126.
func ExecStatus(err error) int {
	if err == syscall.ENOENT {
		return 127
	}
	return 126
}

// IsNotExec tells whether a program was refused for its format (ENOEXEC):
// usually a script without a first line "#!".
func IsNotExec(err error) bool { return err == syscall.ENOEXEC }
