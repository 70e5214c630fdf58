package core

import "nitro/osdep"

// mainProgram is the command that nitro was started for. It is no service: it
// has no name that a client could use, is not started again, and its end is
// the end of nitro, with its exit status.
type mainProgram struct {
	command   []string   // none: there is no main program
	pid       int        // 0: it does not run
	status    int        // nitro's exit status
	deadline  osdep.Time // SIGKILL, or being given up; 0: none
	killed    bool       // SIGKILL was sent
	abandoned bool       // does not die of it; shutdown goes on without it
}

// SetMain gives the supervisor a main program, before Boot.
func (s *Supervisor) SetMain(command []string) { s.main.command = command }

// Status is the exit status of an orderly end: that of the main program, 128
// more than the signal's number if one has killed it; 0 without a main program.
func (s *Supervisor) Status() int { return s.main.status }

func (s *Supervisor) hasMain() bool { return len(s.main.command) > 0 }

// startMain comes after SYS/setup and waits for no service.
func (s *Supervisor) startMain() {
	if !s.hasMain() {
		return
	}
	pid, err := s.sys.SpawnMain(s.main.command)
	if err != nil {
		s.say("can't exec ", s.main.command[0], ": ", err.Error())
		s.main.status = osdep.ExecStatus(err)
		s.endWithMain()
		return
	}
	s.main.pid = pid
}

// mainEnded takes the wait status of the main program.
func (s *Supervisor) mainEnded(status int32) {
	code, signal := exitOf(status)
	if signal != 0 {
		code = 128 + signal
	}
	s.main.pid, s.main.deadline, s.main.status = 0, 0, code
	if !s.phase.Starts() {
		return // it was told to end
	}
	if len(s.order) > 0 {
		s.say(s.main.command[0], " ", describe(status))
	}
	s.endWithMain()
}

// endWithMain shuts down, with no word if there is nothing to be said about.
func (s *Supervisor) endWithMain() {
	if len(s.order) > 0 {
		s.sys.Print("shutting down")
	}
	s.stopBoot()
	s.reapDue = true // the loop shall not wait before it goes on
}

// passSignals sends what came to nitro to the main program, as long as that
// runs; then nothing of it is nitro's own. SIGCONT comes last: of a stop and a
// continuation that came together, it undoes the one.
func (s *Supervisor) passSignals(n osdep.Notice) (own osdep.Notice) {
	const signals = osdep.Hangup | osdep.Interrupt | osdep.Quit | osdep.Terminate | osdep.User1 | osdep.Other
	if n&signals == 0 {
		return n
	}
	sent := s.sys.Signals()
	if s.main.pid == 0 {
		return n
	}
	for sig := osdep.Signal(1); sig <= 64; sig++ {
		if sent.Has(sig) && sig != osdep.SIGCONT {
			s.send(s.main.pid, sig)
		}
	}
	if sent.Has(osdep.SIGCONT) {
		s.send(s.main.pid, osdep.SIGCONT)
	}
	return n &^ signals
}

// stopMain asks the main program to end, with the services.
func (s *Supervisor) stopMain() {
	if s.main.pid == 0 {
		return
	}
	s.send(s.main.pid, osdep.SIGTERM)
	s.send(s.main.pid, osdep.SIGCONT)
	s.main.deadline = s.now + atShutdown
}

// hurryMain is its time-out: SIGKILL, and then shutdown goes on without it.
func (s *Supervisor) hurryMain() {
	if s.main.deadline == 0 || s.main.deadline > s.now {
		return
	}
	s.main.deadline = 0
	if s.main.killed {
		s.main.abandoned = true
		s.main.status = 128 + int(osdep.SIGKILL)
		s.say(s.main.command[0], " (pid ", decimal(s.main.pid), ") does not end; going on without it")
		return
	}
	s.main.killed = true
	s.send(s.main.pid, osdep.SIGKILL)
	s.main.deadline = s.now + giveUpAfter
}

// mainDone tells whether shutdown waits no more for the main program.
func (s *Supervisor) mainDone() bool { return s.main.pid == 0 || s.main.abandoned }
