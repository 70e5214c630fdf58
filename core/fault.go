package core

import (
	"runtime/debug"

	"nitro/ctl/wire"
	"nitro/osdep"
)

// recoverFault keeps a panic inside a wake-up from ending nitro. The fault is
// reported with its stack, what was at hand is dropped, and the service that
// it concerned is made sound. The third fault in ten seconds means that nitro
// cannot go on: services are stopped, and it ends with 111.
func (s *Supervisor) recoverFault(over *bool) {
	fault := recover()
	if fault == nil {
		return
	}
	s.sys.Print("fault: " + faultText(fault) + "\n" + string(debug.Stack()))
	*over = false
	if i := s.slot; i >= 0 && i < len(s.svc) && s.svc[i].name != "" {
		s.makeSound(i)
	}
	// Whatever the loop was in the middle of is looked at again.
	s.slot, s.earliest, s.reapDue = none, s.now, true
	s.faults[0], s.faults[1], s.faults[2] = s.faults[1], s.faults[2], s.now
	if s.faults[0] == 0 || s.now-s.faults[0] >= faultSpan {
		return
	}
	s.faults = [3]osdep.Time{}
	if s.sys.Role() == osdep.MachinePID1 {
		s.sys.Print("three faults in ten seconds: giving up")
		s.GiveUp()
		return
	}
	if s.failed {
		s.sys.Print("faults go on: ending at once")
		s.phase, *over = PhaseOver, true
		return
	}
	s.failed = true
	s.sys.Print("three faults in ten seconds: going down")
	s.askShutdown(false)
}

// makeSound brings a slot into a state that the table knows, whatever the
// fault left behind: FATAL, its process killed and no longer waited for.
func (s *Supervisor) makeSound(i int) {
	v := &s.svc[i]
	if v.pid != 0 {
		s.send(v.pid, osdep.SIGKILL)
		for k := range s.procs {
			if s.procs[k].pid == v.pid {
				s.procs = append(s.procs[:k], s.procs[k+1:]...)
				break
			}
		}
	}
	v.script, v.pid, v.deadline, v.drain = NoScript, 0, 0, 0
	v.killed, v.abandoned = false, false
	v.state = wire.Fatal
}

func faultText(fault any) string {
	switch f := fault.(type) {
	case error:
		return f.Error()
	case string:
		return f
	}
	return "unknown"
}
