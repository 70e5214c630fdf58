//go:build !linux

package boot

import "syscall"

func dieWithParent() *syscall.SysProcAttr { return nil }
