package core

import (
	"nitro/ctl/wire"
	"nitro/osdep"
)

// SYS is no ordinary service: it has a slot only while its setup or finish
// runs, the table of transitions is not asked about it, and no command reaches
// it.

// sysDir is the directory that acts as SYS, or "".
func (s *Supervisor) sysDir() string {
	old := s.sys.IsDir(bootName)
	if s.sys.IsDir(sysName) {
		if old {
			s.complain(bootName, "ignoring rc.boot: there is SYS")
		}
		return sysName
	}
	if old {
		return bootName
	}
	return ""
}

// hasSys tells whether SYS has a script.
func (s *Supervisor) hasSys(file string) (dir string, ok bool) {
	dir = s.sysDir()
	return dir, dir != "" && s.sys.Look(dir, file).IsThere()
}

// startSysSetup starts SYS/setup, if there is one that can be.
func (s *Supervisor) startSysSetup() bool {
	if dir, ok := s.hasSys("run"); ok {
		s.say("ignoring ", dir, "/run: it is never run")
	}
	dir, ok := s.hasSys("setup")
	return ok && s.startSys(osdep.Spawn{Dir: dir, File: "setup", Terminal: true}, SetupScript, wire.Setup)
}

// startSysFinish starts SYS/finish, which has 30 seconds.
func (s *Supervisor) startSysFinish() bool {
	dir, ok := s.hasSys("finish")
	if !ok {
		return false
	}
	sp := osdep.Spawn{Dir: dir, File: "finish", Args: append(s.args[:0], "0", "0", s.ending())}
	if !s.startSys(sp, FinishScript, wire.Oneshot) {
		return false
	}
	s.arm(s.find(sysName), finishTime)
	return true
}

// ending is the word for the kind of shutdown that scripts are told.
func (s *Supervisor) ending() string {
	if s.reboot {
		return "reboot"
	}
	return "shutdown"
}

func (s *Supervisor) startSys(sp osdep.Spawn, script Script, st State) bool {
	sp.Service, sp.Stdin, sp.Stdout, sp.Ready = sysName, osdep.NoFD, osdep.NoFD, osdep.NoFD
	s.request = sp
	pid, err := s.exec(&s.request)
	if err != nil {
		return false
	}
	i := s.add(sysName)
	s.svc[i].dir = sp.Dir
	s.own(i, pid, script)
	s.svc[i].state = st
	s.announce(i)
	return true
}

// sysEnded goes on with what SYS's script was waited for.
func (s *Supervisor) sysEnded(i int, script Script, status int32) {
	dir := s.svc[i].dir
	s.rest(i)
	s.remove(i)
	if status != 0 {
		s.say(dir, "/", script.String(), " ", describe(status))
	}
	if s.phase == PhaseBoot {
		s.checkSocket() // SYS/setup may have made a place for it, or mounted over it
		s.goUp()
	}
}

// sysDone tells whether no script of SYS is waited for any more.
func (s *Supervisor) sysDone() bool {
	i := s.find(sysName)
	if i == none {
		return true
	}
	if !s.svc[i].abandoned {
		return false
	}
	s.disown(s.svc[i].pid)
	s.remove(i)
	return true
}

// describe tells a wait status in words.
func describe(status int32) string {
	code, signal := exitOf(status)
	if signal != 0 {
		return "was killed by signal " + decimal(signal)
	}
	return "exited with status " + decimal(code)
}
