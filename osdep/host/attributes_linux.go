package host

import (
	"os"
	"syscall"
)

// OwnMounts gives a process mounts of its own. It needs root.
func OwnMounts() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Unshareflags: syscall.CLONE_NEWNS}
}

// OwnProcesses makes a process PID 1 of a namespace, with mounts of its own: it
// has to mount the /proc of that namespace itself. It needs root.
func OwnProcesses() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Cloneflags: syscall.CLONE_NEWPID, Unshareflags: syscall.CLONE_NEWNS}
}

// OwnEverything makes a process PID 1 of a machine of namespaces, in a cgroup,
// which is an open directory. It needs root.
func OwnEverything(cgroup *os.File) *syscall.SysProcAttr {
	return &syscall.SysProcAttr{
		Cloneflags: syscall.CLONE_NEWNS | syscall.CLONE_NEWPID | syscall.CLONE_NEWUTS |
			syscall.CLONE_NEWIPC | syscall.CLONE_NEWNET,
		UseCgroupFD: true, CgroupFD: int(cgroup.Fd()),
	}
}

// DiesWithParent has the kernel kill a process when the thread that started it
// has ended.
func DiesWithParent() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Pdeathsig: syscall.SIGKILL}
}
