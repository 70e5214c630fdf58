package faults

import (
	"os"
	"syscall"
	"testing"
)

// newMountNamespace lets a nitro have mounts of its own.
func newMountNamespace(t *testing.T) *syscall.SysProcAttr {
	t.Helper()
	if os.Geteuid() != 0 {
		t.Skip("a mount needs root")
	}
	return &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS}
}
