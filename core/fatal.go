package core

import "nitro/osdep"

// fatalPrograms take nitro's place when it cannot go on and the service
// directory has no SYS/fatal of its own; the last two for a machine that
// somebody must repair.
var fatalPrograms = [...]string{"/etc/nitro/SYS/fatal", "/sbin/sulogin", "/bin/sh"}

// GiveUp is for a supervisor that cannot go on: it lets SYS/fatal take over.
// It returns if there is none that can be executed. Then an ordinary process
// must end. PID 1 of a machine tries a few more programs, and is stranded at
// last: Step goes on, reaps, and lets Ctrl-Alt-Del reboot.
func (s *Supervisor) GiveUp() {
	if dir, ok := s.hasSys("fatal"); ok && s.takeOver(dir+"/fatal") {
		return
	}
	machine := s.sys.Role() == osdep.MachinePID1
	for n, program := range fatalPrograms {
		if s.sys.Role() == osdep.Ordinary || n > 0 && !machine {
			break
		}
		if s.takeOver(program) {
			return
		}
	}
	if machine {
		s.phase, s.stage, s.spoken = PhaseStranded, 0, 0
		s.sys.Print("nothing is left to execute: Ctrl-Alt-Del reboots")
	}
}

// takeOver is true on a simulated machine only: a real one is nitro's no more.
func (s *Supervisor) takeOver(program string) bool {
	err := s.sys.TakeOver(program)
	if err != nil {
		s.say("can't exec ", program, ": ", err.Error())
	}
	return err == nil
}
