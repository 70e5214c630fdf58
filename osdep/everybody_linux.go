package osdep

import "golang.org/x/sys/unix"

// killAll uses Syscall where unix.Kill would use RawSyscall: a call that hangs
// must not hold the runtime up.
func killAll(sig unix.Signal) {
	unix.Syscall(unix.SYS_KILL, ^uintptr(0), uintptr(sig), 0)
}

// listEverybody appends every process but nitro, as far as there is room.
func listEverybody(list []Process) []Process {
	all, _ := listProcesses()
	return appendProcesses(list, all)
}
