//go:build unix && !aix

package osdep

import "golang.org/x/sys/unix"

func (p *processes) Kill(pid int, sig Signal) error {
	if pid <= 0 {
		return unix.ESRCH // 0 and -1 would mean groups of processes
	}
	return unix.Kill(pid, unix.Signal(sig))
}

func (p *processes) Reap() (pid int, status int32, found Reaped) {
	var ws unix.WaitStatus
	for {
		pid, err := unix.Wait4(-1, &ws, unix.WNOHANG, nil)
		switch {
		case err == unix.EINTR:
		case err != nil:
			return 0, 0, NoChildren
		case pid == 0:
			return 0, 0, NoneDead
		default:
			if pid == p.main {
				p.regainTerminal()
			}
			return pid, int32(ws), ReapedChild
		}
	}
}

// SignalLeftovers as PID 1 does not wait, and so cannot count.
func (p *processes) SignalLeftovers(sig Signal) int {
	if p.role == Ordinary {
		return signalDescendants(unix.Signal(sig))
	}
	p.killer.do(func() { killAll(unix.Signal(sig)) })
	return -1
}

func (p *processes) Leftovers(list []Process) []Process {
	if p.role == Ordinary {
		return listDescendants(list[:0])
	}
	return listEverybody(list[:0])
}
