package firstuse

import "syscall"

// privateMounts lets a nitro have mounts of its own.
func privateMounts() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS}
}
