package core

// endMachine has the file systems made safe and the machine ended, which a
// thread of its own does: all of it can hang.
func (s *Supervisor) endMachine() {
	if s.stage != 0 {
		return // it is under way
	}
	if s.reboot {
		s.sys.Print("rebooting the machine")
	} else {
		s.sys.Print("powering the machine off")
	}
	s.stage = s.now + powerTime
	s.sys.EndMachine(s.reboot)
}

// endMachineNow comes when that has hung. If even this fails, nitro cannot go
// on.
func (s *Supervisor) endMachineNow() {
	s.sys.Print("file systems hang: ending the machine at once")
	err := s.sys.EndMachineNow(s.reboot)
	if err == nil {
		s.phase = PhaseOver // only a simulated machine comes back
		return
	}
	s.sys.Print("can't end the machine: " + err.Error())
	if s.phase != PhaseStranded {
		s.GiveUp()
	}
}
