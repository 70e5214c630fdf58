package core

import (
	"nitro/ctl/wire"
	"nitro/osdep"
)

// drive gives an event to a service and follows up what comes of it, until
// nothing is left to do. An operation answers with the event that it caused,
// so the chain is a loop, not a recursion; a logger that must start first is
// the only other service that it touches (start.go).
func (s *Supervisor) drive(i int, e Event) {
	before := s.slot
	s.slot = i
	for e != NoEvent {
		v := &s.svc[i]
		st, op := next(s.phase, v.state, v.script, e)
		if op == OpIgnore {
			s.ignored++
		}
		v.state = st
		e = s.apply(i, op)
	}
	s.slot = before
	s.forgetIfGone(i)
}

// apply does one operation.
func (s *Supervisor) apply(i int, op Op) Event {
	switch op {
	case OpStart:
		return s.start(i)
	case OpRun:
		return s.startRun(i)
	case OpStarted:
		s.announce(i)
	case OpUp:
		s.arm(i, 0)
		s.announce(i)
	case OpOneshot:
		s.becomeOneshot(i)
	case OpStop:
		s.signalDown(i)
		s.arm(i, s.stopTime(i))
	case OpSignal:
		s.signalDown(i)
	case OpKill:
		s.kill(i)
	case OpFinish:
		return s.startFinish(i)
	case OpDown:
		s.rest(i)
	case OpAgain:
		return s.again(i)
	case OpCancel:
		s.arm(i, 0)
	case OpDelay:
		s.arm(i, respawnDelay)
	case OpRetry:
		s.arm(i, retryDelay)
	case OpFatal:
		s.arm(i, 0)
		s.svc[i].status = notExecuted
		s.announce(i)
	case OpFail:
		s.fail(i)
	}
	return NoEvent
}

// notExecuted is the wait status of a run that could not be executed.
const notExecuted = -1

// announce sends the present state to everybody who listens.
func (s *Supervisor) announce(i int) {
	s.announceAs(s.svc[i].state, s.svc[i].name)
}

func (s *Supervisor) announceAs(st State, name string) {
	s.packet = wire.AppendEvent(s.packet[:0], st, name)
	s.sys.Notify(name, s.packet)
}

func (s *Supervisor) becomeOneshot(i int) {
	v := &s.svc[i]
	v.since, v.status = s.now, 0
	s.arm(i, 0)
	s.announce(i)
}

// rest makes a service DOWN and says so.
func (s *Supervisor) rest(i int) {
	v := &s.svc[i]
	v.state, v.since = wire.Down, s.now
	s.arm(i, 0)
	s.closeReady(i)
	s.announce(i)
}

// again is what comes after the end of a service that is still wanted. Only a
// start that lasted a second is followed by another one at once.
func (s *Supervisor) again(i int) Event {
	lasted := s.now - s.svc[i].since
	s.rest(i)
	switch {
	case !s.phase.Starts() || s.svc[i].gone:
		return NoEvent
	case lasted < respawnDelay:
		return TooSoon
	}
	return WantUp
}

func (s *Supervisor) fail(i int) {
	s.rest(i)
	s.svc[i].state = wire.Fatal
	s.announce(i)
}

// signalDown asks the living setup or run to end. SIGCONT follows, since a
// stopped process would not see it. finish is left alone.
func (s *Supervisor) signalDown(i int) {
	v := &s.svc[i]
	switch v.script {
	case SetupScript:
		s.send(v.pid, osdep.SIGTERM)
	case RunScript:
		s.send(v.pid, s.downSignal(i))
	default:
		return
	}
	s.send(v.pid, osdep.SIGCONT)
}

// kill ends whichever script lives. While nitro shuts down, a process that
// survives even this is waited for only so long.
func (s *Supervisor) kill(i int) {
	v := &s.svc[i]
	if v.script == NoScript {
		return
	}
	s.send(v.pid, osdep.SIGKILL)
	v.killed = true
	s.arm(i, 0)
	if !s.phase.Starts() {
		s.arm(i, giveUpAfter)
	}
}

// send signals a child that was not reaped yet: it exists, if only as a
// zombie, so that the pid cannot be somebody else's.
func (s *Supervisor) send(pid int, sig osdep.Signal) {
	_ = s.sys.Kill(pid, sig)
}

// timeOut is a slot's deadline.
func (s *Supervisor) timeOut(i int) {
	v := &s.svc[i]
	switch {
	case v.killed && !s.phase.Starts():
		v.abandoned = true
		s.say(v.name, "/", v.script.String(), " (pid ", decimal(v.pid), ") does not end; going on without it")
	case v.name == sysName:
		s.kill(i)
	default:
		s.drive(i, TimeOut)
	}
}

// exited is the end of a service's script.
func (s *Supervisor) exited(i int, status int32) {
	v := &s.svc[i]
	script := v.script
	v.script, v.pid, v.killed, v.abandoned = NoScript, 0, false, false
	s.arm(i, 0)
	if v.name == sysName {
		s.sysEnded(i, script, status)
		return
	}
	switch script {
	case SetupScript:
		s.drive(i, setupEvent(status))
	case RunScript:
		v.status = status
		s.closeReady(i)
		s.drive(i, RunExited)
	case FinishScript:
		s.drive(i, FinishDone)
	}
}

// setupEvent reads setup's exit. A signal is a failure, whatever the bits of
// its status would mean as an exit code.
func setupEvent(status int32) Event {
	code, signal := exitOf(status)
	switch {
	case signal != 0:
		return SetupFailed
	case code == 0:
		return SetupDone
	case code == 111:
		return SetupFatal
	}
	return SetupFailed
}

// exitOf takes a wait status apart: an exit code, or the signal that killed.
// Every system that has wait(2) encodes these two alike.
func exitOf(status int32) (code, signal int) {
	return int(status>>8) & 0xFF, int(status & 0x7F)
}
