package core

import "nitro/osdep"

// logPipe is what a logger reads. nitro keeps both ends open for as long as
// the logger exists, so that either side can restart and not one byte in
// flight is lost. A logger that is forgotten leaves its pipe behind for as
// long as a process writes to it; should the logger come back meanwhile, it
// gets that pipe and what is in it. LOG's pipe is never closed before the end.
type logPipe struct {
	owner string   // the logger's name; "" marks a free place
	r, w  osdep.FD // w is NoFD once shutdown has ended the logger's input
	owned bool     // the logger exists
	atEnd bool     // LOG's: nothing more will come
}

// pipeOf returns the pipe of a logger, or none.
func (s *Supervisor) pipeOf(owner string) int {
	for p := range s.pipes {
		if s.pipes[p].owner == owner {
			return p
		}
	}
	return none
}

// adoptPipe gives a new logger the pipe that an earlier one of its name left.
func (s *Supervisor) adoptPipe(owner string) int {
	p := s.pipeOf(owner)
	if p != none {
		s.pipes[p].owned = true
	}
	return p
}

// ensurePipe makes the pipe of logger i at its first use.
func (s *Supervisor) ensurePipe(i int) (p int, err error) {
	v := &s.svc[i]
	v.isLogger = true
	if v.pipe != none {
		return v.pipe, nil
	}
	p, err = s.makePipe(v.name)
	s.svc[i].pipe = p
	return p, err
}

// makePipe is none when it fails.
func (s *Supervisor) makePipe(owner string) (p int, err error) {
	r, w, err := s.sys.Pipe()
	if err != nil {
		return none, err
	}
	p = s.pipeOf("")
	if p == none {
		p = len(s.pipes)
		s.pipes = append(s.pipes, logPipe{})
	}
	s.pipes[p] = logPipe{owner: owner, r: r, w: w, owned: true}
	return p, nil
}

// inFD is the standard input of a logger's run.
func (s *Supervisor) inFD(i int) (osdep.FD, error) {
	p, err := s.ensurePipe(i)
	if err != nil {
		return osdep.NoFD, err
	}
	return s.pipes[p].r, nil
}

// outFD is the standard output of a service's scripts.
func (s *Supervisor) outFD(i int) (fd osdep.FD, err error) {
	p := none
	switch k := s.svc[i].logger; k {
	case ownFD:
		return osdep.NoFD, nil
	case kernelFD:
		p = s.pipeOf(logName)
		if p == none {
			p, err = s.makePipe(logName)
		}
	default:
		p, err = s.ensurePipe(k)
	}
	if err != nil {
		return osdep.NoFD, err
	}
	return s.pipes[p].w, nil
}

// outPipe is the pipe that a script of slot i writes to if it starts now.
func (s *Supervisor) outPipe(i int) int {
	switch k := s.svc[i].logger; k {
	case ownFD:
		return none
	case kernelFD:
		return s.pipeOf(logName)
	default:
		return s.svc[k].pipe
	}
}

// releasePipe ends the ownership of a logger that is forgotten.
func (s *Supervisor) releasePipe(p int) {
	if p != none && s.pipes[p].owner != logName {
		s.pipes[p].owned = false
		s.sweepPipe(p)
	}
}

// sweepPipe closes a pipe that has neither a logger nor a writer. At the very
// end all are closed at once; what dies after that finds a free place.
func (s *Supervisor) sweepPipe(p int) {
	if p == none || s.pipes[p].owned || s.pipes[p].owner == "" {
		return
	}
	for k := range s.procs {
		if s.procs[k].pipe == p {
			return
		}
	}
	s.reportLost(p)
	s.sys.Close(s.pipes[p].r)
	s.endInput(p)
	s.pipes[p] = logPipe{}
}

// endInput closes nitro's own write end: the reader sees the end of input when
// the last writer is gone.
func (s *Supervisor) endInput(p int) {
	if s.pipes[p].w != osdep.NoFD {
		s.sys.Close(s.pipes[p].w)
		s.pipes[p].w = osdep.NoFD
	}
}

// reportLost says what nobody will read any more.
func (s *Supervisor) reportLost(p int) {
	if n := s.sys.Pending(s.pipes[p].r); n > 0 {
		s.say(decimal(n), " bytes for logger ", s.pipes[p].owner, " are lost")
	}
}

// closePipes is the end of all logging.
func (s *Supervisor) closePipes() {
	for p := range s.pipes {
		if s.pipes[p].owner != "" {
			s.reportLost(p)
			s.endInput(p)
			s.sys.Close(s.pipes[p].r)
			s.pipes[p] = logPipe{}
		}
	}
}
