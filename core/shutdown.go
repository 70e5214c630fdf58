package core

import (
	"nitro/ctl/wire"
	"nitro/osdep"
)

// askShutdown is a request or a signal. One that asks for a reboot makes the
// whole a reboot; a second one ends the wait for SYS/finish.
func (s *Supervisor) askShutdown(reboot bool) {
	s.reboot = s.reboot || reboot
	switch {
	case s.phase == PhaseStranded:
		s.endMachine()
	case s.phase == PhaseFinish:
		s.hurrySys()
	case s.phase.Starts():
		s.sys.RenewConsole()
		if s.reboot {
			s.sys.Print("rebooting")
		} else {
			s.sys.Print("shutting down")
		}
		s.stopBoot()
	}
}

// stopBoot leaves the phases in which something is started. SYS/setup is ended
// first, if it still runs; SYS/finish comes after it.
func (s *Supervisor) stopBoot() {
	s.phase, s.spoken = PhaseFinish, s.now+speakEvery
	if i := s.find(sysName); i != none {
		s.send(s.svc[i].pid, osdep.SIGTERM)
		s.send(s.svc[i].pid, osdep.SIGCONT)
		s.arm(i, setupStopTime)
		return
	}
	s.beginFinish()
}

func (s *Supervisor) beginFinish() {
	s.finishBegun = true
	s.startSysFinish()
}

// hurrySys ends the script of SYS that is waited for.
func (s *Supervisor) hurrySys() {
	if i := s.find(sysName); i != none && s.finishBegun {
		s.kill(i)
	}
}

// advance leaves a phase that has nothing more to wait for, and as many more
// as are already done with.
func (s *Supervisor) advance() {
	for s.phaseDone() {
		s.stage, s.spoken = 0, s.now+speakEvery
		switch s.phase {
		case PhaseFinish:
			if !s.finishBegun {
				s.beginFinish()
				continue
			}
			s.phase = PhaseServices
			s.stopServices()
			s.stopMain()
		case PhaseServices:
			s.phase = PhaseLoggers
		case PhaseLoggers:
			s.beginLeftovers(PhaseTerm, osdep.SIGTERM)
		case PhaseTerm:
			s.beginLeftovers(PhaseKill, osdep.SIGKILL)
		case PhaseKill:
			s.beginFinal()
		case PhaseFinal:
			s.end()
		case PhasePower, PhaseStranded:
			s.endMachineNow()
		}
	}
}

// phaseDone tells whether the phase is over, by itself or by its bound.
func (s *Supervisor) phaseDone() bool {
	if s.stage != 0 && s.stage <= s.now {
		if s.phase == PhaseFinal && s.finalPid != 0 && !s.finalKilled {
			s.killFinal()
			return false
		}
		return true
	}
	switch s.phase {
	case PhaseFinish:
		return s.sysDone()
	case PhaseServices:
		return s.servicesDone() && s.mainDone()
	case PhaseLoggers:
		return s.loggersDone()
	case PhaseTerm, PhaseKill:
		return s.leftoversDone()
	case PhaseFinal:
		return s.finalPid == 0
	}
	return false // the last ones have only their bound
}

// stopServices asks everything that is no logger to stop. A bound of 0, which
// means never, is no bound to wait for here.
func (s *Supervisor) stopServices() {
	s.cursor = 0
	for _, i := range s.order {
		if !s.svc[i].isLogger {
			s.stopForGood(i)
		}
	}
}

func (s *Supervisor) stopForGood(i int) {
	s.drive(i, WantDown)
	v := &s.svc[i]
	switch {
	case v.script == NoScript || v.deadline != 0:
	case v.killed:
		s.arm(i, giveUpAfter)
	default:
		s.arm(i, atShutdown)
	}
}

// servicesDone looks on from the first service that was not done: during
// shutdown nothing starts, so what is done stays done.
func (s *Supervisor) servicesDone() bool {
	for s.cursor < len(s.order) {
		i := s.order[s.cursor]
		if !s.svc[i].isLogger && !s.done(i) {
			return false
		}
		s.cursor++
	}
	return true
}

// loggersDone ends the input of each logger that nobody living writes to, and
// tells whether all are down. Loggers of services come so before loggers of
// loggers; when only circles are left, they end together.
func (s *Supervisor) loggersDone() bool {
	all, left, moves := true, false, false
	for _, i := range s.order {
		v := &s.svc[i]
		switch {
		case !v.isLogger:
			continue
		case v.drained:
			moves = moves || !s.done(i)
		case s.writes(i, false):
			left = true
		default:
			s.drain(i)
			moves = moves || !s.done(i)
		}
		all = all && s.done(i)
	}
	if left && !moves {
		left, all = false, s.drainCircles()
	}
	return all && !left && s.logDone()
}

// drainCircles ends the input of every logger that is left, and tells whether
// all loggers are down.
func (s *Supervisor) drainCircles() bool {
	all := true
	for _, i := range s.order {
		if !s.svc[i].isLogger {
			continue
		}
		if !s.svc[i].drained {
			s.drain(i)
		}
		all = all && s.done(i)
	}
	return all
}

// drain ends a logger's input and gives it time to end by itself.
func (s *Supervisor) drain(i int) {
	v := &s.svc[i]
	v.drained = true
	if v.pipe != none {
		s.endInput(v.pipe)
	}
	if v.script == RunScript && (v.state == wire.Starting || v.state == wire.Up) {
		v.drain = s.now + drainTime
		s.wakeBy(v.drain)
		return
	}
	s.stopForGood(i)
}

// beginLeftovers signals every process that is left and gives them time.
func (s *Supervisor) beginLeftovers(p Phase, sig osdep.Signal) {
	s.phase = p
	s.childless, s.reapDue = false, true
	s.reap()
	if s.nothingLeft() {
		return
	}
	s.stage = s.now + leftoverTime
	s.sys.SignalLeftovers(sig)
	if sig == osdep.SIGTERM {
		s.sys.SignalLeftovers(osdep.SIGCONT)
	}
}

// nothingLeft tells whether every process is gone that could be waited for. In
// a container some are nobody's children: those that came from outside. Their
// end wakes nobody, so they are looked for once a second.
func (s *Supervisor) nothingLeft() bool {
	if !s.childless || s.sys.Role() == osdep.Ordinary {
		return s.childless
	}
	var one [1]osdep.Process
	return len(s.sys.Leftovers(one[:0])) == 0
}

// leftoversDone reaps what the signals ended. Each death may leave children
// behind that were out of reach before, so SIGKILL is repeated.
func (s *Supervisor) leftoversDone() bool {
	before := s.reaped
	s.reap()
	if s.nothingLeft() {
		return true
	}
	if s.phase == PhaseKill && s.reaped != before {
		s.sys.SignalLeftovers(osdep.SIGKILL)
	}
	return false
}

// beginFinal comes when every process is gone: the control socket is removed
// and SYS/reincarnate takes over, or SYS/final runs.
func (s *Supervisor) beginFinal() {
	s.phase = PhaseFinal
	s.sys.CloseControl()
	s.forwardRest()
	s.closePipes()
	dir, ok := s.hasSys("reincarnate")
	if ok {
		err := s.sys.Exec(dir + "/reincarnate")
		if err == nil {
			return // only a simulated system comes back
		}
		s.say("can't exec ", dir, "/reincarnate: ", err.Error())
	}
	dir, ok = s.hasSys("final")
	if !ok {
		return
	}
	s.request = osdep.Spawn{
		Dir: ".", File: dir + "/final", Args: append(s.args[:0], s.ending()), Service: sysName,
		Stdin: osdep.NoFD, Stdout: osdep.NoFD, Ready: osdep.NoFD,
	}
	if pid, err := s.exec(&s.request); err == nil {
		s.finalPid = pid
		s.stage = s.now + finalTime
	}
}

// killFinal ends a SYS/final that takes too long.
func (s *Supervisor) killFinal() {
	s.finalKilled = true
	s.send(s.finalPid, osdep.SIGKILL)
	s.stage = s.now + giveUpAfter
}

// end is the last stage: a process exits, PID 1 of a machine ends that.
func (s *Supervisor) end() {
	if s.sys.Role() != osdep.MachinePID1 {
		s.phase = PhaseOver
		return
	}
	s.phase = PhasePower
	s.endMachine()
}
