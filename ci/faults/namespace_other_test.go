//go:build !linux

package faults

import (
	"syscall"
	"testing"
)

func newMountNamespace(t *testing.T) *syscall.SysProcAttr {
	t.Helper()
	t.Skip("needs the mount namespaces of Linux")
	return nil
}
