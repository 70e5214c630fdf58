//go:build !linux

package host

import (
	"os"
	"syscall"
)

// OwnMounts changes nothing.
func OwnMounts() *syscall.SysProcAttr { return nil }

// OwnProcesses changes nothing.
func OwnProcesses() *syscall.SysProcAttr { return nil }

// OwnEverything changes nothing.
func OwnEverything(*os.File) *syscall.SysProcAttr { return nil }

// DiesWithParent changes nothing.
func DiesWithParent() *syscall.SysProcAttr { return nil }
