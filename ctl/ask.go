package ctl

import "nitro/ctl/wire"

// phase is how far an ask is.
type phase uint8

const (
	phaseFind  phase = iota // is there a service of that name?
	phaseAsked              // the request is out
	phaseWhy                // it was refused: is there no such service, or could it not be?
	phaseWait               // it was accepted; now for the state
)

// ask is the exchange about one service.
type ask struct {
	line
	session *session
	command *command
	target
	phase   phase
	stale   int        // queries whose replies belong to the phase before
	queries int        // queries that were not replied to
	last    wire.State // the last state told; 0: none
	seen    bool       // the supervisor knew it
	text    []byte     // what is to be printed of it
}

func newAsk(s *session, c *command, t target, index int) *ask {
	a := &ask{session: s, command: c, target: t, phase: phaseAsked}
	a.index = index
	if len(t.names) == 0 || len(t.names[0]) > wire.MaxName {
		a.noSuchService()
		return a
	}
	a.subject = t.names[0]
	if c.kind == kindAsk && (len(t.names) > 1 || t.missing != "") {
		a.phase = phaseFind
		a.query()
	} else {
		a.request()
	}
	return a
}

func (a *ask) name() string { return a.names[0] }

func (a *ask) request() {
	if a.command.kind != kindAsk {
		a.query()
		return
	}
	a.phase, a.stale = phaseAsked, a.queries
	a.outbox = a.command.request(a.name())
}

func (a *ask) query() {
	a.queries++
	a.outbox = wire.AppendPacket(nil, wire.TagQuery, a.name())
}

func (a *ask) remind() {
	if a.outbox == nil {
		a.query()
	}
}

func (a *ask) hear(datagram []byte) {
	r := parseReply(datagram)
	switch r.kind {
	case replyEvent:
		if r.name == a.name() && a.phase != phaseFind {
			a.hearEvent(r.state)
		}
	case replyStatus:
		a.hearStatus(&r.service)
	case replyAnswer:
		a.hearAnswer(r.answer)
	}
}

func (a *ask) hearEvent(state wire.State) {
	if a.command.traced && a.session.verbose {
		a.session.print(appendEvent(nil, state, a.typed))
	}
	a.last, a.seen = state, true
	if a.phase == phaseWait || a.command.kind == kindWait {
		a.judge()
	}
}

// hearStatus takes the reply to a query.
func (a *ask) hearStatus(told *service) {
	a.queries = max(a.queries-1, 0)
	if a.stale > 0 {
		a.stale--
		return
	}
	a.seen = true
	switch {
	case a.phase == phaseFind:
		a.request()
	case a.phase == phaseWhy:
		a.refused(told)
	case a.command.kind == kindShow:
		told.name = a.name()
		line, code := a.command.show(told)
		a.text = line
		a.finish(code)
	default:
		// A query is sent after the request and answered after it: if its
		// reply comes first, the answer to the request got lost.
		a.last = told.state
		a.accepted()
	}
}

func (a *ask) hearAnswer(answer wire.Tag) {
	switch {
	case answer == wire.TagUnknown:
		a.session.complain("command not implemented in server")
		a.finish(exitOther)
	case answer == wire.TagOK:
		if a.phase == phaseAsked && a.command.kind == kindAsk {
			a.accepted()
		}
	case a.phase == phaseAsked && a.command.kind == kindAsk:
		a.phase, a.stale = phaseWhy, a.queries
		a.query()
	case a.stale > 0:
		a.stale--
	default:
		a.unknown()
	}
}

// accepted goes on to wait for the state, if the command does that. A service
// that takes itself down would wait for its own end.
func (a *ask) accepted() {
	a.phase, a.stale = phaseWait, 0
	if a.waits() {
		a.judge()
	} else {
		a.finish(exitDone)
	}
}

func (a *ask) waits() bool {
	itself := a.command.tag == wire.TagDown && a.name() == a.session.self
	return a.command.until != 0 && !itself
}

// judge looks whether the last state told is the one waited for. Before the
// answer came it would judge by what was: a restart's UP by the old process.
func (a *ask) judge() {
	switch {
	case a.command.fatalFails && a.last == wire.Fatal:
		a.session.complain("failed to ", a.command.verb, " '", a.typed, "'")
		a.finish(exitFailed)
	case a.command.until.has(a.last):
		a.finish(exitDone)
	}
}

// unknown follows a query for a name that the supervisor does not know. It may
// know the next one; and a service that it knew before and has forgotten is
// down.
func (a *ask) unknown() {
	switch {
	case (a.seen || a.phase == phaseWait) && a.command.until.has(wire.Down):
		a.finish(exitDone)
	case len(a.names) > 1 && !a.seen && a.phase != phaseWait:
		a.nextName()
	default:
		a.noSuchService()
	}
}

// nextName starts again with a socket that is named after the next name.
func (a *ask) nextName() {
	a.session.close(&a.line)
	a.names = a.names[1:]
	a.subject, a.queries, a.stale = a.name(), 0, 0
	a.request()
}

func (a *ask) noSuchService() {
	if a.missing != "" {
		a.session.complain("no such service: ", a.missing)
	} else {
		a.session.complain("no such service '", a.typed, "'")
	}
	a.finish(exitOther)
}

// refused tells why a service that exists could not be asked for that.
func (a *ask) refused(told *service) {
	if a.command.tag == wire.TagSignal && told.pid == 0 {
		a.session.complain("can't signal '", a.typed, "': it has no process")
		a.finish(exitFailed)
		return
	}
	a.session.complain("can't ", a.command.verb, " '", a.typed, "': refused by the supervisor")
	a.finish(exitOther)
}

func (a *ask) cannotHear() {
	if a.command.needsAnswer() {
		a.session.refuseDeaf(a.command.verb+" '"+a.typed+"'", &a.line)
		return
	}
	if a.phase == phaseFind {
		if a.name() != a.typed && len(a.names) > 1 {
			a.names = a.names[1:]
		}
		a.request()
	}
}

func (a *ask) sentDeaf() {
	if a.waits() {
		a.session.cannot("wait for '"+a.typed+"'", &a.line)
	}
	a.finish(exitDone)
}
