package core

import "nitro/osdep"

// resolve looks anew where a service's files are and which logger gets its
// output. A process that runs keeps the pipe it has.
func (s *Supervisor) resolve(i int) {
	s.place(i)
	logger := s.findLogger(i)
	s.svc[i].logger = logger
	if logger >= 0 {
		s.svc[logger].isLogger = true
	}
}

// findLogger returns the slot of a service's logger, making it where the file
// system names one that is not known yet, or ownFD or kernelFD.
func (s *Supervisor) findLogger(i int) int {
	v := s.svc[i]
	if v.name == sysName || v.name == logName {
		return ownFD
	}
	if k := s.linkedLogger(i); k != none {
		return k
	}
	_, nested := cutNested(v.name)
	s.lookForLog()
	if !nested && !hasPrefix(v.name, logPrefix) && s.logTemplate {
		own := logPrefix + s.instanceArg(i)
		if k := s.loggerSlot(i, own); k != none {
			return k
		}
	}
	switch {
	case s.logStands:
		return s.loggerSlot(i, logName)
	case s.logKernel:
		return kernelFD
	}
	return ownFD
}

// lookForLog looks whether the template LOG@, the service LOG and the kernel's
// log are there: once in a wake-up, which may ask for a thousand services.
func (s *Supervisor) lookForLog() {
	if !s.logKnown {
		s.logKnown = true
		s.logTemplate = s.sys.IsDir(logPrefix)
		s.logStands = s.stands(logName)
		s.logKernel = s.wantsKernelLog()
	}
}

// linkedLogger follows the file log of a service: a link names a service by
// its last path component, a directory with a run is a service of its own.
func (s *Supervisor) linkedLogger(i int) int {
	kind, target := s.sys.Log(s.svc[i].dir)
	switch kind {
	case osdep.LogNested:
		return s.loggerSlot(i, s.svc[i].name+nestedLog)
	case osdep.LogLink:
		if n := len(target); n > 0 && target[n-1] == '@' {
			target += s.instanceArg(i)
		}
		return s.loggerSlot(i, target)
	case osdep.LogOther:
		s.warn(i, "neither a symbolic link nor a directory with run")
	}
	return none
}

// instanceArg is what a link to a bare template adds: the service's own
// argument, else its name.
func (s *Supervisor) instanceArg(i int) string {
	if v := &s.svc[i]; v.has {
		return v.arg
	}
	return s.svc[i].name
}

// loggerSlot finds or makes the slot of a logger by name, for writer i.
func (s *Supervisor) loggerSlot(i int, name string) int {
	if rule := wrongName(name); rule != "" {
		s.warn(i, "the logger's name "+rule)
		return none
	}
	if !s.stands(name) {
		s.warn(i, "no such service: "+name)
		return none
	}
	s.svc[i].warned = false
	if k := s.find(name); k != none {
		return k
	}
	return s.add(name)
}

// stands tells whether a name can be a logger's: a known service for as long
// as its directory is there, so that a vanished one is let go of; a new one if
// it has a script.
func (s *Supervisor) stands(name string) bool {
	if s.find(name) == none {
		return s.exists(name)
	}
	dir, _, _ := s.filesOf(name)
	return s.sys.IsDir(dir)
}

// warn says once per service why its log is not used.
func (s *Supervisor) warn(i int, why string) {
	if !s.svc[i].warned {
		s.svc[i].warned = true
		s.say("ignoring ", s.svc[i].dir, "/log: ", why)
	}
}
