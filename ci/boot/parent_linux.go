package boot

import "syscall"

// dieWithParent has QEMU killed when the tests end without having done that.
func dieWithParent() *syscall.SysProcAttr { return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL} }
