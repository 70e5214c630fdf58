package osdep

import (
	"unsafe"

	"nitro/osdep/procctl"

	"golang.org/x/sys/unix"
)

// adoptOrphans makes nitro the reaper of what descends from it: an orphan
// becomes its child and not PID 1's.
func adoptOrphans() { reaperControl(procctl.Acquire, nil) }

// signalDescendants has the kernel signal all that it knows to descend from
// nitro, in one call. If the call is refused, nitro is no reaper.
func signalDescendants(sig unix.Signal) int {
	request := procctl.KillRequest{Signal: int32(sig)}
	switch reaperControl(procctl.Kill, unsafe.Pointer(&request)) {
	case unix.EINVAL, unix.ENOSYS:
		return -1
	}
	return int(request.Killed)
}

// listDescendants asks for a few more than there is room for, because dead ones
// are among them.
func listDescendants(list []Process) []Process {
	found := make([]procctl.PidInfo, 64)
	request := procctl.Pids{Count: uint32(len(found)), Pids: &found[0]}
	if reaperControl(procctl.GetPids, unsafe.Pointer(&request)) != 0 {
		return list
	}
	for i := range found {
		if p := &found[i]; p.IsAlive() && len(list) < cap(list) {
			list = append(list, Process{int(p.Pid), commandOf(int(p.Pid))})
		}
	}
	return list
}
