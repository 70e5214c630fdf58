package ctl

import "nitro/ctl/wire"

// events is the exchange that prints what happens. It sends nothing, and so can
// be there before the supervisor is.
type events struct {
	line
	session *session
}

func newEvents(s *session) *events {
	e := &events{session: s}
	e.subject = "ALL"
	s.ensureOpen(e)
	return e
}

// hear prints each event by itself, so that who reads a pipe has it at once.
func (e *events) hear(datagram []byte) {
	packets := wire.NewReader(datagram)
	for {
		p, ok := packets.Next()
		switch {
		case !ok:
			return
		case p.Kind == wire.Open:
			packets.SkipGroup(p.Tag)
		case isEvent(p):
			e.session.print(appendEvent(nil, wire.State(p.Tag), string(p.Payload)))
		}
	}
}

func (e *events) remind()     {}
func (e *events) cannotHear() { e.session.refuseDeaf("watch events", &e.line) }
func (e *events) sentDeaf()   {}
