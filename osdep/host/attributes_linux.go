package host

import "syscall"

// OwnMounts gives a process mounts of its own. It needs root.
func OwnMounts() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS}
}

// OwnProcesses makes a process PID 1 of a namespace, with mounts of its own: it
// has to mount the /proc of that namespace itself. It needs root.
func OwnProcesses() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWPID, Unshareflags: syscall.CLONE_NEWNS}
}

// DiesWithParent has the kernel kill a process when the thread that started it
// has ended.
func DiesWithParent() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
