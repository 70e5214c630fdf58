//go:build !linux

package firstuse

import "syscall"

func privateMounts() *syscall.SysProcAttr { return nil }
