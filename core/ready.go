package core

import "nitro/osdep"

// readyRule is how a service becomes UP.
type readyRule uint8

const (
	readyByTime    readyRule = iota // two seconds after its start
	readyByRequest                  // by nitroctl ready alone
	readyByFD                       // by a newline on a descriptor, or nitroctl ready
)

// maxReadyFD bounds notification-fd: a child costs nitro that many words.
const maxReadyFD = 1023

// readyRule reads notification-fd as release 0.8 does: the digits anywhere in
// it make the number, and a number that is none means nitroctl ready.
func (s *Supervisor) readyRule(i int) (fd int, rule readyRule) {
	text, ok := s.readFile(i, "notification-fd")
	if !ok || len(text) == 0 {
		return 0, readyByTime
	}
	for _, c := range text {
		if c >= '0' && c <= '9' && fd <= maxReadyFD {
			fd = fd*10 + int(c-'0')
		}
	}
	switch {
	case fd > maxReadyFD:
		s.say("ignoring the number in ", s.svc[i].dir, "/notification-fd: above 1023")
		return 0, readyByRequest
	case fd == 0:
		return 0, readyByRequest
	case fd < 3:
		s.say(s.svc[i].dir, "/notification-fd takes descriptor ", decimal(fd), " away from output")
	}
	return fd, readyByFD
}

// watchReady puts the read end of a readiness pipe into the poll set.
func (s *Supervisor) watchReady(i int, r osdep.FD) {
	s.svc[i].ready = r
	if r != osdep.NoFD {
		s.watch = append(s.watch, osdep.Watch{FD: r})
		s.watchSlot = append(s.watchSlot, i)
	}
}

// closeReady ends a readiness pipe: at its end, or at the end of run.
func (s *Supervisor) closeReady(i int) {
	r := s.svc[i].ready
	if r == osdep.NoFD {
		return
	}
	s.svc[i].ready = osdep.NoFD
	last := len(s.watch) - 1
	for k := 1; k <= last; k++ {
		if s.watchSlot[k] == i {
			s.watch[k], s.watchSlot[k] = s.watch[last], s.watchSlot[last]
			break
		}
	}
	s.watch, s.watchSlot = s.watch[:last], s.watchSlot[:last]
	s.sys.Close(r)
}

// readReady looks at the readiness pipes that Wait found readable. It goes
// backwards because one that is at its end leaves the set.
func (s *Supervisor) readReady() {
	for k := len(s.watch) - 1; k > 0; k-- {
		if k < len(s.watch) && s.watch[k].Ready {
			s.watch[k].Ready = false
			s.readReadyOf(s.watchSlot[k])
		}
	}
}

// readReadyOf takes what a service wrote; only a newline means something, and
// after the first one nothing does.
func (s *Supervisor) readReadyOf(i int) {
	n, err := s.sys.ReadPipe(s.svc[i].ready, s.scratch[:])
	switch {
	case err == osdep.ErrAgain:
	case err != nil || n == 0:
		s.closeReady(i)
	case lastLine(s.scratch[:n]) > 0:
		s.drive(i, GotReady)
	}
}
