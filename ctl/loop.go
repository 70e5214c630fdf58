package ctl

import (
	"nitro/osdep"
)

// exchange is what one socket is for.
type exchange interface {
	base() *line
	// hear takes one datagram, which stays as it is only meanwhile.
	hear(datagram []byte)
	// remind comes when a second has passed since something was sent.
	remind()
	// cannotHear comes before something is sent by a line that no reply can
	// reach. It puts into the outbox what is worth sending all the same, or
	// finishes.
	cannotHear()
	// sentDeaf comes after that was sent.
	sentDeaf()
}

// session is one invocation that talks to a supervisor.
type session struct {
	*world
	place    place
	self     string     // the service that nitroctl was called by
	verbose  bool       // print events
	deadline osdep.Time // 0: none
	files    files
	broken   int // the exit status that output which failed demands

	datagram []byte
	watch    []osdep.Watch
	watched  []exchange
}

const (
	resendAfter = 10 * osdep.Millisecond // the supervisor's queue was full
	remindAfter = osdep.Second
	maxDatagram = 64 << 10
	maxDrain    = 64 // datagrams that one line takes before the others have their turn
)

// run holds all exchanges until the last one is over, and returns the largest
// of their exit statuses.
func (s *session) run(all []exchange) int {
	s.datagram = make([]byte, maxDatagram)
	for s.isBusy(all) {
		full := s.sendAll(all)
		if !s.isBusy(all) {
			break
		}
		s.listen(all, s.span(all, full))
		now := s.now()
		s.remindAll(all, now)
		if s.deadline != 0 && now >= s.deadline && s.isBusy(all) {
			s.complain("action timed out")
			s.finishAll(all, exitTimedOut)
		}
	}
	if s.broken != 0 {
		return s.broken
	}
	code := exitDone
	for _, x := range all {
		code = max(code, x.base().code)
	}
	return code
}

// isBusy tells whether something is left to do. It closes what is over.
func (s *session) isBusy(all []exchange) bool {
	busy := false
	for _, x := range all {
		if l := x.base(); l.over {
			s.close(l)
		} else {
			busy = true
		}
	}
	return busy && s.broken == 0
}

func (s *session) finishAll(all []exchange, code int) {
	for _, x := range all {
		if l := x.base(); !l.over {
			l.finish(code)
		}
	}
}

// sendAll empties the outboxes. full tells that the supervisor's queue takes no
// more; what is left is sent when a reply shows that it goes on, or after
// resendAfter.
func (s *session) sendAll(all []exchange) (full bool) {
	for _, x := range all {
		l := x.base()
		if l.over || l.outbox == nil || !s.ensureOpen(x) {
			continue
		}
		err := l.socket.Send(s.place.socket, l.outbox)
		if err == osdep.ErrAgain {
			return true
		}
		if err != nil {
			s.nobody(all, err)
			return false
		}
		s.sent(x)
	}
	return false
}

// ensureOpen makes the line's socket if it has none. false: the exchange is
// over.
func (s *session) ensureOpen(x exchange) bool {
	l := x.base()
	if !l.isOpen {
		if err := s.open(l); err != nil {
			s.complain(err.Error())
			l.finish(exitOther)
			return false
		}
		if l.noPlace != nil {
			x.cannotHear()
		}
	}
	return !l.over
}

func (s *session) sent(x exchange) {
	l := x.base()
	l.outbox = nil
	l.remindAt = s.now() + remindAfter
	if l.noPlace != nil {
		x.sentDeaf()
	}
}

// nobody ends everything: there is no supervisor.
func (s *session) nobody(all []exchange, err error) {
	s.complain("sendto ", s.place.socket, ": ", capital(err))
	s.finishAll(all, exitNobody)
}

// span is how long nothing will be to do, unless something comes.
func (s *session) span(all []exchange, full bool) osdep.Time {
	now := s.now()
	until := s.deadline
	earlier := func(t osdep.Time) {
		if until == 0 || t < until {
			until = t
		}
	}
	if full {
		earlier(now + resendAfter)
	}
	for _, x := range all {
		if at := x.base().remindAt; at != 0 {
			earlier(at)
		}
	}
	if until == 0 {
		return forever
	}
	return max(until-now, 0)
}

// listen waits for datagrams and hands them to the exchanges.
func (s *session) listen(all []exchange, span osdep.Time) {
	s.watch, s.watched = s.watch[:0], s.watched[:0]
	for _, x := range all {
		if l := x.base(); l.isOpen && !l.over {
			s.watch = append(s.watch, osdep.Watch{FD: l.socket.FD()})
			s.watched = append(s.watched, x)
		}
	}
	s.await(s.watch, span)
	for i, x := range s.watched {
		if s.watch[i].Ready {
			s.drain(x)
		}
	}
}

func (s *session) drain(x exchange) {
	l := x.base()
	for range maxDrain {
		if l.over || !l.isOpen || s.broken != 0 {
			return
		}
		n, err := l.socket.Receive(s.datagram)
		if err == osdep.ErrAgain {
			return
		}
		if err != nil {
			s.complain("can't read the answer: ", err.Error())
			l.finish(exitOther)
			return
		}
		x.hear(s.datagram[:n])
	}
}

func (s *session) remindAll(all []exchange, now osdep.Time) {
	for _, x := range all {
		l := x.base()
		if !l.over && l.remindAt != 0 && now >= l.remindAt {
			l.remindAt = now + remindAfter
			x.remind()
		}
	}
}

// print writes to standard output, at once.
func (s *session) print(b []byte) {
	if s.broken == 0 && len(b) > 0 {
		s.broken = s.outputFailure(s.out(b))
	}
}

// cannot complains that something can't be done for want of a reply's address.
func (s *session) cannot(what string, l *line) {
	s.complain("can't ", what, ": can't make a socket in ", s.place.notify, ": ", l.noPlace.Error())
}

// refuseDeaf ends an exchange that is of no use without a reply.
func (s *session) refuseDeaf(what string, l *line) {
	if err := osdep.ProbeSocket(s.place.socket); err != nil {
		s.complain("sendto ", s.place.socket, ": ", capital(err))
	} else {
		s.cannot(what, l)
	}
	l.finish(exitNobody)
}
