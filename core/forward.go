package core

import (
	"nitro/ctl/wire"
	"nitro/osdep"
)

// heldSize bounds what nitro reads ahead of a newline, in bytes. A longer line
// is passed on in pieces.
const heldSize = osdep.RoomEnough / 2

// forwardRoom is what Forward must take before LOG's pipe is read: what is
// read at once, and then still the line that is held.
const forwardRoom = osdep.RoomEnough

// forwards tells whether nitro itself takes the lines of LOG's pipe: while LOG
// is absent, DOWN or FATAL. On LOG's way up the pipe holds the data.
func (s *Supervisor) forwards() (p int, ok bool) {
	p = s.pipeOf(logName)
	if p == none || s.pipes[p].atEnd {
		return none, false
	}
	if i := s.find(logName); i != none {
		if st := s.svc[i].state; st != wire.Down && st != wire.Fatal {
			return none, false
		}
	}
	return p, true
}

// sink is where nitro puts the lines of LOG's pipe.
func (s *Supervisor) sink() osdep.Sink {
	s.lookForLog()
	if s.logKernel {
		return osdep.KernelLog
	}
	return osdep.OwnOutput
}

// wantsKernelLog tells whether lines that nobody else takes go to the kernel's
// log.
func (s *Supervisor) wantsKernelLog() bool {
	if !s.sys.HasKernelLog() {
		return false
	}
	_, no := s.hasSys("no-kmsg")
	return !no
}

// watchLog puts LOG's pipe into the poll set or takes it out. It is in only
// while Forward has room: a reader that has stopped stops the writers, as a
// pipe does, and never nitro.
func (s *Supervisor) watchLog() {
	s.watch[0] = osdep.Watch{FD: osdep.NoFD}
	if p, ok := s.forwards(); ok && s.sys.Room(s.sink()) >= forwardRoom {
		s.watch[0].FD = s.pipes[p].r
	}
}

// forwardLog moves whole lines from LOG's pipe on and holds the begun one.
func (s *Supervisor) forwardLog() {
	p, ok := s.forwards()
	if !ok || s.sys.Room(s.sink()) < forwardRoom {
		return
	}
	n, err := s.sys.ReadPipe(s.pipes[p].r, s.held[s.heldLen:heldSize])
	if err != nil {
		return
	}
	if n == 0 {
		s.pipes[p].atEnd = true
		s.flushHeld()
		return
	}
	s.heldLen += n
	end := lastLine(s.held[:s.heldLen])
	if end == 0 && s.heldLen == heldSize {
		end = heldSize
	}
	if end > 0 {
		s.sys.Forward(s.sink(), s.held[:end])
		s.heldLen = copy(s.held[:], s.held[end:s.heldLen])
	}
}

// lastLine is the length of the whole lines in b.
func lastLine(b []byte) int {
	for n := len(b); n > 0; n-- {
		if b[n-1] == '\n' {
			return n
		}
	}
	return 0
}

// flushHeld writes the begun line as a line, since its rest goes elsewhere.
// There is room for it: see forwardRoom.
func (s *Supervisor) flushHeld() {
	if s.heldLen == 0 {
		return
	}
	s.held[s.heldLen] = '\n'
	s.sys.Forward(s.sink(), s.held[:s.heldLen+1])
	s.heldLen = 0
}

// logDone tells whether nothing is left in LOG's pipe that nitro itself is to
// pass on. A reader that takes nothing of it is waited for as long as a logger;
// one that is slow, for ten times that.
func (s *Supervisor) logDone() bool {
	p, ok := s.forwards()
	if !ok {
		return true
	}
	left := s.sys.Pending(s.pipes[p].r)
	if left == 0 {
		return true
	}
	if s.stage == 0 {
		s.logBound = s.now + 10*drainTime
	}
	if s.stage == 0 || left < s.logLeft {
		s.logLeft = left
		s.stage = min(s.now+drainTime, s.logBound)
	}
	return false
}

// forwardRest moves on what the very last writers left in LOG's pipe, as far
// as Forward has room. A pipe holds a bounded number of pieces.
func (s *Supervisor) forwardRest() {
	for n := 0; n < 1<<20/heldSize; n++ {
		if p, ok := s.forwards(); !ok || s.sys.Pending(s.pipes[p].r) == 0 {
			break
		}
		s.forwardLog()
	}
	s.flushHeld()
}
