package core

// GiveUp is for a supervisor that could not boot: it lets SYS/fatal take over.
// It returns if there is none that can be executed.
func (s *Supervisor) GiveUp() {
	if dir, ok := s.hasSys("fatal"); ok {
		if err := s.sys.Exec(dir + "/fatal"); err != nil {
			s.say("can't exec ", dir, "/fatal: ", err.Error())
		}
	}
}
