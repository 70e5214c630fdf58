package osdep

import (
	"unsafe"

	"nitro/osdep/procctl"

	"golang.org/x/sys/unix"
)

// adoptOrphans makes nitro the reaper of what descends from it: an orphan
// becomes its child and not PID 1's.
func adoptOrphans() { reaperControl(procctl.DragonFlyAcquire, nil) }

// signalDescendants reaches one of nitro's children, for the kernel tells of no
// more, and cannot say how many there are. core sends SIGKILL again after each
// death, and so ends all of them; SIGTERM only one has seen.
func signalDescendants(sig unix.Signal) int {
	pid, ok := firstChild()
	if !ok {
		return -1
	}
	if pid <= 0 {
		return 0
	}
	unix.Kill(pid, sig)
	return -1
}

func listDescendants(list []Process) []Process {
	if pid, ok := firstChild(); ok && pid > 0 && len(list) < cap(list) {
		list = append(list, Process{pid, commandOf(pid)})
	}
	return list
}

// firstChild is any child of nitro that was not reaped yet, -1 for none.
func firstChild() (pid int, ok bool) {
	var reaper procctl.DragonFlyReaper
	e := reaperControl(procctl.DragonFlyStatus, unsafe.Pointer(&reaper))
	return int(reaper.Head), e == 0
}
